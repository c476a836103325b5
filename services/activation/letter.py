"""The letter: one page A4, folded twice. The upper third is the address; the code lies between the other two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from flask import current_app
from flask_babel import force_locale, format_date, gettext as _
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from models import now
from rules import activation as rule

from ..badge import lettering
from ..badge.lettering import Box
from .faces import LetterFace

SIDE = 22 * mm
WIDTH, THIRD = A4[0] - 2 * SIDE, A4[1] / 3
UPPER_FOLD, LOWER_FOLD = 2 * THIRD, THIRD


def write(faces: Sequence[LetterFace], site: str, out: BinaryIO, tell: Callable[[int], None] = lambda drawn: None) -> None:
    """Write a page for each, in the language of the installation. `site` is the address of the start page."""
    lettering.load()
    rl_config.useA85 = 0
    canvas = Canvas(out, pagesize=A4, pageCompression=1, initialFontName=lettering.PLAIN)
    with force_locale(current_app.config.get("BABEL_DEFAULT_LOCALE", "fr")):
        canvas.setTitle(_("Access to my file"))
        canvas.beginForm("same", 0, 0, *A4)  # what all letters share is drawn once, then referred to
        _draw_folds(canvas)
        _draw_steps(canvas)
        canvas.endForm()
        for number, face in enumerate(faces, 1):
            canvas.doForm("same")
            _draw_address(canvas, face)
            _draw_code(canvas, face, f"{site.rstrip('/')}/activate")
            canvas.showPage()
            tell(number)
    canvas.save()


def _draw_folds(canvas: Canvas) -> None:
    """Dashed lines, and what to do at each; the words stand in the part that is folded."""
    canvas.saveState()
    canvas.setStrokeGray(0.55)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 3)
    for height in (UPPER_FOLD, LOWER_FOLD):
        canvas.line(8 * mm, height, A4[0] - 8 * mm, height)
    canvas.restoreState()
    for height, words in ((UPPER_FOLD + 1.2 * mm, _("2. Fold this part backwards.")), (LOWER_FOLD - 3.2 * mm, _("1. Fold this part up, over the code."))):
        lettering.line(canvas, words, Box(8 * mm, height, A4[0] - 16 * mm, 0, 7), colour=lettering.SOFT, right=True)


def _draw_address(canvas: Canvas, face: LetterFace) -> None:
    """What is seen when the letter is folded: for whom it is, and nothing that opens anything."""
    top = A4[1] - 18 * mm
    lettering.line(canvas, face.agency, Box(SIDE, top, WIDTH * 0.6, 0, 11), bold=True)
    made = _("Printed on %(day)s", day=format_date(now(), "dd/MM/yyyy"))
    lettering.line(canvas, made, Box(SIDE, top, WIDTH, 0, 8.5), colour=lettering.SOFT, right=True)
    warned = _("Personal and confidential: to be handed over in person, against a look at an identity paper.")
    lettering.write(canvas, warned, Box(SIDE, top - 5 * mm, WIDTH, 10 * mm, 8.5))
    left, height = SIDE + WIDTH * 0.42, top - 30 * mm
    for text, size, is_bold in ((face.name, 13, True), (face.rank, 10.5, False), (face.unit, 10.5, False)):
        if text:
            height = lettering.write(canvas, text, Box(left, height, WIDTH * 0.58, 13 * mm, size), bold=is_bold) - 1.6 * mm


def _draw_code(canvas: Canvas, face: LetterFace, address: str) -> None:
    """The middle third: where to go, who one is there, the code, until when."""
    top = UPPER_FOLD - 9 * mm
    top = lettering.write(canvas, _("Your access to your own file"), Box(SIDE, top, WIDTH, 8 * mm, 14), bold=True) - 4 * mm
    rows = (
        (_("1. On a telephone or a computer, open this address:"), address, 12),
        (_("2. Type your user name:"), face.username, 14),
        (_("3. Type this code, then choose a password of your own:"), rule.grouped(face.code), 21),
    )
    for words, value, size in rows:
        lettering.line(canvas, words, Box(SIDE, top - 3.4 * mm, WIDTH, 0, 9.5), colour=lettering.SOFT)
        lettering.line(canvas, value, Box(SIDE, top - (6.4 * mm + size), WIDTH, 0, size), bold=True)
        top -= 13 * mm + size
    until = _("The code serves once, until %(day)s.", day=format_date(face.expires_at, "dd/MM/yyyy"))
    lettering.line(canvas, until, Box(SIDE, top - 1 * mm, WIDTH, 0, 10), bold=True)


def _draw_steps(canvas: Canvas) -> None:
    """The lower third: what helps with the password, and what to do when something goes wrong."""
    least = current_app.config["SECURITY_PASSWORD_LENGTH_MIN"]
    top = LOWER_FOLD - 12 * mm
    for title, text in (
        (_("Your password"), _("At least %(count)s characters: four or five ordinary words that say nothing about you do well. Write it on nothing that others can read, and tell it to nobody, not even to human resources or to your superiors.", count=least)),
        (_("The code"), _("Capitals or small letters, with or without spaces. It has no zero and no letter O, no one, no letter I and no letter L. If it does not open, check it and the user name, wait a moment, and try again.")),
        (_("Lost, seen by somebody else, or too late?"), _("Go to human resources with an identity paper: a new letter is printed, and this one opens nothing any more. Nobody will ask you for the code or the password by telephone or by mail.")),
        (_("Afterwards"), _("Destroy this letter. You sign in at the same site with your user name and your password.")),
    ):  # fmt: skip
        top = lettering.write(canvas, title, Box(SIDE, top, WIDTH, 6 * mm, 10), bold=True) - 0.6 * mm
        top = lettering.write(canvas, text, Box(SIDE, top, WIDTH, 17 * mm, 9)) - 2.6 * mm
