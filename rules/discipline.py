"""The disciplinary procedure: which step may follow which, what a sanction may be, and when it is erased.

Known of the Malian law: the first degree is within the powers of the head, the second needs the disciplinary council, and
whoever suspends an officer must open a case (loi n° 10-034, art. 94). Everything else here is assumed, because the statute
is not public: that nobody is sanctioned who was not told of the case, and how long a case is kept that gave no sanction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .promotion.conditions import add_years
from .refused import N_, Refused

OPEN, HEARD, DECIDED, APPEALED, CLOSED = "open", "heard", "decided", "appealed", "closed"
# What may be done next, by the state of the case; the officer may be told as long as the case is not closed.
FOLLOWING = {
    OPEN: ("hear", "decide"),
    HEARD: ("hear", "decide"),
    DECIDED: ("appeal", "close"),
    APPEALED: ("close",),
    CLOSED: (),
}
TOO_EARLY = {
    "tell": N_("Nobody is told of a case before it is opened, which was on %(day)s."),
    "hear": N_("Nobody is heard before being told of the case, which was on %(day)s."),
    "decide": N_("Nothing is decided before the step that came last, on %(day)s."),
    "appeal": N_("An appeal follows the decision, which was on %(day)s."),
    "close": N_("A case is closed after its last step, which was on %(day)s."),
}
HEARD_BEFORE = N_("The officer was heard on %(day)s already: another hearing comes after it.")
# Assumed: as long as a reprimand stands (France: three years).
YEARS_KEPT_WITHOUT_SANCTION = 3
# What may be wrong with a sanction; the form of the decision says each beside its box.
NEEDS_COUNCIL = N_("A second-degree sanction needs a hearing by the disciplinary council: record the hearing first.")
BEFORE_DECISION = N_("A sanction does not take effect before it is decided, on %(day)s.")
NO_DAYS = N_("This kind of sanction does not last: leave the number of days empty.")
SAY_DAYS = N_("Say for how many days, at most %(most)s.")
DAYS_BETWEEN = N_("This kind of sanction lasts 1 to %(most)s days.")


@dataclass(frozen=True)
class Case:
    """A case as the rules see it: its state and the days of the steps that were taken."""

    state: str
    opened_on: dt.date
    notified_on: dt.date | None = None
    heard_on: dt.date | None = None
    heard_by_council: bool = False
    decided_on: dt.date | None = None
    appealed_on: dt.date | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of sanction: whether it is of the second degree, the most days it lasts (None: it does not last), years to its erasure."""

    is_second_degree: bool
    most_days: int | None = None
    erased_after_years: int | None = None


def may_follow(case: Case) -> tuple[str, ...]:
    """The steps that may be recorded now: tell, hear, decide, appeal, close."""
    tells = ("tell",) if case.notified_on is None and case.state != CLOSED else ()
    untold = ("hear",) if case.notified_on is None else ()
    return tells + tuple(step for step in FOLLOWING[case.state] if step not in untold)


def check_step(case: Case, step: str, on: dt.date, today: dt.date) -> None:
    """Raise Refused unless this step may be recorded for this day."""
    if step == "hear" and case.notified_on is None and case.state in (OPEN, HEARD):
        raise Refused(N_("Record first that the officer was told: nobody is heard on what he or she does not know."))
    if step not in may_follow(case):
        raise Refused(N_("This step cannot follow what stands in the case already."))
    if on > today:
        raise Refused(N_("This day is not there yet: a step is recorded when it was taken."))
    before = _last_step(case, step)
    if on < before:
        raise Refused(HEARD_BEFORE if step == "hear" and before == case.heard_on else TOO_EARLY[step], day=before)


def _last_step(case: Case, step: str) -> dt.date:
    """The day before which a step cannot lie: that of the latest step which it follows."""
    if step == "tell":
        return case.opened_on
    days = (case.opened_on, case.notified_on, case.heard_on, case.decided_on, case.appealed_on)
    return max(day for day in days if day is not None)


def check_sanction(case: Case, kind: Kind, decided_on: dt.date, starts_on: dt.date, days: int | None) -> None:
    """Raise Refused unless this case may end in this sanction. `days` is how long it lasts."""
    if case.notified_on is None:
        raise Refused(N_("Nobody is sanctioned without having been told of the case: record first that the officer was told."))
    if kind.is_second_degree and not case.heard_by_council:
        raise Refused(NEEDS_COUNCIL)
    if starts_on < decided_on:
        raise Refused(BEFORE_DECISION, day=decided_on)
    check_days(kind, days)


def check_days(kind: Kind, days: int | None) -> None:
    """Raise Refused unless a sanction of this kind may last so many days; None for one that does not last."""
    if kind.most_days is None and days is not None:
        raise Refused(NO_DAYS)
    if kind.most_days is not None and days is None:
        raise Refused(SAY_DAYS, most=kind.most_days)
    if days is not None and not 1 <= days <= kind.most_days:
        raise Refused(DAYS_BETWEEN, most=kind.most_days)


def ends_on(starts_on: dt.date, days: int | None) -> dt.date | None:
    """The first day on which a sanction of so many days holds no more; None for one that does not last."""
    return None if days is None else starts_on + dt.timedelta(days=days)


def erased_on(kind: Kind, starts_on: dt.date, ends: dt.date | None) -> dt.date | None:
    """The day from which nobody may rely on a sanction; None where it is never erased by itself."""
    return None if kind.erased_after_years is None else add_years(ends or starts_on, kind.erased_after_years)


def kept_since(today: dt.date) -> dt.date:
    """A case without a sanction that was closed on this day or before is no longer shown."""
    return add_years(today, -YEARS_KEPT_WITHOUT_SANCTION)
