"""Faces in a picture, found by YuNet (data/models/); OpenCV is loaded with the first picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from PIL import Image

MODEL = Path(__file__).parents[2] / "data" / "models" / "face_detection_yunet_2023mar.onnx"
SIDE = 640  # the longer side of what is searched
SUREST = 0.8
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the picture."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Face:
    """Where a face is, its two eyes, the one on the left of the picture first, and how sure that is, up to 1."""

    box: Box
    eyes: tuple[tuple[float, float], tuple[float, float]]
    sureness: float


def faces_in(image: Image.Image) -> list[Face]:
    """The faces in a picture, the largest first."""
    import numpy

    small = image.convert("RGB")
    small.thumbnail((SIDE, SIDE), Image.Resampling.BILINEAR)
    scale = image.width / small.width
    with _ONE_AT_A_TIME:  # a detector works for one thread only
        detector = _detector()
        detector.setInputSize(small.size)
        _count, found = detector.detect(numpy.ascontiguousarray(numpy.asarray(small)[:, :, ::-1]))
    faces = [_face([float(value) * scale for value in row[:8]], float(row[14])) for row in (found if found is not None else [])]
    return sorted(faces, key=lambda face: face.box.height, reverse=True)


def _face(values: list[float], sureness: float) -> Face:
    first, second = sorted([(values[4], values[5]), (values[6], values[7])])
    return Face(Box(*values[:4]), (first, second), sureness)


@cache
def _detector():
    import cv2

    return cv2.FaceDetectorYN.create(str(MODEL), "", (SIDE, SIDE), SUREST)
