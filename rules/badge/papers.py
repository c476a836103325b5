"""Other papers with a signed code: what number a kind has in it, how long its text may be, how long it holds."""

from __future__ import annotations

import datetime as dt
import unicodedata

from ..refused import N_, Refused

# kind -> its number in the code (label 24 of claim 169)
KINDS = {"attestation": 1, "promotion_list": 2, "certificate": 3}
LONGEST_TEXT = 120  # bytes of UTF-8
# Assumed: no text that we know sets them.
ATTESTATION_DAYS = 92
LIST_YEARS = 10


def check_text(text: str) -> str:
    """The text as the code says it. Raises Refused for an empty one, for one too long for a code, and for signs that nobody sees."""
    kept = " ".join(text.split())
    if not kept:
        raise Refused(N_("The code of a paper says what the paper is about: the text is missing."))
    if unseen := next((sign for sign in kept if _is_unseen(sign)), None):
        raise Refused(N_("The text has a sign that nobody can see (%(sign)s). Take it out, or type the text again."), sign=f"U+{ord(unseen):04X}")
    if len(kept.encode()) > LONGEST_TEXT:
        raise Refused(N_("The text is too long for the code: %(most)s bytes at most."), most=LONGEST_TEXT)
    return kept


def _is_unseen(sign: str) -> bool:
    """Control and format signs, which hide or turn what stands beside them; halves of signs and signs without a meaning."""
    return unicodedata.category(sign).startswith("C")


def shortened(text: str, most: int) -> str:
    """The beginning of a text that stands in a code, with “…” where it needs more than so many bytes."""
    kept = text
    while len((told := kept if kept == text else f"{kept}…").encode()) > most:
        kept = kept[:-1].rstrip()
    return told


def last_day(kind: str, today: dt.date) -> dt.date:
    """The last day on which a paper of this kind, given out today, is called genuine."""
    if kind == "promotion_list":
        return dt.date(today.year + LIST_YEARS, 12, 31)
    return today + dt.timedelta(days=ATTESTATION_DAYS)
