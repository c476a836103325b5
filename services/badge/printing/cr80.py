"""Cards for a card printer: pages of the size of a card, front and back one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from .faces import CardFace
from .measures import HEIGHT, WIDTH
from .press import Press


def print_cards(faces: Iterable[CardFace], out: BinaryIO) -> int:
    """Write the pages; how many cards there are."""
    press, count = Press(out, (WIDTH, HEIGHT)), 0
    for count, face in enumerate(faces, 1):
        press.prepare([face])
        for is_back in (False, True):
            press.draw(face, is_back=is_back)
            press.canvas.showPage()
    press.canvas.save()
    return count
