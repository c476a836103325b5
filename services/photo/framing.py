"""The frame of 35:45 in a picture: wherever a posted one lies, it is laid into the picture."""

from __future__ import annotations

from rules.photo import FRAME

from .faces import Box


def within(frame: Box | None, size: tuple[int, int]) -> Box:
    """The frame at 35:45 and inside the picture; without one the largest in its middle."""
    widest = min(size[0], size[1] * FRAME)
    width = widest if frame is None else min(max(frame.width, 1), widest)
    height = width / FRAME
    left, top = ((size[0] - width) / 2, (size[1] - height) / 2) if frame is None else (frame.left, frame.top)
    return Box(min(max(left, 0), size[0] - width), min(max(top, 0), size[1] - height), width, height)
