"""Serial numbers of blank cards as people type them: one by one, or from one to another."""

from __future__ import annotations

import re

from ..refused import N_, Refused

MOST = 2000
_NUMBER_AT_THE_END = re.compile(r"(.*?)(\d{1,18})", re.ASCII)
_BETWEEN = re.compile(r"[,;\s]+")
UNREADABLE = N_("“%(text)s” is no row of serial numbers: write AB0007, or AB0007-AB0012 for all of them.")


def read_serials(text: str) -> list[str]:
    """The serial numbers of "AB0007, AB0010-AB0012", each once, in the order typed. Raises Refused for what is none."""
    found: dict[str, None] = {}
    for part in filter(None, _BETWEEN.split(re.sub(r"\s*[-–]\s*", "-", text.strip()))):
        for serial in _row(part):
            found[serial] = None
        if len(found) > MOST:
            raise Refused(N_("At most %(most)s serial numbers are typed at once."), most=MOST)
    return list(found)


def _row(part: str) -> list[str]:
    """One serial number, or all from the first to the last of a row."""
    first, dash, last = part.partition("-")
    if not dash:
        return [part]
    begin, end = _NUMBER_AT_THE_END.fullmatch(first), _NUMBER_AT_THE_END.fullmatch(last)
    if begin is None or end is None or end[1] not in ("", begin[1]):
        raise Refused(UNREADABLE, text=part[:80])
    low, high, width = int(begin[2]), int(end[2]), len(begin[2])
    if not low <= high < low + MOST:
        raise Refused(UNREADABLE, text=part[:80])
    return [f"{begin[1]}{number:0{width}d}" for number in range(low, high + 1)]
