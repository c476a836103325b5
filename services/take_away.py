"""Taking the own file away: each taking is counted and noted before the file is written, for writing lasts.

Whoever takes a file asks the service of that kind to prepare it (services/dossier, archive, attestation), notes it here,
commits, and only then lets it be written: meanwhile nobody else waits for the database.
"""

from __future__ import annotations

from flask_babel import get_locale
from sqlalchemy import select

from models import AuditEvent, Officer, User, db, now
from rules import take_away
from rules.access import Actor
from rules.refused import N_, Refused
from services import audit, bulk, guard
from services.export.writing import moment_in


def note(officer: Officer, noted: dict[str, object], *, by: Actor) -> None:
    """Note in the audit trail that this file is taken. Refused, with the moment from which on it is possible again,
    where this hour had enough files.

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
    audit.note("export", record=officer, changes=noted)
