"""What each level of a criterion means, beside the mark: to who gives it, to the second level, and to the officer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import get_locale

from models import CycleCriterion


@dataclass(frozen=True)
class Level:
    """A level: from which mark on, below which (None: the highest), and its words."""

    begin: Decimal
    end: Decimal | None
    words: str

    def holds(self, mark: Decimal | None) -> bool:
        """Whether a mark is of this level."""
        return mark is not None and self.begin <= mark and (self.end is None or mark < self.end)


def levels(criterion: CycleCriterion, highest: Decimal) -> list[Level]:
    """The levels of a criterion, the highest first, in marks of a scale up to `highest`."""
    is_english = get_locale().language == "en"
    found = [(Decimal(share) * highest / 100, english if is_english else words) for share, words, english in sorted(criterion.levels)]
    ends = [*(begin for begin, _words in found[1:]), None]
    return [Level(begin, end, words) for (begin, words), end in zip(found, ends, strict=True)][::-1]


def reached(found: Sequence[Level], mark: Decimal | None) -> Level | None:
    """The level of a mark; None without one."""
    return next((level for level in found if level.holds(mark)), None)
