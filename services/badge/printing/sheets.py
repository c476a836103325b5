"""Sheets of cards as PDF: A4 with ten cards, crop marks, and the backs on the next page, turned for duplex."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .faces import CardFace
from .measures import HEIGHT, WIDTH
from .press import Press

COLUMNS, ROWS = 2, 5
A_SHEET = COLUMNS * ROWS
LEFT = (A4[0] - COLUMNS * WIDTH) / 2
BOTTOM = (A4[1] - ROWS * HEIGHT) / 2
MARK, GAP = 5 * mm, 1.5 * mm


def print_cards(faces: Iterable[CardFace], out: BinaryIO) -> int:
    """Write the sheets, ten cards in memory at a time; how many cards there are."""
    press, count = Press(out, A4), 0
    for sheet in _sheets(iter(faces)):
        count += len(sheet)
        press.prepare(sheet)
        for is_back in (False, True):
            _draw_page(press, sheet, is_back)
    press.canvas.save()
    return count


def _sheets(faces: Iterator[CardFace]) -> Iterator[list[CardFace]]:
    while sheet := list(islice(faces, A_SHEET)):
        yield sheet


def _draw_page(press: Press, sheet: list[CardFace], is_back: bool) -> None:
    canvas = press.canvas
    _draw_crop_marks(canvas)
    for place, face in enumerate(sheet):
        row, column = divmod(place, COLUMNS)
        if is_back:  # turned over its long edge, the sheet's left column lies on the right
            column = COLUMNS - 1 - column
        canvas.saveState()
        canvas.translate(LEFT + column * WIDTH, BOTTOM + (ROWS - 1 - row) * HEIGHT)
        press.draw(face, is_back=is_back)
        canvas.restoreState()
    canvas.showPage()


def _draw_crop_marks(canvas: Canvas) -> None:
    """Short lines outside the cards, where the knife goes."""
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.3)
    right, top = A4[0] - LEFT, A4[1] - BOTTOM
    for column in range(COLUMNS + 1):
        x = LEFT + column * WIDTH
        canvas.line(x, BOTTOM - GAP, x, BOTTOM - GAP - MARK)
        canvas.line(x, top + GAP, x, top + GAP + MARK)
    for row in range(ROWS + 1):
        y = BOTTOM + row * HEIGHT
        canvas.line(LEFT - GAP, y, LEFT - GAP - MARK, y)
        canvas.line(right + GAP, y, right + GAP + MARK, y)
