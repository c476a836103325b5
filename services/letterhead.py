"""What official papers have in common: their head, their letters, and the code by which a paper is checked. Always in French."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from flask import current_app
from flask_babel import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Spacer

from models import SignedPaper
from rules import career
from rules.badge import spaced_number

from . import badge
from .badge import lettering, qr
from .badge.lettering import BOLD, PLAIN, Box

SIDE = 25 * mm
ROOM = A4[0] - 2 * SIDE
INK, SOFT, RULE = HexColor("#1b2430"), HexColor("#566170"), HexColor("#c9d0da")
# Left, bottom and side of the square in which the code stands, its quiet zone included.
CODE_PLACE = (SIDE, 24 * mm, 34 * mm)
HEAD = ParagraphStyle("head", fontName=BOLD, fontSize=10, leading=14, alignment=TA_CENTER, textColor=INK)
MOTTO = ParagraphStyle("motto", parent=HEAD, fontName=PLAIN, fontSize=9, textColor=SOFT)
TITLE = ParagraphStyle("title", parent=HEAD, fontSize=17, leading=22)
NUMBER = ParagraphStyle("number", parent=HEAD, fontName=PLAIN)


@dataclass(frozen=True)
class Code:
    """What the code of a paper holds, and what stands in clear beside it: the number, what it says, its last day."""

    address: str
    number: str
    text: str
    until: str


def code_of(paper: SignedPaper) -> Code:
    """The code of a paper that was given out. Refused where the address of the public check is too long."""
    return Code(badge.address_of_paper(paper), spaced_number(paper.number), paper.text, career.day(paper.expires_on))


def head(agency: str, title: str, number: str) -> list[Flowable]:
    """State, administration, title and number, in the middle of the page."""
    return [
        Paragraph(_("Republic of Mali").upper(), HEAD),
        Paragraph(_("One People – One Goal – One Faith"), MOTTO),
        Spacer(1, 4 * mm),
        Paragraph(escape(agency).upper(), HEAD),
        HRFlowable(width=40 * mm, color=RULE, spaceBefore=8, spaceAfter=10 * mm),
        Paragraph(escape(title).upper(), TITLE),
        Paragraph(_("No. %(number)s", number=number), NUMBER),
    ]


def draw_code(canvas: Canvas, code: Code) -> None:
    """The code in its place; below it how it is checked, until when, and what it must say."""
    left, bottom, side = CODE_PLACE
    modules = qr.matrix(code.address, qr.PAPER_VERSIONS)
    quiet = side * qr.QUIET_ZONE / (len(modules) + 2 * qr.QUIET_ZONE)
    qr.draw(canvas, modules, (left + quiet, bottom + quiet), side - 2 * quiet)
    page = urlsplit(current_app.config["VERIFY_URL"])
    told = _("Scan this code, until %(day)s. The page that opens must be %(page)s and say: %(text)s", page=page.netloc + page.path, day=code.until, text=code.text)
    lettering.write(canvas, told, Box(SIDE, bottom - 1 * mm, ROOM, 8 * mm, 7.5))
