"""Who arrives with a page: the one statement with which each begins, and the session that it goes on with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm.attributes import set_committed_value

from models import Agency, CustomField, Installation, SignIn, Unit, User, db, engine, now

from . import audit, guard
from .account import LONGEST_BROWSER, digest
from .custom.known import Stamp

TOUCH_AFTER = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Arrival:
    """What the first statement of a page has found out."""

    user: User | None  # None when the session is over
    is_noted: bool  # whether something was written that the door keeps
    is_demo: bool  # whether this database is a demonstration
    stamp: Stamp  # the state of the definitions


_session, _installation, _definitions = (model.__table__ for model in (SignIn, Installation, CustomField))
ARRIVAL = (
    select(
        User,
        Unit,
        Agency,
        _session.c["id", "started_at", "seen_at", "ended_at", "browser"],
        select(_installation.c.id).where(_installation.c.is_demo).exists().label("is_demo"),
        select(func.count(_definitions.c.id)).scalar_subquery().label("definitions"),
        select(func.sum(_definitions.c.stamp)).scalar_subquery().label("stamps"),
    )
    .join_from(_session, User, User.id == _session.c.user_id)
    .outerjoin(Unit, Unit.id == User.unit_id)
    .outerjoin(Agency, Agency.id == User.agency_id)
    .where(_session.c.token_digest == bindparam("digest"))
)


def resume(token: str, browser: str) -> Arrival | None:
    """Whose session this is; nobody's when it is over: ended, idle too long, too old, disabled, carried off.

    Every page asks, so it is one statement that never waits for somebody who writes: when the session was last seen
    is then noted later. None when there is no such session.
    """
    with guard.unscoped("sign-in"):
        found = db.session.execute(ARRIVAL, {"digest": digest(token)}).first()
    if found is None:
        return None
    set_committed_value(found.User, "unit", found.Unit)
    set_committed_value(found.User, "agency", found.Agency)
    is_open, is_noted = _resumed(found, browser)
    return Arrival(found.User if is_open else None, is_noted, found.is_demo, (found.definitions, found.stamps))


def _resumed(found: Row, browser: str) -> tuple[bool, bool]:
    """Whether the session goes on, and whether something was written about it."""
    if not found.User.active or not _is_open(found):
        return False, False
    if found.browser != browser[:LONGEST_BROWSER]:
        _end_carried_off(found.id, browser)
        return False, True
    is_noted = now() - found.seen_at > TOUCH_AFTER
    if is_noted:
        _touch(found.id)
    return True, is_noted


def _touch(number: int) -> None:
    with guard.unscoped("sign-in"):
        if found := _free(number):
            found.seen_at = now()


def _end_carried_off(number: int, browser: str) -> None:
    """Another browser shows this session: a phone changes its address, not its browser."""
    with guard.unscoped("sign-in"):
        if found := _free(number):
            found.ended_at = now()
            shown = {"browser": [found.browser, browser[:LONGEST_BROWSER]]}
            audit.note("sign-in refused", record=found.user, changes=shown)


def _free(number: int) -> SignIn | None:
    """The session as it stands now, held for writing; None where another page writes it just now."""
    if not engine.may_write_now(db.session):
        return None
    row = select(SignIn).where(SignIn.id == number).with_for_update(skip_locked=True)
    return db.session.scalar(row.execution_options(populate_existing=True))


def _is_open(found: Row) -> bool:
    idle, total = current_app.config["IDLE_LIMIT"], current_app.config["SIGN_IN_LIMIT"]
    return found.ended_at is None and now() - found.seen_at < idle and now() - found.started_at < total
