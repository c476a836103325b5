"""Promotion rounds: collect the dossiers, rank them, seal the list, check it again."""

from .checking import Difference, verify
from .dossiers import dossiers
from .rounds import check_round, check_rule, is_long, rank, rank_in_background, seal, seal_digest

__all__ = [
    "Difference", "check_round", "check_rule", "dossiers", "is_long", "rank", "rank_in_background", "seal",
    "seal_digest", "verify",
]  # fmt: skip
