"""What a commander looks for, each as the SQL condition of the officers whom it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from models import Absence, Badge, BadgeState, Fitness, MedicalFitness, Officer, Position, Posting, Unit, db
from models.badge import IN_FORCE
from rules import access
from rules.access import Actor, Scope
from rules.retirement import still_serves_from
from services import evaluation, guard, organisation
from services.personnel import absences, valid
from services.retirement import Ages, born_from

MOVES_WITHIN = dt.timedelta(days=30)
BADGE_WITHIN = dt.timedelta(days=60)
RETIRES_WITHIN = dt.timedelta(days=365)


def may_look(who: Actor) -> bool:
    """Whether somebody leads a unit: those who see the people of a unit and those below it, and no more."""
    return access.scope(who, "personnel") == Scope.SUBTREE and who.unit_path is not None


def mine(who: Actor) -> ColumnElement[bool]:
    """The people of the unit and of those below it, oneself excepted."""
    below = select(Unit.id).where(organisation.below(who.unit_path))
    return and_(Officer.unit_id.in_(below), Officer.id.is_distinct_from(who.officer_id))


def absent(today: dt.date) -> ColumnElement[bool]:
    return Officer.id.in_(select(Absence.officer_id).where(absences.away(today)))


def limited(today: dt.date) -> ColumnElement[bool]:
    """Whose last medical decision keeps from something."""
    return Officer.id.in_(select(MedicalFitness.officer_id).where(limits(today)))


def limits(today: dt.date) -> ColumnElement[bool]:
    """The decisions that hold, are the last of their officer and say less than fit."""
    later = aliased(MedicalFitness)
    newer = and_(later.examined_on == MedicalFitness.examined_on, later.id > MedicalFitness.id)
    is_later = and_(later.officer_id == MedicalFitness.officer_id, later.examined_on <= today, or_(later.examined_on > MedicalFitness.examined_on, newer))
    holds = or_(MedicalFitness.valid_until_on.is_(None), MedicalFitness.valid_until_on >= today)
    last = ~select(later.id).where(is_later).exists()
    return and_(MedicalFitness.outcome != Fitness.FIT, MedicalFitness.examined_on <= today, holds, last)


def badges(today: dt.date) -> ColumnElement[bool]:
    """The valid badges that expire soon, or have expired without another one in their place."""
    newer = aliased(Badge)
    same = (newer.officer_id == Badge.officer_id, newer.kind == Badge.kind, newer.state.in_(IN_FORCE))
    gone = and_(Badge.state == BadgeState.EXPIRED, Badge.handed_at.is_not(None), ~select(newer.id).where(*same).correlate(Badge).exists())
    return and_(Badge.expires_on <= today + BADGE_WITHIN, or_(Badge.state == BadgeState.ACTIVE, gone))


def badge_expires(today: dt.date) -> ColumnElement[bool]:
    """A commander sees no badges; that the badge of one of the people expires he is told, and no more of it."""
    with guard.unscoped("a commander is told whose badge expires"):
        expiring = db.session.scalars(select(Badge.officer_id).join(Officer).where(badges(today), mine(guard.actor()))).all()
    return Officer.id.in_(expiring)


def arrivals(today: dt.date) -> ColumnElement[bool]:
    """The postings that have begun lately; the first of a career is an arrival, too."""
    return and_(valid(Posting), Posting.starts_on.between(today - MOVES_WITHIN, today), or_(Posting.ends_on.is_(None), Posting.ends_on > today))


def departures(today: dt.date) -> ColumnElement[bool]:
    """The postings of today that end soon: where another begins, or the position takes the officer out of the unit."""
    return and_(valid(Posting), Posting.starts_on <= today, Posting.ends_on > today, Posting.ends_on <= today + MOVES_WITHIN)


def arrives(today: dt.date) -> ColumnElement[bool]:
    return Officer.id.in_(select(Posting.officer_id).where(arrivals(today)))


def leaves(today: dt.date) -> ColumnElement[bool]:
    return Officer.id.in_(select(Posting.officer_id).where(departures(today)))


def retires(today: dt.date) -> ColumnElement[bool]:
    """Who reaches the age of retirement within the year, or has: told by comparing dates of birth."""
    until = today + RETIRES_WITHIN
    old = [and_(Officer.rank_id.in_(ranks), ~born_from(still_serves_from(until, rules))) for rules, ranks in Ages().groups()]
    return or_(false(), *old)


def not_begun(_today: dt.date) -> ColumnElement[bool]:
    """Whom the one who acts must evaluate in the open cycle, and has not begun."""
    return Officer.id.in_(evaluation.awaited(guard.actor(), is_begun=False))


def drafted(_today: dt.date) -> ColumnElement[bool]:
    """Whom the one who acts has begun to evaluate."""
    return Officer.id.in_(evaluation.awaited(guard.actor(), is_begun=True))


def serves() -> ColumnElement[bool]:
    """Whoever is in service, as evaluations take it."""
    return or_(Officer.position_id.is_(None), Officer.position_id.in_(select(Position.id).where(Position.is_serving)))


# By the name in the address, in the order in which they stand on the page.
SIGNS: dict[str, Callable[[dt.date], ColumnElement[bool]]] = {
    "absent": absent,
    "limited": limited,
    "not-begun": not_begun,
    "draft": drafted,
    "badge": badge_expires,
    "new": arrives,
    "leaving": leaves,
    "retiring": retires,
}
