"""Any day can be asked: who was where, in which rank, step, position and function, by which act.

What held on a day is what is known today of that day: annulled lines never held, and a line recorded late counts
from its own day on. Whose past one sees follows from whom one sees today. Read asking.py first.
"""

from .asking import NOWHERE, Asked, Who, standing
from .counting import Share, Shares, by_rank, shares
from .listing import ORDERS, PAGE, ActOf, Standing, at, names_of, page
from .state import State, of
from .taking import approved, content, described, heading, needs_second, propose, take, take_approved

__all__ = [
    "NOWHERE", "ORDERS", "PAGE", "ActOf", "Asked", "Share", "Shares", "Standing", "State", "Who", "approved", "at",
    "by_rank", "content", "described", "heading", "names_of", "needs_second", "of", "page", "propose", "shares", "standing", "take", "take_approved",
]  # fmt: skip
