"""A handful of files an hour: what somebody took away of the own file is counted in the audit trail."""

from __future__ import annotations

from flask_babel import get_locale
from sqlalchemy import select

from models import AuditEvent, Officer, User, db, now
from rules import take_away
from rules.access import Actor
from rules.refused import N_, Refused
from services import bulk, guard

from ..export.writing import moment_in


def check_pace(officer: Officer, *, by: Actor) -> None:
    """Refused, with the moment from which on it is possible again, where this hour had enough files.

    Files asked for at the same moment are counted one after the other.
    """
    bulk.lock(User, User.id == by.user_id)
    own = (AuditEvent.user_id == by.user_id, AuditEvent.action == "export", AuditEvent.at > now() - take_away.WITHIN)
    of_file = (AuditEvent.record_type == Officer.__tablename__, AuditEvent.record_id == officer.id)
    with guard.unscoped("how often the own file was taken away within the hour"):
        taken = db.session.scalars(select(AuditEvent.at).where(*own, *of_file)).all()
    if again := take_away.again_at(taken, now()):
        raise Refused(
            N_("You took %(most)s files away within an hour. You can take the next one from %(moment)s on."),
            most=take_away.MOST_AN_HOUR, moment=moment_in(str(get_locale()))(again),
        )  # fmt: skip
