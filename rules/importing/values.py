"""How one cell becomes one value of a field, or a reason why it cannot."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass

from rules.refused import N_, Refused

from .headers import normalised

NINA = re.compile(r"^[0-9]{14}[A-Z]$")
EMAIL = re.compile(r"^[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+$")
WHOLE_NUMBER = re.compile(r"^[+-]?\d+(?:[.,]0+)?$")
FEMALE = {"f", "femme", "feminin", "female", "w", "woman", "mme", "mlle", "madame", "mademoiselle", "fille"}
MALE = {"m", "h", "homme", "masculin", "male", "man", "mr", "monsieur", "garcon"}
YES = {"1", "o", "oui", "y", "yes", "vrai", "true", "x"}
NO = {"0", "n", "non", "no", "faux", "false"}


class BadValue(Refused):
    """A cell that cannot be taken over: the reason, and how to mend it."""

    def __init__(self, message: str, mend: str = "", **values: object):
        super().__init__(message, **values)
        self.mend = mend


def plain(cell: object) -> str:
    """The cell as one line of text: spaces collapsed, whole numbers without their `.0`, dates as ISO."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def text(cell: object, length: int = 0) -> str:
    """One line of text of at most `length` characters (0: any)."""
    value = plain(cell)
    if length and len(value) > length:
        raise BadValue(
            N_("The text has %(count)s characters, %(most)s are possible."),
            N_("Shorten it."),
            count=len(value),
            most=length,
        )
    return value


def whole_number(cell: object) -> int:
    """A whole number, also when the file wrote it `52.0` or `12 345`."""
    value = plain(cell).replace(" ", "")
    if not WHOLE_NUMBER.match(value):
        raise BadValue(N_("“%(value)s” is not a whole number."), N_("Write digits only."), value=plain(cell))
    return int(re.split("[.,]", value)[0])


def bounded(cell: object, lowest: int, highest: int) -> int:
    """A whole number that makes sense: an age, a year, a step."""
    number = whole_number(cell)
    if not lowest <= number <= highest:
        raise BadValue(
            N_("%(number)s is not between %(lowest)s and %(highest)s."),
            N_("Correct the number, or check that the right column is mapped."),
            number=number,
            lowest=lowest,
            highest=highest,
        )
    return number


def sex(cell: object) -> str:
    """`F` or `M`, from the words and titles that files use."""
    word = normalised(plain(cell))
    if word in FEMALE:
        return "F"
    if word in MALE:
        return "M"
    raise BadValue(N_("“%(value)s” is not a sex."), N_("Write F or M, or say in the mapping what it means."), value=plain(cell))


def flag(cell: object) -> bool:
    """Yes or no."""
    word = normalised(plain(cell))
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadValue(N_("“%(value)s” is neither yes nor no."), N_("Write yes or no."), value=plain(cell))


def nina(cell: object) -> str:
    """The national identification number: 14 digits and a letter, spaces apart."""
    value = re.sub(r"[\s.-]", "", plain(cell)).upper()
    if not NINA.match(value):
        raise BadValue(N_("The NINA is not 14 digits and a letter."), N_("Copy it again from the card."))
    return value


def email(cell: object) -> str:
    """An address with one @ and a domain."""
    value = text(cell, 160)
    if not EMAIL.match(value):
        raise BadValue(
            N_("“%(value)s” is not an e-mail address."),
            N_("Correct it, empty the cell, or say in the mapping that it means nothing."),
            value=value,
        )
    return value


def split_name(cell: object, order: str | None = None) -> tuple[str, str]:
    """Last name and first names of a single column: `DOE,  JOHN A`, `DOE John`, or as `order` says.

    `order` is `last first` or `first last`; without a comma, capitals or an order nothing is guessed.
    """
    value = plain(cell)
    last, comma, first = (part.strip() for part in value.partition(","))
    if not comma:
        last, first = _split_words(value.split(), order)
    if not last or not first:
        raise BadValue(
            N_("“%(value)s” does not say which is the last name."),
            N_("Write LAST NAME, First names; or give the order of the names in the mapping."),
            value=value,
        )
    return last, first


def _split_words(words: list[str], order: str | None) -> tuple[str, str]:
    if order == "last first":
        return words[0], " ".join(words[1:])
    if order == "first last":
        return words[-1], " ".join(words[:-1])
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    others = [word for word in words if word not in capitals]
    return " ".join(capitals), " ".join(others)


def birth_year_from_age(age: int, on: dt.date) -> int:
    """The likelier of the two years in which somebody of this age on this day may be born."""
    return on.year - age - (on.month < 7)


def disagreement(nina_value: str, sex_value: str | None, year: int | None) -> str | None:
    """Where the sex and the year that a NINA begins with differ from the file; only ever a warning."""
    if sex_value and nina_value[0] in "12" and nina_value[0] != ("1" if sex_value == "M" else "2"):
        return N_("The first digit of the NINA does not go with the sex.")
    if year and nina_value[1:3] != f"{year % 100:02d}":
        return N_("The second and third digits of the NINA do not go with the year of birth.")
    return None


@dataclass(frozen=True)
class LostZeros:
    """A column of numbers that were probably cut: its usual width and how many values are shorter."""

    width: int
    shorter: int
    example: str


def lost_zeros(values: list[str]) -> LostZeros | None:
    """Tell whether leading zeros seem lost: one usual width, and shorter values that are digits only."""
    given = [value for value in values if value]
    if len(given) < 3:
        return None
    width, usual = Counter(map(len, given)).most_common(1)[0]
    shorter = [value for value in given if len(value) < width]
    cut = [value for value in shorter if value.isdigit() and value[0] != "0"]
    if usual * 2 <= len(given) or not cut or len(cut) * 2 < len(shorter):
        return None
    return LostZeros(width, len(cut), cut[0])


def padded(value: str, width: int) -> str:
    """The number with its lost zeros put back; anything but digits stays as it is."""
    return value.zfill(width) if value.isdigit() else value
