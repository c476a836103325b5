"""Which alerts there are, who is shown which, and how many people stand in each."""

from __future__ import annotations

import datetime as dt

from rules.access import Actor
from services.home import kept

from .alert import Alert
from .careers import PROBATION, STEPS, SUSPENDED
from .expiring import FITNESS, PAPERS
from .files import INCOMPLETE
from .leaving import OVER, SOON
from .photos import PHOTOS

ALERTS = (SUSPENDED, OVER, *SOON, PROBATION, STEPS, PAPERS, FITNESS, INCOMPLETE, PHOTOS)


def of(who: Actor) -> list[Alert]:
    """The alerts that somebody is shown, the most pressing first."""
    return [alert for alert in ALERTS if alert.is_open(who)]


def counts(who: Actor, today: dt.date) -> list[tuple[Alert, int]]:
    """Each alert of somebody with the number of people whom it concerns; kept for a while where counting took long."""
    found = []
    for alert in of(who):
        counted = kept.count(f"alert {alert.key} {today}", lambda alert=alert: [[alert.count(today)]], who)
        found.append((alert, counted.rows[0][0]))
    return found

