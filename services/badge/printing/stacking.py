"""Texts one below the other in a box, all made smaller together until they fit: never cut, however long a name is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from .. import lettering

LEADING = lettering.LEADING
LABEL = 4.4  # points of the small word above a value; it does not shrink below this
STEP, LEAST = 0.04, 0.34  # by how much texts shrink at once, and at most
UNBROKEN = 0.6  # words are parted within only when even this much smaller they are too wide


@dataclass(frozen=True)
class Part:
    """One text, the size that it would like, and the small word above it."""

    text: str
    size: float
    is_bold: bool = False
    label: str = ""
    gap: float = 0  # points below it

    @property
    def font(self) -> str:
        """The font of the text."""
        return lettering.BOLD if self.is_bold else lettering.PLAIN


@dataclass(frozen=True)
class Room:
    """Where texts go, in points: left, top, width, height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Stack:
    """Texts as they fit: the share of the wished size, and the lines of each."""

    share: float
    lines: tuple[tuple[str, ...], ...]
    is_whole: bool

    def smallest(self, parts: Sequence[Part]) -> float:
        """The size of the smallest letters."""
        return min(part.size for part in parts) * self.share


def stacked(parts: Sequence[Part], room: Room, share: float = 1) -> Stack:
    """The parts at the largest share of their sizes, no larger than `share`, at which they fit the room."""
    while True:
        lines = tuple(tuple(_lines(part, share, room.width)) for part in parts)
        fits = _height(parts, lines, share) <= room.height and all(_is_narrow(*pair, share, room.width) for pair in zip(parts, lines, strict=True))
        if fits or share <= LEAST:
            return Stack(share, lines, fits)
        share = max(LEAST, share - STEP)


def draw(canvas: Canvas, parts: Sequence[Part], room: Room, colours: tuple[Color, Color], share: float = 1) -> float:
    """Draw the parts; `colours` are those of texts and labels. Returns where they end."""
    found, base = stacked(parts, room, share), room.top
    for part, lines in zip(parts, found.lines, strict=True):
        size = part.size * found.share
        if part.label:
            base -= _label(part, room.width)
            canvas.setFillColor(colours[1])
            canvas.setFont(lettering.PLAIN, _label(part, room.width))
            canvas.drawString(room.left, base, part.label)
            base -= 0.8
        canvas.setFillColor(colours[0])
        canvas.setFont(part.font, size)
        for line in lines:
            base -= size
            canvas.drawString(room.left, base, line)
            base -= size * (LEADING - 1)
        base -= part.gap * found.share
    return base


def _lines(part: Part, share: float, width: float) -> Iterator[str]:
    """The wrapped text; where letters are small already, a word that is too wide is parted within."""
    size = part.size * share
    for line in lettering.wrapped(part.text, part.font, size, width):
        yield from _broken(line, part.font, size, width) if share <= UNBROKEN else (line,)


def _broken(line: str, font: str, size: float, width: float) -> Iterator[str]:
    while line and stringWidth(line, font, size) > width:
        count = next((n for n in range(len(line) - 1, 1, -1) if stringWidth(line[:n], font, size) <= width), 1)
        yield line[:count]
        line = line[count:]
    if line:
        yield line


def _is_narrow(part: Part, lines: Sequence[str], share: float, width: float) -> bool:
    return all(stringWidth(line, part.font, part.size * share) <= width for line in lines)


def _height(parts: Sequence[Part], lines: Sequence[Sequence[str]], share: float) -> float:
    texts = sum(len(of_part) * part.size * share * LEADING for part, of_part in zip(parts, lines, strict=True))
    return texts + sum(part.gap * share + (LABEL + 0.8 if part.label else 0) for part in parts)


def _label(part: Part, width: float) -> float:
    """The size of a small word: as wished, or as wide as there is room."""
    return min(LABEL, LABEL * width / max(1, stringWidth(part.label, lettering.PLAIN, LABEL)))
