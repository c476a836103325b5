"""Leaving a notice for somebody, and what its reader does with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import and_, bindparam, func, or_, select

from models import MailChoice, MailRhythm, Notice, User, db, now
from rules.access import Actor

from .. import bulk, guard
from .events import EVENTS

MOST_SHOWN = 200
READ_KEPT, KEPT = dt.timedelta(days=180), dt.timedelta(days=400)
FORGOTTEN_AT_ONCE = 5000
UNREAD = select(func.count(Notice.id)).where(Notice.reader_id == bindparam("reader"), Notice.read_at.is_(None))


def tell(readers: Iterable[int | None], event: str, url: str = "", *, about: str | None = None, is_read: bool = False, **values: object) -> int:
    """Leave the notice of an event for these accounts, in the running transaction; returns for how many.

    Disabled accounts and those that are gone get nothing, an account named twice one. KeyError for an event that
    stands not in events.py, or that its values do not fill. One that `is_read` from the start is there to be found and calls nobody.
    """
    str(EVENTS[event].text) % values
    wanted = {reader for reader in readers if reader is not None}
    if not wanted:
        return 0
    with guard.unscoped("somebody is told"):
        there = db.session.scalars(select(User.id).where(User.id.in_(wanted), User.active)).all()
        told = {"event": event, "values": values, "url": url[:300], "about": about, "read_at": now() if is_read else None}
        made = [Notice(reader_id=reader, **told) for reader in sorted(there)]
        db.session.add_all(made)
    return len(made)


@dataclass(frozen=True)
class Letter:
    """The notice of an event for one account: the page, the matter that it asks to settle, and its values."""

    reader_id: int | None
    url: str
    about: str | None
    values: dict[str, object]


def tell_all(event: str, letters: Sequence[Letter]) -> int:
    """`tell` to many, each with his own words, in a few statements; returns for how many."""
    for letter in letters:
        str(EVENTS[event].text) % letter.values
    with guard.unscoped("many are told"):
        there = set(db.session.scalars(select(User.id).where(User.id.in_({letter.reader_id for letter in letters}), User.active)))
        told = [letter for letter in letters if letter.reader_id in there]
        at = now()
        bulk.insert(Notice, [{"event": event, "told_at": at, **asdict(letter), "url": letter.url[:300]} for letter in told])
    return len(told)


def settle(about: str) -> None:
    """What these notices asked for is done, by whomever: nobody is reminded, and they no longer count as unread."""
    with guard.unscoped("a matter is settled"):
        open_ = select(Notice).where(Notice.about == about, Notice.settled_at.is_(None))
        for notice in db.session.scalars(open_):
            notice.settled_at = now()
            notice.read_at = notice.read_at or now()


def settle_all(matters: Collection[str]) -> None:
    """`settle` for many matters, in a few statements."""
    with guard.unscoped("matters are settled"):
        open_ = and_(Notice.about.in_(matters), Notice.settled_at.is_(None))
        bulk.lock(Notice, open_)
        at, found = now(), db.session.execute(select(Notice.id, Notice.read_at).where(open_)).all()
        bulk.update(Notice, {number: {"settled_at": (None, at), "read_at": (read_at, read_at or at)} for number, read_at in found})


def take_back(about: str) -> None:
    """What these notices asked for is no longer wanted: those that nobody read go, the others are settled."""
    with guard.unscoped("a matter is taken back"):
        for notice in db.session.scalars(select(Notice).where(Notice.about == about, Notice.settled_at.is_(None), Notice.read_at.is_(None))):
            db.session.delete(notice)
    settle(about)


def is_waiting(about: str) -> bool:
    """Whether a notice of this matter is still unread."""
    with guard.unscoped("whether somebody was told"):
        asked = select(Notice.id).where(Notice.about == about, Notice.settled_at.is_(None), Notice.read_at.is_(None))
        return db.session.scalar(asked.limit(1)) is not None


def unread(who: Actor) -> int:
    """How many notices somebody has not read: one indexed count, for the bell of every page."""
    if who.user_id is None:
        return 0
    return db.session.scalar(UNREAD, {"reader": who.user_id})


def latest(who: Actor, most: int = MOST_SHOWN) -> list[Notice]:
    """The notices of somebody, the newest first."""
    mine = select(Notice).where(Notice.reader_id == who.user_id)
    return list(db.session.scalars(mine.order_by(Notice.id.desc()).limit(most)))


def mark_read(notice: Notice) -> None:
    """Its reader has seen it."""
    with guard.unscoped("a notice is read"):
        notice.read_at = notice.read_at or now()


def unread_pages(who: Actor) -> set[str]:
    """The pages that somebody's unread notices are about."""
    mine = select(Notice.url).where(Notice.reader_id == who.user_id, Notice.read_at.is_(None))
    return set(db.session.scalars(mine))


def mark_page_read(who: Actor, page: str) -> int:
    """Whoever opens a page has seen what the notices said of it; returns how many that were."""
    with guard.unscoped("notices of a page are read"):
        mine = select(Notice).where(Notice.reader_id == who.user_id, Notice.read_at.is_(None), Notice.url == page)
        found = db.session.scalars(mine).all()
        for notice in found:
            notice.read_at = now()
    return len(found)


def mark_all_read(who: Actor) -> int:
    """Everything that somebody has not read counts as read; returns how many that were."""
    with guard.unscoped("notices are read"):
        mine = select(Notice).where(Notice.reader_id == who.user_id, Notice.read_at.is_(None))
        found = db.session.scalars(mine).all()
        for notice in found:
            notice.read_at = now()
    return len(found)


def mail_rhythm(who: Actor) -> MailRhythm:
    """How this account wants its mail."""
    chosen = select(MailChoice.rhythm).where(MailChoice.reader_id == who.user_id)
    return db.session.scalar(chosen) or MailRhythm.IMMEDIATE


def choose_mail(rhythm: MailRhythm, *, by: Actor) -> None:
    """Set how one wants one's own mail."""
    with guard.unscoped("somebody chooses how to be written to"):
        chosen = db.session.scalar(select(MailChoice).where(MailChoice.reader_id == by.user_id))
        if chosen is None:
            chosen = MailChoice(reader_id=by.user_id)
            db.session.add(chosen)
        chosen.rhythm = rhythm


def forget() -> int:
    """Delete the notices read that are older than READ_KEPT and all older than KEPT; returns how many. Called every hour."""
    read_and_old = and_(Notice.read_at.is_not(None), Notice.told_at < now() - READ_KEPT)
    with guard.unscoped("to forget old notices"):
        gone = select(Notice).where(or_(read_and_old, Notice.told_at < now() - KEPT)).limit(FORGOTTEN_AT_ONCE)
        found = db.session.scalars(gone).all()
        for notice in found:
            db.session.delete(notice)
    return len(found)
