"""The steps of a disciplinary case, each dated and checked: told, heard, decided, appealed, closed.

A decision gives a sanction by an act, or closes the case without one. No sanction is ever deleted: it is annulled by another
act, or erased on its day (services/guard/erasing.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from models import CaseState, Degree, DisciplinaryCase, HearingBody, Sanction, SanctionKind, db, now
from rules import discipline as rules
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused

from . import guard
from .personnel import Act


@dataclass(frozen=True)
class Penalty:
    """What a decision gives: the kind, for how many days where it lasts, the grounds, and the act, which says from when on."""

    kind: SanctionKind
    days: int | None
    grounds: str
    act: Act


def may_follow(case: DisciplinaryCase) -> tuple[str, ...]:
    """The steps that may be recorded now: tell, hear, decide, appeal, close."""
    return rules.may_follow(_plain(case))


def check_opening(case: DisciplinaryCase) -> None:
    """Raise Refused unless a case may be kept with this first day, and be changed by hand at all."""
    if case.opened_on > now().date():
        raise Refused(N_("This day is not there yet: a step is recorded when it was taken."))
    if case.decided_on is not None:
        raise Refused(N_("This case is decided: what it says does not change any more."))


def tell(case: DisciplinaryCase, on: dt.date, *, by: Actor) -> None:
    """The officer was told of the case, and from now on reads it in his or her own file."""
    _check(case, "tell", on, by)
    case.notified_on = on
    db.session.flush()


def hear(case: DisciplinaryCase, on: dt.date, before: HearingBody, *, by: Actor) -> None:
    """The officer was heard; a hearing by the council counts though another one follows."""
    _check(case, "hear", on, by)
    is_council = HearingBody.COUNCIL in (case.hearing_body, before)
    case.heard_on, case.hearing_body = on, HearingBody.COUNCIL if is_council else before
    case.state = CaseState.HEARD
    db.session.flush()


def punish(case: DisciplinaryCase, on: dt.date, penalty: Penalty, *, by: Actor) -> Sanction:
    """The decision gives a sanction. The kind says for how long at most, and when the sanction is erased."""
    _check(case, "decide", on, by)
    kind, starts_on = _kind(penalty.kind), penalty.act.starts_on
    rules.check_sanction(_plain(case), kind, on, starts_on, penalty.days)
    ends_on = rules.ends_on(starts_on, penalty.days)
    given = Sanction(
        officer=case.officer,
        case=case,
        kind=penalty.kind,
        grounds=penalty.grounds,
        ends_on=ends_on,
        erased_on=rules.erased_on(kind, starts_on, ends_on),
        **penalty.act.as_columns(),
    )
    db.session.add(given)
    case.decided_on, case.decision, case.state = on, penalty.grounds, CaseState.DECIDED
    db.session.flush()
    return given


def dismiss(case: DisciplinaryCase, on: dt.date, reasons: str, *, by: Actor) -> None:
    """The decision gives no sanction, and closes the case."""
    _check(case, "decide", on, by)
    case.decided_on, case.decision = on, reasons
    case.closed_on, case.state = on, CaseState.CLOSED
    db.session.flush()


def appeal(case: DisciplinaryCase, on: dt.date, *, by: Actor) -> None:
    """The officer appealed against the decision."""
    _check(case, "appeal", on, by)
    case.appealed_on, case.state = on, CaseState.APPEALED
    db.session.flush()


def close(case: DisciplinaryCase, on: dt.date, *, by: Actor, answer: str | None = None, upholds: bool = True) -> None:
    """The case is over. Under appeal `answer` is what was decided on it; a sanction that it set aside is annulled before."""
    _check(case, "close", on, by)
    if case.state is CaseState.APPEALED and not answer:
        raise Refused(N_("Write what was decided on the appeal."))
    if case.state is CaseState.APPEALED and not upholds and any(each.annulment_id is None for each in sanctions(case)):
        raise Refused(N_("The appeal set the sanction aside: annul the sanction by an act first, then close the case."))
    if case.state is CaseState.APPEALED:
        case.appeal_decision = answer
    case.closed_on, case.state = on, CaseState.CLOSED
    db.session.flush()


def sanctions(case: DisciplinaryCase) -> list[Sanction]:
    """What the case gave, annulled ones included."""
    return list(db.session.scalars(select(Sanction).where(Sanction.case_id == case.id).order_by(Sanction.starts_on)))


def erased() -> list[Sanction]:
    """The sanctions erased until today, the latest first: for those who must be able to answer a judge."""
    gone = select(Sanction).where(Sanction.erased_on <= now().date()).order_by(Sanction.erased_on.desc(), Sanction.id)
    return list(db.session.scalars(gone.execution_options(with_deleted=True)))


def _check(case: DisciplinaryCase, step: str, on: dt.date, by: Actor) -> None:
    """Nobody acts in his or her own case; the step is possible on this day."""
    if guard.is_himself(by, case.officer_id):
        raise Forbidden(N_("This case concerns yourself: nobody decides in his or her own cause."))
    rules.check_step(_plain(case), step, on, now().date())


def _plain(case: DisciplinaryCase) -> rules.Case:
    return rules.Case(
        state=case.state.value,
        opened_on=case.opened_on,
        notified_on=case.notified_on,
        heard_on=case.heard_on,
        heard_by_council=case.hearing_body is HearingBody.COUNCIL,
        decided_on=case.decided_on,
        appealed_on=case.appealed_on,
    )


def _kind(kind: SanctionKind) -> rules.Kind:
    return rules.Kind(kind.degree is Degree.SECOND, kind.most_days, kind.erased_after_years)
