"""A form sent twice makes one record: the key it carries is written in the transaction of its act, and is unique.

It is written by the first flush of the act, or before its commit: a form that is looked through, previewed or refused
writes nothing, and keeps no other writer waiting. A rollback frees the key.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import g, has_app_context
from sqlalchemy import event, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Submission, db, now
from rules.access import Actor

REMEMBERED_FOR = dt.timedelta(hours=24)


class AlreadySent(Exception):
    """The form of this key was acted upon at the same moment; nothing of this second sending may stay."""

    def __init__(self, claim: Claim):
        super().__init__("this form was already sent")
        self.claim = claim


@dataclass
class Claim:
    """The key that the act of this request will write, and where a second sending of it is to be led."""

    key: str
    owner_id: int
    leads_to: str
    is_written: bool = False


def begin(key: str, leads_to: str, *, by: Actor) -> str | None:
    """Say where the first act with this key led; or let the act that follows write it."""
    if earlier := _earlier(key, by.user_id):
        return earlier
    g.sent = g.claim = Claim(key, by.user_id, leads_to)
    return None


def claim() -> None:
    """Write the key of this request, if it has one that is not written yet. Raises AlreadySent when another has written it.

    A second one that comes at the same moment waits in the database until the first has ended. If the first
    was rolled back, the key is free.
    """
    mine = g.get("claim") if has_app_context() else None
    if mine is None or mine.is_written:
        return
    mine.is_written = True
    try:
        row = {"key": mine.key, "owner_id": mine.owner_id, "leads_to": mine.leads_to}
        row |= {"expires_at": now() + REMEMBERED_FOR, "version": 1}
        db.session.connection().execute(insert(Submission.__table__), row)
    except IntegrityError:
        raise AlreadySent(mine) from None


def led_to(address: str) -> None:
    """Remember, before the commit, the page of what was made; without it, a second sending comes back to the form."""
    mine = g.get("claim")
    if mine is not None:
        mine.leads_to = address
        if mine.is_written:
            table = Submission.__table__
            db.session.connection().execute(update(table).where(table.c.key == mine.key).values(leads_to=address))


def first_led_to(sent: AlreadySent) -> str:
    """After the rollback: where the first sending has led."""
    return _earlier(sent.claim.key, sent.claim.owner_id) or sent.claim.leads_to


def meanwhile() -> str | None:
    """Where another sending has led that ended while this one was read, and so was not acted upon; for most there is none."""
    mine = g.get("sent")
    if mine is None or mine.is_written:
        return None
    db.session.rollback()
    return _earlier(mine.key, mine.owner_id)


def _earlier(key: str, owner_id: int) -> str | None:
    return db.session.scalar(select(Submission.leads_to).where(Submission.key == key, Submission.owner_id == owner_id))


# The guard lets a change pass or not (its listener was there first); then the key is written, then the change.
@event.listens_for(Session, "before_flush")
def _claim_first(_session, _context, _instances) -> None:
    claim()


@event.listens_for(Session, "before_commit")
def _claim_at_last(_session) -> None:
    claim()


@event.listens_for(Session, "after_rollback")
def _free(session) -> None:
    """What is committed after a rollback, such as a note of the refusal, is not the act. After a savepoint the act goes on."""
    if session.in_nested_transaction():
        return
    mine = g.pop("claim", None) if has_app_context() else None
    if mine is not None:
        mine.is_written = False
