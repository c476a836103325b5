"""The sheet of an attestation: A4, one page, with a place for the stamp and the code by which it is checked."""

from __future__ import annotations

from typing import BinaryIO
from xml.sax.saxutils import escape

from flask import current_app
from flask_babel import gettext as _
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from models import now
from rules import career

from .. import letterhead
from ..badge import lettering
from ..badge.lettering import BOLD, PLAIN, Box
from ..letterhead import INK, ROOM, RULE, SIDE, SOFT, Code
from .facts import Facts

TOP, FOOT = 20 * mm, 62 * mm
EDGE = 6  # what ReportLab leaves free within the margins
STAMP = (A4[0] - SIDE - 70 * mm, 24 * mm, 70 * mm, 32 * mm)
TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=10.5, leading=16, textColor=INK, alignment=TA_JUSTIFY)
LABEL = ParagraphStyle("label", parent=TEXT, textColor=SOFT, alignment=0, leading=14)
VALUE = ParagraphStyle("value", parent=TEXT, fontName=BOLD, alignment=0, leading=14)
CELLS = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE), ("LEFTPADDING", (0, 0), (-1, -1), 0)]


def draw(told: Facts, code: Code, out: BinaryIO) -> None:
    """Draw the paper with these facts and the code by which it is checked."""
    lettering.load()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=SIDE - EDGE, rightMargin=SIDE - EDGE, topMargin=TOP, bottomMargin=FOOT,
        title=_("Attestation of service"), author=told.agency, subject=code.number, lang="fr",
    )  # fmt: skip
    title = letterhead.head(told.agency, _("Attestation of service"), code.number)
    document.build([*title, Spacer(1, 12 * mm), *_body(told)], onFirstPage=lambda canvas, _document: _foot(canvas, code))


def _body(told: Facts) -> list:
    rows = [[Paragraph(label, LABEL), Paragraph(escape(value), VALUE)] for label, value in _rows(told)]
    return [
        Paragraph(_("The office that keeps the personnel files of this administration certifies, from the file kept there, that:"), TEXT),
        Spacer(1, 4 * mm),
        Table(rows, colWidths=[52 * mm, ROOM - 52 * mm], style=CELLS),
        Spacer(1, 5 * mm),
        Paragraph(escape(service(told)), VALUE),
        Spacer(1, 5 * mm),
        Paragraph(_("In witness whereof this attestation is issued at the request of the person concerned, to serve and be valid as of right."), TEXT),
        Spacer(1, 8 * mm),
        Paragraph(_("Done at %(place)s, on %(day)s.", place=current_app.config["PLACE"], day=career.day(now().date())), TEXT),
    ]


def _rows(told: Facts) -> list[tuple[str, str]]:
    """Label and value of each line."""
    rank = _("Last rank") if told.is_over else _("Rank")
    unit = _("Unit") if told.unit_since else _("Last unit")
    return [
        (_("Last name and first names"), told.name),
        (_("Service number"), told.service_number),
        (_("Date and place of birth"), _birth(told)),
        (rank, _dated(told.rank, told.rank_since)),
        (unit, _dated(told.unit, told.unit_since)),
        (_("Position"), _dated(told.position, told.position_since)),
    ]


def _dated(words: str, since) -> str:
    return _("%(what)s, since %(day)s", what=words, day=career.day(since)) if since else words


def _birth(told: Facts) -> str:
    day = career.day(told.born_on) if told.born_on else _("about %(year)s", year=told.birth_year) if told.birth_year else ""
    return _("%(day)s at %(place)s", day=day, place=told.birth_place) if day and told.birth_place else day or told.birth_place or "–"


def service(told: Facts) -> str:
    """The sentence that the paper is about."""
    entered = career.day(told.entered_on)
    if told.is_over:
        return _("served from %(first)s to %(last)s.", first=entered, last=career.day(told.last_day_on))
    if told.is_serving:
        return _("has been in service since %(day)s.", day=entered)
    since = career.day(told.position_since)
    return _("has belonged to this administration since %(day)s, and since %(since)s in the position: %(position)s.", day=entered, position=told.position, since=since)


def _foot(canvas: Canvas, code: Code) -> None:
    """The code, the place of the stamp, and what the paper is worth."""
    left, bottom, width, height = STAMP
    canvas.setStrokeColor(RULE)
    canvas.rect(left, bottom, width, height)
    lettering.line(canvas, _("Stamp and signature of the HR office"), Box(left + 6, bottom + height - 12, width - 12, 0, 8), colour=SOFT)
    letterhead.draw_code(canvas, code)
    worth = _("Printed by the person concerned from the personnel file. Any change makes it void.")
    lettering.line(canvas, worth, Box(SIDE, 10 * mm, ROOM, 0, 7.5), colour=SOFT)
