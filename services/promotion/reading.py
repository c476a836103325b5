"""What the files of the candidates hold on the date of reference, each by one query: {officer: what the rules read}.

To be called with the guard lifted; what was deleted or erased is hidden all the same.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from operator import itemgetter

from sqlalchemy import Row, Select, or_, select

from models import (
    Award,
    CollectiveAct,
    CollectivePurpose,
    CycleState,
    Education,
    Evaluation,
    EvaluationCycle,
    EvaluationState,
    ExamMark,
    MarkBasis,
    MedicalFitness,
    Position,
    PositionLine,
    Posting,
    RankLine,
    Sanction,
    SanctionKind,
    Unit,
)
from rules.promotion import Diploma, Headed, Honour, Line, Mark, Punished, Visit
from services import bulk, personnel
from services.evaluation.fairness import severity

People = Collection[int]


def grouped(rows: Iterable[Row], kind: Callable) -> dict[int, list]:
    """{officer: [what `kind` makes of each row]} of rows that begin with the number of the officer."""
    found: dict[int, list] = defaultdict(list)
    for officer, *values in rows:
        found[officer].append(kind(*values))
    return found


# --- the career ----------------------------------------------------------------------------------


def rank_lines(people: People) -> tuple[dict[int, list[Line]], dict[int, dt.date], set[int]]:
    """The ranks held; {line: day} where its act kept the seniority of before; and of these the lines of a transposition."""
    by_transposition = set(_numbers(select(CollectiveAct.id).where(CollectiveAct.purpose == CollectivePurpose.TRANSPOSITION)))
    columns = (RankLine.officer_id, RankLine.id, RankLine.rank_id, RankLine.starts_on, RankLine.ends_on)
    kept_by = (RankLine.counts_from_on, RankLine.collective_act_id)
    lines: dict[int, list[Line]] = defaultdict(list)
    kept, transposed = {}, set()
    asked = _select(people, (*columns, *kept_by), personnel.valid(RankLine))
    for officer, number, rank, starts_on, ends_on, counts_from_on, act in bulk.read_all(asked, RankLine):
        lines[officer].append(Line(number, rank, starts_on, ends_on))
        if counts_from_on is not None:
            kept[number] = counts_from_on
            if act in by_transposition:
                transposed.add(number)
    return lines, kept, transposed


def positions(people: People, on: dt.date) -> dict[int, tuple[int, int]]:
    """The line that holds on the day and its position; of two the later one."""
    columns = (PositionLine.officer_id, PositionLine.id, PositionLine.position_id)
    asked = _select(people, columns, personnel.holds(PositionLine, on)).order_by(PositionLine.starts_on, PositionLine.id)
    return {officer: (line, position) for officer, line, position in bulk.read_all(asked, PositionLine)}


def known_positions() -> dict[int, tuple[str, str, bool]]:
    """{position: its name, its code, whether one may be promoted in it}."""
    asked = select(Position.id, Position.name, Position.code, Position.is_promotable)
    return {number: tuple(values) for number, *values in bulk.read_all(asked, Position)}


def postings(people: People, on: dt.date) -> tuple[dict[int, int], dict[int, list[Headed]]]:
    """The unit served in on the day, of two the later one; and the times at the head of a unit."""
    columns = (Posting.officer_id, Posting.id, Posting.unit_id, Posting.starts_on, Posting.ends_on, Posting.is_head)
    counts = (or_(personnel.holds(Posting, on), Posting.is_head), Posting.starts_on <= on, personnel.valid(Posting))
    asked = _select(people, columns, *counts).order_by(Posting.starts_on, Posting.id)
    units, headed = {}, defaultdict(list)
    for officer, number, unit, starts_on, ends_on, is_head in bulk.read_all(asked, Posting):
        if ends_on is None or ends_on > on:
            units[officer] = unit
        if is_head:
            headed[officer].append(Headed(starts_on, ends_on, number))
    return units, headed


def names_of_units() -> dict[int, str]:
    """{unit: its name}."""
    return dict(map(tuple, bulk.read_all(select(Unit.id, Unit.name), Unit)))


# --- marks ---------------------------------------------------------------------------------------


def marks(people: People, on: dt.date, basis: MarkBasis) -> dict[int, list[Mark]]:
    """Closed evaluations of closed cycles whose period was over on the date of reference: as given, or corrected for severity.

    A cycle that is still open counts for nobody: else those marked early would be ranked on more than others.
    """
    asked = select(EvaluationCycle.id, EvaluationCycle.ends_on, EvaluationCycle.scale_max)
    closed = bulk.read_all(asked.where(EvaluationCycle.ends_on <= on, EvaluationCycle.state == CycleState.CLOSED), EvaluationCycle)
    cycles = {number: (ends_on, scale_max) for number, ends_on, scale_max in closed}
    columns = (Evaluation.officer_id, Evaluation.cycle_id, Evaluation.score, Evaluation.id)
    counted = (Evaluation.state == EvaluationState.CLOSED, Evaluation.score.is_not(None), Evaluation.cycle_id.in_(cycles))
    given = _select(people, columns, *counted)
    corrected = severity.corrected_of(given.with_only_columns(Evaluation.id)) if basis is MarkBasis.CORRECTED else {}
    found: dict[int, list[Mark]] = defaultdict(list)
    for officer, cycle, score, number in bulk.read_all(given, Evaluation):
        ended_on, scale_max = cycles[cycle]
        known = corrected.get(number)
        counts, raw = (known.corrected, score) if known else (score, None)
        found[officer].append(Mark(ended_on, counts, scale_max, number, raw))
    for own in found.values():
        own.sort(key=itemgetter(0, 3))
    return found


def exams(round_id: int) -> dict[int, tuple[Decimal, int]]:
    """The mark of each at the examination of the round, and its number."""
    asked = select(ExamMark.officer_id, ExamMark.mark, ExamMark.id).where(ExamMark.round_id == round_id)
    return {officer: (mark, number) for officer, mark, number in bulk.read_all(asked, ExamMark)}


# --- the rest of the file ------------------------------------------------------------------------


def diplomas(people: People, on: dt.date) -> dict[int, list[Diploma]]:
    """Diplomas and courses that were obtained; one without a date counts."""
    columns = (Education.officer_id, Education.title, Education.level, Education.id)
    asked = _select(people, columns, or_(Education.obtained_on.is_(None), Education.obtained_on <= on)).order_by(Education.id)
    return grouped(bulk.read_all(asked, Education), lambda title, level, number: Diploma(title, level.value, number))


def awards(people: People, on: dt.date) -> dict[int, list[Honour]]:
    """The awards given."""
    columns = (Award.officer_id, Award.starts_on, Award.id)
    asked = _select(people, columns, Award.starts_on <= on, Award.annulment_id.is_(None)).order_by(Award.starts_on, Award.id)
    return grouped(bulk.read_all(asked, Award), Honour)


def sanctions(people: People, on: dt.date) -> dict[int, list[Punished]]:
    """The sanctions that stand, on the date of reference and today: none that was annulled or erased."""
    columns = (Sanction.officer_id, SanctionKind.degree, Sanction.starts_on, Sanction.erased_on, Sanction.id)
    stands = (Sanction.starts_on <= on, Sanction.annulment_id.is_(None), or_(Sanction.erased_on.is_(None), Sanction.erased_on > on))
    asked = _select(people, columns, *stands).join(SanctionKind, Sanction.kind_id == SanctionKind.id)
    return grouped(bulk.read_all(asked.order_by(Sanction.starts_on, Sanction.id), Sanction), lambda degree, *rest: Punished(degree.value, *rest))


def visits(people: People, on: dt.date) -> dict[int, Visit]:
    """The last decision on medical fitness of each."""
    columns = (MedicalFitness.officer_id, MedicalFitness.outcome, MedicalFitness.valid_until_on, MedicalFitness.id)
    asked = _select(people, columns, MedicalFitness.examined_on <= on).order_by(MedicalFitness.examined_on, MedicalFitness.id)
    found = bulk.read_all(asked, MedicalFitness)
    return {officer: Visit(outcome.value, until, number) for officer, outcome, until, number in found}


def _select(people: People, columns: tuple, *conditions: object) -> Select:
    """Of these people; the first column is the number of the officer."""
    return select(*columns).where(bulk.among(columns[0], people), *conditions)


def _numbers(asked: Select) -> Iterable[int]:
    return [number for (number,) in bulk.read_all(asked, CollectiveAct)]
