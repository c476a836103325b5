"""What all cards of one design share, drawn once in a document: tint, guilloche, band, stripes, crest, title, and the words of the back."""

from __future__ import annotations

from math import cos, pi, sin

from flask import current_app
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from rules.refused import N_

from .. import lettering
from . import crest, stacking
from .looks import Look, WrongDesign, mixed, on_band, said_in, worded
from .measures import BAND, HEIGHT, SIDE, STRIPES, WIDTH, public_host
from .stacking import Part, Room

LEGIBLE = 4.0  # points: no smaller are the words of a back
TITLE_WIDTH = 29 * mm
WORDS = Room(SIDE, HEIGHT - BAND - STRIPES - 2 * mm, WIDTH - 2 * SIDE, 27.4 * mm)
BETWEEN = 3 * mm


def draw(canvas: Canvas, look: Look, is_back: bool) -> float:
    """Draw one side without what is a card's own; returns where the agency's name begins in the band."""
    canvas.setFillColor(HexColor(mixed(look.ground, 0.28)))
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    if look.has_guilloche:
        _draw_guilloche(canvas, look, is_back)
    canvas.setFillColor(HexColor(look.band))
    canvas.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
    colours = look.colours_of_stripes
    for place, colour in enumerate(colours):
        canvas.setFillColor(HexColor(colour))
        canvas.rect(WIDTH * place / len(colours), HEIGHT - BAND - STRIPES, WIDTH / len(colours), STRIPES, stroke=0, fill=1)
    plate = crest.draw(canvas, look, (2.6 * mm, HEIGHT - BAND + (BAND - crest.PLATE) / 2))
    _draw_title(canvas, look)
    if is_back:
        _draw_words(canvas, look)
    return 2.6 * mm + plate + (1.8 * mm if plate else 0.9 * mm)


def check_words(look: Look) -> None:
    """Raise WrongDesign where the words of the back, or the title, would be too small to be read."""
    lettering.load()
    for parts, room in _columns(look):
        found = stacking.stacked(parts, room)
        if not found.is_whole or found.smallest(parts) < LEGIBLE:
            raise WrongDesign("statement", N_("The words of the back are too long to be read at this size: shorten the statement or the notes."))


def _draw_title(canvas: Canvas, look: Look) -> None:
    """The title at the right of the band, below it the one in the second language."""
    titles = [(look.title, 6.4, True)] + ([(look.title_second, 5, False)] if look.second_language and look.title_second else [])
    base = HEIGHT - BAND / 2 + (0.4 * mm if len(titles) > 1 else -0.9 * mm)
    for text, size, is_bold in titles:
        lettering.line(
            canvas, text, lettering.Box(WIDTH - SIDE - TITLE_WIDTH, base, TITLE_WIDTH, 0, size), bold=is_bold, colour=HexColor(on_band(look)), right=True
        )
        base -= 2.9 * mm


def _draw_words(canvas: Canvas, look: Look) -> None:
    """Who stands behind the card, how to check it, what a finder does: a column for each language, in letters of one size."""
    columns = _columns(look)
    share = min(stacking.stacked(parts, room).share for parts, room in columns)
    for parts, room in columns:
        stacking.draw(canvas, parts, room, (HexColor(look.text), HexColor(look.text)), share)
    if len(columns) > 1:
        canvas.setStrokeColor(HexColor(look.band))
        canvas.setLineWidth(0.3)
        canvas.line(WIDTH / 2, WORDS.top - 0.6 * mm, WIDTH / 2, WORDS.top - WORDS.height + 1 * mm)
    _draw_authority(canvas, look)


def _columns(look: Look) -> list[tuple[list[Part], Room]]:
    how = said_in(
        look, N_("To check this card, scan the code on the front. The address must be %(host)s"), host=public_host(current_app.config["VERIFY_URL"])
    )
    texts = [(look.statement, how[0], look.finder_note, look.legal_note)]
    if look.second_language:
        texts.append((look.statement_second or "", how[-1], look.finder_note_second or "", look.legal_note_second or ""))
    width = (WORDS.width - BETWEEN * (len(texts) - 1)) / len(texts)
    columns = []
    for place, (statement, check, finder, legal) in enumerate(texts):
        parts = [Part(statement, 6.4, gap=3), Part(check, 6.4, True, gap=3), Part(finder, 6.4, gap=3), Part(legal, 6.4)]
        columns.append((parts, Room(WORDS.left + place * (width + BETWEEN), WORDS.top, width, WORDS.height)))
    return columns


def _draw_authority(canvas: Canvas, look: Look) -> None:
    """A line to sign on, and below it who signs."""
    left, width = WIDTH - SIDE - 38 * mm, 38 * mm
    canvas.setStrokeColor(HexColor(look.text))
    canvas.setLineWidth(0.4)
    canvas.line(left, 5.4 * mm, left + width, 5.4 * mm)
    lettering.line(canvas, look.authority or worded(look, N_("The issuing authority")), lettering.Box(left, 3 * mm, width, 0, 5), colour=HexColor(look.text))


def _draw_guilloche(canvas: Canvas, look: Look, is_back: bool) -> None:
    """Bundles of fine waves across the card, and a rosette."""
    canvas.setStrokeColor(HexColor(look.ground))
    canvas.setLineWidth(0.25)
    for curve in range(18):
        _trace(canvas, [(WIDTH * i / 120, _wave(curve, i / 120, is_back)) for i in range(121)])
    middle = (WIDTH * (0.78 if is_back else 0.48), HEIGHT * (0.3 if is_back else 0.38))
    for ring in range(14):
        _trace(canvas, [_petal(middle, ring, 2 * pi * i / 216) for i in range(217)])


def _trace(canvas: Canvas, points: list[tuple[float, float]]) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path)


def _wave(curve: int, along: float, is_back: bool) -> float:
    phase = 2 * pi * curve / 18
    turn = -1 if is_back else 1
    return HEIGHT * 0.42 + 12 * mm * sin(2 * pi * 1.5 * along * turn + phase) + 6 * mm * sin(2 * pi * 4 * along - phase)


def _petal(middle: tuple[float, float], ring: int, angle: float) -> tuple[float, float]:
    reach = 12 * mm + 3.4 * mm * sin(12 * angle + ring * pi / 7) + 1.6 * mm * cos(30 * angle)
    return middle[0] + reach * cos(angle), middle[1] + reach * sin(angle)
