"""A photo cut to 35:45 around the face, turned upright, written anew: neither metadata nor anything hidden stays."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from PIL import Image

from rules.photo import FRAME, HEAD_OF_FACE, KEPT, LEAST_SIDE
from rules.refused import N_, Refused
from services.storage import images

from .faces import Box, Face

# The head, from crown to chin, is to take 73 % of the height (70 to 80 are asked of passports).
FACE_OF_FRAME = 0.73 / HEAD_OF_FACE  # how high the face as it was found stands in the frame
FACE_FROM_TOP = 0.28
QUALITY = 88
UNPACKED_SIDE = 1500  # of what is looked at: a picture from a phone is unpacked at half its size
WORKING_SIDE = 4000  # no more is turned: turned aslant a picture needs up to twice the room


def frame_for(face: Face, size: tuple[int, int]) -> Box:
    """The frame of 35:45 around a face, within a picture of this size."""
    height = min(face.box.height / FACE_OF_FRAME, size[1], size[0] / FRAME)
    width = height * FRAME
    left = face.box.left + face.box.width / 2 - width / 2
    top = face.box.top - height * FACE_FROM_TOP
    return Box(min(max(left, 0), size[0] - width), min(max(top, 0), size[1] - height), width, height)


def opened(stream: BinaryIO, turn: float) -> Image.Image:
    """The picture, checked, upright, and turned by so many degrees to the right. Refused where it is too narrow for a portrait."""
    image = images.opened(stream, UNPACKED_SIDE)
    image.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BICUBIC)
    if min(image.size) < LEAST_SIDE:
        raise Refused(N_("This picture is too narrow for a portrait: take one of at least %(side)s pixels on each side."), side=LEAST_SIDE)
    return image.rotate(-turn, Image.Resampling.BICUBIC, expand=True, fillcolor="white") if turn else image


def cut(image: Image.Image, box: Box) -> bytes:
    """The frame of a picture as JPEG, no larger than what is kept."""
    part = image.crop((round(box.left), round(box.top), round(box.left + box.width), round(box.top + box.height)))
    if part.width > KEPT[0]:
        part = part.resize(KEPT, Image.Resampling.LANCZOS)
    written = BytesIO()
    part.convert("RGB").save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
