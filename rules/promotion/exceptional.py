"""The cap of exceptional promotions: how many in a year a rule of that route lets be, as a number or as a share of a rank."""

from __future__ import annotations

from collections.abc import Mapping

from ..refused import N_, Refused

# The condition of a rule of the exceptional route that bears the cap: 3, or "2 %" of those who hold the rank.
CAP = "most_per_year"


def cap(conditions: Mapping[str, object], strength: int) -> int:
    """How many people the rule lets be promoted in a year out of a rank that so many hold; a share gives whole people only.

    Raises Refused for a rule without a cap, which would be none, and for one that cannot be meant.
    """
    text = str(conditions.get(CAP) or "").strip()
    if not text:
        raise Refused(N_("This rule does not say how many may be promoted in a year. Have the cap written into a new version of it."))
    share = text.endswith("%")
    try:
        number = int(text.rstrip("%").strip())
    except ValueError:
        raise Refused(N_("“%(value)s” is not a whole number."), value=text) from None
    if number < 0 or (share and number > 100):
        raise Refused(N_("“%(value)s” is outside what this condition can ask."), value=text)
    return strength * number // 100 if share else number
