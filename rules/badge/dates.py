"""How long a card holds."""

from __future__ import annotations

import datetime as dt

LONGEST_LIFE_YEARS = 2
EXPIRES_WITHIN = dt.timedelta(days=60)  # the next card is requested from then on
LIST_DAYS = 7  # for so long a published status list is believed


def expiry(issued_on: dt.date, months: int) -> dt.date:
    """The last valid day of a badge that is to last so many months: the eve of the day of that number, two years later at most."""
    years, month = divmod(issued_on.month - 1 + min(months, 12 * LONGEST_LIFE_YEARS), 12)
    first = dt.date(issued_on.year + years, month + 1, 1)
    following = (first + dt.timedelta(days=31)).replace(day=1)
    return min(first + dt.timedelta(days=issued_on.day - 1), following) - dt.timedelta(days=1)


def expiry_moment(expires_on: dt.date) -> int:
    """The second since 1970 (UTC, which is also the time of Mali) at which the last valid day is over."""
    midnight = dt.datetime.combine(expires_on + dt.timedelta(days=1), dt.time(), dt.UTC)
    return int(midnight.timestamp())
