"""From when to when, as people say it: both days included, the same for the officer and for a commander."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from models import Absence, DatedLine, now
from web import day


def held(line: DatedLine) -> str:
    """From when to when a line holds."""
    if line.ends_on is not None:  # the day on which it holds no more
        return _first_to_last(line.starts_on, line.ends_on - dt.timedelta(days=1))
    if line.starts_on > now().date():
        return _("from %(day)s on", day=day(line.starts_on))
    return _("since %(day)s", day=day(line.starts_on))


def given(line: DatedLine) -> str:
    """The day on which something was given."""
    return _("on %(day)s", day=day(line.starts_on))


def away(absence: Absence) -> str:
    """From when to when somebody was away."""
    if absence.last_day_on is None:
        return _no_return(_("since %(day)s", day=day(absence.starts_on)))
    return _first_to_last(absence.starts_on, absence.last_day_on)


def absent(absence: Absence) -> str:
    """Why somebody is away today, and until when."""
    if absence.last_day_on is None:
        return _no_return(absence.kind)
    return _("%(kind)s until %(day)s", kind=absence.kind, day=day(absence.last_day_on))


def _first_to_last(first: dt.date, last: dt.date) -> str:
    if first == last:
        return _("on %(day)s", day=day(first))
    return _("from %(first)s to %(last)s", first=day(first), last=day(last))


def _no_return(what: object) -> str:
    return _("%(what)s; the return is not recorded", what=what)
