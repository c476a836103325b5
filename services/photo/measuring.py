"""What can be measured on a photo: size, face, sharpness, light, ground. The bounds stand in rules/photo.py.

Light and sharpness are measured on the face, and in proportion to its own brightness and contrast: what is asked of a light skin
is asked of a dark one. Where no face was found, the middle of the picture stands for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, degrees

from PIL import Image, ImageFilter

from rules.photo import HEAD_OF_FACE, Measures

from .faces import Box, Face

SIDE = 640
FACE = (200, 240)  # to this size a face is brought before its sharpness is measured, so that it is compared with others
SMOOTHED = 1.2  # pixels: the noise of a camera is not sharpness
BURNT = 250
_EDGE = 0.03  # of the width: the border on which the ground is measured; full hair comes near it


def measure(image: Image.Image, faces: Sequence[Face]) -> Measures:
    """The measures of a picture that was cut as it would be kept."""
    import numpy

    gray = image.convert("L")
    face = gray.crop(_corners(_where(image, faces))).resize(FACE, Image.Resampling.BOX)
    lit = numpy.asarray(face, dtype=numpy.float32)
    left, right = float(lit[:, : FACE[0] // 2].mean()), float(lit[:, FACE[0] // 2 :].mean())
    gray.thumbnail((SIDE, SIDE))
    whole = numpy.asarray(gray, dtype=numpy.float32)
    height, tilt, centre = _of_face(image, faces)
    return Measures(
        width=image.width, height=image.height, faces=len(faces), face_height=height, eyes_tilt=tilt, centre=centre,
        sharpness=_sharpness(face), brightness=float(whole.mean()), face_brightness=float(lit.mean()), contrast=float(whole.std()),
        burnt=float((lit > BURNT).mean()), evenness_of_light=abs(left - right) / max(left + right, 1), ground_spread=_ground_spread(whole),
    )  # fmt: skip


def _sharpness(face: Image.Image) -> float:
    """The variance of the Laplacian of a smoothed face, in thousandths of the variance of the face."""
    import numpy

    light = numpy.asarray(face.filter(ImageFilter.GaussianBlur(SMOOTHED)), dtype=numpy.float32)
    laplacian = light[1:-1, 1:-1] * 4 - light[:-2, 1:-1] - light[2:, 1:-1] - light[1:-1, :-2] - light[1:-1, 2:]
    return 1000 * float(laplacian.var()) / max(float(light.var()), 1)


def _ground_spread(light) -> float:
    """How much the brightness varies along the left and along the right border, above the shoulders."""
    edge = max(1, int(light.shape[1] * _EDGE))
    top = light[: light.shape[0] // 2]
    return float(top[:, :edge].std() + top[:, -edge:].std()) / 2


def _where(image: Image.Image, faces: Sequence[Face]) -> Box:
    return faces[0].box if faces else Box(image.width / 4, image.height / 4, image.width / 2, image.height / 2)


def _corners(box: Box) -> tuple[int, int, int, int]:
    return round(box.left), round(box.top), round(box.left + box.width), round(box.top + box.height)


def _of_face(image: Image.Image, faces: Sequence[Face]) -> tuple[float, float, float]:
    if not faces:
        return 0.0, 0.0, 0.0
    box, (first, second) = faces[0].box, faces[0].eyes
    tilt = degrees(atan2(second[1] - first[1], second[0] - first[0]))
    return HEAD_OF_FACE * box.height / image.height, tilt, abs(box.left + box.width / 2 - image.width / 2) / image.width
