"""A sealed list on paper: who is promoted in which order, with the code by which anybody checks that the list is genuine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO
from xml.sax.saxutils import escape

from flask_babel import force_locale, gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer
from sqlalchemy import select

from models import PromotionCandidate, PromotionRound, RoundState, SignedPaperKind, db
from rules import career
from rules.access import Actor
from rules.badge.papers import LONGEST_TEXT, shortened
from rules.refused import N_, Refused

from .. import badge, letterhead
from ..badge import lettering
from ..badge.lettering import PLAIN, Box
from ..letterhead import INK, ROOM, RULE, SIDE, SOFT, Code

TOP, FOOT, EDGE = 20 * mm, 66 * mm, 6
TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9.5, leading=13, textColor=INK)
CELL = ParagraphStyle("cell", parent=TEXT, fontSize=8.5, leading=10.5)
NUMERAL = ParagraphStyle("numeral", parent=CELL, alignment=2)
HEADING = ParagraphStyle("heading", parent=CELL, textColor=SOFT)
WIDTHS = [14 * mm, 24 * mm, 56 * mm, 46 * mm, ROOM - 140 * mm]
GRID = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE), ("LEFTPADDING", (0, 0), (-1, -1), 2)]


@dataclass(frozen=True)
class Listed:
    """What is printed, as it was sealed. A line is place, service number, name, unit, points."""

    agency: str
    name: str
    rule: str
    reference_on: str
    digest: str
    lines: Sequence[tuple[str, str, str, str, str]]


def prepare(round_: PromotionRound, *, by: Actor) -> tuple[dict[str, object], Callable[[BinaryIO], None]]:
    """The list of a sealed round: what the audit trail says of it, and what writes it as PDF. Refused before it is sealed.

    Asked for again on the same day, it is the same paper; its code calls it genuine for ten years, or until the paper is ended.
    """
    if round_.state != RoundState.SEALED:
        raise Refused(N_("Only a sealed list is printed as a signed paper."))
    with force_locale("fr"):
        listed = _listed(round_)
        told = _in_short(listed)
    code = letterhead.code_of(badge.issue_paper(SignedPaperKind.PROMOTION_LIST, told, round=round_, by=by))
    return {"file": "promotion list", "rows": len(listed.lines), "number": code.number}, partial(_write, listed, code)


def _listed(round_: PromotionRound) -> Listed:
    """From the frozen files: the list stays as it was sealed, whatever is corrected afterwards."""
    own = select(PromotionCandidate).where(PromotionCandidate.round_id == round_.id, PromotionCandidate.is_admitted)
    found = db.session.scalars(own.order_by(PromotionCandidate.place))
    lines = [
        (str(one.place), one.dossier["service_number"] or "–", one.dossier["name"], one.dossier["unit"] or "–", f"{one.score:.3f}".replace(".", ","))
        for one in found
    ]
    return Listed(str(round_.agency), round_.name, str(round_.rule), career.day(round_.reference_on), round_.digest, lines)


def _in_short(listed: Listed) -> str:
    """What the code says. The beginning of the seal tells two lists of one name apart."""
    told = _("%(count)s promoted, seal %(seal)s", count=len(listed.lines), seal=listed.digest[:12])
    return f"{shortened(listed.name, LONGEST_TEXT - len(told.encode()) - 2)}, {told}"


def _write(listed: Listed, code: Code, out: BinaryIO) -> None:
    lettering.load()
    with force_locale("fr"):
        title = _("Promotion list")
        document = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=SIDE - EDGE, rightMargin=SIDE - EDGE, topMargin=TOP, bottomMargin=FOOT,
            title=f"{title} – {listed.name}", author=listed.agency, subject=code.number, lang="fr",
        )  # fmt: skip
        foot = partial(_foot, code=code)
        document.build([*letterhead.head(listed.agency, title, code.number), *_body(listed)], onFirstPage=foot, onLaterPages=foot)


def _body(listed: Listed) -> list:
    told = _("%(round)s. Rule: %(rule)s. Reference date: %(day)s.", round=listed.name, rule=listed.rule, day=listed.reference_on)
    seal = Paragraph(_("Seal: %(digest)s", digest=listed.digest), HEADING)
    return [Spacer(1, 6 * mm), Paragraph(escape(told), TEXT), Spacer(1, 4 * mm), _table(listed), Spacer(1, 4 * mm), seal]


def _table(listed: Listed) -> Flowable:
    if not listed.lines:
        return Paragraph(_("Nobody stands within the places."), TEXT)
    headings = [Paragraph(words, HEADING) for words in (_("Place"), _("Service number"), _("Last name and first names"), _("Unit"), _("Points"))]
    rows = [[*(Paragraph(escape(value), CELL) for value in line[:-1]), Paragraph(line[-1], NUMERAL)] for line in listed.lines]
    return LongTable([headings, *rows], colWidths=WIDTHS, style=GRID, repeatRows=1)


def _foot(canvas: Canvas, document: SimpleDocTemplate, *, code: Code) -> None:
    """The code and the page on every sheet, so that none can be exchanged."""
    letterhead.draw_code(canvas, code)
    page = _("No. %(number)s, page %(page)s", number=code.number, page=document.page)
    lettering.line(canvas, page, Box(SIDE, 10 * mm, ROOM, 0, 7.5), colour=SOFT, right=True)
