"""Print runs: chosen cards in parts of some hundred, printed by a job, and exactly the same when printed again."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from flask_babel import to_user_timezone
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from models import Agency, Badge, BadgeState, CardBatch, JobState, SheetFormat, db, now
from rules.access import Actor
from rules.badge.life import Act, step
from rules.refused import N_, Refused
from services import guard, storage
from services.wording import DAY

from .. import keys
from ..life import moving
from .faces import CardFace, face_of

FOLDER = "cards"
A_PART = 500
MOST = 5000  # cards of a run
KEPT_SECONDS = 24 * 3600
PRINTABLE = (BadgeState.APPROVED, BadgeState.PRINTED)
CHANGED = N_("This run is no longer what was printed: spoil its cards and print those that follow them.")
Tell = Callable[[int, int], None]
Save = Callable[[], None]


def make(badges: Sequence[Badge], sheet: SheetFormat, *, by: Actor) -> CardBatch:
    """A run of approved cards of one agency; the door asks for the job `cards` that prints it."""
    if not badges:
        raise Refused(N_("Choose the cards to print."))
    if len(badges) > MOST:
        raise Refused(N_("At most %(most)s cards are printed in one run: choose fewer."), most=MOST)
    if len({badge.agency_id for badge in badges}) > 1:
        raise Refused(N_("A print run holds the cards of one agency: choose them again."))
    held = moving.hold_all(badge.id for badge in badges)
    moving.refuse_oneself(by, *(badge.officer_id for badge in held))
    for badge in held:
        if badge.state is not BadgeState.APPROVED:
            step(badge.state, Act.PRINT)
            raise Refused(N_("Card %(number)s stands in another print run: repeat that one."), number=badge.number)
    at = now()
    batch = CardBatch(
        title=title_of(held[0].agency, at), agency_id=held[0].agency_id, sheet=sheet, cards=len(held), parts=-(-len(held) // A_PART),
        made_by=by.name[:200], made_at=at,
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    _put(held, batch)
    return batch


def title_of(agency: Agency, at: dt.datetime) -> str:
    """What a run of this moment is called: agency and day, and from the second of a day on its number."""
    here = to_user_timezone(at)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    same_day = (CardBatch.agency_id == agency.id, CardBatch.made_at >= midnight, CardBatch.made_at < midnight + dt.timedelta(days=1))
    before = db.session.scalar(select(func.count(CardBatch.id)).where(*same_day)) or 0
    return f"{agency.code} · {here:{DAY}}" + (f" ({before + 1})" if before else "")


def to_print(*, by: Actor) -> Select:
    """The approved cards that wait to be printed, those of one's own left out."""
    waiting = select(Badge).where(Badge.state == BadgeState.APPROVED, Badge.expires_on >= now().date())
    return waiting.where(Badge.officer_id.is_distinct_from(by.officer_id)).order_by(Badge.approved_at, Badge.id)


def print_batch(arguments: dict, tell: Tell, save: Save) -> dict:
    """The job: print `arguments["batch"]` as the person who asked for it; again gives the same bytes, or is refused.

    The cards of a part are noted as printed and saved before it is drawn, so that nobody waits for a run who acts on a card
    of it. Half a run harms nobody: its files are handed out once all are there, and printing again draws them all.
    """
    batch, by = db.session.get_one(CardBatch, arguments["batch"]), guard.actor()
    is_again = batch.digest is not None
    if not is_again:
        _leave_out(batch)
        save()
    digest = hashlib.sha256()
    for number in range(1, batch.parts + 1):
        _mark_part(batch, number, by, is_again=is_again)
        save()
        digest.update(_draw_part(batch, number, tell))
        save()
    if is_again and batch.digest != digest.hexdigest():
        _remove_parts(batch)
        raise Refused(CHANGED)
    batch.digest, batch.printed_at = digest.hexdigest(), now()
    db.session.flush()
    return {"batch": batch.id, "cards": batch.cards, "parts": batch.parts}


def _leave_out(batch: CardBatch) -> None:
    """Cards that ended before the first printing, or stand in a later run, are not printed: the others move up."""
    standing = moving.hold_all(db.session.scalars(select(Badge.id).where(Badge.batch_id == batch.id).order_by(Badge.place)))
    badges = [badge for badge in standing if badge.state in PRINTABLE]
    if not badges:
        raise Refused(N_("No card of this run can be printed any more."))
    if len(badges) != batch.cards:
        for badge in standing:
            badge.batch_id = badge.place = None
        batch.cards, batch.parts = len(badges), -(-len(badges) // A_PART)
        _put(badges, batch)


def _put(badges: Sequence[Badge], batch: CardBatch) -> None:
    for place, badge in enumerate(badges):
        badge.batch_id, badge.place = batch.id, place
    db.session.flush()


def _mark_part(batch: CardBatch, number: int, by: Actor, *, is_again: bool) -> None:
    """Note the cards of a part as printed. One that ended since the run began goes out of it; a repeat is refused by it."""
    for badge in moving.hold_all(db.session.scalars(select(Badge.id).where(*_of_part(batch, number)).order_by(Badge.place))):
        if is_again or badge.state in PRINTABLE:
            mark_printed(badge, by=by)
        else:
            badge.batch_id = badge.place = None
            batch.cards -= 1
    db.session.flush()


def mark_printed(badge: Badge, *, by: Actor) -> None:
    """The step itself, and the key that signs the card: the one of the day of its first printing."""
    moving.move(badge, Act.PRINT, by=by)
    badge.key_id = badge.key_id or keys.current_key()
    badge.printed_at = badge.printed_at or now()


def printed(badge: Badge, *, by: Actor) -> CardFace:
    """The same for one card, which is given to be drawn."""
    mark_printed(badge, by=by)
    return face_of(badge)


def _draw_part(batch: CardBatch, number: int, tell: Tell) -> bytes:
    """Write one part and return its digest; nothing of the database is written meanwhile. If the work is undone, the file goes with it."""
    from . import cr80, sheets  # what draws is loaded with the first part

    draw = {SheetFormat.A4: sheets.print_cards, SheetFormat.CR80: cr80.print_cards}[batch.sheet]
    name = _name(batch, number)
    storage.remove_if_undone(FOLDER, name)
    with os.fdopen(os.open(storage.path(FOLDER, name), os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
        draw(_faces(batch, number, tell), file)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").digest()
    db.session.expire_all()  # what a part read is not kept for the next one,
    gc.collect()  # nor its document, a knot that nothing else unties in time
    return digest


def _faces(batch: CardBatch, number: int, tell: Tell) -> Iterator[CardFace]:
    asked = select(Badge).where(*_of_part(batch, number)).order_by(Badge.place).options(selectinload(Badge.photo), selectinload(Badge.design))
    with guard.unscoped("the cards of a run that one may see"):
        badges = db.session.scalars(asked).all()
    for badge in badges:
        yield face_of(badge)
        tell(badge.place + 1, batch.cards)


def _of_part(batch: CardBatch, number: int) -> tuple[ColumnElement[bool], ...]:
    first = (number - 1) * A_PART
    return Badge.batch_id == batch.id, Badge.place >= first, Badge.place < first + A_PART


def repeat(batch: CardBatch) -> dict:
    """The arguments of the job that prints a run again. Refused once a card of it is beyond printed: a copy would be a second valid card."""
    beyond = (Badge.batch_id == batch.id, Badge.state.not_in(PRINTABLE))
    if batch.digest and db.session.scalar(select(func.count(Badge.id)).where(*beyond)):
        raise Refused(N_("Cards of this run were checked or have ended: spoil the one that is bad and print the card that follows it."))
    return {"batch": batch.id}


def part(batch: CardBatch, number: int) -> Path:
    """Where a printed part lies. Refused where it is no longer kept, and once a card of it was checked: another copy would be a second valid card."""
    if number not in _kept(batch):
        raise Refused(N_("The files of a print run are kept for a day: print it again."))
    if number not in parts_to_fetch(batch):
        raise Refused(N_("Cards of this part were checked, so it is not handed out any more: spoil the one that is bad and print the card that follows it."))
    return storage.path(FOLDER, _name(batch, number))


def parts_to_fetch(batch: CardBatch) -> list[int]:
    """The parts whose file is there and of which no card was checked yet."""
    checked = select(Badge.place).where(Badge.batch_id == batch.id, Badge.checked_at.is_not(None))
    with guard.unscoped("the cards of a run that one may see"):
        gone = {place // A_PART + 1 for place in db.session.scalars(checked)}
    return [number for number in _kept(batch) if number not in gone]


def _kept(batch: CardBatch) -> list[int]:
    """The parts whose file is there; none while a job has not ended, which may be writing them."""
    with guard.unscoped("who asked for the printing of a run that one may see"):
        is_under_way = batch.job is not None and batch.job.state in (JobState.WAITING, JobState.RUNNING)
    if batch.printed_at is None or is_under_way:
        return []
    return [number for number in range(1, batch.parts + 1) if storage.path(FOLDER, _name(batch, number)).exists()]


def _remove_parts(batch: CardBatch) -> None:
    for number in range(1, batch.parts + 1):
        storage.path(FOLDER, _name(batch, number)).unlink(missing_ok=True)


def forget() -> int:
    """Remove the files that are older than a day: they can be made again. Returns how many."""
    limit = now().timestamp() - KEPT_SECONDS
    old = [place for place in storage.folder(FOLDER).iterdir() if place.stat().st_mtime < limit]
    for place in old:
        place.unlink()
    return len(old)


def _name(batch: CardBatch, number: int) -> str:
    return f"{batch.id}-{number:02d}.pdf"
