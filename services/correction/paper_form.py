"""The request form for the paper bridge: one page A4, black on white, for an officer who has no access to fill in and sign.

Who asks and what is asked about are printed; what should stand, why, and the pieces are written by hand. The lines
for "why" take the room that is left, so that it always stays one page.
"""

from __future__ import annotations

import textwrap
from typing import BinaryIO

from flask import current_app
from flask_babel import force_locale, format_date, gettext as _
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from models import CorrectionKind, CorrectionRequest, Officer, now
from rules.correction import MOST_PIECES

from ..badge import lettering
from ..badge.lettering import Box
from . import about, values

SIDE = 20 * mm
WIDTH = A4[0] - 2 * SIDE
# Between two lines to write on by hand.
LINE, NARROW_LINE = 8.5 * mm, 7.2 * mm
# Where the parts end that always stand at the foot.
SIGNATURE_TOP, OFFICE_TOP, FOOT = 68 * mm, 38 * mm, 13 * mm
PIECES_TOP = SIGNATURE_TOP + 9 * mm + MOST_PIECES * NARROW_LINE
MOST_LETTERS = 300  # of what stands in the file; the officer has the whole of it beside


def write(officer: Officer, asked: CorrectionRequest, out: BinaryIO) -> None:
    """Write the form in the language of the installation. `asked` is what it is about (see `foreseen`): told in words, there is room to say it."""
    lettering.load()
    canvas = Canvas(out, pagesize=A4, pageCompression=1, initialFontName=lettering.PLAIN)
    canvas.setLineWidth(0.5)
    with force_locale(current_app.config.get("BABEL_DEFAULT_LOCALE", "fr")):
        canvas.setTitle(_("Request for correction of a personnel file"))
        top = _draw_head(canvas, officer)
        top = _draw_who(canvas, officer, top)
        top = _draw_what(canvas, asked, top)
        top = _draw_wished(canvas, asked, top)
        _draw_why(canvas, top)
        _draw_pieces(canvas)
        _draw_signature(canvas)
        _draw_office(canvas)
    canvas.showPage()
    canvas.save()


def _draw_head(canvas: Canvas, officer: Officer) -> float:
    top = A4[1] - 18 * mm
    lettering.line(canvas, str(officer.home_agency), Box(SIDE, top, WIDTH * 0.65, 0, 11), bold=True, colour=black)
    printed = _("Form printed on %(day)s", day=format_date(now(), "dd/MM/yyyy"))
    lettering.line(canvas, printed, Box(SIDE, top, WIDTH, 0, 8.5), colour=black, right=True)
    title = Box(SIDE, top - 11 * mm, WIDTH, 0, 15)
    lettering.line(canvas, _("Request for correction of a personnel file"), title, bold=True, colour=black)
    days = officer.home_agency.correction_days
    told = _("Fill in by hand, sign, and give it to human resources with copies of the pieces. The answer is due within %(days)s days from when they file it.", days=days)
    return lettering.write(canvas, told, Box(SIDE, top - 14 * mm, WIDTH, 9 * mm, 9)) - 6 * mm


def _draw_who(canvas: Canvas, officer: Officer, top: float) -> float:
    top = _draw_title(canvas, _("Who asks"), top)
    half = WIDTH / 2
    facts = (
        (_("Last name and first names"), str(officer)), (_("Service number"), officer.service_number),
        (_("Rank"), officer.rank), (_("Unit"), officer.unit),
    )  # fmt: skip
    for number, (label, value) in enumerate(facts):
        left, height = SIDE + number % 2 * half, top - number // 2 * 10.5 * mm
        lettering.line(canvas, label, Box(left, height, half - 4 * mm, 0, 8), colour=black)
        lettering.line(canvas, str(value) if value else "–", Box(left, height - 4.8 * mm, half - 4 * mm, 0, 11), bold=True, colour=black)
    return top - 23.5 * mm


def _draw_what(canvas: Canvas, asked: CorrectionRequest, top: float) -> float:
    """What is wrong or missing: as it was chosen, with what stands in the file, or to be said by hand."""
    top = _draw_title(canvas, _("What is wrong or missing in the file"), top)
    if asked.kind is CorrectionKind.OTHER and asked.about_type is None:
        return _draw_lines(canvas, top + 3 * mm, 2 * LINE) - 7 * mm
    top = lettering.write(canvas, about.label(asked), Box(SIDE, top + 3 * mm, WIDTH, 10 * mm, 11), bold=True)
    stood = values.opened(asked.stood)
    for field in about.asked(asked) if asked.kind is CorrectionKind.CHANGE else ():
        words = values.words(field, stood.get(field.name), asked.officer_id) or _("nothing")
        stands = _("In the file today: %(value)s", value=textwrap.shorten(words, MOST_LETTERS, placeholder=" …"))
        top = lettering.write(canvas, stands, Box(SIDE, top - 1.5 * mm, WIDTH, 14 * mm, 10))
    return top - 7 * mm


def _draw_wished(canvas: Canvas, asked: CorrectionRequest, top: float) -> float:
    """Lines for what should stand; of a record that is missing one for each of its fields."""
    top = _draw_title(canvas, _("What should stand there"), top)
    if asked.kind is not CorrectionKind.MISSING:
        return _draw_lines(canvas, top + 3 * mm, 2 * LINE) - 7 * mm
    for field in about.asked(asked):
        lettering.line(canvas, str(field.label), Box(SIDE, top - 2 * mm, 50 * mm, 0, 9), colour=black)
        _draw_rule(canvas, top - 2.6 * mm, SIDE + 53 * mm)
        top -= NARROW_LINE
    return top - 3 * mm


def _draw_why(canvas: Canvas, top: float) -> None:
    top = _draw_title(canvas, _("Why"), top)
    _draw_lines(canvas, top + 3 * mm, top + 3 * mm - (PIECES_TOP + 6 * mm))


def _draw_pieces(canvas: Canvas) -> None:
    top = _draw_title(canvas, _("Pieces joined (copies)"), PIECES_TOP)
    for number in range(1, MOST_PIECES + 1):
        lettering.line(canvas, f"{number}.", Box(SIDE, top - 2 * mm, 5 * mm, 0, 9), colour=black)
        _draw_rule(canvas, top - 2.6 * mm, SIDE + 6 * mm)
        top -= NARROW_LINE


def _draw_signature(canvas: Canvas) -> None:
    top, half = SIGNATURE_TOP - 7 * mm, WIDTH / 2
    for number, label in enumerate((_("Done at"), _("on (date)"))):
        height = top - number * 10 * mm
        lettering.line(canvas, label, Box(SIDE, height, 20 * mm, 0, 9.5), colour=black)
        _draw_rule(canvas, height - 0.6 * mm, SIDE + 21 * mm, SIDE + half - 6 * mm)
    canvas.rect(SIDE + half, SIGNATURE_TOP - 24 * mm, half, 24 * mm)
    lettering.line(canvas, _("Signature of the officer"), Box(SIDE + half + 2 * mm, SIGNATURE_TOP - 4.5 * mm, half - 4 * mm, 0, 8), colour=black)


def _draw_office(canvas: Canvas) -> None:
    """What the clerk notes who files the request."""
    canvas.rect(SIDE, FOOT, WIDTH, OFFICE_TOP - FOOT)
    left, room = SIDE + 3 * mm, WIDTH - 6 * mm
    lettering.line(canvas, _("For human resources"), Box(left, OFFICE_TOP - 5.5 * mm, room, 0, 9.5), bold=True, colour=black)
    cells = ((_("Received on"), _("by (name)")), (_("Filed under the number"), _("Identity paper seen")))
    for row, labels in enumerate(cells):
        height = OFFICE_TOP - (13 + row * 8) * mm
        for column, label in enumerate(labels):
            start = left + column * room / 2
            lettering.line(canvas, label, Box(start, height, 36 * mm, 0, 9), colour=black)
            _draw_rule(canvas, height - 0.6 * mm, start + 38 * mm, start + room / 2 - 3 * mm)


def _draw_title(canvas: Canvas, words: str, top: float) -> float:
    lettering.line(canvas, words, Box(SIDE, top, WIDTH, 0, 10.5), bold=True, colour=black)
    canvas.line(SIDE, top - 1.6 * mm, SIDE + WIDTH, top - 1.6 * mm)
    return top - 6.4 * mm


def _draw_lines(canvas: Canvas, top: float, room: float) -> float:
    """As many lines to write on as find room below `top`; returns the last."""
    for _line in range(int(room // LINE)):
        top -= LINE
        _draw_rule(canvas, top, SIDE)
    return top


def _draw_rule(canvas: Canvas, height: float, left: float, right: float = SIDE + WIDTH) -> None:
    """A dotted line to write on."""
    canvas.saveState()
    canvas.setDash(0.6, 1.8)
    canvas.line(left, height, right, height)
    canvas.restoreState()
