"""Who is still awaited in a campaign, and a reminder to them: one notice a person with the number of what waits, once a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select

from models import EvaluationCycle, Notice, Officer, Unit, User, db, now
from rules import access
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import audit, bulk, guard, notices

from . import deadlines
from .progress import followed, may_follow

EVENT = "evaluation.reminded"


@dataclass(frozen=True)
class Awaited:
    """Somebody from whom marks, or answers of the second level, are still awaited."""

    officer_id: int
    name: str
    not_begun: int = 0
    begun: int = 0
    reviews: int = 0
    late: int = 0
    account_id: int | None = None
    reminded_at: dt.datetime | None = None

    @property
    def total(self) -> int:
        return self.not_begun + self.begun + self.reviews

    @property
    def is_reminded(self) -> bool:
        """Whether a reminder went out today."""
        return self.reminded_at is not None and self.reminded_at.date() == now().date()


@dataclass
class Reminded:
    """Who was told, who had been told today already, and who has no account and must be written to on paper."""

    told: list[Awaited] = field(default_factory=list)
    again: list[Awaited] = field(default_factory=list)
    on_paper: list[Awaited] = field(default_factory=list)


def may_remind(who: Actor) -> bool:
    """Only who runs the campaign reminds others of it."""
    return guard.follows_all(who) and access.may(who, "evaluation.edit")


def people_awaited(cycle: EvaluationCycle, *, by: Actor, below: Unit | None = None) -> list[Awaited]:
    """Those from whom something is awaited in a unit and those below it, or in all that one may follow; the latest first."""
    found: dict[int, Awaited] = {}
    with guard.unscoped("who is awaited in the campaign"):
        for level in deadlines.levels(cycle):
            is_late = level.is_late(now().date())
            for officer_id, name, is_begun, number in db.session.execute(level.awaited(followed(cycle, by, below))):
                known, kind = found.get(officer_id) or Awaited(officer_id, name), _kind(level, is_begun)
                found[officer_id] = replace(known, **{kind: getattr(known, kind) + number}, late=known.late + number * is_late)
        told = _with_accounts(cycle, found)
    return sorted(told, key=lambda one: (-one.late, -one.total, one.name, one.officer_id))


def _kind(level: deadlines.Level, is_begun: bool) -> str:
    if level.name == deadlines.REVIEWS:
        return "reviews"
    return "begun" if is_begun else "not_begun"


def units_of(people: Collection[Awaited], *, by: Actor) -> dict[int, str]:
    """The unit in which each of them serves today, for the letters to those without an account."""
    if not may_follow(by):
        raise Forbidden(N_("You are not entitled to do this."))
    with guard.unscoped("where those who are awaited serve"):
        asked = select(Officer.id, Unit.name).join(Officer.unit).where(Officer.id.in_([one.officer_id for one in people]))
        return dict(db.session.execute(asked).tuples().all())


def to_remind(people: list[Awaited]) -> list[Awaited]:
    """Those whom one reminder to all is for: the late ones; where nobody is late yet, everybody awaited."""
    return [one for one in people if one.late] or people


def remind(cycle: EvaluationCycle, *, by: Actor, below: Unit | None = None, only: int | None = None) -> Reminded:
    """Leave a notice for those who are late (see `to_remind`), or for the one officer of the number `only`.

    Each gets one with the count of what waits for him there, not more than one a day. The door commits.
    """
    if not may_remind(by):
        raise Forbidden(N_("You are not entitled to do this."))
    bulk.lock(EvaluationCycle, EvaluationCycle.id == cycle.id)  # of two who remind at once, the second sees what the first sent
    people = people_awaited(cycle, by=by, below=below)
    wanted = [one for one in people if one.officer_id == only] if only is not None else to_remind(people)
    if not wanted:
        raise Refused(N_("Nobody is awaited here any more: nobody was reminded."))
    done = Reminded()
    for one in wanted:
        _list_of(done, one).append(one)
    _tell(cycle, done.told)
    where = f"{cycle} · {below}" if below else str(cycle)
    audit.note("remind", record_type=EvaluationCycle.__tablename__, record_id=cycle.id, record_name=where, changes={"people": len(done.told)})
    return done


def _list_of(done: Reminded, one: Awaited) -> list[Awaited]:
    if one.account_id is None:
        return done.on_paper
    return done.again if one.is_reminded else done.told


def _tell(cycle: EvaluationCycle, people: list[Awaited]) -> None:
    """One notice each; those of whom the same is said are told together."""
    alike: dict[tuple[int, bool], list[int | None]] = defaultdict(list)
    for one in people:
        alike[one.total, bool(one.not_begun or one.begun)].append(one.account_id)
    first, second = deadlines.levels(cycle)
    for (count, is_first), accounts in alike.items():
        level = first if is_first else second
        notices.tell(accounts, EVENT, level.page, about=_about(cycle), cycle=cycle.name, count=count, day=f"{level.due_on:%d/%m/%Y}")


def _about(cycle: EvaluationCycle) -> str:
    return f"evaluation-reminder-{cycle.id}"


def _with_accounts(cycle: EvaluationCycle, found: dict[int, Awaited]) -> list[Awaited]:
    """Whose account a notice would reach, and when the last one went out."""
    accounts = dict(db.session.execute(select(User.officer_id, User.id).where(User.officer_id.in_(found), User.active)).all())
    told = select(Notice.reader_id, func.max(Notice.told_at)).where(Notice.about == _about(cycle), Notice.event == EVENT)
    last = dict(db.session.execute(told.group_by(Notice.reader_id)).all())
    return [replace(one, account_id=accounts.get(one.officer_id), reminded_at=last.get(accounts.get(one.officer_id))) for one in found.values()]
