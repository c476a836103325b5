"""What the whole picture tells of a cut that cannot be kept: its face lies on its side, or there are several."""

from __future__ import annotations

from PIL import Image

from rules.photo import Advice
from rules.refused import N_

from .faces import SIDE, faces_in

SEVERAL = Advice("faces", N_("There are several faces in this picture: let one person alone stand before the camera."), True)
# How the picture would have to be turned, and what to say.
TURNS = (
    (Image.Transpose.ROTATE_270, Advice("turned", N_("The picture lies on its side: turn it to the right."), True)),
    (Image.Transpose.ROTATE_90, Advice("turned", N_("The picture lies on its side: turn it to the left."), True)),
    (Image.Transpose.ROTATE_180, Advice("turned", N_("The picture stands on its head: turn it twice."), True)),
)


def looked_at(image: Image.Image, advice: list[Advice]) -> list[Advice]:
    """The advice of the cut, and the cause where the whole picture shows it; looked for only where the cut has no face, or a small one."""
    codes = {one.code for one in advice}
    if "no_face" in codes and (turn := _turn_of(image)):
        return [turn, *(one for one in advice if one.code != "no_face")]
    if "small" in codes and "faces" not in codes and len(faces_in(image)) > 1:
        return [SEVERAL, *advice]
    return advice


def _turn_of(image: Image.Image) -> Advice | None:
    """Which way the picture must be turned for its face to stand upright; None where it does, or where there is none either way.

    A face that stands on its head is sometimes taken for one, so the surest way counts, not the first.
    """
    small = image.copy()
    small.thumbnail((SIDE, SIDE))
    sureness, advice = max(((_sureness(small.transpose(turn)), advice) for turn, advice in TURNS), key=lambda way: way[0])
    return advice if sureness > _sureness(small) else None


def _sureness(image: Image.Image) -> float:
    return max((face.sureness for face in faces_in(image)), default=0)
