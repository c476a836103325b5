"""How names are written down for searching, and how a typed search is read: accents, case, order and apostrophes do not count.

A record keeps the words of its names in one line with a space at both ends: "N'Diaye Fatou" gives
" ndiaye fatou n diaye ". A long word is found by any part of it; one of one or two letters (Ba, Sy, Ly)
only as a whole word, so that the spaces around it belong to what is looked for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Letters that no decomposition turns into plain ones: those of Bambara, Fulfulde and Tamasheq as names write
# them in French (ɲ is gn as in Gnagna, ŋ is ng as in Ngolo), and a few of Europe.
PLAIN = str.maketrans(
    {"ɛ": "e", "ɔ": "o", "ɲ": "gn", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ƙ": "k", "ƴ": "y", "ɣ": "gh", "ǝ": "e", "ə": "e",
     "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)  # fmt: skip
WHOLE_WORD = 2  # letters: a word as short as this is looked for as a whole
MOST_WORDS = 8
MOST_LETTERS = 80


def plain(text: str) -> str:
    """The text in small letters without accents; spaces and signs stay."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(PLAIN)


def parts(word: str) -> list[str]:
    """The letters and digits between the apostrophes, hyphens and other signs of one plain word."""
    return "".join(sign if sign.isalnum() else " " for sign in word).split()


def line(names: Iterable[str | None]) -> str:
    """What is searched of a record with these names; empty without any.

    Words come first as if written in one, in the order of the names, so that the line also sorts; the parts
    of those with an apostrophe or hyphen follow.
    """
    found = [parts(word) for name in names if name for word in plain(name).split()]
    words = ["".join(each) for each in found if each]
    pieces = [part for each in found if len(each) > 1 for part in each]
    return f" {' '.join(dict.fromkeys(words + pieces))} " if words else ""


def asked(text: str) -> list[tuple[str, ...]]:
    """What must be found, word by word, as pieces of such a line. For each word: written in one, or else its parts.

    [("ndiaye",), ...] for a simple word; ("ndiaye", " n ", "diaye") for "N'Diaye": the first, or all the others.
    """
    words = [parts(word) for word in plain(text[:MOST_LETTERS]).split()[:MOST_WORDS]]
    return [_pieces(word) for word in words if word]


def _pieces(word: list[str]) -> tuple[str, ...]:
    whole = _piece("".join(word))
    return (whole,) if len(word) == 1 else (whole, *[_piece(part) for part in word])


def _piece(word: str) -> str:
    return word if len(word) > WHOLE_WORD else f" {word} "
