"""Badges on plain values: their numbers, their tokens written in digits, their slots, how long they hold.

A badge number is `ML`, eight random Crockford base32 characters and one check character. Nothing about
the officer can be read from it, and no address of the system takes one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

PREFIX = "ML"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
RANDOM_LENGTH = 8
NUMBER_LENGTH = len(PREFIX) + RANDOM_LENGTH + 1
SLOTS = 1 << 17
CTI_LENGTH = 16
LONGEST_TOKEN = 120  # bytes: what a QR of version 8, level M, holds behind a short address
LONGEST_LIFE_YEARS = 2

# A prime above 32: every single wrong character and every swap of two neighbours changes the remainder.
# Remainders of 32 and more have no character; make() draws again instead of inventing symbols.
_MODULUS = 37
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def make_number(draw: Callable[[int], int]) -> str:
    """A new badge number. `draw(n)` gives a random whole number below n (`secrets.randbelow`)."""
    while True:
        body = "".join(ALPHABET[draw(32)] for _ in range(RANDOM_LENGTH))
        remainder = _remainder(body)
        if remainder < len(ALPHABET):
            return PREFIX + body + ALPHABET[remainder]


def is_number(text: str) -> bool:
    """Whether this is a badge number as the system writes them, check character included."""
    body, check = text[len(PREFIX) : -1], text[-1:]
    return (
        len(text) == NUMBER_LENGTH
        and text.startswith(PREFIX)
        and all(character in ALPHABET for character in body + check)
        and _remainder(body) == ALPHABET.index(check)
    )


def normalise_number(text: str) -> str | None:
    """The badge number somebody typed or read aloud, or None: case, spaces, hyphens, O for 0, I or L for 1."""
    kept = "".join(character for character in text.upper() if not character.isspace() and character not in "-.")
    if not kept.startswith(PREFIX):
        return None
    number = PREFIX + kept[len(PREFIX) :].translate(_READ_AS)
    return number if is_number(number) else None


def spaced_number(number: str) -> str:
    """As printed, in groups that an eye keeps: ML 4F7K 2Q9X C."""
    return f"{number[:2]} {number[2:6]} {number[6:10]} {number[10:]}"


def _remainder(body: str) -> int:
    value = 0
    for character in body:
        value = (value * 32 + ALPHABET.index(character)) % _MODULUS
    return value


# --- the token's identifier and its slot in the status list ---------------------------------------------


def make_cti(slot: int, random_bytes: bytes) -> bytes:
    """The identifier of a token: its slot in three bytes, then thirteen random ones."""
    if not 0 <= slot < SLOTS or len(random_bytes) != CTI_LENGTH - 3:
        raise ValueError("a slot below 2**17 and thirteen random bytes are needed")
    return slot.to_bytes(3, "big") + random_bytes


def slot_of(cti: bytes) -> int:
    """The slot of a token in the status list: the first three bytes of its identifier."""
    return int.from_bytes(cti[:3], "big")


# --- bytes as digits --------------------------------------------------------------------------------------


def to_digits(data: bytes) -> str:
    """The bytes read as one whole number in decimal: nothing in it can be escaped, folded or trimmed.

    8.03 bits of a QR's numeric segment for a byte, against 8.33 for five digits per two bytes: five
    characters more for the address in front. Raises ValueError where a zero byte leads, which would be
    lost; a token never begins with one.
    """
    if not data or data[0] == 0:
        raise ValueError("a token begins with a byte other than zero")
    return str(int.from_bytes(data, "big"))


def from_digits(digits: str, longest: int = LONGEST_TOKEN) -> bytes:
    """The bytes back. Raises ValueError for anything to_digits() would not have written."""
    if not digits.isascii() or not digits.isdigit() or digits[0] == "0" or len(digits) > longest * 3:
        raise ValueError("not a token in digits")
    value = int(digits)
    data = value.to_bytes((value.bit_length() + 7) // 8, "big")
    if len(data) > longest:
        raise ValueError("too long for a token")
    return data


# --- how long a badge holds -------------------------------------------------------------------------------


def latest_expiry(issued_on: dt.date) -> dt.date:
    """The last day a badge issued on this day may be valid: the eve of the same day two years later."""
    year = issued_on.year + LONGEST_LIFE_YEARS
    is_leap_day = (issued_on.month, issued_on.day) == (2, 29)
    anniversary = dt.date(year, 3, 1) if is_leap_day else issued_on.replace(year=year)
    return anniversary - dt.timedelta(days=1)


def holds_on(day: dt.date, issued_on: dt.date, expires_on: dt.date) -> bool:
    """Whether a badge of these dates is valid on a day; both ends count."""
    return issued_on <= day <= expires_on


def expiry_moment(expires_on: dt.date) -> int:
    """The second since 1970 (UTC, which is also the time of Mali) at which the last valid day is over."""
    midnight = dt.datetime.combine(expires_on + dt.timedelta(days=1), dt.time(), dt.UTC)
    return int(midnight.timestamp())
