"""Letters on a card: embedded DejaVu Sans, which knows every letter of Mali's languages; text that always fits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
FOLDER = Path(__file__).parents[2] / "static" / "fonts"
LEADING = 1.16  # line height for one point of size
SMALLEST, STEP = 3.0, 0.1  # points
INK, SOFT = HexColor("#16211b"), HexColor("#55625b")


@dataclass(frozen=True)
class Box:
    """Where a text goes, in points: its left and top (of a single line: the base line), room, wished size."""

    left: float
    top: float
    width: float
    height: float
    size: float


def load() -> None:
    """Make the two fonts known; doing it again costs nothing."""
    for name in (PLAIN, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, FOLDER / f"{name}.ttf"))


def label(canvas: Canvas, text: str, start: tuple[float, float]) -> None:
    """The small word above a value."""
    canvas.setFillColor(SOFT)
    canvas.setFont(PLAIN, 4.6)
    canvas.drawString(*start, text)


def line(canvas: Canvas, text: str, box: Box, bold: bool = False, colour: Color | None = INK, right: bool = False) -> None:
    """One line on the base line `box.top`, made smaller until it fits the width."""
    font = BOLD if bold else PLAIN
    size = box.size
    while size > SMALLEST and pdfmetrics.stringWidth(text, font, size) > box.width:
        size -= STEP
    if colour is not None:
        canvas.setFillColor(colour)
    canvas.setFont(font, size)
    if right:
        canvas.drawRightString(box.left + box.width, box.top, text)
    else:
        canvas.drawString(box.left, box.top, text)


def write(canvas: Canvas, text: str, box: Box, bold: bool = False) -> float:
    """A wrapped text below `box.top`, made smaller until it fits the box. Returns where it ends."""
    font = BOLD if bold else PLAIN
    size, lines = fitted(text, font, box)
    canvas.setFillColor(INK)
    canvas.setFont(font, size)
    base = box.top - size
    for each in lines:
        canvas.drawString(box.left, base, each)
        base -= size * LEADING
    return base + size * (LEADING - 0.24)


def fitted(text: str, font: str, box: Box) -> tuple[float, list[str]]:
    """The largest size at which the text, wrapped at spaces and hyphens, fits the box; and its lines."""
    size = box.size
    while True:
        lines = wrapped(text, font, size, box.width)
        widest = max((pdfmetrics.stringWidth(each, font, size) for each in lines), default=0)
        if size <= SMALLEST or (widest <= box.width and len(lines) * size * LEADING <= box.height):
            return size, lines
        size -= STEP


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """The text in lines; a word is only parted behind its own hyphens, and no letter is lost."""
    lines: list[str] = []
    for word in text.split():
        for number, piece in enumerate(_pieces(word)):
            joined = f"{lines[-1]}{'' if number else ' '}{piece}" if lines else piece
            if lines and pdfmetrics.stringWidth(joined, font, size) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def _pieces(word: str) -> list[str]:
    """Mohamed-El-Moctar -> Mohamed-, El-, Moctar"""
    parts = word.split("-")
    return [f"{part}-" for part in parts[:-1]] + parts[-1:] if all(parts) else [word]
