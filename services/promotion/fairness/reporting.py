"""The report as plain values: who was eligible and selected in each group, and what follows from it; frozen with the round."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Select, select

from models import Agency, PromotionCandidate, PromotionRound, Region, db
from rules.evaluation.equality import too_small
from rules.promotion import Place, fairness as rules, terms_from
from rules.promotion.fairness import Count, Row
from services import guard

from .. import cohorts
from .groups import DIMENSIONS, NOT_KEPT, Standing, groups

NAMED = {"region": Region, "agency": Agency}
# So many digits of a figure are kept: what two computers may reckon otherwise is cut off.
DIGITS = 6


def figures(round_: PromotionRound, outcome: Mapping[int, bool], people: Select, on: dt.date) -> dict:
    """The report on an outcome, real or tried: {officer: whether selected} of those who are eligible; `people` asks for their numbers."""
    with guard.unscoped(f"the fairness of {round_.name}"):
        standing = groups(people, on, round_.rule.from_rank, terms_from(round_.terms).marks_counted)
        names = {key: dict(db.session.execute(select(model.id, model.name)).tuples().all()) for key, model in NAMED.items()}
    counted = _counted(outcome, standing)
    unknown = [key for key, counts in counted.items() if counts and all(one.key is None for one in counts)]
    return {
        "on": on.isoformat(), "eligible": len(outcome), "selected": sum(outcome.values()), "unknown": [*unknown, *NOT_KEPT],
        "tables": [_table(key, counts, names.get(key, {})) for key, counts in counted.items() if counts and key not in unknown],
    }  # fmt: skip


def freeze(round_: PromotionRound, places: Sequence[Place]) -> None:
    """Keep the report on a list that was just put into the round. Where it is another one, the board has concluded nothing yet.

    To be called with the guard lifted.
    """
    outcome = {one.dossier.officer_id: one.is_admitted for one in places if one.is_eligible}
    people = select(PromotionCandidate.officer_id).where(PromotionCandidate.round_id == round_.id, PromotionCandidate.is_eligible)
    found = figures(round_, outcome, people, round_.reference_on) | {"cohorts": cohorts.report(places)}
    if found != round_.fairness:
        round_.fairness, round_.fairness_conclusion = found, None
        db.session.flush()


def tables(report: dict, *, with_small: bool) -> list[dict]:
    """{dimension, rows, hidden} of each comparison: with the small groups, or as if they were not there."""
    which = "all" if with_small else "open"
    return [{"dimension": one["dimension"], "rows": one[which], "hidden": 0 if with_small else one["hidden"]} for one in report["tables"]]


def _counted(outcome: Mapping[int, bool], standing: Standing) -> dict[str, list[Count]]:
    """The groups of each dimension. People who stand alike in all of them are counted together first."""
    alike = Counter((standing(officer), is_selected) for officer, is_selected in outcome.items())
    counted = {}
    for place, dimension in enumerate(DIMENSIONS):
        eligible, selected = Counter(), Counter()
        for (stands, is_selected), number in alike.items():
            eligible[stands[place]] += number
            selected[stands[place]] += number * is_selected
        counted[dimension] = [Count(key, number, selected[key]) for key, number in eligible.items()]
    return counted


def _table(dimension: str, counts: Sequence[Count], names: Mapping[int, str]) -> dict:
    """All groups, and those that may be shown to everybody who reads the round, reckoned anew: nothing of the others is in them.

    That something is not known of a few people tells nothing of them, and hides no group.
    """
    small = too_small({one.key: one.eligible for one in counts if one.key is not None})
    shown = [one for one in counts if one.key not in small]
    plain = lambda rows: [_plain(row, names) for row in rows]  # noqa: E731
    return {"dimension": dimension, "hidden": len(small), "all": plain(rules.compare(counts)), "open": plain(rules.compare(shown))}


def _plain(row: Row, names: Mapping[int, str]) -> dict:
    values = asdict(row) | {"finding": row.finding.value, "rate": row.count.rate, "name": names.get(row.count.key)} | asdict(row.count)
    del values["count"]
    return {key: round(value, DIGITS) if isinstance(value, float) else value for key, value in values.items()}
