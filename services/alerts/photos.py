"""People in service without a photo, or whose photo is older than a card may bear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Select, select

from models import Officer, Photo, Position
from rules.photo import OLDEST_YEARS
from rules.refused import N_
from services.photo import IS_IN_USE, outdated

from .alert import Alert, of_officers


def _without(today: dt.date) -> Select:
    taken_on = select(Photo.taken_on).where(IS_IN_USE).limit(1).scalar_subquery()
    serving = Officer.position_id.in_(select(Position.id).where(Position.is_serving))
    asked = of_officers(Officer.photo, taken_on.label("taken_on")).where(serving, outdated(today))
    return asked.order_by(Officer.last_name, Officer.first_names, Officer.id)


def _told(_today: dt.date) -> Callable:
    def told(row):
        if row.photo is None:
            return (N_("no photo"), {}), None, None
        return ((N_("too old"), {}), row.taken_on, None) if row.taken_on else ((N_("of an unknown day"), {}), None, None)

    return told


PHOTOS = Alert(
    key="photos",
    title=N_("Photos missing or too old"),
    rule=N_("Somebody in service has no photo, or one that was taken more than %(years)s years ago or nobody knows when."),
    values=(("years", OLDEST_YEARS),),
    permissions=("personnel.edit", "badge.create", "audit.view"),
    people=_without,
    told=_told,
    act="photo",
    is_weekly=False,  # once a quarter: services/photo/reminding.py
)
