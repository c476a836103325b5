"""Cards follow the file: end of service, another agency, not in service, each in the transaction of the event itself.

Every door writes through the session or through services/bulk; both say here whose file changed, and before the commit the
cards of these officers are looked at. What no officer shows (a unit that changes agency, a position that changes its
meaning) the worker finds within ten minutes, by looking at every living card.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask import has_app_context
from sqlalchemy import Select, and_, event, func, inspect, not_, or_, select
from sqlalchemy.orm import Session

from models import Badge, BadgeCause, BadgeState, Officer, Position, Record, Unit, db
from models.badge import IN_FORCE
from rules.badge import Act, Cause, Standing, consequence, may
from rules.badge.life import states_before
from rules.refused import N_, Refused
from services import bulk, guard

from . import moving

NOT_SERVING = N_("%(officer)s is not in service: no badge can be issued.")
ELSEWHERE = N_("%(officer)s serves in another agency, whose badge office requests the card.")
AT_A_TIME = 500
# What of an officer decides on his cards.
WATCHED = ("position_id", "unit_id", "home_agency_id", "deleted_at")
_CHANGED = "officers whose cards may stop"


def follow(officer_ids: Sequence[int] | None = None) -> int:
    """Do to every card what the file of its officer asks for now; how many were stopped. Of these officers, or of all."""
    blocks = [None] if officer_ids is None else _blocks(officer_ids)
    with guard.unscoped("cards follow the file of their officer"):
        return sum(_follow_all(db.session.scalars(_straying(block)).all()) for block in blocks)


def _blocks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + AT_A_TIME] for start in range(0, len(numbers), AT_A_TIME))


def asked_of(badge: Badge) -> tuple[Act, Cause] | None:
    """What the file of its officer asks for a card, wherever it stands; None: it may stay or become valid."""
    officer = badge.officer
    if officer.deleted_at is not None:
        return Act.REVOKE, Cause.SERVICE_ENDED
    position = officer.position
    standing = Standing(position.is_serving, position.ends_service) if position else Standing(False)
    agency_id = officer.unit.agency_id if officer.unit else officer.home_agency_id
    return consequence(standing, badge.agency_id, agency_id, is_handed_over=badge.state in IN_FORCE)


def check_entitled(badge: Badge) -> None:
    """Raise Refused where the file of the officer asks for the end of the card: it must not become valid."""
    asked = asked_of(badge)
    if asked is not None:
        raise Refused(ELSEWHERE if asked[1] is Cause.OTHER_AGENCY else NOT_SERVING, officer=str(badge.officer))


def _straying(officer_ids: Sequence[int] | None) -> Select:
    """The numbers of the cards that no longer fit the file; a suspended one fits who is not in service."""
    away = and_(Badge.state != BadgeState.SUSPENDED, or_(Position.id.is_(None), not_(Position.is_serving)))
    elsewhere = func.coalesce(Unit.agency_id, Officer.home_agency_id) != Badge.agency_id
    strays = or_(away, Position.ends_service, elsewhere, Officer.deleted_at.is_not(None))
    asked = select(Badge.id).join(Badge.officer).outerjoin(Officer.position).outerjoin(Officer.unit)
    asked = asked.where(Badge.state.in_(moving.states(states_before(Act.REVOKE))), strays).order_by(Badge.id)
    asked = asked if officer_ids is None else asked.where(Badge.officer_id.in_(officer_ids))
    return asked.execution_options(with_deleted=True)


def _follow_all(numbers: Sequence[int]) -> int:
    """Looked at again while nobody else has these cards."""
    return sum(_follow(badge) for block in _blocks(numbers) for badge in moving.hold_all(block))


def _follow(badge: Badge) -> bool:
    asked = asked_of(badge)
    if asked is None or not may(badge.state, asked[0]):
        return False
    act, stopped = asked[0], BadgeCause(asked[1].value)
    moving.end(badge, act, by=guard.SYSTEM, reason=moving.in_words(stopped.label), cause=stopped)
    return True


# --- whose file changed --------------------------------------------------------------------------


@event.listens_for(Session, "after_flush")
def _note_changed(session: Session, _context) -> None:
    changed = {record.id for record in session.dirty if isinstance(record, Officer) and _is_moved(record)}
    if changed:
        session.info.setdefault(_CHANGED, set()).update(changed)


def _is_moved(officer: Officer) -> bool:
    attributes = inspect(officer).attrs
    return any(attributes[name].history.has_changes() for name in WATCHED)


def _note_many(model: type[Record], changes: Mapping[int, Mapping]) -> None:
    if model is Officer:
        changed = {number for number, change in changes.items() if not change.keys().isdisjoint(WATCHED)}
        db.session.info.setdefault(_CHANGED, set()).update(changed)


bulk.after_update.append(_note_many)


@event.listens_for(Session, "before_commit")
def _follow_at_last(session: Session) -> None:
    """Of a savepoint nothing yet: the transaction around it ends later."""
    if not has_app_context() or session.in_nested_transaction():
        return
    session.flush()
    if changed := session.info.pop(_CHANGED, None):
        follow(sorted(changed))


@event.listens_for(Session, "after_rollback")
def _forget_changed(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_CHANGED, None)
