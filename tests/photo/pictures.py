"""Drawn portraits for tests, good ones and each made wrong in one way, as files."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from services.demo import drawing, portraits
from services.photo import Box

HEIGHT = 926
WHOLE = Box(0, 0, 720, 926)


@lru_cache
def look(number: int = 1, sex: str = "M", age: int = 32) -> drawing.Look:
    """A look of the demo force."""
    return portraits.look(random.Random(f"tests/{number}"), sex, age)


@lru_cache
def portrait(number: int = 1, height: int = HEIGHT, **wanted) -> Image.Image:
    """A good portrait, one and a half times as large as what is kept; to be copied before it is changed."""
    return drawing.drawn(replace(look(number), **wanted), height)


def lit(image: Image.Image, by: float) -> Image.Image:
    """With so much more, or less, light."""
    return image.point([min(255, round(value * by)) for value in range(256)] * 3)


def lit_from_one_side(image: Image.Image) -> Image.Image:
    """Dark on the left, bright on the right."""
    falling = Image.linear_gradient("L").rotate(90).resize(image.size)
    return ImageChops.multiply(image, Image.merge("RGB", [falling.point([60 + value * 195 // 255 for value in range(256)])] * 3))


def before_a_wall_of_bricks(number: int = 1) -> Image.Image:
    """The wall, wherever the person does not hide it, is dark and light by turns."""
    before_white, before_blue = (portrait(number, wall=wall) for wall in ((230, 230, 230), (120, 140, 255)))
    hidden = ImageChops.difference(before_white, before_blue).convert("L").point([0] * 9 + [255] * 247)
    bricks = Image.new("RGB", before_white.size, (235, 230, 220))
    pen = ImageDraw.Draw(bricks)
    for row in range(0, bricks.height, 80):
        for column in range(row // 80 % 2 * 70, bricks.width, 140):
            pen.rectangle((column, row, column + 70, row + 80), fill=(110, 60, 45))
    return Image.composite(bricks, before_white, hidden)


def two_people() -> Image.Image:
    """Side by side, the picture as large as that of one."""
    sheet = Image.new("RGB", (720, 926), look().wall)
    for number, left in ((1, 0), (2, 360)):
        sheet.paste(portrait(number, height=463), (left, 230))
    return sheet


def without_a_face() -> Image.Image:
    """Somebody with the face behind a board."""
    sheet = portrait().copy()
    ImageDraw.Draw(sheet).rectangle((120, 60, 600, 800), fill=(90, 70, 60))
    return sheet


def farther_away(share: float = 0.5) -> Image.Image:
    """The same person, smaller, in a picture of the same proportions."""
    one = portrait()
    size = round(one.width / share), round(one.height / share)
    sheet = Image.new("RGB", size, one.getpixel((5, 5)))
    sheet.paste(one, ((size[0] - one.width) // 2, size[1] - one.height))
    return sheet


def file(image: Image.Image, kind: str = "JPEG", **besides) -> io.BytesIO:
    """As it is sent."""
    out = io.BytesIO()
    image.save(out, kind, **({"quality": 92} if kind == "JPEG" else {}) | besides)
    out.seek(0)
    return out
