"""What is printed on a card besides its ground: front and back of CR80 format, drawn at the origin.

The identity card carries name and rank. The field badge carries photo, rank and number only, on either
side: officers are targets. Never the NINA, the service number, the date of birth or the unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from models import BadgeKind
from rules.badge import is_number, spaced_number
from rules.refused import N_

from .. import lettering, qr
from ..lettering import Box
from . import stacking
from .faces import CardFace
from .looks import Look, mixed, on_band, worded
from .measures import BAND, HEIGHT, PHOTO_HEIGHT, PHOTO_WIDTH, QR_BOX, QR_SIDE, SIDE, TOP, WIDTH, public_host
from .stacking import Part, Room

GHOST = (11 * mm, 14.14 * mm)
FAINT = 0.22
MIDDLE = SIDE + PHOTO_WIDTH + 2.4 * mm
WORDS = Room(MIDDLE, TOP, WIDTH - 3 * mm - QR_BOX - MIDDLE - 0.6 * mm, TOP - 9.4 * mm)
# What a card calls its values.
LAST_NAME, FIRST_NAMES, RANK = N_("Last name"), N_("First names"), N_("Rank")
NUMBER, VALID_UNTIL, ADDRESS = N_("Card number"), N_("Valid until"), N_("Check the address:")


@dataclass(frozen=True)
class Words:
    """What the cards of one look call their values, in their languages, and how it is coloured."""

    labels: dict[str, str]
    text: Color
    soft: Color
    band: Color
    agency_left: float
    look: Look

    @property
    def colours(self) -> tuple[Color, Color]:
        """Of a value, and of the small word above it."""
        return self.text, self.soft


def words_of(look: Look, agency_left: float) -> Words:
    """Found once for all cards of a look."""
    labels = {word: worded(look, word) for word in (LAST_NAME, FIRST_NAMES, RANK, NUMBER, VALID_UNTIL, ADDRESS)}
    return Words(labels, HexColor(look.text), HexColor(mixed(look.text, 0.78)), HexColor(on_band(look)), agency_left, look)


class Portrait(ImageReader):
    """A photo whose file goes into the PDF as it is: it is told apart by its bytes, and never unpacked."""

    def getRGBData(self) -> bytes:  # noqa: N802  (the name is ReportLab's)
        self._dataA = None
        return self.fp.getvalue() if self.jpeg_fh() else super().getRGBData()


def draw_front(canvas: Canvas, face: CardFace, words: Words) -> None:
    """Photo, words, code."""
    _draw_agency(canvas, face.agency, words)
    portrait = Portrait(BytesIO(face.photo)) if face.photo else None
    _draw_photo(canvas, portrait, words)
    if portrait and face.look.has_ghost_photo:
        _draw_ghost(canvas, portrait)
    _draw_code(canvas, face.address, words)
    stacking.draw(canvas, _parts(face, words), WORDS, words.colours)
    _draw_foot(canvas, face, words)


def draw_back(canvas: Canvas, face: CardFace, words: Words) -> None:
    """The agency and the number: all else is the same on every card."""
    _draw_agency(canvas, face.agency, words)
    lettering.line(canvas, _number(face), Box(SIDE, 3.4 * mm, 36 * mm, 0, 8.4), bold=True, colour=words.text)


def _draw_agency(canvas: Canvas, agency: str, words: Words) -> None:
    """The state and the agency in the band, between crest and title."""
    left = words.agency_left
    parts = [Part(words.look.state_name, 5.2), Part(agency, 8.6, True)]
    room = Room(left, HEIGHT - 1.1 * mm, WIDTH - SIDE - 29 * mm - 1.5 * mm - left, BAND - 2 * mm)
    stacking.draw(canvas, parts, room, (words.band, words.band))


def _parts(face: CardFace, words: Words) -> list[Part]:
    """Between photo and code: what the card says of its holder."""
    if face.kind is BadgeKind.FIELD:
        return [Part(face.rank, 10.5, True, words.labels[RANK])]
    return [
        Part(face.last_name.upper(), 8.6, True, words.labels[LAST_NAME], gap=4),
        Part(face.first_names, 7.6, label=words.labels[FIRST_NAMES], gap=4),
        Part(face.rank, 7.4, label=words.labels[RANK]),
    ]


def _draw_photo(canvas: Canvas, portrait: Portrait | None, words: Words) -> None:
    corner = (SIDE, TOP - PHOTO_HEIGHT)
    if portrait:
        _draw_covering(canvas, portrait, corner, (PHOTO_WIDTH, PHOTO_HEIGHT))
    else:
        _draw_silhouette(canvas, corner)
    canvas.setStrokeColor(HexColor(words.look.band))
    canvas.setLineWidth(0.6)
    canvas.roundRect(*corner, PHOTO_WIDTH, PHOTO_HEIGHT, 1.2 * mm)


def _draw_ghost(canvas: Canvas, portrait: Portrait) -> None:
    """The same photo once more, small and faint, below the words: whoever changes one must change both."""
    canvas.saveState()
    canvas.setFillAlpha(FAINT)
    _draw_covering(canvas, portrait, (WORDS.left + WORDS.width - GHOST[0], 9.2 * mm), GHOST)
    canvas.restoreState()


def _draw_covering(canvas: Canvas, image: ImageReader, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Fill the frame without distortion; what is too much falls away evenly at both sides."""
    canvas.saveState()
    frame = canvas.beginPath()
    frame.roundRect(*corner, *size, 1.2 * mm)
    canvas.clipPath(frame, stroke=0)
    width, height = image.getSize()
    scale = max(size[0] / width, size[1] / height)
    left, bottom = corner[0] + (size[0] - width * scale) / 2, corner[1] + (size[1] - height * scale) / 2
    canvas.drawImage(image, left, bottom, width * scale, height * scale)
    canvas.restoreState()


def _draw_silhouette(canvas: Canvas, corner: tuple[float, float]) -> None:
    x, y = corner
    canvas.saveState()
    frame = canvas.beginPath()
    frame.roundRect(*corner, PHOTO_WIDTH, PHOTO_HEIGHT, 1.2 * mm)
    canvas.clipPath(frame, stroke=0)
    canvas.setFillColor(HexColor("#e6ece9"))
    canvas.rect(x, y, PHOTO_WIDTH, PHOTO_HEIGHT, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#a9bab1"))
    middle = x + PHOTO_WIDTH / 2
    canvas.ellipse(middle - 5 * mm, y + 13 * mm, middle + 5 * mm, y + 26 * mm, stroke=0, fill=1)
    canvas.ellipse(middle - 10 * mm, y - 13 * mm, middle + 10 * mm, y + 11.5 * mm, stroke=0, fill=1)
    canvas.restoreState()


def _draw_code(canvas: Canvas, address: str, words: Words) -> None:
    """The code in its white box, and below it the address, which a forger's code would not lead to."""
    left, bottom = WIDTH - 3 * mm - QR_BOX, TOP - QR_BOX
    canvas.setFillGray(1)
    canvas.rect(left, bottom, QR_BOX, QR_BOX, stroke=0, fill=1)
    quiet = (QR_BOX - QR_SIDE) / 2
    qr.draw(canvas, qr.matrix(address), (left + quiet, bottom + quiet), QR_SIDE)
    _label(canvas, words.labels[ADDRESS], (left + quiet, bottom - 2.6 * mm, QR_SIDE), words)
    lettering.line(canvas, public_host(address), Box(left + quiet, bottom - 5.4 * mm, QR_SIDE, 0, 6), bold=True, colour=words.text)


def _draw_foot(canvas: Canvas, face: CardFace, words: Words) -> None:
    _label(canvas, words.labels[NUMBER], (SIDE, 6.8 * mm, PHOTO_WIDTH), words)
    lettering.line(canvas, _number(face), Box(SIDE, 3.6 * mm, PHOTO_WIDTH, 0, 8), bold=True, colour=words.text)
    _label(canvas, words.labels[VALID_UNTIL], (MIDDLE, 6.8 * mm, WORDS.width), words)
    lettering.line(canvas, f"{face.expires_on:%d/%m/%Y}", Box(MIDDLE, 3.6 * mm, WORDS.width, 0, 7.6), bold=True, colour=words.text)


def _number(face: CardFace) -> str:
    """The number as one reads it; a specimen has none."""
    return spaced_number(face.number) if is_number(face.number) else face.number


def _label(canvas: Canvas, text: str, place: tuple[float, float, float], words: Words) -> None:
    left, base, width = place
    lettering.line(canvas, text, Box(left, base, width, 0, stacking.LABEL), colour=words.soft)
