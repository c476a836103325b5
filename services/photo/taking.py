"""A photo is checked, and kept in the history of an officer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image
from sqlalchemy import select

from models import Officer, Photo, PhotoSource, db, now
from rules import access
from rules.access import Actor
from rules.photo import KEPT, Advice, judge
from rules.refused import N_, Forbidden, Refused
from services import guard, storage

from . import cropping
from .faces import Box, faces_in
from .framing import within
from .measuring import measure
from .whole import looked_at

NOT_ENTITLED = N_("You are not entitled to do this.")
OWN = N_("A colleague takes your photo.")
LONGEST_REASON = 400


@dataclass(frozen=True)
class Checked:
    """A photo as it would be kept, and what to change in it."""

    jpeg: bytes
    advice: list[Advice]
    frame: Box | None = None  # in pixels of the turned picture, whose size this is
    size: tuple[int, int] = KEPT


@dataclass(frozen=True)
class Shot:
    """How a photo was taken: with what, when (None: today), and why it is kept in spite of what was found."""

    source: PhotoSource
    taken_on: dt.date | None = None
    in_spite: str = ""


def check(stream: BinaryIO, frame: Box | None = None, turn: float = 0) -> Checked:
    """Cut a photo, around its face where no frame is given, and judge it. Refused for what is no picture."""
    image = cropping.opened(stream, turn)
    if frame is None and (found := faces_in(image)):
        frame = cropping.frame_for(found[0], image.size)
    frame = within(frame, image.size)
    jpeg = cropping.cut(image, frame)
    kept = Image.open(BytesIO(jpeg))
    return Checked(jpeg, looked_at(image, judge(measure(kept, faces_in(kept)))), frame, image.size)


def take(officer: Officer, checked: Checked, shot: Shot, *, by: Actor) -> Photo:
    """Keep a photo; from now on it is the one in use. Refused while something hard is wrong, or something soft without a reason."""
    check_right(officer, by)
    if any(advice.is_hard for advice in checked.advice):
        raise Refused(next(advice.words for advice in checked.advice if advice.is_hard))
    why = shot.in_spite.strip()[:LONGEST_REASON]
    if checked.advice and not why:
        raise Refused(N_("Take the photo again, or say why it is kept all the same."))
    remarks = {"codes": [advice.code for advice in checked.advice], "reason": why} if checked.advice else None
    name = _stored(checked.jpeg)
    with guard.unscoped("a photo is taken"):
        made = Photo(officer=officer, file=name, taken_on=shot.taken_on or now().date(), source=shot.source, taken_by=by.name[:200], remarks=remarks)
        officer.photo = name
        db.session.add(made)
        db.session.flush()
    return made


def check_right(officer: Officer, by: Actor) -> None:
    """Forbidden but for who keeps the file or makes cards, for officers whom he sees, never himself."""
    if not (access.may(by, "personnel.edit") or access.may(by, "badge.create")):
        raise Forbidden(NOT_ENTITLED)
    if guard.is_himself(by, officer.id):
        raise Forbidden(OWN)
    if db.session.scalar(select(Officer.id).where(Officer.id == officer.id)) is None:
        raise Forbidden(NOT_ENTITLED)


def _stored(jpeg: bytes) -> str:
    """The photo is cut already: it is only put where photos lie, under a name that tells nothing."""
    name = storage.random_name(".jpg")
    storage.remove_if_undone("photos", name)
    storage.path("photos", name).write_bytes(jpeg)
    return name
