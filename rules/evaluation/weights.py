"""What is typed of a form and of a criterion: weights, and the share of the scale from which each level holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..refused import N_, Refused
from .marks import MARK

MOST = Decimal(1000)


@dataclass(frozen=True)
class Level:
    """From which share of the highest mark (0 to 99 %) a level holds, and what it means, in French and in English."""

    from_share: int
    words: str
    words_en: str | None = None


def parse_weights(typed: Mapping[int, str]) -> dict[int, Decimal]:
    """The weights of a form, by criterion; one left empty or at 0 is not asked. Raises Refused."""
    found = {key: weight for key, text in typed.items() if (weight := _weight(text.strip()))}
    if not found:
        raise Refused(N_("A form asks for something: give at least one criterion a weight."))
    return found


def _weight(text: str) -> Decimal:
    if not text:
        return Decimal(0)
    if not MARK.fullmatch(text) or (weight := Decimal(text.replace(",", "."))) > MOST:
        raise Refused(N_("“%(value)s” is not a weight. Write a number such as 15 or 7,5; the shares follow from all of them."), value=text[:40])
    return weight


def parse_levels(typed: Sequence[tuple[str, str, str]]) -> list[Level]:
    """The levels of a criterion as typed (from %, words, words in English), the lowest first; empty lines are passed over.

    Raises Refused for a share that cannot be, a level without words, and two that begin at the same mark.
    """
    levels = sorted((_level(*line) for line in typed if any(text.strip() for text in line)), key=lambda one: one.from_share)
    shares = [one.from_share for one in levels]
    if len(set(shares)) != len(shares):
        raise Refused(N_("Two levels begin at the same mark: change one of them."))
    return levels


def _level(share: str, words: str, words_en: str) -> Level:
    number = share.strip()
    if not (number.isascii() and number.isdigit() and int(number) < 100):
        raise Refused(N_("A level begins at 0 to 99 percent of the highest mark."))
    if not words.strip():
        raise Refused(N_("Write what the level from %(share)s %% means."), share=number)
    return Level(int(number), words.strip(), words_en.strip() or None)
