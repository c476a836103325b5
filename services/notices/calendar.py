"""The working days of this installation: its weekend from the settings, its holidays from the database."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from models import Holiday, db
from rules.working_days import Calendar


def calendar() -> Calendar:
    """The calendar as it stands now."""
    rows = db.session.execute(select(Holiday.falls_on, Holiday.is_yearly)).all()
    return Calendar(
        weekend=frozenset(current_app.config["WEEKEND"]),
        dated=frozenset(day for day, is_yearly in rows if not is_yearly),
        yearly=frozenset(day for day, is_yearly in rows if is_yearly),
    )
