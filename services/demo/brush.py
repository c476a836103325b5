"""What a portrait of the demo force is drawn with: a sheet measured in half heads, soft light, curves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import pi, sin

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]
HEAD = 0.365  # half of the head, crown to chin, as part of the height
MIDDLE = 0.47  # where the middle of the head stands, from the top


class Sheet:
    """What is drawn on, in half heads from the middle of the head."""

    def __init__(self, image: Image.Image):
        self.image, self.pen = image, ImageDraw.Draw(image)
        self.unit, self.middle = image.height * HEAD, (image.width / 2, image.height * MIDDLE)

    def at(self, point: Point) -> Point:
        """Where a point lies in pixels."""
        return self.middle[0] + point[0] * self.unit, self.middle[1] + point[1] * self.unit

    def oval(self, centre: Point, radii: Point, colour: Colour) -> None:
        """An ellipse."""
        self.pen.ellipse(self._corners(centre, radii), fill=colour)

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """A polygon."""
        self.pen.polygon([self.at(point) for point in points], fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A line with round joints."""
        self.pen.line([self.at(point) for point in points], fill=colour, width=max(1, round(width * self.unit)), joint="curve")

    def ring(self, centre: Point, radii: Point, colour: Colour, width: float) -> None:
        """The edge of an ellipse."""
        self.pen.ellipse(self._corners(centre, radii), outline=colour, width=max(1, round(width * self.unit)))

    def glow(self, centre: Point, radii: Point, colour: Colour, strength: float) -> None:
        """A soft spot of light or shade."""
        left, top, right, bottom = map(round, self._corners(centre, radii))
        self.image.paste(colour, (left, top, right, bottom), _spot((right - left, bottom - top), strength))

    def lit_shape(self, points: Sequence[Point], light: Colour, dark: Colour) -> None:
        """A polygon around the middle, light in its middle and dark along its edge."""
        pixels = [self.at(point) for point in points]
        left, top = (int(min(each)) for each in zip(*pixels, strict=True))
        right, bottom = (int(max(each)) + 1 for each in zip(*pixels, strict=True))
        within = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(within).polygon([(x - left, y - top) for x, y in pixels], fill=255)
        lit = Image.new("RGB", within.size, dark)
        lit.paste(light, (0, 0), _spot(within.size, 1.0, 1.4))
        self.image.paste(lit, (left, top), within)

    def _corners(self, centre: Point, radii: Point) -> tuple[float, float, float, float]:
        return (*self.at((centre[0] - radii[0], centre[1] - radii[1])), *self.at((centre[0] + radii[0], centre[1] + radii[1])))


@lru_cache(64)
def _spot(size: tuple[int, int], strength: float, wider: float = 1.0) -> Image.Image:
    """A mask that is full in the middle and nothing at the edge, or a little at the edge where it is wider."""
    falling = [round(255 * strength * max(0.0, 1 - value / 181 / wider) ** 1.5) for value in range(256)]
    return Image.radial_gradient("L").point(falling).resize(size)


@lru_cache(16)
def lit_wall(size: tuple[int, int], wall: Colour) -> Image.Image:
    """Plain, a little darker below."""
    lit, falling = Image.new("RGB", size, wall), Image.linear_gradient("L").resize(size).point([value // 6 for value in range(256)])
    lit.paste(shade(wall, 0.75), (0, 0), falling)
    return lit


def shade(colour: Colour, by: float) -> Colour:
    """Darker below 1, lighter above."""
    if by <= 1:
        return tuple(round(part * by) for part in colour)
    return tuple(round(part + (255 - part) * (by - 1)) for part in colour)


def curve(left: Point, top: float, right: Point, steps: int = 12) -> list[Point]:
    """An arc from left to right whose middle is so much higher."""
    shares = [step / steps for step in range(steps + 1)]
    return [(left[0] + (right[0] - left[0]) * at, left[1] + (right[1] - left[1]) * at - top * sin(pi * at)) for at in shares]
