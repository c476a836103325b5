"""Promotion, decided: who may be promoted, how many points each has, and who comes before whom.

Nothing here looks at a database or a clock: the same dossiers, rule and terms give the same list, in whatever order they come. Read in
this order: dossier.py (what is known of a person), rule.py (what the rule asks) and conditions.py (who may be promoted), terms.py (what
the round weighs) and points.py (what counts how much), tie_breaking.py, ranking.py (who comes first), admission.py (who is within the
places), frozen.py (all of it as JSON keeps it).
"""

from .admission import open_places, outcome
from .conditions import Condition, conditions, is_eligible
from .dossier import Diploma, Dossier, Headed, Honour, Line, Mark, Punished, Visit, held_since, in_corps_since
from .frozen import as_plain, dossier_from_plain
from .points import Part, points, shares
from .ranking import Place, rank, unsettled
from .rule import LEVELS, Rule, rule_from
from .terms import PARTS, TIE_BREAKERS, Terms, check_terms, check_weights, default_terms, plain_of, terms_from

__all__ = [
    "LEVELS", "PARTS", "TIE_BREAKERS", "Condition", "Diploma", "Dossier", "Headed", "Honour", "Line", "Mark", "Part", "Place",
    "Punished", "Rule", "Terms", "Visit", "as_plain", "check_terms", "check_weights", "conditions", "default_terms",
    "dossier_from_plain", "held_since", "in_corps_since", "is_eligible", "open_places", "outcome", "plain_of", "points", "rank",
    "rule_from", "shares", "terms_from", "unsettled",
]  # fmt: skip
