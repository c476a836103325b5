"""How often somebody takes the own file away: making it is work, and a stolen session should not empty it again and again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

MOST_AN_HOUR = 6
WITHIN = dt.timedelta(hours=1)


def again_at(taken: Iterable[dt.datetime], at: dt.datetime) -> dt.datetime | None:
    """From which moment on one more file may be taken, after those taken at these moments; None when it may be now."""
    latest = sorted(one for one in taken if one > at - WITHIN)[-MOST_AN_HOUR:]
    return latest[0] + WITHIN if len(latest) == MOST_AN_HOUR else None
