"""The situation at a date: the officers of a day, where they were, and the same as a file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .view import SituationView
from .where import WhereView


def views() -> list:
    """The pages of this area, in the order of the menu."""
    return [
        SituationView(name=_l("Situation on a date"), endpoint="admin-situation", url="situation"),
        WhereView(name=_l("Who is where"), endpoint="admin-where", url="where"),
    ]
