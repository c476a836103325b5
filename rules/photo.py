"""When a photo is good enough for a card: what was measured on it, and what to change.

The bounds were set on drawn portraits and are assumed; a force may find others with its own cameras.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .refused import N_

FRAME = 35 / 45  # width to height
KEPT = (480, 617)  # pixels of what is kept
LEAST_SIDE = 100  # pixels of what is sent: in less there is no face to look for
OLDEST_YEARS = 5
# A detector finds the face from the brows' height to the chin; the head, from the crown, is so much higher.
HEAD_OF_FACE = 1.35
# Assumed, all of them: found on drawn portraits, and on the same made worse (tests/photo/test_bounds.py).
SMALLEST_HEAD, LARGEST_HEAD = 0.55, 0.85  # from crown to chin, of the height of the picture
LARGEST_TILT = 8.0  # degrees, of the line through the eyes
FARTHEST_FROM_CENTRE = 0.10  # of the width
LEAST_SHARPNESS = 5.0
DARKEST, DARKEST_FACE, LEAST_CONTRAST = 65.0, 25.0, 20.0  # of 255
MOST_BURNT = 0.05  # of the face
MOST_UNEVEN_LIGHT = 0.15  # one side of the face has a third more light than the other
MOST_GROUND_SPREAD = 35.0  # of 255: standard deviation along each border; where the face is too large, hair is there


@dataclass(frozen=True)
class Measures:
    """What was measured on a photo, cut as it would be kept. Light is of 255."""

    width: int
    height: int
    faces: int
    face_height: float  # of the head, as part of the height
    eyes_tilt: float  # degrees
    centre: float  # how far the face is from the middle, part of the width
    sharpness: float  # of the face, in proportion to its contrast
    brightness: float
    face_brightness: float
    contrast: float
    burnt: float  # part of the face that is white
    evenness_of_light: float  # difference between left and right, in proportion to both
    ground_spread: float


@dataclass(frozen=True)
class Advice:
    """What to change; a hard one cannot be overridden."""

    code: str
    words: str
    is_hard: bool


def oldest_day(today: dt.date) -> dt.date:
    """The first day on which a photo may have been taken that is not too old today."""
    year = today.year - OLDEST_YEARS
    is_leap_day = (today.month, today.day) == (2, 29)
    return dt.date(year, 3, 1) if is_leap_day else today.replace(year=year)


def is_outdated(taken_on: dt.date | None, today: dt.date) -> bool:
    """Whether a photo of this day is too old for a card; one of an unknown day counts as such."""
    return taken_on is None or taken_on < oldest_day(today)


def judge(found: Measures) -> list[Advice]:
    """What to change in a photo; an empty list: it is good. Of what is no single face, only size and light are judged."""
    checks = [(True, one) for one in (*_of_picture(found), *_of_one_face(found))]
    checks += [(False, one) for one in (*_of_stance(found), *_of_light(found))]
    return [Advice(code, words, is_hard) for is_hard, (is_so, code, words) in checks if is_so]


def _of_picture(found: Measures) -> list[tuple[bool, str, str]]:
    is_small = found.width < KEPT[0] or found.height < KEPT[1]
    return [
        (found.faces == 0, "no_face", N_("No face was found: look into the camera, without cap or dark glasses.")),
        (found.faces > 1, "faces", N_("More than one face: let one person alone stand before the camera.")),
        (is_small, "small", N_("The picture is too small: come nearer, or take it with a better camera.")),
    ]


def _of_one_face(found: Measures) -> list[tuple[bool, str, str]]:
    is_one = found.faces == 1
    return [
        (is_one and found.face_height < SMALLEST_HEAD, "far", N_("The face is too small: come nearer, or crop closer.")),
        (is_one and found.face_height > LARGEST_HEAD, "near", N_("The face is too large: step back, or crop wider.")),
        (is_one and found.sharpness < LEAST_SHARPNESS, "blurred", N_("The picture is blurred: hold the camera still and let it focus.")),
    ]


def _of_stance(found: Measures) -> list[tuple[bool, str, str]]:
    is_one = found.faces == 1
    return [
        (is_one and abs(found.eyes_tilt) > LARGEST_TILT, "tilt", N_("The head is tilted: turn the picture until the eyes are level.")),
        (is_one and found.centre > FARTHEST_FROM_CENTRE, "off_centre", N_("The face is not in the middle: move the frame.")),
    ]


def _of_light(found: Measures) -> list[tuple[bool, str, str]]:
    is_one, is_dark = found.faces == 1, found.brightness < DARKEST or found.face_brightness < DARKEST_FACE
    is_restless = is_one and found.face_height <= LARGEST_HEAD and found.ground_spread > MOST_GROUND_SPREAD
    return [
        (is_dark, "dark", N_("Too dark: face a window or a lamp.")),
        (found.burnt > MOST_BURNT, "bright", N_("Too bright: turn away from the sun or the lamp.")),
        (is_one and found.contrast < LEAST_CONTRAST and not is_dark, "flat", N_("The picture is flat: more light on the face.")),
        (is_one and found.evenness_of_light > MOST_UNEVEN_LIGHT, "one_sided", N_("The light comes from one side: turn towards it.")),
        (is_restless, "ground", N_("The ground is restless: stand before a plain wall.")),
    ]
