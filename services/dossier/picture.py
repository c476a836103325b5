"""The line of the career on paper: the same shapes as on the page, in inks that a grey printer tells apart."""

from __future__ import annotations

from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor, white

from rules.timeline import Picture, Shape, Words

from ..badge.lettering import BOLD, PLAIN

INK, SOFT, RULE = HexColor("#1b2430"), HexColor("#566170"), HexColor("#c9d0da")
FILLS = {"bar": HexColor("#e8eef7"), "foreseen": white, "ahead": white, "point": INK}
EDGES = {"bar": HexColor("#17407a"), "foreseen": RULE, "ahead": HexColor("#17407a"), "point": INK}
DASHED = {"ahead", "foreseen", "today"}
STRONG = {"name", "today", "end"}


def drawing(picture: Picture, width: float) -> Drawing:
    """The picture, as wide as there is room."""
    scale = width / picture.width
    made = Drawing(width, picture.height * scale)
    made.transform = (scale, 0, 0, scale, 0, 0)
    for shape in picture.shapes:
        made.add(_shape(shape, picture.height))
    for words in picture.words:
        made.add(_words(words, picture.height))
    return made


def _shape(shape: Shape, height: float):
    """A shape, with y growing upwards as on paper."""
    top = height - shape.y
    dashes = [3, 2] if shape.look in DASHED else None
    if shape.kind == "line":
        colour = INK if shape.look in STRONG else RULE
        return Line(shape.x, top, shape.x + shape.width, top - shape.height, strokeColor=colour, strokeWidth=0.8, strokeDashArray=dashes)
    fill, edge = FILLS.get(shape.look, white), EDGES.get(shape.look, INK)
    if shape.kind == "dot":
        return Circle(shape.x, top, shape.width, fillColor=fill, strokeColor=edge, strokeWidth=0.8)
    return Rect(
        shape.x, top - shape.height, shape.width, shape.height, rx=2, ry=2, fillColor=fill, strokeColor=edge, strokeWidth=0.8, strokeDashArray=dashes
    )


def _words(words: Words, height: float) -> String:
    font = BOLD if words.look in STRONG else PLAIN
    colour = SOFT if words.look == "year" else INK
    return String(words.x, height - words.y, words.text, fontName=font, fontSize=10, fillColor=colour, textAnchor=words.anchor)
