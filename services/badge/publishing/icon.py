"""The icon of the public check as the picture that iOS wants, drawn like static/verify/icon.svg; iOS rounds the corners itself."""

from __future__ import annotations

import functools
import io

from PIL import Image, ImageDraw

SIDE, UNITS, FINE = 180, 64, 4  # pixels; units of the drawing; drawn so much larger, then made small
GROUND, SHIELD, MARK = "#12402f", "#ffffff", "#14803c"
_MARK, _MARK_WIDTH = ((23, 32), (30, 39), (42, 25)), 5

Point = tuple[float, float]


@functools.cache
def png() -> bytes:
    """The picture, always the same bytes."""
    scale = SIDE * FINE / UNITS
    large = Image.new("RGB", (SIDE * FINE, SIDE * FINE), GROUND)
    pen = ImageDraw.Draw(large)
    pen.polygon([(x * scale, y * scale) for x, y in _shield()], fill=SHIELD)
    mark = [(x * scale, y * scale) for x, y in _MARK]
    pen.line(mark, fill=MARK, width=round(_MARK_WIDTH * scale), joint="curve")
    for x, y in mark:  # round ends
        radius = _MARK_WIDTH * scale / 2
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=MARK)
    out = io.BytesIO()
    large.resize((SIDE, SIDE), Image.Resampling.LANCZOS).quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _shield() -> list[Point]:
    right = _curve((50, 30), (50, 42), (43, 50), (32, 55))
    left = _curve((32, 55), (21, 50), (14, 42), (14, 30))
    return [(32, 10), (50, 16), *right, *left, (14, 16)]


def _curve(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    """Points of a cubic Bézier curve."""
    weights = [((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in (step / 32 for step in range(33))]
    return [tuple(sum(w * p[axis] for w, p in zip(weight, (start, first, second, end), strict=True)) for axis in (0, 1)) for weight in weights]
