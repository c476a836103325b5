"""Mean marks by sex, region, agency, posting, corps and rank, so that a pattern is seen before it promotes anyone.

Marks that their officers may read are taken, within the scope of the reader; each person stands in the rank and the
posting of the last day of the period. The reckoning is rules/evaluation/equality.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, select

from models import SHOWN_EVALUATIONS, Evaluation, EvaluationCycle, Officer, Posting, Rank, RankLine, Unit, db
from rules import access
from rules.access import Actor, Scope
from rules.evaluation import equality as rules
from services.personnel import holds

from . import severity

# What people are told apart by; of "head" the group is True for heads of a unit, of "level" how deep the unit hangs in the tree.
DIMENSIONS = ("sex", "region", "agency", "head", "level", "function", "corps", "rank")


@dataclass(frozen=True)
class Marked:
    """One evaluation: who marked it, the mark, and the groups in which its officer stands (None where it is not known)."""

    evaluation_id: int
    evaluator_id: int | None
    mark: float
    groups: Mapping[str, Hashable]


def may_compare(who: Actor) -> bool:
    """Whether somebody reads the marks of a whole agency: human resources, the boards, the audit."""
    return access.may(who, "evaluation.view") and access.scope(who, "evaluation") >= Scope.AGENCY


def marked(cycle: EvaluationCycle) -> list[Marked]:
    """The marks of a cycle that the one who acts may read."""
    columns = (
        Evaluation.id, Evaluation.evaluator_id, Evaluation.score, Officer.sex, Unit.region_id, Unit.agency_id,
        Posting.is_head, Unit.path, Posting.function, Rank.corps_id, Rank.id,
    )  # fmt: skip
    asked = select(*columns).select_from(Evaluation).join(Officer, Evaluation.officer_id == Officer.id).outerjoin(Unit, Evaluation.unit_id == Unit.id)
    for line in (Posting, RankLine):
        asked = asked.outerjoin(line, and_(line.officer_id == Officer.id, holds(line, cycle.ends_on)))
    asked = asked.outerjoin(Rank, RankLine.rank_id == Rank.id)
    given = (Evaluation.cycle_id == cycle.id, Evaluation.state.in_(SHOWN_EVALUATIONS), Evaluation.score.is_not(None))
    found = {row[0]: row for row in db.session.execute(asked.where(*given).order_by(Evaluation.id))}
    return [_marked(row) for row in found.values()]


def _marked(row: Sequence) -> Marked:
    evaluation_id, evaluator_id, mark, sex, region, agency, is_head, path, function, corps, rank = row
    level = path.count("/") - 1 if path else None
    groups = zip(DIMENSIONS, (sex and sex.value, region, agency, is_head, level, function, corps, rank), strict=True)
    return Marked(evaluation_id, evaluator_id, float(mark), dict(groups))


def compare(people: Sequence[Marked], dimension: str, *, within_corps: bool = False) -> rules.Comparison:
    """The groups of one dimension against each other: among all, or among those of the same corps.

    Who has no evaluator recorded counts as one evaluator of his own.
    """
    sums: dict[tuple, list[float]] = defaultdict(lambda: [0, 0, 0])
    for one in people:
        corps = one.groups["corps"] if within_corps else None
        by = one.evaluator_id if one.evaluator_id is not None else f"of {one.evaluation_id}"
        cell = sums[one.groups[dimension], corps, by]
        cell[0] += 1
        cell[1] += one.mark
        cell[2] += one.mark * one.mark
    return rules.compare([rules.Cell(*key, int(number), total, squares) for key, (number, total, squares) in sums.items()])


def corrected(people: Sequence[Marked], cycle: EvaluationCycle) -> list[Marked]:
    """The same with the severity of the evaluators taken off, as it was estimated; where nothing was, the mark as it is."""
    found = severity.corrected_of(select(Evaluation.id).where(Evaluation.cycle_id == cycle.id))
    return [replace(one, mark=float(found[one.evaluation_id].corrected)) if one.evaluation_id in found else one for one in people]
