"""The sheet on which officers sign for the cards that they are handed: numbered and dated, those of one administration together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from flask import current_app
from flask_babel import force_locale, gettext as _, to_user_timezone
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from models import Agency, Badge, now
from rules.badge import spaced_number
from services.wording import DAY

from .. import lettering
from ..lettering import SOFT, Box

LINES, LINE, HAIR = 12, 15 * mm, 0.5
LEFT, RIGHT = 18 * mm, A4[0] - 18 * mm
HEAD, TOP, FOOT = A4[1] - 20 * mm, A4[1] - 64 * mm, 20 * mm
# Where the columns begin, from the left, and how wide they are.
OFFICER, NUMBER, CARD, SIGNED = ((LEFT + left * mm, width * mm) for left, width in ((0, 44), (46, 22), (70, 42), (116, 58)))


@dataclass(frozen=True)
class _Page:
    """What stands at the head of a page."""

    agency: Agency
    number: str
    day: str
    page: int
    pages: int


def draw(badges: Sequence[Badge], out: BinaryIO) -> int:
    """One line a card: whose, which, room for day and signature; how many lines there are."""
    lettering.load()
    canvas = Canvas(out, pagesize=A4, pageCompression=1, invariant=1, initialFontName=lettering.PLAIN)
    with force_locale(current_app.config.get("BABEL_DEFAULT_LOCALE", "fr")):
        for _number, of_agency in groupby(sorted(badges, key=lambda badge: badge.agency_id), key=lambda badge: badge.agency_id):
            _draw_receipt(canvas, list(of_agency))
    canvas.save()
    return len(badges)


def _draw_receipt(canvas: Canvas, badges: Sequence[Badge]) -> None:
    """The pages of one administration, under one number: its code and the moment."""
    agency, at = badges[0].agency, to_user_timezone(now())
    number, pages = f"{agency.code}-{at:%Y%m%d-%H%M%S}", -(-len(badges) // LINES)
    for page in range(pages):
        _draw_head(canvas, _Page(agency, number, at.strftime(DAY), page + 1, pages))
        for place, badge in enumerate(badges[page * LINES : (page + 1) * LINES], start=1):
            _draw_line(canvas, badge, TOP - place * LINE)
        lettering.line(canvas, _("Handed over by (name, day and signature):"), Box(LEFT, FOOT, RIGHT - LEFT, 0, 9))
        canvas.showPage()


def _draw_head(canvas: Canvas, page: _Page) -> None:
    """Whose sheet it is, its number and day, what is signed, and the names of the columns."""
    width = RIGHT - LEFT
    lettering.line(canvas, str(page.agency), Box(LEFT, HEAD, width, 0, 10))
    lettering.line(canvas, _("Receipt of cards"), Box(LEFT, HEAD - 9 * mm, width, 0, 15), bold=True)
    told = _("No. %(number)s of %(day)s, page %(page)s of %(pages)s", number=page.number, day=page.day, page=page.page, pages=page.pages)
    lettering.line(canvas, told, Box(LEFT, HEAD - 15 * mm, width, 0, 10))
    lettering.write(canvas, _acknowledged(), Box(LEFT, HEAD - 19 * mm, width, 15 * mm, 10))
    columns = ((OFFICER, _("Officer")), (NUMBER, _("Service number")), (CARD, _("Card")), (SIGNED, _("Day and signature")))
    for (left, room), name in columns:
        lettering.line(canvas, name, Box(left, TOP + 2 * mm, room, 0, 8), colour=SOFT)
    canvas.setLineWidth(HAIR)
    canvas.line(LEFT, TOP, RIGHT, TOP)


def _acknowledged() -> str:
    return _(
        "I, the undersigned, acknowledge that I have received the card named on my line. I undertake to report its loss or theft at once,"
        " and to give it back when I leave the service or when I am asked for it."
    )


def _draw_line(canvas: Canvas, badge: Badge, base: float) -> None:
    """One card above its rule: kind and number, and room to sign."""
    above, below = base + 8.5 * mm, base + 3.5 * mm
    lettering.line(canvas, str(badge.officer), Box(OFFICER[0], above, OFFICER[1], 0, 10), bold=True)
    lettering.line(canvas, str(badge.officer.rank or ""), Box(OFFICER[0], below, OFFICER[1], 0, 8), colour=SOFT)
    lettering.line(canvas, badge.officer.service_number or "", Box(NUMBER[0], above, NUMBER[1], 0, 9))
    lettering.line(canvas, str(badge.kind.label), Box(CARD[0], above, CARD[1], 0, 8))
    lettering.line(canvas, spaced_number(badge.number), Box(CARD[0], below, CARD[1], 0, 9))
    canvas.line(SIGNED[0] - 2 * mm, base, SIGNED[0] - 2 * mm, base + LINE)
    canvas.line(LEFT, base, RIGHT, base)
