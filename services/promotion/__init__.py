"""Promotion rounds: prepared, frozen, listed, ranked, examined, published, sealed, appointed; see rules/promotion/life.py.

Each step has its file: preparing.py, naming.py (the board), voting.py, freezing.py, publishing.py, ranking.py, drawing.py, overriding.py,
examining.py, sealing.py, appointing.py; abandoning.py leads aside, appealing.py and annulling.py are what may come between. steps.py is what all of them begin and end with.
"""

from . import annulling, exceptional, keeping  # noqa: F401 — importing them attaches what they follow
from .abandoning import abandon, followers, replace
from .checking import Difference, verify
from .dossiers import dossiers
from .drawing import draw, undecided
from .examining import close as close_examination, record_minutes
from .naming import choices, dismiss, name
from .overriding import decide, decisions, most as most_decisions
from .places import opened
from .preparing import check_round, noted, set_terms
from .publishing import list_eligible, list_in_background, publish
from .ranking import is_long, rank, rank_in_background
from .ruling import check_rule
from .sealing import seal, seal_digest
from .voting import close_vote, may_close, may_vote, vote, votes

__all__ = [
    "Difference", "abandon", "check_round", "check_rule", "choices", "close_examination", "close_vote", "decide", "decisions", "dismiss",
    "dossiers", "draw", "followers", "is_long", "list_eligible", "list_in_background", "may_close", "may_vote", "most_decisions", "name", "noted", "opened",
    "publish", "rank", "rank_in_background", "record_minutes", "replace", "seal", "seal_digest", "set_terms", "undecided", "verify",
    "vote", "votes",
]  # fmt: skip
