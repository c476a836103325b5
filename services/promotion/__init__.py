"""Promotion rounds: collect the dossiers, rank them, seal the list, check it again."""

from .checking import Difference, verify
from .dossiers import dossiers
from .rounds import check_round, check_rule, is_long, rank, rank_in_background, seal, seal_digest
from .voting import close_vote, may_close, may_vote, vote, votes

__all__ = [
    "Difference", "check_round", "check_rule", "close_vote", "dossiers", "is_long", "may_close", "may_vote", "rank",
    "rank_in_background", "seal", "seal_digest", "verify", "vote", "votes",
]  # fmt: skip
