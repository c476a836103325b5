"""A sealed list on paper: who is promoted in which order, the board that signs it, and the code by which anybody checks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import BinaryIO
from xml.sax.saxutils import escape

from flask_babel import force_locale, gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, LongTable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from models import PromotionRound, SignedPaperKind
from rules.access import Actor
from rules.badge.papers import LONGEST_TEXT, shortened
from rules.refused import N_, Refused

from .. import badge, guard, letterhead
from ..badge import lettering
from ..badge.lettering import BOLD, PLAIN, Box
from ..letterhead import INK, ROOM, RULE, SIDE, SOFT, Code
from .listed import Cells, Listed, listed
from .signing import FINAL

TOP, FOOT, EDGE = 20 * mm, 66 * mm, 6
TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9.5, leading=13, textColor=INK)
TITLE = ParagraphStyle("part", parent=TEXT, fontName=BOLD, fontSize=10.5, spaceBefore=12, spaceAfter=4, keepWithNext=1)
CELL = ParagraphStyle("cell", parent=TEXT, fontSize=8.5, leading=10.5, splitLongWords=1)
NUMERAL = ParagraphStyle("numeral", parent=CELL, alignment=2)
HEADING = ParagraphStyle("heading", parent=CELL, textColor=SOFT)
OVER_NUMERAL = ParagraphStyle("over numeral", parent=HEADING, alignment=2)
LIST_WIDTHS = [10 * mm, 24 * mm, 54 * mm, ROOM - 122 * mm, 16 * mm, 18 * mm]
EXCEPTIONAL_WIDTHS = [24 * mm, 46 * mm, 34 * mm, ROOM - 126 * mm, 22 * mm]
DECISION_WIDTHS = [42 * mm, 16 * mm, 30 * mm, 24 * mm, ROOM - 112 * mm]
SIGNATURE_WIDTHS = [62 * mm, 44 * mm, ROOM - 106 * mm]
GRID = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE), ("LEFTPADDING", (0, 0), (-1, -1), 2)]


def prepare(round_: PromotionRound, *, by: Actor) -> tuple[dict[str, object], Callable[[BinaryIO], None]]:
    """The list of a sealed round: what the audit trail says of it, and what writes it as PDF. Refused before it is sealed.

    Asked for again on the same day, it is the same paper; its code calls it genuine for ten years, or until the paper is ended.
    """
    if round_.state not in FINAL:
        raise Refused(N_("Only a sealed list is printed as a signed paper."))
    with force_locale("fr"):
        with guard.unscoped("the printed list of a round"):
            printed = listed(round_)
        told = _in_short(printed)
    code = letterhead.code_of(badge.issue_paper(SignedPaperKind.PROMOTION_LIST, told, round=round_, by=by))
    rows = printed.promoted + len(printed.exceptional)
    return {"file": "promotion list", "rows": rows, "number": code.number}, partial(_write, printed, code)


def _in_short(printed: Listed) -> str:
    """What the code says. The beginning of the seal tells two lists of one name apart."""
    told = _("%(count)s promoted, seal %(seal)s", count=printed.promoted, seal=printed.digest[:12])
    return f"{shortened(printed.name, LONGEST_TEXT - len(told.encode()) - 2)}, {told}"


def _write(printed: Listed, code: Code, out: BinaryIO) -> None:
    lettering.load()
    with force_locale("fr"):
        title = _("Promotion list")
        document = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=SIDE - EDGE, rightMargin=SIDE - EDGE, topMargin=TOP, bottomMargin=FOOT,
            title=f"{title} – {printed.name}", author=printed.agency, subject=code.number, lang="fr",
        )  # fmt: skip
        foot = partial(_foot, code=code)
        document.build([*letterhead.head(printed.agency, title, code.number), *_body(printed)], onFirstPage=foot, onLaterPages=foot)


def _body(printed: Listed) -> list[Flowable]:
    told = _("%(round)s. Rule: %(rule)s. Reference date: %(day)s.", round=printed.name, rule=printed.rule, day=printed.reference_on)
    return [
        Spacer(1, 6 * mm), Paragraph(escape(told), TEXT), *_lists(printed), *_apart(printed),
        Spacer(1, 4 * mm), Paragraph(_("Seal: %(digest)s", digest=printed.digest), HEADING),
        *_signatures(printed.board), *_decided(printed.decisions),
    ]  # fmt: skip


def _lists(printed: Listed) -> list[Flowable]:
    """Both parts of the list, numbered through."""
    headings = (_("No."), _("Service number"), _("Last name and first names"), _("Unit"), _("Place"), _("Points"))
    parts = [(_("By choice"), printed.by_choice), (_("By seniority"), printed.by_seniority)]
    made = [part for title, lines in parts if lines for part in (Paragraph(title, TITLE), _table(headings, lines, LIST_WIDTHS, numerals=2))]
    if any(line[2].endswith(" *") for line in printed.by_choice):
        made.append(Paragraph(_("* Admitted by a decision of the board, on the last page."), HEADING))
    return made or [Spacer(1, 4 * mm), Paragraph(_("Nobody stands within the places."), TEXT)]


def _apart(printed: Listed) -> list[Flowable]:
    if not printed.exceptional:
        return []
    headings = (_("Service number"), _("Last name and first names"), _("Legal ground"), _("Legal text"), _("Day of the deed"))
    return [Paragraph(_("Exceptional promotions of the year, apart"), TITLE), _table(headings, printed.exceptional, EXCEPTIONAL_WIDTHS)]


def _signatures(board: Sequence[Cells]) -> list[Flowable]:
    """A line for each member to sign on, not torn apart."""
    if not board:
        return []
    headings = [Paragraph(words, HEADING) for words in (_("Name"), _("Function"), _("Signature"))]
    rows = [[Paragraph(escape(name), CELL), Paragraph(escape(function), CELL), ""] for name, function in board]
    lines = Table([headings, *rows], SIGNATURE_WIDTHS, rowHeights=[None] + [11 * mm] * len(rows), style=GRID, repeatRows=1)
    return [KeepTogether([Paragraph(_("The board"), TITLE), lines])]


def _decided(decisions: Sequence[Cells]) -> list[Flowable]:
    """On a page of its own: what the board decided against the computed order."""
    if not decisions:
        return []
    headings = (_("Last name and first names"), _("Place"), _("Decision"), _("Votes"), _("Reasons"))
    title = Paragraph(_("Decisions of the board against the computed order"), TITLE)
    return [PageBreak(), title, _table(headings, decisions, DECISION_WIDTHS)]


def _table(headings: Sequence[str], lines: Sequence[Cells], widths: Sequence[float], numerals: int = 0) -> Flowable:
    """A table over as many pages as it needs; its last columns are numerals."""
    words = len(headings) - numerals
    styles, over = [CELL] * words + [NUMERAL] * numerals, [HEADING] * words + [OVER_NUMERAL] * numerals
    told = lambda values, looks: [Paragraph(escape(value), look) for value, look in zip(values, looks, strict=True)]  # noqa: E731
    return LongTable([told(headings, over), *(told(line, styles) for line in lines)], colWidths=widths, style=GRID, repeatRows=1)


def _foot(canvas: Canvas, document: SimpleDocTemplate, *, code: Code) -> None:
    """The code and the page on every sheet, so that none can be exchanged."""
    letterhead.draw_code(canvas, code)
    page = _("No. %(number)s, page %(page)s", number=code.number, page=document.page)
    lettering.line(canvas, page, Box(SIDE, 10 * mm, ROOM, 0, 7.5), colour=SOFT, right=True)
