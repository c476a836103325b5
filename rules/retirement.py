"""When somebody reaches the age of retirement, by the version of the rule that is in force on that very day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

BIRTHDAY, MONTH_END, YEAR_END = "birthday", "month_end", "year_end"
# Nobody is looked for further back than this many years before the day asked about.
OLDEST = 110


@dataclass(frozen=True)
class AgeRule:
    """A version: from `starts_on` on, people leave at this age (years), on the day that `leaves_at` names."""

    starts_on: dt.date
    age: int
    leaves_at: str = BIRTHDAY


def retires_on(born: dt.date, rules: Iterable[AgeRule]) -> tuple[dt.date, AgeRule] | None:
    """The first day out of service, and the version that says so; None where no version is known.

    A version decides only for those whose day falls before the next one takes effect: who leaves on 1 January under a rule
    that was replaced on 31 December leaves under the new one. Whom a new version finds older than its age leaves on the
    day on which it takes effect. Before the first version known, that one is taken.
    """
    ordered = sorted(rules, key=lambda rule: rule.starts_on)
    for place, (rule, following) in enumerate(zip_longest(ordered, ordered[1:])):
        leaves = leaves_on(born, rule)
        if place:
            leaves = max(leaves, rule.starts_on)
        if following is None or leaves < following.starts_on:
            return leaves, rule
    return None


def still_serves_from(day: dt.date, rules: Iterable[AgeRule]) -> dt.date:
    """The earliest date of birth of those who have not left before `day`: who is older has; `rules` is not empty.

    Who was born later never leaves earlier, so the date is found by halving. With it a whole force is counted by
    comparing dates of birth, and nobody needs to be looked at alone.
    """
    ordered = sorted(rules, key=lambda rule: rule.starts_on)
    too_old, serving = day.toordinal() - OLDEST * 366, day.toordinal()
    while serving - too_old > 1:
        middle = (too_old + serving) // 2
        if retires_on(dt.date.fromordinal(middle), ordered)[0] < day:
            too_old = middle
        else:
            serving = middle
    return dt.date.fromordinal(serving)


def of_rank(own: Iterable[AgeRule], of_corps: Iterable[AgeRule]) -> list[AgeRule]:
    """The versions for a rank: its own, and before the first of them those of its corps."""
    own = sorted(own, key=lambda rule: rule.starts_on)
    return [rule for rule in of_corps if not own or rule.starts_on < own[0].starts_on] + own


def counts_as_born_on(birth_on: dt.date | None, birth_year: int | None) -> dt.date | None:
    """The date of birth; where only its year is known, as for "born about", the last day of that year (assumed).

    Nobody is made older than shown. None where neither is known.
    """
    return birth_on or (dt.date(birth_year, 12, 31) if birth_year else None)


def leaves_on(born: dt.date, rule: AgeRule) -> dt.date:
    """The first day out of service by one version alone."""
    reached = birthday(born, rule.age)
    if rule.leaves_at == MONTH_END:
        return dt.date(reached.year + reached.month // 12, reached.month % 12 + 1, 1)
    return dt.date(reached.year + 1, 1, 1) if rule.leaves_at == YEAR_END else reached


def birthday(born: dt.date, age: int) -> dt.date:
    """The day on which an age is reached; who was born on a 29 February reaches it on 1 March in other years."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)
