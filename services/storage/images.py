"""Images: decoded and written again, so that neither metadata (the GPS of somebody's home) nor anything hidden
behind the picture is kept."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from rules.refused import N_, Refused

from .places import is_within, path, random_name

LARGEST_BYTES = 12 * 1024 * 1024
LARGEST_PIXELS = 25_000_000
LONGEST_SIDE = 16_000  # pixels: beyond it is no picture of a camera or a scanner
PHOTO_SIDE = 1200
PAGE_SIDE = 3000  # of a paper: a sheet of A4 at 250 dots an inch


def keep_image(stream: BinaryIO, kind: str = "photos") -> str:
    """Check and re-encode a photo, or another picture, as JPEG; returns its stored name."""
    name = random_name(".jpg")
    path(kind, name).write_bytes(as_jpeg(stream, PHOTO_SIDE))
    return name


def as_jpeg(stream: BinaryIO, side: int) -> bytes:
    """The picture written anew, its longer side no longer than this many pixels."""
    upright = opened(stream)
    upright.thumbnail((side, side))
    written = BytesIO()
    upright.save(written, "JPEG", quality=88)
    return written.getvalue()


def opened(stream: BinaryIO, least: int | None = None) -> Image.Image:
    """The picture, upright and bare of all that was written beside it; where `least` is given, a JPEG that is twice as large or
    more on both sides is unpacked at a half, a quarter or an eighth, never below that."""
    if not is_within(stream, LARGEST_BYTES):
        raise Refused(N_("The image is too large. Send one of less than %(size)s MB."), size=LARGEST_BYTES >> 20)
    upright = _on_white(_decoded(stream, least))
    upright.info = {}  # else a comment would be written again
    return upright


def _decoded(stream: BinaryIO, least: int | None) -> Image.Image:
    """The picture, upright; its pixels are counted before any is unpacked."""
    many = N_("The image has too many pixels. Take it again with a lower resolution.")
    try:
        image = Image.open(stream, formats=("JPEG", "PNG"))
        if image.width * image.height > LARGEST_PIXELS or max(image.size) > LONGEST_SIDE:
            raise Refused(many)
        if least:
            image.draft("RGB", (least, least))
        return ImageOps.exif_transpose(image)
    except Image.DecompressionBombError:
        raise Refused(many) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, KeyError, OverflowError, struct.error):
        raise Refused(N_("This file is not a JPEG or PNG image.")) from None


def _on_white(image: Image.Image) -> Image.Image:
    """The picture without transparency: what is written in black on nothing stays readable."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    drawn = image.convert("RGBA")
    sheet = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(sheet, drawn).convert("RGB")
