"""What a telephone sees of a printed code, reckoned: a printer of 300 dpi, then a camera in three degrees of bad luck.

The printer snaps edges to its dots and lets ink spread; wear scratches it off. The camera turns, tilts, blurs, shakes,
lights unevenly, glares, adds noise, and keeps a JPEG. Everything comes from a seed, so that a figure can be had again.
No telephone was used: this compares sizes and codings, and warns of a change for the worse.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from services.badge import qr

SEED = 20261121
DPI, FINE = 300, 4  # dots of the printer, and how finely each is drawn
MM = DPI * FINE / 25.4  # fine dots a millimetre
Range = tuple[float, float]


@dataclass(frozen=True)
class Degree:
    """How bad it gets: each figure is drawn anew for each frame, evenly between its bounds."""

    scale: Range  # pixels of the camera per millimetre
    turn: float  # degrees to either side
    tilt: Range  # 0.3: the far side of the code is seen at 0.7 of the near one
    blur: Range  # standard deviation, pixels
    motion: float  # pixels at most
    noise: Range  # standard deviation, of 255
    jpeg: tuple[int, int]
    contrast: Range  # between ink and paper, of 1
    light: float  # fall of the light from one side to the other
    glare: float  # how many frames in a hundred, of 1
    wear: Range  # share of the code that is scratched


DEGREES = {
    "easy": Degree((10, 16), 10, (0, 0.05), (0.2, 0.6), 0.5, (1, 3), (80, 95), (0.8, 0.95), 0.1, 0, (0, 0)),
    "medium": Degree((7, 12), 30, (0, 0.2), (0.5, 1.2), 2.5, (2, 8), (55, 85), (0.5, 0.9), 0.4, 0.2, (0, 0.01)),
    "hard": Degree((5.5, 9.5), 180, (0.1, 0.35), (0.5, 1.3), 3, (4, 12), (40, 75), (0.25, 0.6), 0.5, 0.3, (0, 0.03)),
}
# One thing at a time is compared with this: nothing else goes wrong than what always does.
PLAIN = Degree((9, 9), 25, (0.05, 0.05), (0.6, 0.6), 0, (4, 4), (80, 80), (0.85, 0.85), 0.1, 0, (0, 0))


def address(chance: numpy.random.Generator, length: int = 118) -> str:
    """An address with a token of this length; any bytes will do, for nobody checks them here."""
    token = b"\x84" + chance.bytes(length - 1)
    return f"https://v.police.gov.ml/#{int.from_bytes(token, 'big')}"


def share_read(degree: Degree, frames: int, side: float = 24.89, versions=qr.CARD_VERSIONS, length: int = 118) -> int:
    """How many of so many frames are read, each of a code of its own with this side in millimetres."""
    chance, read = numpy.random.default_rng(SEED), 0
    for _frame in range(frames):
        text = address(chance, length)
        seen = photographed(printed(qr.matrix(text, versions), side, chance.uniform(*degree.wear), chance), degree, chance)
        read += any(found.text == text for found in zxingcpp.read_barcodes(seen))
    return read


def printed(modules: qr.Matrix, side: float, wear: float, chance: numpy.random.Generator) -> Image.Image:
    """The code on white, in fine dots, with a quiet zone of four modules."""
    count = len(modules)
    edges = numpy.rint(numpy.arange(count + 1) * side / 25.4 * DPI / count).astype(int)
    ink = numpy.repeat(numpy.repeat(numpy.array(modules), numpy.diff(edges), 0), numpy.diff(edges), 1)
    quiet = round(edges[-1] * qr.QUIET_ZONE / count)
    dots = numpy.pad(numpy.where(ink, 0, 255).astype(numpy.uint8), quiet, constant_values=255)
    fine = Image.fromarray(dots).resize((len(dots) * FINE,) * 2, Image.Resampling.NEAREST)
    return _scratched(_spread(fine), quiet * FINE, wear, chance)


def _spread(code: Image.Image) -> Image.Image:
    """Ink gains a quarter of a dot on every side."""
    for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        code = ImageChops.darker(code, ImageChops.offset(code, x, y))
    return code


def _scratched(code: Image.Image, quiet: int, wear: float, chance: numpy.random.Generator) -> Image.Image:
    """Scratches take the ink off until so much of the code is gone."""
    side, worn, pen = code.width - 2 * quiet, 0.0, ImageDraw.Draw(code)
    while worn < wear * side * side:
        x, y, angle = *(quiet + side * chance.random(2)), chance.random() * math.tau
        length, width = MM * chance.uniform(5, 25), MM * chance.uniform(0.3, 1.5)
        length = min(length, (wear * side * side - worn) / width + 1)
        pen.line((x, y, x + length * math.cos(angle), y + length * math.sin(angle)), fill=255, width=max(1, round(width)))
        worn += length * width
    return code


def photographed(code: Image.Image, degree: Degree, chance: numpy.random.Generator) -> Image.Image:
    """One frame of the camera, in grey."""
    scale = chance.uniform(*degree.scale)
    seen = _placed(code, scale, chance.uniform(-degree.turn, degree.turn), chance.uniform(*degree.tilt), chance.random() * math.tau)
    seen = seen.filter(ImageFilter.GaussianBlur(chance.uniform(*degree.blur)))
    light = numpy.asarray(_shaken(seen, chance.uniform(0, degree.motion), chance.random() * math.tau), dtype=float) / 255
    contrast = chance.uniform(*degree.contrast)
    light = 0.9 - contrast * 0.9 * (1 - light)
    light *= 1 - degree.light * chance.random() * _slope(light.shape, chance.random() * math.tau)
    if chance.random() < degree.glare:
        light += _glare(light.shape, scale, chance)
    noisy = light * 255 + chance.normal(0, chance.uniform(*degree.noise), light.shape)
    return _kept(noisy, int(chance.integers(*degree.jpeg, endpoint=True)))


def _placed(code: Image.Image, scale: float, turn: float, tilt: float, towards: float) -> Image.Image:
    """Turned and tilted on a dull ground, twice as wide as the code; fine dots are averaged before, as a lens does."""
    ratio = scale * 2 / MM
    small = code.resize((round(code.width * ratio),) * 2, Image.Resampling.BOX)
    around = Image.new("L", (small.width * 2,) * 2, 170)
    around.paste(small, (small.width // 2,) * 2)
    width = round(code.width * scale / MM * 1.7)
    angle, half = math.radians(turn), width / 2
    cos, sin = 2 * math.cos(angle), 2 * math.sin(angle)
    lean = numpy.array([math.cos(towards), math.sin(towards)]) * tilt / (2 - tilt) / (half / 1.7)
    centre = numpy.array([[1, 0, small.width], [0, 1, small.width], [0, 0, 1]])
    matrix = centre @ numpy.array([[cos, -sin, 0], [sin, cos, 0], [*lean, 1]]) @ numpy.array([[1, 0, -half], [0, 1, -half], [0, 0, 1]])
    wanted = (matrix / matrix[2, 2]).ravel()[:8]
    return around.transform((width, width), Image.Transform.PERSPECTIVE, tuple(wanted), Image.Resampling.BICUBIC, fillcolor=170)


def _shaken(seen: Image.Image, length: float, angle: float, steps: int = 7) -> Image.Image:
    """The mean of the frame at several places along the way that the hand went."""
    if length < 0.1:
        return seen
    total = numpy.zeros((seen.height, seen.width))
    for part in numpy.linspace(-0.5, 0.5, steps):
        away = (1, 0, part * length * math.cos(angle), 0, 1, part * length * math.sin(angle))
        total += numpy.asarray(seen.transform(seen.size, Image.Transform.AFFINE, away, Image.Resampling.BILINEAR, fillcolor=170))
    return Image.fromarray((total / steps).astype(numpy.uint8))


def _slope(shape: tuple[int, int], angle: float) -> numpy.ndarray:
    """From 0 on one side to 1 on the other."""
    y, x = numpy.mgrid[-0.5 : 0.5 : shape[0] * 1j, -0.5 : 0.5 : shape[1] * 1j]
    return numpy.clip(x * math.cos(angle) + y * math.sin(angle) + 0.5, 0, 1)


def _glare(shape: tuple[int, int], scale: float, chance: numpy.random.Generator) -> numpy.ndarray:
    """A lamp in the laminate: a soft spot somewhere on the code that whitens everything."""
    y, x = numpy.mgrid[: shape[0], : shape[1]]
    middle, spread = numpy.array(shape) * chance.uniform(0.2, 0.8, 2), scale * chance.uniform(2, 6)
    return chance.uniform(0.8, 2) * numpy.exp(-((y - middle[0]) ** 2 + (x - middle[1]) ** 2) / (2 * spread**2))


def _kept(light: numpy.ndarray, quality: int) -> Image.Image:
    out = io.BytesIO()
    Image.fromarray(numpy.clip(light, 0, 255).astype(numpy.uint8)).save(out, "JPEG", quality=quality)
    return Image.open(out)
