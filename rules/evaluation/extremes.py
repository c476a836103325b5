"""Which marks must be founded on more than a number: a justification in words, and a noted fact that speaks for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from ..refused import N_, Refused
from .marks import plain

NO_WORDS = N_("%(criterion)s: %(mark)s needs a justification in words.")
NO_FACT = {
    "good": N_("%(criterion)s: %(mark)s needs a fact of this period to the person's credit, noted by somebody else."),
    "bad": N_("%(criterion)s: %(mark)s needs a noted fact of this period that is to improve."),
}


@dataclass(frozen=True)
class Marked:
    """A criterion by its name, with the mark that it was given and the justification, empty where there is none."""

    criterion: str
    mark: Decimal
    why: str


@dataclass(frozen=True)
class Lacking:
    """What an extreme mark lacks, in words, and the box to go to: "why" or "mark"."""

    box: str
    words: Refused


def tone_wanted(mark: Decimal, *, low: Decimal | None, high: Decimal | None) -> str | None:
    """The tone of the fact that this mark needs, "good" or "bad"; None for a mark that needs none.

    `low` is the highest of the low marks that are extreme, `high` the lowest of the high ones; None where there are none.
    """
    if high is not None and mark >= high:
        return "good"
    return "bad" if low is not None and mark <= low else None


def lacking(marked: Marked, spoken: Collection[str], *, low: Decimal | None, high: Decimal | None) -> list[Lacking]:
    """What a mark lacks where it is extreme; `spoken` are the tones of the facts that stand beside it, the bounds as in `tone_wanted`."""
    tone = tone_wanted(marked.mark, low=low, high=high)
    if tone is None:
        return []
    said = {"criterion": marked.criterion, "mark": plain(marked.mark)}
    found = [] if marked.why else [Lacking("why", Refused(NO_WORDS, **said))]
    return found if tone in spoken else [*found, Lacking("mark", Refused(NO_FACT[tone], **said))]
