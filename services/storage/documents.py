"""Documents of a file: a PDF that does nothing but show pages, or a picture of a paper; told by content, not by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from rules.refused import N_, Refused

from . import pdf
from .images import PAGE_SIDE, as_jpeg
from .places import path, random_name

FOLDER = "documents"
# How a kept document is sent, by the ending that we gave it.
TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg"}
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass(frozen=True)
class Checked:
    """A document that may be kept: what is in it, and the ending of its name."""

    content: bytes
    ending: str

    def keep(self) -> str:
        """Keep it; returns its stored name. The file is there before the transaction that names it is written:
        what no record names is cleared away (leftovers.py)."""
        name = random_name(self.ending)
        path(FOLDER, name).write_bytes(self.content)
        return name


def check_document(stream: BinaryIO, file_name: str = "") -> Checked:
    """A PDF, JPEG or PNG, told by its content; raises Refused in words. `file_name` decides nothing and is not kept."""
    start = stream.tell()
    head = stream.read(len(PICTURES[-1]))
    stream.seek(start)
    if head.startswith(PICTURES):
        return Checked(as_jpeg(stream, PAGE_SIDE), ".jpg")
    if not head.startswith(pdf.HEAD):
        raise Refused(
            N_("“%(name)s” is neither a PDF nor a JPEG or PNG image, whatever its name says. Scan the paper again as a PDF, or take a photo of it."),
            name=file_name,
        )  # fmt: skip
    return Checked(pdf.checked(stream), ".pdf")


def keep_document(stream: BinaryIO, file_name: str = "") -> str:
    """Check a PDF, JPEG or PNG and keep it; returns its stored name. Raises Refused in words."""
    return check_document(stream, file_name).keep()
