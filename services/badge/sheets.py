"""Sheets of cards as PDF: A4 with ten cards, crop marks, and the backs on the next page, turned for duplex."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from flask import current_app
from flask_babel import force_locale
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Select, select

from models import Badge, BadgeState, Officer, Position, Unit, db, now
from rules.access import Actor
from services import organisation, storage

from . import card, lettering
from .card import CardFace
from .issuing import address_of, issue, mark_printed

COLUMNS, ROWS = 2, 5
A_SHEET = COLUMNS * ROWS
LEFT = (A4[0] - COLUMNS * card.WIDTH) / 2
BOTTOM = (A4[1] - ROWS * card.HEIGHT) / 2
MARK, GAP = 5 * mm, 1.5 * mm

Draw = Callable[[Canvas, CardFace], None]


def print_unit(unit: Unit, out: BinaryIO, *, by: Actor) -> int:
    """Print the cards of all who serve in a unit and the units below it, issuing those that are missing.

    Whoever prints is left out: nobody makes his or her own card.
    """
    below = select(Unit.id).where(organisation.below(unit.path))
    serving = (
        select(Officer)
        .join(Officer.position)
        .where(Officer.unit_id.in_(below), Position.is_serving, Officer.id.is_distinct_from(by.officer_id))
        .order_by(Officer.last_name, Officer.first_names, Officer.id)
    )
    held = {badge.officer_id: badge for badge in db.session.scalars(_in_force(below))}
    officers = list(db.session.scalars(serving))
    return print_badges((held.get(each.id) or issue(each, by=by) for each in officers), out, by=by)


def print_badges(badges: Iterable[Badge], out: BinaryIO, *, by: Actor) -> int:
    """Print the cards of these badges, mark them as printed, and return how many. Refused for a revoked one."""
    return print_cards((_printed(badge, by) for badge in badges), out)


def _printed(badge: Badge, by: Actor) -> CardFace:
    mark_printed(badge, by=by)
    return face_of(badge)


def _in_force(units: Select) -> Select:
    return (
        select(Badge)
        .join(Badge.officer)
        .where(Officer.unit_id.in_(units), Badge.state != BadgeState.REVOKED, Badge.expires_on >= now().date())
    )


def face_of(badge: Badge) -> CardFace:
    """What the identity card of a badge shows."""
    officer = badge.officer
    return CardFace(
        agency=officer.home_agency.name, number=badge.number, rank=officer.rank.name if officer.rank else "",
        expires_on=badge.expires_on, address=address_of(badge), last_name=officer.last_name,
        first_names=officer.first_names, photo=_photo_of(officer),
    )  # fmt: skip


def _photo_of(officer: Officer) -> bytes | None:
    stored = storage.path("photos", officer.photo) if officer.photo else None
    return stored.read_bytes() if stored and stored.exists() else None


def print_cards(faces: Iterable[CardFace], out: BinaryIO) -> int:
    """Write the sheets, ten cards in memory at a time, in the language of the installation."""
    lettering.load()
    rl_config.useA85 = 0  # plain bytes instead of ASCII: a third of the time, four fifths of the size
    canvas = Canvas(out, pagesize=A4, pageCompression=1, invariant=1, initialFontName=lettering.PLAIN)
    canvas.beginForm("ground", 0, 0, card.WIDTH, card.HEIGHT)
    card.draw_ground(canvas)
    canvas.endForm()
    count = 0
    with force_locale(current_app.config.get("BABEL_DEFAULT_LOCALE", "fr")):
        for sheet in _sheets(iter(faces)):
            count += len(sheet)
            _draw_page(canvas, sheet, card.draw_front, is_back=False)
            _draw_page(canvas, sheet, card.draw_back, is_back=True)
    canvas.save()
    return count


def _sheets(faces: Iterator[CardFace]) -> Iterator[list[CardFace]]:
    while sheet := list(islice(faces, A_SHEET)):
        yield sheet


def _draw_page(canvas: Canvas, sheet: list[CardFace], draw: Draw, is_back: bool) -> None:
    canvas.setFont(lettering.PLAIN, 6)
    _draw_crop_marks(canvas)
    for place, face in enumerate(sheet):
        row, column = divmod(place, COLUMNS)
        if is_back:  # turned over its long edge, the sheet's left column lies on the right
            column = COLUMNS - 1 - column
        canvas.saveState()
        canvas.translate(LEFT + column * card.WIDTH, BOTTOM + (ROWS - 1 - row) * card.HEIGHT)
        canvas.doForm("ground")
        draw(canvas, face)
        canvas.restoreState()
    canvas.showPage()


def _draw_crop_marks(canvas: Canvas) -> None:
    """Short lines outside the cards, where the knife goes."""
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.3)
    right, top = A4[0] - LEFT, A4[1] - BOTTOM
    for column in range(COLUMNS + 1):
        x = LEFT + column * card.WIDTH
        canvas.line(x, BOTTOM - GAP, x, BOTTOM - GAP - MARK)
        canvas.line(x, top + GAP, x, top + GAP + MARK)
    for row in range(ROWS + 1):
        y = BOTTOM + row * card.HEIGHT
        canvas.line(LEFT - GAP, y, LEFT - GAP - MARK, y)
        canvas.line(right + GAP, y, right + GAP + MARK, y)
