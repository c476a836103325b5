"""A text as somebody typed it, brought to what every database keeps and every page shows; the boxes of a form, and what fits in."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A half of a sign of two halves, which JSON can carry and no encoding writes, and the sign that ends texts in PostgreSQL.
NO_SIGN = re.compile("[\x00\ud800-\udfff]")


LONGEST_MARK, LONGEST_TEXT = 40, 4000  # letters: a mark as typed, a justification or whatever else is said in an evaluation
LONGEST_REASON = 400  # why human resources settled something, why there is no interview

# How the boxes of a form are called: mark-12 and why-12 by the number of the criterion of the cycle, and comment.
BOX = re.compile("(mark|why)-([1-9][0-9]{0,9})|comment")


@dataclass(frozen=True)
class Box:
    """A box of a form: its criterion, None for the comment, and how many letters fit in."""

    criterion: int | None
    most: int


def box_of(name: str) -> Box | None:
    """The box of this name; None where no form has one."""
    named = BOX.fullmatch(name)
    if named is None:
        return None
    return Box(int(named[2]) if named[2] else None, LONGEST_MARK if named[1] == "mark" else LONGEST_TEXT)


def as_kept(text: str) -> str:
    """The text with the line ends that all browsers have in a box, without what is no sign."""
    return NO_SIGN.sub("", text).replace("\r\n", "\n")
