"""The terms of one round: what counts how much, the caps, the share of seniority, the tie-breakers. Frozen before anybody is ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from ..refused import N_, Refused

# The parts of the score that bring points, in the order in which they are shown; the sanctions take some away.
PARTS = ("evaluation", "exam", "seniority", "training", "posts", "distinctions")
SANCTIONS = "sanctions"
# What settles equal points, in the order in which it is proposed; where all are equal, a draw in public does.
TIE_BREAKERS = ("time_in_rank", "service", "exam", "age")
DRAW = "draw"
# What the weights make together.
FULL_WEIGHT = 100


@dataclass(frozen=True)
class Terms:
    """Proposed values stand here; see docs/fr/avancement.md.

    `weights` are points of 100 by part. `seniority_percent` of the places go to the most senior of those whom the order of merit
    leaves. Where anything else counts as well, seniority brings `most_for_seniority` points at most. A sanction of less than
    `sanction_years` takes the points of its degree, all of them together `sanction_floor` at most.
    """

    weights: Mapping[str, int] = field(default_factory=dict)
    seniority_percent: int = 0
    most_for_seniority: int = 20
    seniority_full_at_years: int = 10
    marks_counted: int = 3
    trainings_full_at: int = 3
    posts_full_at_years: int = 5
    distinctions_full_at: int = 3
    sanction_first: int = 1
    sanction_second: int = 2
    sanction_floor: int = 10
    sanction_years: int = 5
    tie_breakers: tuple[str, ...] = TIE_BREAKERS


# The least and the most that each number may be.
BOUNDS = {
    "seniority_percent": (0, 100), "most_for_seniority": (0, 20), "seniority_full_at_years": (1, 40), "marks_counted": (1, 10),
    "trainings_full_at": (1, 20), "posts_full_at_years": (1, 40), "distinctions_full_at": (1, 20), "sanction_first": (0, 100),
    "sanction_second": (0, 100), "sanction_floor": (0, 100), "sanction_years": (1, 40),
}  # fmt: skip


def default_terms(weights: Mapping[str, int], seniority_percent: int = 0) -> dict:
    """What a round begins with: the weights and the share of seniority of its rule, and else what is proposed."""
    return plain_of(Terms(weights=dict(weights), seniority_percent=seniority_percent))


def terms_from(plain: Mapping[str, object]) -> Terms:
    """The terms that `PromotionRound.terms` says; what it does not say is as proposed. Raises Refused for what cannot be meant."""
    numbers = {name: _number(plain[name]) for name in BOUNDS if name in plain}
    weights = {part: _number(weight) for part, weight in dict(plain.get("weights") or {}).items()}
    terms = Terms(weights=weights, tie_breakers=tuple(plain.get("tie_breakers", TIE_BREAKERS)), **numbers)
    check_terms(terms)
    return terms


def plain_of(terms: Terms) -> dict:
    """The terms as JSON keeps them: the same values always as the same text."""
    weights = {part: terms.weights[part] for part in PARTS if terms.weights.get(part)}
    return asdict(terms) | {"weights": weights, "tie_breakers": list(terms.tie_breakers)}


def check_terms(terms: Terms) -> None:
    """Refuse terms that no list could be made with."""
    check_weights(terms.weights)
    for name, (least, most) in BOUNDS.items():
        value = getattr(terms, name)
        if not least <= value <= most:
            raise Refused(N_("“%(value)s” does not lie between %(least)s and %(most)s."), value=value, least=least, most=most)
    wrong = [one for one in terms.tie_breakers if one not in TIE_BREAKERS]
    if wrong:
        raise Refused(N_("“%(name)s” is not a tie-breaker."), name=wrong[0])
    if len(set(terms.tie_breakers)) < len(terms.tie_breakers):
        raise Refused(N_("Name each tie-breaker once."))


def check_weights(weights: Mapping[str, int]) -> None:
    """Refuse weights that are unknown, below zero, or that do not make a hundred together: a rule is read by people."""
    unknown = sorted(set(weights) - set(PARTS))
    if unknown:
        raise Refused(N_("“%(name)s” is not a part of the score."), name=unknown[0])
    if any(weight < 0 for weight in weights.values()):
        raise Refused(N_("No part of the score weighs less than nothing."))
    if sum(weights.values()) != FULL_WEIGHT:
        raise Refused(N_("The weights make %(sum)s together; they must make 100."), sum=sum(weights.values()))


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise Refused(N_("“%(value)s” is not a whole number."), value=value) from None
