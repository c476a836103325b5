"""A portrait drawn from nothing: a face of no living person, in uniform, before a plain wall. The same look gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign, cos, pi, sin

from PIL import Image

from .brush import Colour, Point, Sheet, curve, lit_wall, shade

SIZE = (480, 617)
FINER = 2  # drawn so much larger, then made smaller: smooth edges


@dataclass(frozen=True)
class Look:
    """How somebody looks. Lengths are in half heads, and 1 is the usual."""

    skin: Colour
    hair: Colour
    style: str  # cropped, bald, receding, short, afro, bun, braids, long
    beard: str  # "", moustache, goatee, full
    width: float
    jaw: float
    eyes: float
    nose: float
    mouth: float
    brows: float
    glasses: bool
    lines: bool  # of age
    shirt: Colour
    wall: Colour


def drawn(look: Look, height: int = SIZE[1]) -> Image.Image:
    """The portrait, so many pixels high; as large as a photo that is kept where nothing is said."""
    width = round(height * SIZE[0] / SIZE[1])
    sheet = Sheet(lit_wall((width * FINER, height * FINER), look.wall).copy())
    for draw in (_hair_behind, _bust, _skull, _eyes, _nose, _mouth, _beard, _hair, _glasses):
        draw(sheet, look)
    return sheet.image.reduce(FINER)


def _outline(look: Look, larger: float = 1.0) -> list[Point]:
    """The head, from the right ear by the chin and over the crown."""
    points = []
    for step in range(72):
        angle = step * pi / 36
        x, y = copysign(abs(cos(angle)) ** 0.85, cos(angle)), sin(angle)
        narrow = 1 if y < 0 else 1 - (1 - look.jaw) * y**1.5
        points.append((0.7 * look.width * narrow * larger * x, y * larger))
    return points


def _bust(sheet: Sheet, look: Look) -> None:
    """Neck, shirt with collar and shoulder straps."""
    skin, shirt = look.skin, look.shirt
    side = [(-1.2, 2), (-1.14, 1.5), (-0.98, 1.26), (-0.5, 1.1), (-0.3, 0.98)]
    sheet.shape([*side, *[(-x, y) for x, y in reversed(side)]], shirt)
    sheet.shape([(-0.36, 0.5), (-0.34, 1.06), (0, 1.36), (0.34, 1.06), (0.36, 0.5)], shade(skin, 0.8))
    sheet.glow((0, 0.86), (0.37, 0.34), shade(skin, 0.35), 0.8)
    for to in (-1, 1):
        sheet.shape([(to * 0.37, 0.94), (to * 0.44, 1.2), (to * 0.2, 1.4), (0, 1.3), (to * 0.33, 1.04)], shade(shirt, 1.18))
        sheet.line([(to * 0.44, 1.2), (to * 0.2, 1.4), (0, 1.3)], shade(shirt, 0.6), 0.012)
        sheet.shape([(to * 0.6, 1.13), (to * 0.95, 1.24), (to * 1.0, 1.36), (to * 0.62, 1.22)], (20, 34, 66))
        sheet.line([(to * 0.72, 1.17), (to * 0.74, 1.26)], (212, 175, 60), 0.02)
        sheet.line([(to * 0.79, 1.19), (to * 0.81, 1.285)], (212, 175, 60), 0.02)
    sheet.line([(0, 1.32), (0, 2)], shade(shirt, 0.7), 0.012)


def _hair_behind(sheet: Sheet, look: Look) -> None:
    if look.style == "afro":
        sheet.oval((0, -0.42), (0.92 * look.width, 0.78), look.hair)
    elif look.style == "long":
        sheet.shape([(-0.72, 1.1), *curve((-0.8, 0.3), 1.35, (0.8, 0.3), 30), (0.72, 1.1)], look.hair)
    elif look.style == "bun":
        sheet.oval((0, -1.06), (0.3, 0.18), look.hair)
    elif look.style == "braids":
        for step in range(-5, 6):
            if abs(step) > 2:
                sheet.line([(step * 0.13, -0.5), (step * 0.15, 0.2), (step * 0.15, 0.9)], shade(look.hair, 1.0 + 0.08 * (step % 2)), 0.1)


def _skull(sheet: Sheet, look: Look) -> None:
    """Ears, and the head with light from the front: dark along the edge."""
    skin = look.skin
    for to in (-1, 1):
        sheet.oval((to * 0.7 * look.width, 0.08), (0.09, 0.2), shade(skin, 0.82))
        sheet.oval((to * 0.71 * look.width, 0.08), (0.045, 0.12), shade(skin, 0.62))
    sheet.lit_shape(_outline(look), skin, shade(skin, 0.66))
    sheet.glow((0, -0.42), (0.5, 0.34), shade(skin, 1.2), 0.55)
    for to in (-1, 1):
        sheet.glow((to * 0.34, 0.3), (0.26, 0.24), shade(skin, 1.2), 0.6)
        sheet.glow((to * 0.3, 0.01), (0.25, 0.16), shade(skin, 0.5), 0.75)
    sheet.glow((0, 0.92), (0.24, 0.14), shade(skin, 1.15), 0.5)
    if look.lines:
        for y in (-0.52, -0.43):
            sheet.line(curve((-0.3, y), 0.03, (0.3, y)), shade(skin, 0.72), 0.012)


def _eyes(sheet: Sheet, look: Look) -> None:
    skin, wide = look.skin, 0.135 * look.eyes
    for to in (-1, 1):
        x, y = to * 0.29 * look.width, 0.0
        lid, under = curve((x - wide, y + 0.01), 0.085, (x + wide, y + 0.01)), curve((x + wide, y + 0.01), -0.055, (x - wide, y + 0.01))
        sheet.shape([*lid, *under], (236, 230, 222))
        sheet.oval((x, y - 0.008), (0.062, 0.062), (52, 32, 20))
        sheet.oval((x, y - 0.008), (0.03, 0.03), (8, 6, 6))
        sheet.oval((x + 0.02, y - 0.03), (0.013, 0.013), (250, 250, 250))
        sheet.line(lid, shade(skin, 0.22), 0.03)
        sheet.line(under, shade(skin, 0.5), 0.012)
        sheet.line([(px, py - 0.05) for px, py in lid], shade(skin, 0.6), 0.012)
        brow = curve((x - 0.19, -0.15 - 0.025 * to), 0.06, (x + 0.19, -0.15 + 0.025 * to))
        sheet.line(brow, look.hair, 0.05 * look.brows)
        if look.lines:
            sheet.line(curve((x - 0.12, y + 0.12), -0.03, (x + 0.12, y + 0.12)), shade(skin, 0.7), 0.012)


def _nose(sheet: Sheet, look: Look) -> None:
    skin, wide = look.skin, 0.15 * look.nose
    sheet.glow((0, 0.12), (0.11, 0.34), shade(skin, 1.22), 0.6)
    for to in (-1, 1):
        sheet.glow((to * 0.13, 0.12), (0.08, 0.3), shade(skin, 0.6), 0.5)
        sheet.oval((to * wide * 0.75, 0.37), (0.07 * look.nose, 0.055), shade(skin, 0.88))
    sheet.oval((0, 0.36), (0.1 * look.nose, 0.075), shade(skin, 0.98))
    sheet.glow((0, 0.34), (0.08, 0.07), shade(skin, 1.3), 0.8)
    for to in (-1, 1):
        sheet.oval((to * wide * 0.5, 0.415), (0.042 * look.nose, 0.02), shade(skin, 0.22))
    sheet.glow((0, 0.46), (0.2, 0.07), shade(skin, 0.5), 0.7)


def _mouth(sheet: Sheet, look: Look) -> None:
    wide = 0.24 * look.mouth
    lips = tuple(round(part * mix) for part, mix in zip(look.skin, (0.82, 0.58, 0.58), strict=True))
    left, right = (-wide, 0.6), (wide, 0.6)
    sheet.shape([*curve(left, 0.07, right), *curve(right, -0.0, left)], shade(lips, 0.78))
    sheet.shape([*curve(left, -0.0, right), *curve(right, -0.1 * look.mouth, left)], lips)
    sheet.glow((0, 0.645), (0.14, 0.035), shade(lips, 1.35), 0.8)
    sheet.line(curve(left, -0.01, right), shade(lips, 0.35), 0.018)
    sheet.glow((0, 0.75), (0.2, 0.06), shade(look.skin, 0.5), 0.7)
    if look.lines:
        for to in (-1, 1):
            sheet.line([(to * 0.2, 0.4), (to * 0.29, 0.52), (to * 0.31, 0.6)], shade(look.skin, 0.7), 0.014)


def _beard(sheet: Sheet, look: Look) -> None:
    if look.beard in ("moustache", "goatee", "full"):
        above = [*curve((-0.26, 0.56), 0.08, (0, 0.5)), *curve((0, 0.5), 0.08, (0.26, 0.56))]
        sheet.shape([*above, *curve((0.24, 0.57), 0.04, (-0.24, 0.57))], look.hair)
    if look.beard == "goatee":
        sheet.oval((0, 0.87), (0.17, 0.12), look.hair)
    if look.beard == "full":
        outer = [(x, y) for x, y in _outline(look, 1.015) if y > 0.28]
        cheek, chin = curve((min(x for x, _ in outer), 0.28), -0.02, (-0.36, 0.56), 4), curve((-0.32, 0.62), -0.2, (0.32, 0.62))
        sheet.shape([*outer, *cheek, *chin, (0.36, 0.56)], look.hair)


def _hair(sheet: Sheet, look: Look) -> None:
    """What stands on the head, down to the line of the forehead."""
    if look.style == "bald":
        sheet.glow((0.1, -0.78), (0.34, 0.18), shade(look.skin, 1.4), 0.7)
        return
    line, larger = {"receding": (-0.76, 1.0), "cropped": (-0.6, 1.02), "short": (-0.55, 1.07), "afro": (-0.52, 1.04)}.get(look.style, (-0.56, 1.05))
    outer = [(x, y) for x, y in _outline(look, larger) if y <= line + 0.4]
    rise = 0.34 if look.style == "receding" else 0.2
    front = curve((0.6 * look.width, line + 0.36), rise * 0.9 + 0.06, (-0.6 * look.width, line + 0.36))
    sheet.shape([*outer, *front], look.hair)
    sheet.glow((0.0, -0.92), (0.4, 0.16), shade(look.hair, 1.35), 0.5)
    if look.style in ("braids", "bun"):
        for step in range(-3, 4):
            sheet.line([(step * 0.07, -1.0), (step * 0.15, line + 0.1)], shade(look.hair, 1.2), 0.012)


def _glasses(sheet: Sheet, look: Look) -> None:
    if not look.glasses:
        return
    for to in (-1, 1):
        x = to * 0.29 * look.width
        sheet.ring((x, 0.02), (0.22, 0.17), (40, 36, 34), 0.018)
        sheet.line([(x + to * 0.22, 0.0), (to * 0.7 * look.width, -0.02)], (40, 36, 34), 0.018)
    sheet.line([(-0.08, 0.0), (0.08, 0.0)], (40, 36, 34), 0.018)
