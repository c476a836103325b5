"""What a career waits for: a probation to be confirmed, a step that is due, a suspension that has no disciplinary case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from models import CaseState, DisciplinaryCase, Officer, Position, PositionLine, Rank, RankLine, Unit, db
from rules.alerts import PROBATION_WITHIN_DAYS
from rules.refused import N_
from rules.steps import months_on
from services import steps
from services.personnel import holds, valid

from .alert import Alert, Found, found_in, of_officers

AT_A_TIME = 500


def _months() -> dict[int, int]:
    """The ranks held on probation, with its months."""
    held = select(Rank.id, Rank.probation_months).where(Rank.probation_months.is_not(None))
    return dict(db.session.execute(held).tuples().all())


def _probations(today: dt.date) -> Select:
    until, since = today + dt.timedelta(days=PROBATION_WITHIN_DAYS), _rank_since()
    due = [and_(RankLine.rank_id == rank, since <= months_on(until, -months)) for rank, months in _months().items()]
    asked = of_officers(since.label("since_on"), RankLine.rank_id.label("held_id"), RankLine.id.label("record_id"))
    asked = asked.join(RankLine, and_(RankLine.officer_id == Officer.id, holds(RankLine, today)))
    return asked.where(or_(false(), *due)).order_by("since_on", Officer.id)


def _rank_since() -> ScalarSelect[dt.date]:
    """Since when the rank of a line is held without a break: a new step in the same rank goes on."""
    first, before = aliased(RankLine), aliased(RankLine)
    goes_on = select(before.id).where(_same_rank(before, first), before.ends_on == first.starts_on).exists()
    begun = select(func.max(first.starts_on)).where(_same_rank(first, RankLine), first.starts_on <= RankLine.starts_on, ~goes_on)
    return begun.correlate(RankLine).scalar_subquery()


def _same_rank(line: type[RankLine], other: type[RankLine]) -> ColumnElement[bool]:
    return and_(valid(line), line.officer_id == other.officer_id, line.rank_id == other.rank_id)


def _probation_told(today: dt.date):
    months = _months()
    return lambda row: (None, months_on(row.since_on, months[row.held_id]), row.record_id)


def _suspended(today: dt.date) -> Select:
    """Who is suspended and has no open case.

    Told to those only who may see cases: anybody else could learn, by suspending somebody, whether a case is open.
    """
    line = and_(PositionLine.officer_id == Officer.id, holds(PositionLine, today))
    asked = of_officers(Position.name, PositionLine.starts_on, PositionLine.id.label("record_id"))
    asked = asked.join(PositionLine, line).join(Position, PositionLine.position_id == Position.id)
    return asked.where(_is_suspended(), Officer.id.not_in(_under_a_case())).order_by(PositionLine.starts_on, Officer.id)


def _is_suspended() -> ColumnElement[bool]:
    """By the position that the file repeats, which is indexed."""
    return Officer.position_id.in_(select(Position.id).where(Position.needs_case))


def _under_a_case() -> list[int]:
    """The suspended officers against whom a case is open."""
    under = select(DisciplinaryCase.officer_id).join(Officer, DisciplinaryCase.officer_id == Officer.id)
    return list(db.session.scalars(under.where(DisciplinaryCase.state != CaseState.CLOSED, _is_suspended())))


class StepsDue(Alert):
    """Steps are worked out by their grid: the people are known as a whole, and only those of a page are looked up."""

    def count(self, today: dt.date, unit: Unit | None = None) -> int:
        """How many are due."""
        return len(steps.due(today, unit=unit))

    def rows(self, today: dt.date, unit: Unit | None = None, first: int = 0, most: int | None = None) -> Iterator[Found]:
        """The people from the place `first` on, those who wait longest before the others."""
        found = sorted(steps.due(today, unit=unit), key=lambda one: (one.due_on, one.officer_id))[first:]
        for some in batched(found if most is None else found[:most]):
            asked = of_officers().where(Officer.id.in_([one.officer_id for one in some]))
            people = {row.officer_id: row for row in found_in(asked, lambda _row: (None, None, None))}
            for one in (one for one in some if one.officer_id in people):
                step = (N_("step %(number)s"), {"number": one.step})
                yield people[one.officer_id]._replace(what=step, day=one.due_on, record_id=one.rank_line_id)


def batched(found: list[steps.Due]) -> Iterator[list[steps.Due]]:
    """So many at a time as one query may name."""
    return (found[start : start + AT_A_TIME] for start in range(0, len(found), AT_A_TIME))


PROBATION = Alert(
    key="probation",
    title=N_("Probations to confirm"),
    rule=N_("A rank held on probation ends within %(days)s days, or has ended, and no act has confirmed it."),
    values=(("days", PROBATION_WITHIN_DAYS),),
    people=_probations,
    told=_probation_told,
    act="rank",
)
SUSPENDED = Alert(
    key="suspended",
    title=N_("Suspended without a disciplinary case"),
    rule=N_("Whoever suspends an officer must open a disciplinary case. None is open against these."),
    legal_text="Loi n° 10-034 du 12 juillet 2010, art. 94",
    permissions=("discipline.view",),
    people=_suspended,
    told=lambda _today: lambda row: (row.name, row.starts_on, row.record_id),
    act="case",
)
STEPS = StepsDue(
    key="steps",
    title=N_("Steps that are due"),
    rule=N_("The time in the step, by the pay grid in force, is over, and no act has given the next one."),
    people=lambda _today: of_officers(),
    told=lambda _today: lambda _row: (None, None, None),
    act="rank",
)
