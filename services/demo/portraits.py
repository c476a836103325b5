"""Portraits of the demo force: drawn faces of many kinds, from the seed and a number. No living person is shown.

They are kept without a check: tests/photo show that each passes it, and finding 200 faces would take longer than drawing them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import random
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import select

from models import Officer, Photo, PhotoSource, User, db
from rules.access import Actor
from services import photo, storage

from . import store
from .drawing import Look, drawn
from .lists import REFERENCE_ON
from .people import Person, person
from .units import Plan

MOST = 200  # and those who have an account
QUALITY = 88
MAKER = Actor(name="SIRHP", role="administrator", door="command")

SKINS = (
    (58, 36, 26), (74, 46, 32), (90, 57, 38), (108, 69, 46), (126, 82, 56), (146, 98, 68), (168, 120, 88), (196, 150, 116), (224, 184, 152),
)  # fmt: skip
SKIN_WEIGHTS = (10, 18, 20, 18, 14, 9, 6, 3, 2)
BLACK, GREYING, GREY = (24, 20, 19), (74, 70, 68), (150, 147, 144)
MEN, WOMEN = ("cropped", "cropped", "short", "bald", "receding"), ("bun", "braids", "afro", "long", "cropped")
BEARDS = ("", "", "", "moustache", "goatee", "full")
SHIRTS = ((122, 150, 186), (98, 128, 168), (52, 66, 96))
WALLS = ((214, 219, 224), (226, 226, 222), (206, 214, 222))
WIDTHS = (0.94, 0.97, 1.0, 1.03, 1.06)
OLD = 45


def look(rng: random.Random, sex: str, age: int) -> Look:
    """A look for somebody of this sex and age."""
    hair = rng.choice((GREYING, GREY) if age > OLD + 5 else (BLACK, GREYING)) if age > OLD else BLACK
    return Look(
        skin=rng.choices(SKINS, SKIN_WEIGHTS)[0],
        hair=hair,
        style=rng.choice(WOMEN if sex == "F" else MEN),
        beard="" if sex == "F" else rng.choice(BEARDS),
        width=rng.choice(WIDTHS),
        jaw=rng.uniform(0.66, 0.76) if sex == "F" else rng.uniform(0.72, 0.88),
        eyes=rng.uniform(0.92, 1.12),
        nose=rng.uniform(0.85, 1.15),
        mouth=rng.uniform(0.9, 1.12),
        brows=rng.uniform(0.6, 0.8) if sex == "F" else rng.uniform(0.85, 1.2),
        glasses=rng.random() < 0.12,
        lines=age > OLD,
        shirt=rng.choice(SHIRTS),
        wall=rng.choice(WALLS),
    )


@lru_cache(MOST)  # for who fills several databases
def portrait(seed: int, officer: int, sex: str, age: int) -> bytes:
    """The portrait of the officer of this number as JPEG; the same for the same arguments."""
    rng = random.Random(f"{seed}/{officer}/portrait")
    written = io.BytesIO()
    drawn(look(rng, sex, age)).save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def name_of(seed: int, number: int) -> str | None:
    """What the photo of the officer of this number is called where it lies; None where there is none."""
    return hashlib.sha256(f"{seed}/{number}/portrait".encode()).hexdigest()[:32] + ".jpg" if number < MOST else None


class Portraits:
    """Writes the photos of the first officers, block by block, then of those who have an account; one in twelve is too old."""

    def __init__(self, seed: int, first_officer: int):
        self._seed, self._first = seed, first_officer

    def write(self, people: Iterable[Person]) -> None:
        """Photos of these people, as far as they have one; files are written at once."""
        shown = [made for made in people if made.number < MOST]
        for made in shown:
            storage.path("photos", name_of(self._seed, made.number)).write_bytes(self._portrait(made))
        store.insert(Photo, map(self._row, shown))

    def of_accounts(self, plan: Plan) -> None:
        """Photos for those of a large force who have an account and none yet."""
        accounted = select(Officer).join(User, User.officer_id == Officer.id).where(Officer.photo.is_(None))
        for officer in db.session.scalars(accounted.order_by(Officer.id)).all():
            made = person(plan, self._seed, officer.id - self._first)
            source, taken_on = self._taken(made.number)
            photo.take(officer, photo.Checked(self._portrait(made), []), photo.Shot(source, taken_on), by=MAKER)

    def _row(self, made: Person) -> dict:
        source, taken_on = self._taken(made.number)
        file = name_of(self._seed, made.number)
        return {"officer_id": self._first + made.number, "file": file, "taken_on": taken_on, "source": source, "taken_by": MAKER.name}

    def _portrait(self, made: Person) -> bytes:
        return portrait(self._seed, made.number, made.sex, REFERENCE_ON.year - made.birth_on.year)

    def _taken(self, number: int) -> tuple[PhotoSource, dt.date]:
        rng = random.Random(f"{self._seed}/{number}/photo")
        days = rng.randint(1900, 2600) if number % 12 == 7 else rng.randint(5, 1500)
        return rng.choice((PhotoSource.WEBCAM, PhotoSource.WEBCAM, PhotoSource.PHONE)), REFERENCE_ON - dt.timedelta(days=days)
