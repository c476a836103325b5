"""The crest on a card: the design's own picture, else the installation's, a picture or a plain drawing, drawn in vector."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from flask import current_app
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from .looks import WHITE, Look

PLATE, WIDEST, EDGE = 8 * mm, 17 * mm, 0.5 * mm
_TOKENS = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_TAKEN = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "Z": 0}


class NotDrawable(Exception):
    """A drawing of a kind that is shown on screens but cannot be printed."""


def draw(canvas: Canvas, look: Look, corner: tuple[float, float]) -> float:
    """Draw the crest on a white plate at its lower left corner; returns how wide the plate is, 0 without a crest."""
    found = of(look)
    if found is None:
        return 0
    width, height = found.getSize() if isinstance(found, ImageReader) else _box(found)[2:]
    scale = min((WIDEST - 2 * EDGE) / width, (PLATE - 2 * EDGE) / height)
    plate = max(width * scale + 2 * EDGE, 0.7 * PLATE)
    canvas.setFillColor(HexColor(WHITE))
    canvas.roundRect(*corner, plate, PLATE, 1 * mm, stroke=0, fill=1)
    left, bottom = corner[0] + (plate - width * scale) / 2, corner[1] + (PLATE - height * scale) / 2
    if isinstance(found, ImageReader):
        canvas.drawImage(found, left, bottom, width * scale, height * scale, mask="auto")
    else:
        _draw_drawing(canvas, found, (left, bottom), scale)
    return plate


def of(look: Look) -> ImageReader | ElementTree.Element | None:
    """The crest of a design: a picture, a drawing, or None where the installation's cannot be printed."""
    place: Path | None = current_app.extensions.get("crest")
    if look.crest or (place and place.suffix == ".png"):
        return ImageReader(BytesIO(look.crest or place.read_bytes()))
    if place is None:
        return None
    drawing = ElementTree.fromstring(place.read_bytes())
    try:
        _box(drawing)
        for shape in drawing:
            _check(shape)
    except NotDrawable:
        return None
    return drawing


def _box(drawing: ElementTree.Element) -> list[float]:
    box = [float(part) for part in re.split(r"[\s,]+", drawing.get("viewBox", "").strip()) if part]
    if len(box) != 4 or min(box[2:]) <= 0:
        raise NotDrawable
    return box


def _check(shape: ElementTree.Element) -> None:
    """Only paths in plain colours, from absolute or relative lines and curves."""
    if not shape.tag.endswith("}path") or len(shape) or not {"fill", "stroke"} & set(shape.keys()):
        raise NotDrawable
    if {"transform", "style", "class", "opacity", "fill-rule"} & set(shape.keys()):
        raise NotDrawable
    for name in ("fill", "stroke"):
        if not re.fullmatch(r"none|#[0-9a-fA-F]{6}", shape.get(name, "none")):
            raise NotDrawable
    list(_steps(shape.get("d", "")))


def _draw_drawing(canvas: Canvas, drawing: ElementTree.Element, corner: tuple[float, float], scale: float) -> None:
    left, top, _width, height = _box(drawing)
    canvas.saveState()
    canvas.translate(corner[0] - left * scale, corner[1] + (height + top) * scale)
    canvas.scale(scale, -scale)
    for shape in drawing:
        path = canvas.beginPath()
        _trace(path, shape.get("d", ""))
        fill, stroke = shape.get("fill", "#000000"), shape.get("stroke", "none")
        if fill != "none":
            canvas.setFillColor(HexColor(fill))
        if stroke != "none":
            canvas.setStrokeColor(HexColor(stroke))
            canvas.setLineWidth(float(shape.get("stroke-width", "1")))
        canvas.drawPath(path, stroke=stroke != "none", fill=fill != "none")
    canvas.restoreState()


def _trace(path: PDFPathObject, data: str) -> None:
    """Draw the steps of a path; a smooth curve mirrors the handle of the one before it."""
    x = y = start_x = start_y = 0.0
    handle: tuple[float, float] | None = None
    for letter, given in _steps(data):
        numbers = list(given)
        if letter.islower():
            across = {"h": (x,), "v": (y,)}.get(letter, (x, y))
            numbers = [number + across[n % len(across)] for n, number in enumerate(numbers)]
        kind = letter.upper()
        if kind == "Z":
            path.close()
            x, y, handle = start_x, start_y, None
            continue
        if kind in "HV":
            numbers = [numbers[0], y] if kind == "H" else [x, numbers[0]]
        if kind == "S":
            numbers = [2 * x - handle[0], 2 * y - handle[1], *numbers] if handle else [x, y, *numbers]
        if kind == "Q":
            (a, b), (c, d) = numbers[:2], numbers[2:]
            numbers = [x + (a - x) * 2 / 3, y + (b - y) * 2 / 3, c + (a - c) * 2 / 3, d + (b - d) * 2 / 3, c, d]
        draw_step = {1: path.moveTo if kind == "M" else path.lineTo, 3: path.curveTo}[len(numbers) // 2]
        draw_step(*numbers)
        handle = (numbers[2], numbers[3]) if kind in "CS" else None
        x, y = numbers[-2:]
        if kind == "M":
            start_x, start_y = x, y


def _steps(data: str) -> Iterator[tuple[str, list[float]]]:
    """Each step of a path: its letter and its numbers. Raises NotDrawable for what is not drawn here."""
    found, letter, place = _TOKENS.findall(data), "", 0
    while place < len(found):
        if found[place].isalpha():
            letter, place = found[place], place + 1
        elif letter in "Zz":
            raise NotDrawable
        many = _TAKEN.get(letter.upper())
        numbers = found[place : place + (many or 0)]
        if many is None or len(numbers) < many or any(number.isalpha() for number in numbers):
            raise NotDrawable
        yield letter, [float(number) for number in numbers]
        place += many
        letter = {"M": "L", "m": "l"}.get(letter, letter)
