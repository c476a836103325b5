"""What a technician must know of the public check: a list that grows old, an address that no card can bear."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy import select

from models import Badge, SignedPaper, db
from rules.badge import LONGEST_ADDRESS
from services import guard

from . import due
from .files import folder

# A revocation must be public within this time.
OLDEST = dt.timedelta(minutes=15)


def troubles() -> list[str]:
    """What is wrong with the public check, in the English of the commands."""
    found = []
    address, age = current_app.config["VERIFY_URL"], due.age()
    if len(address) > LONGEST_ADDRESS:
        found.append(f"{address} has {len(address)} characters: no card can be printed with more than {LONGEST_ADDRESS} (SIRHP_VERIFY_URL).")
    if age is None and _is_needed():
        found.append(f"No list of cards is published in {folder()}. Is the worker running?")
    elif age is not None and age > OLDEST:
        found.append(f"The published list of cards is {age // dt.timedelta(minutes=1)} minutes old. Is the worker running?")
    return found


def _is_needed() -> bool:
    """Whether any card or paper was given out that somebody could check."""
    asked = (select(model.id).where(model.slot.is_not(None)).limit(1) for model in (Badge, SignedPaper))
    with guard.unscoped("whether anything was given out that the public can check"):
        return any(db.session.scalar(each) for each in asked)
