"""Numbers of cards and papers: a prefix, eight random Crockford base32 characters and one check character.

Nothing about the officer can be read from one, and no address of the system takes one.
"""

from __future__ import annotations

from collections.abc import Callable

PREFIX, PAPER_PREFIX = "ML", "MP"
PREFIXES = (PREFIX, PAPER_PREFIX)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
RANDOM_LENGTH = 8
NUMBER_LENGTH = len(PREFIX) + RANDOM_LENGTH + 1

# A prime above 32: every single wrong character and every swap of two neighbours changes the remainder.
# Remainders of 32 and more have no character; make() draws again instead of inventing symbols.
_MODULUS = 37
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def make_number(draw: Callable[[int], int], prefix: str = PREFIX) -> str:
    """A new badge number, or that of a paper. `draw(n)` gives a random whole number below n (`secrets.randbelow`)."""
    while True:
        body = "".join(ALPHABET[draw(32)] for _ in range(RANDOM_LENGTH))
        remainder = _remainder(body)
        if remainder < len(ALPHABET):
            return prefix + body + ALPHABET[remainder]


def is_number(text: str) -> bool:
    """Whether this is a badge number as the system writes them, check character included."""
    body, check = text[len(PREFIX) : -1], text[-1:]
    return (
        len(text) == NUMBER_LENGTH
        and text.startswith(PREFIXES)
        and all(character in ALPHABET for character in body + check)
        and _remainder(body) == ALPHABET.index(check)
    )


def is_mistyped(text: str) -> bool:
    """Whether this is as long as a number and begins like one, but a letter or a digit of it is wrong."""
    kept = _kept(text)
    return kept.startswith(PREFIXES) and len(kept) == NUMBER_LENGTH and normalise_number(text) is None


def normalise_number(text: str) -> str | None:
    """The badge number somebody typed or read aloud, or None: case, spaces, hyphens, O for 0, I or L for 1."""
    kept = _kept(text)
    if not kept.startswith(PREFIXES):
        return None
    number = kept[: len(PREFIX)] + kept[len(PREFIX) :].translate(_READ_AS)
    return number if is_number(number) else None


def _kept(text: str) -> str:
    return "".join(character for character in text.upper() if not character.isspace() and character not in "-.")


def spaced_number(number: str) -> str:
    """As printed, in groups that an eye keeps: ML 4F7K 2Q9X C."""
    return f"{number[:2]} {number[2:6]} {number[6:10]} {number[10:]}"


def _remainder(body: str) -> int:
    value = 0
    for character in body:
        value = (value * 32 + ALPHABET.index(character)) % _MODULUS
    return value
