"""What the sentences of rules and of terms are made of."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from rules.refused import N_


class Chapter(enum.Enum):
    """The parts of a rule in the order in which it is read, each with its heading."""

    SCOPE = 1, N_("What this version is")
    CONDITIONS = 2, N_("Who may be promoted")
    PLACES = 3, N_("How many are promoted")
    POINTS = 4, N_("What counts")
    TIES = 5, N_("Equal points")

    def __init__(self, number: int, heading: str):
        self.number, self.heading = number, heading


@dataclass(frozen=True)
class Sentence:
    """One sentence; two versions say the same thing under the same key."""

    chapter: Chapter
    key: str
    text: str
