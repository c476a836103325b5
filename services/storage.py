"""Files of an installation: kept under random names outside the web root, checked by content.

Images are decoded and written again, so that neither metadata (the GPS of somebody's home) nor anything
hidden behind the picture is kept.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from PIL import Image, ImageOps, UnidentifiedImageError

from rules.refused import N_, Refused

LARGEST_IMAGE_BYTES = 12 * 1024 * 1024
LARGEST_IMAGE_PIXELS = 25_000_000
LARGEST_TABLE_BYTES = 50 * 1024 * 1024
PHOTO_SIDE = 1200
TABLES = {".csv", ".txt", ".xlsx", ".ods"}


def path(kind: str, name: str) -> Path:
    """Where a stored file is; names are ours, so anything but a plain name is refused."""
    if not name or Path(name).name != name or name.startswith("."):
        raise Refused(N_("There is no such file."))
    return folder(kind) / name


def folder(kind: str) -> Path:
    """The folder of one kind of file, made when first needed."""
    place = Path(current_app.config["INSTANCE_FOLDER"]) / "files" / kind
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def keep_image(stream: BinaryIO) -> str:
    """Check and re-encode an image as JPEG; returns its stored name."""
    start = stream.tell()
    stream.seek(0, 2)
    if stream.tell() - start > LARGEST_IMAGE_BYTES:
        raise Refused(N_("The image is too large. Send one of less than %(size)s MB."), size=LARGEST_IMAGE_BYTES >> 20)
    stream.seek(start)
    try:
        image = Image.open(stream, formats=("JPEG", "PNG"))
        if image.width * image.height > LARGEST_IMAGE_PIXELS:
            raise Refused(N_("The image has too many pixels. Take it again with a lower resolution."))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise Refused(N_("This file is not a JPEG or PNG image.")) from None
    upright.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    name = f"{secrets.token_hex(16)}.jpg"
    upright.save(path("photos", name), "JPEG", quality=88)
    return name


def keep_table(stream: BinaryIO, file_name: str) -> str:
    """Keep a spreadsheet or CSV file to be read by services/imports; returns its stored name."""
    ending = Path(file_name).suffix.lower()
    if ending not in TABLES:
        raise Refused(N_("This kind of file is not read. Save it as XLSX, ODS or CSV and load it again."))
    name = f"{secrets.token_hex(16)}{ending}"
    kept = 0
    with open(path("imports", name), "wb") as file:
        while block := stream.read(1 << 20):
            kept += len(block)
            if kept > LARGEST_TABLE_BYTES:
                path("imports", name).unlink()
                raise Refused(N_("The file is too large. Split it into files of less than 50 MB."))
            file.write(block)
    return name
