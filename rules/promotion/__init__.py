"""Promotion, decided: who may be promoted, how many points each has, and who comes before whom.

Nothing here looks at a database or a clock: the same dossiers and the same rule give the same list, in
whatever order they come. Read in this order: dossier.py (what is known of a person), conditions.py (who
may be promoted), points.py (what counts how much), ranking.py (who comes first).
"""

from .conditions import Condition, conditions, is_eligible
from .dossier import (
    FULL_WEIGHT,
    Dossier,
    Line,
    Mark,
    Rule,
    as_plain,
    check_weights,
    dossier_from_plain,
    held_since,
    in_corps_since,
    rule_from,
)
from .points import Part, points, shares, without_data
from .ranking import TIE_BREAKERS, Place, rank

__all__ = [
    "FULL_WEIGHT", "TIE_BREAKERS", "Condition", "Dossier", "Line", "Mark", "Part", "Place", "Rule", "as_plain",
    "check_weights", "conditions", "dossier_from_plain", "held_since", "in_corps_since", "is_eligible", "points", "rank", "rule_from",
    "shares", "without_data",
]  # fmt: skip
