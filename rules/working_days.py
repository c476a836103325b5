"""Working days: which days count when somebody has so many days to answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
# A weekend of all seven days would never end.
DAYS_OF_A_WEEK = frozenset(range(1, 8))
# Longer than any run of holidays: beyond it the calendar itself is wrong.
LONGEST_REST = 366


@dataclass(frozen=True)
class Calendar:
    """When nobody works: days of the week (1 is Monday, 7 Sunday), single dates, and days of every year.

    A day in `yearly` counts from its own year on: a holiday made in 2024 was none in 2023. One that falls on
    29 February counts in leap years only.
    """

    weekend: frozenset[int] = frozenset({6, 7})
    dated: frozenset[dt.date] = frozenset()
    yearly: frozenset[dt.date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekend < DAYS_OF_A_WEEK:
            raise ValueError("a weekend is some of the days 1 (Monday) to 7 (Sunday), and not all")

    def is_working(self, day: dt.date) -> bool:
        """Whether people work on this day."""
        if day.isoweekday() in self.weekend or day in self.dated:
            return False
        return not any((one.month, one.day) == (day.month, day.day) and one.year <= day.year for one in self.yearly)

    def after(self, day: dt.date, count: int) -> dt.date:
        """The day on which so many working days have gone by since `day`, which itself does not count.

        With 0 it is `day`, or the first working day after it. ValueError where the calendar has no working day.
        """
        if count < 0:
            raise ValueError("working days are counted forwards")
        reached, resting = day, 0
        while count or not self.is_working(reached):
            reached += DAY
            working = self.is_working(reached)
            count, resting = count - (working and count > 0), 0 if working else resting + 1
            if resting > LONGEST_REST:
                raise ValueError("this calendar has no working day")
        return reached

    def between(self, start: dt.date, end: dt.date) -> int:
        """How many working days have gone by from `start`, which does not count, to the end of `end`; 0 when it is earlier."""
        days = max((end - start).days, 0)
        return sum(self.is_working(start + DAY * number) for number in range(1, days + 1))
