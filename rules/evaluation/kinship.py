"""Whether the relative named in one file may be the officer of another: an indication, which people settle.

Files name relatives in words, without a number that would identify them. The same words in the names (accents, case and
order do not count) and dates of birth that do not contradict each other are taken for the same person; of two officers who
serve under each other that is rarely chance, and human resources can say that it is. (Assumed: no text says how.)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..search import line, parts, plain


@dataclass(frozen=True)
class Called:
    """A person as a file names one; the year alone where the day of birth is not known."""

    words: str
    birth_on: dt.date | None = None
    birth_year: int | None = None

    @property
    def born_in(self) -> int | None:
        return self.birth_on.year if self.birth_on else self.birth_year


def called(last_name: str, first_names: str, birth_on: dt.date | None = None, birth_year: int | None = None) -> Called:
    """A person by the words of the names, in no order: N'Diaye is Ndiaye, and El-Moctar is El Moctar."""
    words = plain(f"{last_name} {first_names}").replace("'", "").replace("’", "")
    return Called(" ".join(sorted(parts(words))), birth_on, birth_year)


def may_be(relative: Called, officer: Called) -> bool:
    """Whether the two may be one person."""
    if not relative.words or relative.words != officer.words:
        return False
    if relative.birth_on and officer.birth_on:
        return relative.birth_on == officer.birth_on
    return None in (relative.born_in, officer.born_in) or relative.born_in == officer.born_in


def is_named(officer: Called, text: str) -> bool:
    """Whether all names of the officer stand in a text, such as that of a disciplinary case."""
    return bool(officer.words) and set(officer.words.split()) <= set(line([text]).split())
