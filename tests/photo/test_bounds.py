"""The bounds of rules/photo.py hold on worse pictures: what a cheap camera does is borne, what cannot be recognised is not."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageChops, ImageFilter

from services import photo
from services.demo import portraits

from . import pictures

SKINS = portraits.SKINS[:: len(portraits.SKINS) // 2]  # the darkest, one between, the lightest


def noisy(image: Image.Image, by: float = 0.12) -> Image.Image:
    """With the noise of a small sensor: about 9 of 255."""
    grain = Image.frombytes("L", image.size, random.Random(7).randbytes(image.width * image.height))
    return ImageChops.add(image, Image.merge("RGB", [grain.point([round(value * by) for value in range(256)])] * 3), offset=round(-128 * by))


def compressed(image: Image.Image) -> Image.Image:
    """As JPEG of quality 60."""
    return Image.open(pictures.file(image, quality=60)).convert("RGB")


def blurred(image: Image.Image, by: float) -> Image.Image:
    """So many pixels out of focus, of a picture one and a half times as large as what is kept."""
    return image.filter(ImageFilter.GaussianBlur(by))


BORNE = {
    "compressed": compressed,
    "noisy": noisy,
    "noisy and compressed": lambda image: compressed(noisy(image)),
    "a little soft": lambda image: blurred(image, 1.5),
    "less light": lambda image: noisy(pictures.lit(image, 0.65)),
    "more light": lambda image: pictures.lit(image, 1.15),
}
REFUSED = {"out of focus": lambda image: blurred(image, 8), "out of focus, then compressed": lambda image: compressed(blurred(image, 8))}


@pytest.mark.parametrize("skin", SKINS, ids=str)
@pytest.mark.parametrize("worse", BORNE)
def test_what_a_cheap_camera_does_is_borne_on_every_skin(worse, skin):
    assert photo.check(pictures.file(BORNE[worse](pictures.portrait(skin=skin)))).advice == []


@pytest.mark.parametrize("skin", SKINS, ids=str)
@pytest.mark.parametrize("worse", REFUSED)
def test_a_face_out_of_focus_is_blurred_on_every_skin(worse, skin):
    assert "blurred" in [advice.code for advice in photo.check(pictures.file(REFUSED[worse](pictures.portrait(skin=skin)))).advice]


@pytest.mark.parametrize("skin", SKINS, ids=str)
def test_at_a_third_of_the_light_it_is_dark_on_every_skin(skin):
    codes = [advice.code for advice in photo.check(pictures.file(pictures.lit(pictures.portrait(skin=skin), 0.33))).advice]
    assert codes == ["dark"]
