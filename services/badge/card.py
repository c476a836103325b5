"""What is printed on a card: front and back of CR80 format (85.60 x 53.98 mm), drawn at the origin.

The identity card carries name and rank. The field badge carries photo, rank and number only, on either
side: officers are targets. Never the NINA, the service number, the date of birth or the unit.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from io import BytesIO
from math import pi, sin
from urllib.parse import urlsplit

from flask_babel import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from rules.badge import spaced_number

from . import lettering, qr
from .lettering import Box

WIDTH, HEIGHT, RADIUS = 85.60 * mm, 53.98 * mm, 3.18 * mm
QR_SIDE = 24.9 * mm
PHOTO_WIDTH, PHOTO_HEIGHT = 24 * mm, 30.86 * mm  # 35:45
SOFT, STRONG, PALE = HexColor("#55625b"), HexColor("#12402f"), HexColor("#cfe0d7")
FLAG = [HexColor("#14b53a"), HexColor("#fcd116"), HexColor("#ce1126")]
BAND = 9.4 * mm
_TOP = HEIGHT - BAND - 3.2 * mm  # where photo and code begin, below band and flag
_QR_BOX = QR_SIDE * (49 + 2 * qr.QUIET_ZONE) / 49


class Kind(enum.Enum):
    """Which of the two cards."""

    IDENTITY = "identity"
    FIELD = "field"


@dataclass(frozen=True)
class CardFace:
    """Everything one card shows, as plain values. `photo` is a JPEG or PNG; without one a silhouette is drawn."""

    agency: str
    number: str
    rank: str
    expires_on: dt.date
    address: str  # of the public check, with the token behind #
    last_name: str = ""
    first_names: str = ""
    photo: bytes | None = None
    kind: Kind = Kind.IDENTITY


def draw_ground(canvas: Canvas) -> None:
    """What all cards share: drawn once in a document, then referred to."""
    canvas.saveState()
    canvas.setStrokeColor(PALE)
    canvas.setLineWidth(0.25)
    for curve in range(14):
        path = canvas.beginPath()
        points = [(WIDTH * i / 60, _wave(curve, i / 60)) for i in range(61)]
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        canvas.drawPath(path)
    canvas.setFillColor(STRONG)
    canvas.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
    for third, colour in enumerate(FLAG):
        canvas.setFillColor(colour)
        canvas.rect(WIDTH * third / 3, HEIGHT - BAND - 0.9 * mm, WIDTH / 3, 0.9 * mm, stroke=0, fill=1)
    canvas.restoreState()


def _wave(curve: int, along: float) -> float:
    phase = 2 * pi * curve / 14
    return HEIGHT * 0.42 + 11 * mm * sin(2 * pi * 1.5 * along + phase) + 6 * mm * sin(2 * pi * 4 * along - phase)


def draw_front(canvas: Canvas, face: CardFace) -> None:
    """Photo, words, code."""
    _draw_band(canvas, face.agency, _("PROFESSIONAL CARD") if face.kind is Kind.IDENTITY else _("FIELD BADGE"))
    _draw_photo(canvas, face.photo, (3.5 * mm, _TOP - PHOTO_HEIGHT))
    _draw_code(canvas, face.address)
    _draw_words(canvas, face)
    _draw_foot(canvas, face)


def draw_back(canvas: Canvas, face: CardFace) -> None:
    """Who stands behind the card, how to check it, what a finder does."""
    _draw_band(canvas, face.agency, _("PROFESSIONAL CARD") if face.kind is Kind.IDENTITY else _("FIELD BADGE"))
    host = public_host(face.address)
    left, width = 6 * mm, WIDTH - 12 * mm
    paragraphs = [
        (_("The holder, whose photograph is on the front, belongs to the agency named above and acts in its name."), True),
        (_("Civil and military authorities are asked to give the holder aid and assistance in the service."), False),
        (_("To check this card, scan the code on the front. The address must be %(host)s", host=host), True),
        (_("Card found: please hand it in at any police station. Card lost: the holder reports it at once."), False),
        (_("This card belongs to the State and is returned at the end of service. Its number is personal."), False),
    ]
    top = HEIGHT - BAND - 3.4 * mm
    for text, is_bold in paragraphs:
        top = lettering.write(canvas, text, Box(left, top, width, 5.6 * mm, 6), bold=is_bold) - 1 * mm
    canvas.setStrokeColor(SOFT)
    canvas.setLineWidth(0.4)
    canvas.line(WIDTH - 36 * mm, 5.4 * mm, WIDTH - 6 * mm, 5.4 * mm)
    lettering.label(canvas, _("The issuing authority"), (WIDTH - 36 * mm, 3.2 * mm))
    lettering.line(canvas, spaced_number(face.number), Box(left, 3.4 * mm, 34 * mm, 0, 8), bold=True)


def public_host(address: str) -> str:
    """The address of the public check as one reads it aloud, without scheme and token."""
    parts = urlsplit(address)
    return (parts.netloc + parts.path).rstrip("/")


def _draw_band(canvas: Canvas, agency: str, title: str) -> None:
    canvas.setFillColor(HexColor("#ffffff"))
    lettering.line(canvas, _("REPUBLIC OF MALI"), Box(4 * mm, HEIGHT - 3.9 * mm, 40 * mm, 0, 5.2), colour=None)
    lettering.line(canvas, agency, Box(4 * mm, HEIGHT - 7.7 * mm, 46 * mm, 0, 9), bold=True, colour=None)
    lettering.line(
        canvas, title, Box(WIDTH - 34 * mm, HEIGHT - 7.6 * mm, 30 * mm, 0, 6.2), bold=True, colour=None, right=True
    )


def _draw_photo(canvas: Canvas, photo: bytes | None, corner: tuple[float, float]) -> None:
    canvas.saveState()
    frame = canvas.beginPath()
    frame.roundRect(*corner, PHOTO_WIDTH, PHOTO_HEIGHT, 1.2 * mm)
    canvas.clipPath(frame, stroke=0)
    if photo:
        _draw_covering(canvas, ImageReader(BytesIO(photo)), corner)
    else:
        _draw_silhouette(canvas, corner)
    canvas.restoreState()
    canvas.setStrokeColor(STRONG)
    canvas.setLineWidth(0.6)
    canvas.roundRect(*corner, PHOTO_WIDTH, PHOTO_HEIGHT, 1.2 * mm)


def _draw_covering(canvas: Canvas, image: ImageReader, corner: tuple[float, float]) -> None:
    """Fill the frame without distortion; what is too much falls away evenly at both sides."""
    width, height = image.getSize()
    scale = max(PHOTO_WIDTH / width, PHOTO_HEIGHT / height)
    left = corner[0] + (PHOTO_WIDTH - width * scale) / 2
    bottom = corner[1] + (PHOTO_HEIGHT - height * scale) / 2
    canvas.drawImage(image, left, bottom, width * scale, height * scale)


def _draw_silhouette(canvas: Canvas, corner: tuple[float, float]) -> None:
    x, y = corner
    canvas.setFillColor(HexColor("#e6ece9"))
    canvas.rect(x, y, PHOTO_WIDTH, PHOTO_HEIGHT, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#a9bab1"))
    middle = x + PHOTO_WIDTH / 2
    canvas.ellipse(middle - 5 * mm, y + 13 * mm, middle + 5 * mm, y + 26 * mm, stroke=0, fill=1)
    canvas.ellipse(middle - 10 * mm, y - 13 * mm, middle + 10 * mm, y + 11.5 * mm, stroke=0, fill=1)


def _draw_code(canvas: Canvas, address: str) -> None:
    """The code in its white box, and below it the address, which a forger's code would not lead to."""
    left, bottom = WIDTH - 3 * mm - _QR_BOX, _TOP - _QR_BOX
    canvas.setFillGray(1)
    canvas.rect(left, bottom, _QR_BOX, _QR_BOX, stroke=0, fill=1)
    quiet = (_QR_BOX - QR_SIDE) / 2
    qr.draw(canvas, qr.matrix(address), (left + quiet, bottom + quiet), QR_SIDE)
    lettering.label(canvas, _("Check the address:"), (left + quiet, bottom - 2.6 * mm))
    lettering.line(canvas, public_host(address), Box(left + quiet, bottom - 5.4 * mm, QR_SIDE, 0, 6), bold=True)


def _draw_words(canvas: Canvas, face: CardFace) -> None:
    """Between photo and code: as large as they fit, never cut."""
    left = 3.5 * mm + PHOTO_WIDTH + 2.4 * mm
    width, top = WIDTH - 3 * mm - _QR_BOX - left - 0.5 * mm, _TOP
    if face.kind is Kind.IDENTITY:
        lines = [
            (_("Last name"), face.last_name.upper(), 8.4, 7.6),
            (_("First names"), face.first_names, 7.6, 11.4),
            (_("Rank"), face.rank, 7.6, 6),
        ]
    else:
        lines = [(_("Rank"), face.rank, 10, 14)]
    for label, text, size, height in lines:
        lettering.label(canvas, label, (left, top - 1.7 * mm))
        end = lettering.write(canvas, text, Box(left, top - 2.2 * mm, width, height * mm, size), bold=size > 8)
        top = end - 1.3 * mm


def _draw_foot(canvas: Canvas, face: CardFace) -> None:
    middle = 3.5 * mm + PHOTO_WIDTH + 2.4 * mm
    lettering.label(canvas, _("Card number"), (3.5 * mm, 6.6 * mm))
    lettering.line(canvas, spaced_number(face.number), Box(3.5 * mm, 3.6 * mm, PHOTO_WIDTH, 0, 8), bold=True)
    lettering.label(canvas, _("Valid until"), (middle, 6.6 * mm))
    lettering.line(canvas, f"{face.expires_on:%d/%m/%Y}", Box(middle, 3.6 * mm, 24 * mm, 0, 7.5), bold=True)
