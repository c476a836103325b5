"""A demo force with long histories, for the benchmark of the situation at a date: twelve lines for each officer.

    flask init && flask db upgrade
    python bench/histories.py 100000

Fills the empty database that DATABASE_URL and SIRHP_INSTANCE name. The people are those of `flask demo`; the longest of
their stays in a rank or a unit are divided, into steps and into former units, until everybody has twelve lines. Nothing
overlaps and nothing is missing, as the rules of a career ask.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.force import Force, main  # noqa: E402
from services.demo.lists import REFERENCE_ON  # noqa: E402
from services.demo.people import Person  # noqa: E402
from services.demo.rows import Writer  # noqa: E402

LINES = 12


class LongWriter(Writer):
    """Writes the rows of a person with some lines divided."""

    def rank_lines(self, made: Person) -> list[dict]:
        ranks, _postings = self._divided(made)
        for before, line in zip([None, *ranks], ranks, strict=False):
            line["step"] = before["step"] + 1 if before and before["rank_id"] == line["rank_id"] else 1
        return ranks

    def postings(self, made: Person) -> list[dict]:
        return self._divided(made)[1]

    def officer(self, made: Person) -> dict:
        return super().officer(made) | {"step": self.rank_lines(made)[-1]["step"]}

    def _divided(self, made: Person) -> tuple[list[dict], list[dict]]:
        """Rank lines and postings, the same for the same person."""
        rng = random.Random(f"{self._seed}/{made.number}/long")
        ranks, postings = super().rank_lines(made), super().postings(made)
        for _more in range(LINES - len(ranks) - len(postings) - len(made.positions)):
            lines, place = max(((of, place) for of in (ranks, postings) for place in range(len(of))), key=_days)
            middle = lines[place]["starts_on"] + dt.timedelta(days=max(_days((lines, place)) // 2, 1))
            former, later = lines[place] | {"ends_on": middle}, lines[place] | {"starts_on": middle}
            if lines is postings and self._plan.field.things and not former["is_head"]:
                former["unit_id"] = self.unit_id(self._plan.field.pick(rng))
            lines[place : place + 1] = [former, later]
        return ranks, postings


def _days(line: tuple[list[dict], int]) -> int:
    lines, place = line
    return ((lines[place]["ends_on"] or REFERENCE_ON) - lines[place]["starts_on"]).days


class LongForce(Force):
    """The demo force with long histories."""

    def __init__(self, *asked):
        super().__init__(*asked)
        known = self.writer
        self.writer = LongWriter(known._plan, known._seed, known._keys, self.firsts)


if __name__ == "__main__":
    main(LongForce, __doc__)
