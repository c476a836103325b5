"""The days of the campaigns of the demo force: a year of notation goes from 1 October to 30 September.

The closed campaigns are over in December, in time for the promotion of the year. The open one is told from the day on which
the force is made, as the correction requests are: however late somebody tries the demo, something waits for a signature.
"""

from __future__ import annotations

import datetime as dt

from models import now
from rules.evaluation.assigning import ONE_DAY

YEARS = (2023, 2024, 2025, 2026)
OPEN_YEAR = 2026
# The open campaign opened so many days ago, and has so many left for its marks and its reviews.
OPENED_AGO, MARKS_LEFT, REVIEWS_LEFT = 52, 23, 37
# Never counted from an earlier day: the campaign opens once its period is over.
EARLIEST = dt.date(OPEN_YEAR, 10, 1) + dt.timedelta(days=OPENED_AGO)


def first_day(year: int) -> dt.date:
    """The first day of the period of a campaign."""
    return dt.date(year - 1, 10, 1)


def last_day(year: int) -> dt.date:
    """The last day of the period, on which one looks who heads whom."""
    return dt.date(year, 9, 30)


def days(year: int) -> int:
    """How long the period is, with both ends."""
    return (last_day(year) - first_day(year) + ONE_DAY).days


def opened(year: int) -> dt.datetime:
    """When the campaign was opened."""
    return ago(OPENED_AGO) if year == OPEN_YEAR else _morning(last_day(year) + ONE_DAY)


def closed(year: int) -> dt.datetime | None:
    """When it was closed; None for the open one."""
    return None if year == OPEN_YEAR else _morning(dt.date(year, 12, 20))


def ahead(days_left: int) -> dt.date:
    """So many days from today."""
    return _today() + dt.timedelta(days=days_left)


def ago(days_before: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """A moment so many days before today."""
    return _morning(_today() - dt.timedelta(days=days_before)).replace(hour=hour, minute=minute)


def _today() -> dt.date:
    return max(now().date(), EARLIEST)


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 9, tzinfo=dt.UTC)
