"""The file on paper: A4 across, name and number on every page, pages counted, lists that break between their lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

from flask_babel import get_locale, gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Image, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from models import Officer, now
from rules import career
from rules.refused import N_, Refused
from services import audit, export, guard, storage
from services.personnel import page, timeline

from ..badge import lettering
from ..badge.lettering import BOLD, PLAIN
from . import contents, picture

PAGE = landscape(A4)
SIDE, TOP, FOOT = 14 * mm, 20 * mm, 16 * mm
EDGE = 6  # what ReportLab leaves free within the margins
LEFT, ROOM = SIDE + EDGE, PAGE[0] - 2 * (SIDE + EDGE)
INK, SOFT, RULE, GROUND = HexColor("#1b2430"), HexColor("#566170"), HexColor("#c9d0da"), HexColor("#f1f3f7")
TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=15, leading=18, textColor=INK)
PART = ParagraphStyle("part", fontName=BOLD, fontSize=10, leading=13, spaceBefore=8, spaceAfter=3, textColor=INK)
CELL = ParagraphStyle("cell", fontName=PLAIN, fontSize=7.5, leading=9.5, textColor=INK)
GONE = ParagraphStyle("gone", parent=CELL, textColor=SOFT)
HEAD = ParagraphStyle("head", parent=CELL, fontName=BOLD)
NOTE = ParagraphStyle("note", parent=CELL, textColor=SOFT)
GRID = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
    ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
]  # fmt: skip
BARE = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
PADDING = 7  # of a cell, left and right together
LONGEST_WORD, LONGEST = 90, 190  # points that a column may ask for
A_FEW_LINES = 26 * mm  # a title does not stand alone at the foot of a page


class Counted(Canvas):
    """Pages that say how many there are: they are kept until the last one is known."""

    def __init__(self, *args, said: tuple[str, str], **options):
        super().__init__(*args, **options)
        self._said, self._kept = said, []

    def showPage(self) -> None:  # noqa: N802  (ReportLab's name)
        self._kept.append(dict(vars(self)))
        self._startPage()

    def save(self) -> None:
        for number, kept in enumerate(self._kept, 1):
            vars(self).update(kept)
            self._frame(f"{number}/{len(self._kept)}")
            super().showPage()
        super().save()

    def _frame(self, number: str) -> None:
        """Whose file it is above, when and by whom it was made below."""
        above, below = self._said
        self.setFillColor(SOFT)
        lettering.line(self, above, lettering.Box(LEFT, PAGE[1] - 12 * mm, ROOM, 0, 8.5), bold=True)
        lettering.line(self, below, lettering.Box(LEFT, 8 * mm, ROOM - 60, 0, 7), colour=SOFT)
        lettering.line(self, number, lettering.Box(LEFT, 8 * mm, ROOM, 0, 7), colour=SOFT, right=True)
        self.setStrokeColor(RULE)
        self.line(LEFT, PAGE[1] - 14 * mm, LEFT + ROOM, PAGE[1] - 14 * mm)


def write(officer: Officer, out: BinaryIO) -> int:
    """Write the file, note it in the audit trail, and return its number of pages.

    Refused where whoever asks took away as many people alone as the lists allow: a file is one more of them.
    """
    noted, draw = prepare(officer)
    pages = draw(out)
    audit.note("export", record=officer, changes=noted)
    return pages


def prepare(officer: Officer) -> tuple[dict[str, object], Callable[[BinaryIO], int]]:
    """Read the lists: what the audit trail says of the file, and what draws it and returns its number of pages."""
    if export.taken_alone(guard.actor()) >= export.MOST_ROWS_ALONE:
        raise Refused(N_("You took away the data of %(most)s people today. Come back tomorrow, or ask for a list with a second person."), most=export.MOST_ROWS_ALONE)
    listed = contents.lists(officer)
    return {"file": "PDF", "rows": 1, "lists": [each.title for each in listed]}, partial(_draw, officer, listed)


def _draw(officer: Officer, listed: list[contents.Listed], out: BinaryIO) -> int:
    lettering.load()
    made, on = guard.actor().name, now().date()
    title = _("File of %(name)s", name=officer)
    above = " · ".join(part for part in (str(officer), officer.service_number) if part)
    below = _("Made on %(day)s by %(name)s, situation on %(day)s", day=career.day(on), name=made)
    document = SimpleDocTemplate(
        out, pagesize=PAGE, leftMargin=SIDE, rightMargin=SIDE, topMargin=TOP, bottomMargin=FOOT,
        title=title, author=made, subject=above, lang=get_locale().language,
    )  # fmt: skip
    document.build(_story(officer, title, listed), canvasmaker=partial(Counted, said=(above, below)))
    return document.page


def _story(officer: Officer, title: str, listed: list[contents.Listed]) -> list[Flowable]:
    line = timeline.of(officer)
    parts = [Paragraph(escape(title), TITLE), Spacer(1, 4), _top(officer)]
    parts += [_head(_("Present state")), _pairs(_state(officer, line))]
    parts += [_head(_("Career from entry to the expected end of service")), picture.drawing(line.picture(), ROOM)]
    for each in listed:
        parts += _list(each)
    return parts


def _top(officer: Officer) -> Flowable:
    """Identity, with the photo beside it where there is one."""
    stored = storage.path("photos", officer.photo) if officer.photo else None
    if stored is None or not Path(stored).exists():
        return _pairs(contents.identity(officer))
    photo = Image(str(stored), width=28 * mm, height=35 * mm, kind="proportional")
    beside = ROOM - 34 * mm
    return Table([[photo, _pairs(contents.identity(officer), beside)]], colWidths=[34 * mm, beside], style=BARE)


def _state(officer: Officer, line: timeline.Timeline) -> list[tuple[str, str]]:
    """What holds today, since when and by which act, and when the officer is expected to retire."""
    held, found = page.present(officer), []
    for name, label in (("rank", _("Rank")), ("posting", _("Unit")), ("position", _("Position"))):
        one = held.get(name)
        since = _("since %(day)s", day=career.day(one.starts_on)) if one else ""
        step = _("step %(number)s", number=one.step) if name == "rank" and one and one.step else ""
        function = one.function if name == "posting" and one else ""
        found.append((label, " · ".join(part for part in (str(one) if one else "–", step, function, since, page.act_words(one)) if part)))
    if line.retirement:
        about = (career.day(line.retirement.on), line.retirement.legal_text, *timeline.retirement_notes(officer))
        found.append((_("Expected retirement"), " · ".join(part for part in about if part)))
    return found


def _head(text: str) -> Paragraph:
    return Paragraph(escape(text), PART)


def _pairs(pairs: list[tuple[str, str]], room: float = ROOM) -> Table:
    """Labels and values, two pairs a line."""
    cells = [[Paragraph(escape(label), NOTE), Paragraph(escape(value) or "–", CELL)] for label, value in pairs]
    lines = [cells[at] + (cells[at + 1] if at + 1 < len(cells) else ["", ""]) for at in range(0, len(cells), 2)]
    return Table(lines, colWidths=[room * 0.16, room * 0.34] * 2, style=GRID)


def _list(listed: contents.Listed) -> list[Flowable]:
    """A list under its title; the title stays with the first lines, the heads come again on every page."""
    title = _head(listed.title)
    if not listed.rows:
        return [KeepTogether([title, Paragraph(_("Nothing is recorded."), NOTE)])]
    rows = [[Paragraph(escape(head), HEAD) for head in listed.heads]]
    rows += [_cells(row) for row in listed.rows]
    table = Table(rows, colWidths=_widths(listed), repeatRows=1, style=[*GRID, ("BACKGROUND", (0, 0), (-1, 0), GROUND)])
    return [CondPageBreak(A_FEW_LINES), title, table]


def _cells(row: contents.Row) -> list[Paragraph]:
    """The values of a line; of an annulled one struck through, with what took it back."""
    if not row.annulled_by:
        return [Paragraph(escape(cell) or "–", CELL) for cell in row.cells]
    struck = [f"<strike>{escape(cell)}</strike>" if cell else "–" for cell in row.cells]
    struck[0] += f"<br/>{escape(row.annulled_by)}"
    return [Paragraph(cell, GONE) for cell in struck]


def _widths(listed: contents.Listed) -> list[float]:
    """Each column holds its longest word; what room is left goes to those with the longest values."""
    columns = [[row.cells[place] for row in listed.rows] for place in range(len(listed.heads))]
    words = [[*head.split(), *(word for cell in cells for word in cell.split())] for head, cells in zip(listed.heads, columns, strict=True)]
    least = [min(max(map(_long, each), default=0), LONGEST_WORD) + PADDING for each in words]
    wished = [min(max(map(_long, each)), LONGEST) + PADDING + 1 for each in columns]
    more = [max(wish - word, 1) for wish, word in zip(wished, least, strict=True)]
    return [word + (ROOM - sum(least)) * each / sum(more) for word, each in zip(least, more, strict=True)]


def _long(text: str) -> float:
    """How long a text is in bold, which is the longer face."""
    return stringWidth(text, BOLD, CELL.fontSize)
