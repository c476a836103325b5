"""In which groups candidates stand on a day: a handful of queries, however many there are."""

from __future__ import annotations

import datetime as dt
import statistics
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from models import (
    CollectiveAct,
    CollectivePurpose,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationPart,
    EvaluatorSeverity,
    ExceptionalPromotion,
    Officer,
    PartState,
    Posting,
    Rank,
    RankLine,
    SeverityFit,
    Unit,
    db,
)
from rules.evaluation import leniency
from services import personnel

# What candidates are told apart by, in the order of the report; and what a file does not say.
DIMENSIONS = ("sex", "region", "agency", "post", "entry", "severity")
NOT_KEPT = ("recruitment_region", "duty")
QUARTERS = 4
POSTS = {True: "head", False: "other", None: None}
UNKNOWN = (None,) * 4
DIRECT = "direct"  # who holds a rank of the corps and did not come into it otherwise

Standing = Callable[[int], tuple]


def groups(people: Select, on: dt.date, rank: Rank, marks_counted: int) -> Standing:
    """Of an officer whose number `people` asks for, the group in each dimension; None where it is not known.

    To be called with the guard lifted: a comparison is fair only if it holds everybody.
    """
    files, entries = _files(people, on), _entries(people, on, rank)
    quarters = _quarters(_severities(people, on, rank, marks_counted))
    return lambda number: (*files.get(number, UNKNOWN), entries.get(number, DIRECT), quarters.get(number))


def _files(people: Select, on: dt.date) -> dict[int, tuple]:
    """Sex, the region and the agency of the unit served in, and whether one heads it; of two postings the later one."""
    columns = (Officer.id, Officer.sex, Unit.region_id, Unit.agency_id, Posting.is_head)
    held = and_(Posting.officer_id == Officer.id, personnel.holds(Posting, on))
    asked = select(*columns).outerjoin(Posting, held).outerjoin(Unit, Posting.unit_id == Unit.id).where(Officer.id.in_(people))
    found = db.session.execute(asked.order_by(Posting.starts_on, Posting.id))
    return {number: (sex and sex.value, region, agency, POSTS[is_head]) for number, sex, region, agency, is_head in found}


def _entries(people: Select, on: dt.date, rank: Rank) -> dict[int, str]:
    """How one came into the corps, where not at its beginning: from another corps, with a transposed one, or by exceptional promotion."""
    lines = select(RankLine.officer_id).join(Rank, RankLine.rank_id == Rank.id)
    lines = lines.where(RankLine.officer_id.in_(people), personnel.valid(RankLine), RankLine.starts_on <= on)
    by_transposition = select(CollectiveAct.id).where(CollectiveAct.purpose == CollectivePurpose.TRANSPOSITION)
    by_deed = select(ExceptionalPromotion.rank_line_id).where(ExceptionalPromotion.rank_line_id.is_not(None))
    found: dict[int, str] = {}
    for key, condition in (
        ("corps", Rank.corps_id != rank.corps_id),
        ("transposed", RankLine.collective_act_id.in_(by_transposition)),
        ("exceptional", RankLine.id.in_(by_deed)),
    ):
        found |= dict.fromkeys(db.session.scalars(lines.where(condition)), key)
    return found


def _severities(people: Select, on: dt.date, rank: Rank, marks_counted: int) -> dict[int, float]:
    """How many hundredths of the scale those who marked somebody mark above (+) or below (−) others, weighed by the days of each part."""
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0])
    days = EvaluationPart.days
    columns = (Evaluation.officer_id, EvaluationCycle.scale_max, func.sum(EvaluatorSeverity.severity * days), func.sum(days))
    asked = select(*columns).join(EvaluationPart, EvaluationPart.evaluation_id == Evaluation.id)
    same_year = (EvaluatorSeverity.evaluator_id == EvaluationPart.evaluator_id) & (EvaluatorSeverity.cycle_id == Evaluation.cycle_id)
    asked = asked.join(EvaluatorSeverity, same_year).join(SeverityFit, EvaluatorSeverity.fit_id == SeverityFit.id)
    asked = asked.join(EvaluationCycle, SeverityFit.cycle_id == EvaluationCycle.id)
    asked = asked.where(*_counted(people, on, marks_counted), SeverityFit.corps_id == rank.corps_id, _is_comparable())
    for officer, scale, points, weight in db.session.execute(asked.group_by(Evaluation.officer_id, EvaluationCycle.scale_max)):
        sums[officer][0] += 100 * points / float(scale)
        sums[officer][1] += weight
    return {officer: round(total / weight, 6) for officer, (total, weight) in sums.items()}


def _counted(people: Select, on: dt.date, marks_counted: int) -> tuple[ColumnElement[bool], ...]:
    """What was sent in the last closed cycles: as many as marks count."""
    closed = select(EvaluationCycle.id).where(EvaluationCycle.state == CycleState.CLOSED, EvaluationCycle.ends_on <= on)
    last = db.session.scalars(closed.order_by(EvaluationCycle.ends_on.desc(), EvaluationCycle.id).limit(marks_counted)).all()
    return Evaluation.officer_id.in_(people), Evaluation.cycle_id.in_(last), EvaluationPart.state == PartState.SENT


def _is_comparable() -> ColumnElement[bool]:
    return or_(EvaluatorSeverity.why_not.is_(None), EvaluatorSeverity.why_not.not_in(leniency.INCOMPARABLE))


def _quarters(severities: Mapping[int, float]) -> dict[int, int]:
    """1 for the quarter whom the most severe marked, to 4 for those whom the most lenient did; equal ones stay together."""
    if len(severities) < QUARTERS:
        return {}
    bounds = statistics.quantiles(severities.values(), n=QUARTERS, method="inclusive")
    return {officer: 1 + bisect_left(bounds, value) for officer, value in severities.items()}
