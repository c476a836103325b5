"""The intakes of a ranked list, and which of them overtake older ones, as plain values: kept with the fairness report of the list."""

from __future__ import annotations

from collections.abc import Iterable

from rules.promotion import Place, cohorts as rules
from rules.promotion.cohorts import Member

# What makes an intake: {what it is called: the day in the dossier}.
BASES = {"service": "entered_on", "rank": "rank_since"}


def report(places: Iterable[Place]) -> dict:
    """{"service": …, "rank": …}: the intakes of the list, and the overtakings among them."""
    members: dict[str, list[Member]] = {basis: [] for basis in BASES}
    for place in places:
        stands = _stands(place)
        for basis, name in BASES.items():
            day = getattr(place.dossier, name)
            members[basis].append(Member(day and day.year, *stands))
    return {basis: _plain(rules.compare(found)) for basis, found in members.items()}


def _stands(place: Place) -> tuple:
    """What Member says besides the year."""
    if not place.is_eligible:
        return False, None, tuple([one.key for one in place.conditions if one.is_met is False])
    return place.is_admitted, {part.key: part.points for part in place.parts}, (), place.admitted_by


def _plain(found: rules.Cohorts) -> dict:
    return {
        "intakes": [_intake(one) for one in found.intakes],
        "overtakings": [_overtaking(one) for one in found.overtakings],
        "others": found.others,
        "unknown": found.unknown,
    }


def _intake(one: rules.Intake) -> dict:
    return {"year": one.year, "people": one.people, "eligible": one.eligible, "admitted": one.admitted, "share": str(one.share)}


def _overtaking(one: rules.Overtaking) -> dict:
    return {
        "younger": _intake(one.younger), "older": _intake(one.older), "behind": one.behind, "barred": one.barred,
        "missing": [list(pair) for pair in one.missing], "admitted_by": [list(pair) for pair in one.admitted_by],
        "gaps": [_gap(gap) for gap in one.gaps], "is_few": one.is_few,
    }  # fmt: skip


def _gap(gap: rules.Gap) -> dict:
    return {"part": gap.part, "younger": str(gap.younger), "older": str(gap.older), "difference": str(gap.difference)}
