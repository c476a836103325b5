"""The sheet on which officers sign for the cards that they are handed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from flask import current_app
from flask_babel import force_locale, gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from models import Badge
from rules.badge import spaced_number

from .. import lettering
from ..lettering import Box

LINES, LINE, LEFT = 16, 15 * mm, 18 * mm
TOP = A4[1] - 40 * mm


def draw(badges: Sequence[Badge], out: BinaryIO) -> int:
    """One line a card: name, number, room for day and signature; how many lines there are."""
    lettering.load()
    canvas = Canvas(out, pagesize=A4, pageCompression=1, invariant=1, initialFontName=lettering.PLAIN)
    with force_locale(current_app.config.get("BABEL_DEFAULT_LOCALE", "fr")):
        for start in range(0, len(badges), LINES):
            _draw_page(canvas, badges[start : start + LINES])
    canvas.save()
    return len(badges)


def _draw_page(canvas: Canvas, badges: Sequence[Badge]) -> None:
    lettering.line(canvas, _("Receipt of cards"), Box(LEFT, A4[1] - 24 * mm, 150 * mm, 0, 14), bold=True)
    for place, badge in enumerate(badges):
        base = TOP - place * LINE
        lettering.line(canvas, str(badge.officer), Box(LEFT, base, 80 * mm, 0, 10))
        lettering.line(canvas, spaced_number(badge.number), Box(LEFT + 84 * mm, base, 32 * mm, 0, 9))
        lettering.label(canvas, _("Day and signature"), (LEFT + 120 * mm, base + 4 * mm))
        canvas.line(LEFT + 120 * mm, base, A4[0] - LEFT, base)
    canvas.showPage()
