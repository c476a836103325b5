"""A file after its cells were read: values row by row, and what is wrong, asked or noticed. Each step adds to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from rules.refused import Refused

from .findings import Finding


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: where, what stands there, the reason and how to mend it."""

    row: int
    column: str
    value: str
    reason: Refused

    @property
    def mend(self) -> str:
        """How the row can be put right."""
        return getattr(self.reason, "mend", "")


@dataclass
class Parsed:
    """The values of each field, row by row (None: not given), with problems by place and warnings.

    `defaulted` says by field in which rows a default stands. `findings` is what a history shows that is no reason to
    refuse (histories.py). `today` is the day on which the file is read.
    """

    size: int
    today: dt.date
    columns: dict[str, list] = field(default_factory=dict)
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    warnings: list[Refused] = field(default_factory=list)
    questions: list[Refused] = field(default_factory=list)
    defaulted: dict[str, list[bool]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def leave_out(self, place: int) -> None:
        """Ask nothing more of a row and write nothing of it, although nothing is wrong with it."""
        self.problems[place] = []

    def is_left_out(self, place: int) -> bool:
        """Whether nothing more is asked of a row."""
        return self.problems.get(place) == []

    def refuse(self, place: int, problem: Problem) -> None:
        """Note one more reason why a row is refused."""
        self.problems.setdefault(place, []).append(problem)
