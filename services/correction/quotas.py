"""How much one person sends: a flood would fill the disk, and bury among the deciders' notices the request that matters.

Both are counted in the database, so that all processes count together, and before anything is looked through.
"""

from __future__ import annotations

import datetime as dt

from flask_babel import to_user_timezone
from sqlalchemy import Select, select

from models import AuditEvent, CorrectionPiece, CorrectionRequest, Officer, User, db, now
from rules import correction as rules
from rules.access import Actor
from rules.refused import N_, Refused
from services import bulk, guard


def check_upload(by: Actor) -> None:
    """Refused for an account that added MOST_UPLOADS files within UPLOADS_WITHIN, those that it removed since included."""
    with guard.unscoped("the files that somebody added are counted"):
        bulk.lock(User, User.id == by.user_id)  # files sent at the same moment are counted one after the other
        own = (AuditEvent.user_id == by.user_id, AuditEvent.action == "create", AuditEvent.record_type == CorrectionPiece.__tablename__)
        added = select(AuditEvent.at).where(*own, AuditEvent.at > now() - rules.UPLOADS_WITHIN).order_by(AuditEvent.at.desc())
        if first := _first_of(added, rules.MOST_UPLOADS):
            raise Refused(
                N_("%(count)s files were added within an hour: add the next one from %(time)s on."),
                count=rules.MOST_UPLOADS, time=_in_words(first + rules.UPLOADS_WITHIN),
            )  # fmt: skip


def check_sending(officer_id: int) -> None:
    """Refused for an officer in whose name MOST_SENT requests were sent within SENT_WITHIN, those taken back included."""
    bulk.lock(Officer, Officer.id == officer_id)
    sent_at = CorrectionRequest.sent_at
    sent = select(sent_at).where(CorrectionRequest.officer_id == officer_id, sent_at > now() - rules.SENT_WITHIN).order_by(sent_at.desc())
    if first := _first_of(sent, rules.MOST_SENT):
        raise Refused(
            N_("%(count)s requests were sent within a day: send the next one from %(time)s on. The draft is kept."),
            count=rules.MOST_SENT, time=_in_words(first + rules.SENT_WITHIN),
        )  # fmt: skip


def _first_of(moments: Select, most: int) -> dt.datetime | None:
    """Of so many moments, newest first, the oldest; None where there are fewer."""
    return db.session.scalar(moments.offset(most - 1).limit(1))


def _in_words(moment: dt.datetime) -> str:
    """22/11/2026 14:05, never before the moment itself."""
    return f"{to_user_timezone(moment + dt.timedelta(minutes=1)):%d/%m/%Y %H:%M}"
