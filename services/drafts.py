"""What was typed and is not saved yet: kept encrypted, for its owner only, and forgotten after a while."""

from __future__ import annotations

import datetime as dt
import json
import secrets

from sqlalchemy import select

from models import Draft, Submission, db, now
from rules.access import Actor
from rules.refused import N_, Refused

from . import bulk, guard

# The fields of a form in their order: (name, value).
Typed = list[tuple[str, str]]

LARGEST_BYTES = 256 * 1024
MOST_KEPT = 20
KEPT_FOR = dt.timedelta(hours=24)
TYPED_FOR = dt.timedelta(days=30)


class TooLarge(Refused):
    """More than a form can reasonably hold."""


def save(place: str, typed: Typed, *, page: str, target: str, by: Actor) -> Draft:
    """Save what somebody is typing, in the place of what was saved there before. TooLarge beyond 256 kB."""
    draft = of_place(place, by=by) or Draft(key=secrets.token_urlsafe(32), place=_own(place, by), owner_id=by.user_id)
    draft.page, draft.target, draft.content = page, target, sealable(typed)
    draft.saved_at, draft.expires_at = now(), now() + TYPED_FOR
    db.session.add(draft)
    db.session.flush()
    return draft


def keep(typed: Typed, *, page: str, target: str, owner_id: int) -> Draft:
    """Keep a form that came after its session had ended, for the account that had opened it. TooLarge beyond 256 kB."""
    content = sealable(typed)
    with guard.unscoped("to keep what was typed when the session had ended"):
        _make_room(owner_id)
        draft = Draft(key=secrets.token_urlsafe(32), owner_id=owner_id, page=page, target=target, content=content)
        draft.expires_at = now() + KEPT_FOR
        db.session.add(draft)
    return draft


def _make_room(owner_id: int) -> None:
    """The oldest kept forms of an account go when there are too many."""
    kept = select(Draft).where(Draft.owner_id == owner_id, Draft.place.is_(None))
    for old in db.session.scalars(kept.order_by(Draft.id.desc()).offset(MOST_KEPT - 1)):
        db.session.delete(old)


def of_place(place: str, *, by: Actor) -> Draft | None:
    """One's own draft for a record type and record: "officer:5", "officer:new"."""
    return db.session.scalar(_living(by).where(Draft.place == _own(place, by)))


def of_key(key: str, *, by: Actor) -> Draft | None:
    """One's own draft or kept form of this key; nobody else's, whatever one may see otherwise."""
    return db.session.scalar(_living(by).where(Draft.key == key))


def waiting(*, by: Actor) -> Draft | None:
    """The latest form kept for somebody who has not got it back yet."""
    kept = _living(by).where(Draft.place.is_(None), Draft.given_at.is_(None))
    return db.session.scalar(kept.order_by(Draft.id.desc()).limit(1))


def discard(place: str, *, by: Actor) -> None:
    """Throw a draft away, because it was saved or is no longer wanted."""
    if draft := of_place(place, by=by):
        db.session.delete(draft)


def read(draft: Draft) -> Typed:
    """What was typed."""
    return [(name, value) for name, value in json.loads(draft.content)]


def forget() -> int:
    """Delete the drafts, kept forms and keys of sent forms whose time is over; returns how many. Called every hour."""
    with guard.unscoped("to forget drafts whose time is over"):
        return bulk.expiring.forget(Draft, now()) + bulk.expiring.forget(Submission, now())


def sealable(typed: Typed) -> str:
    """The fields as one text, without those that hold a password or a key of the page. TooLarge beyond 256 kB."""
    text = json.dumps([pair for pair in typed if not _is_secret(pair[0])], ensure_ascii=False)
    if len(text.encode()) > LARGEST_BYTES:
        raise TooLarge(N_("This form is too long to be kept."))
    return text


def _is_secret(name: str) -> bool:
    return name in ("csrf_token", "_submission") or "password" in name


def _living(by: Actor):
    return select(Draft).where(Draft.owner_id == by.user_id, Draft.expires_at > now())


def _own(place: str, by: Actor) -> str:
    return f"{by.user_id}:{place}"
