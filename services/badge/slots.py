"""A place of its own in the status list for each card and each paper."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from models import Badge, SignedPaper, db
from rules.refused import N_, Refused
from services import guard

_TRIES, _AT_ONCE = 40, 50  # even at 99 % taken one place is always found


def free_slot(places: range) -> int:
    """A random slot among these that no living card or paper of any agency has."""
    return free_slots(places, 1)[0]


def free_slots(places: range, count: int) -> list[int]:
    """As many of them, each another one, in any order."""
    db.session.flush()
    found: dict[int, None] = {}
    with guard.unscoped("choosing free slots of the status list"):
        for _try in range(_TRIES):
            drawn = [places[secrets.randbelow(len(places))] for _place in range(max(_AT_ONCE, count - len(found)))]
            taken = {slot for model in (Badge, SignedPaper) for slot in db.session.scalars(select(model.slot).where(model.slot.in_(drawn)))}
            found |= dict.fromkeys(slot for slot in drawn if slot not in taken)
            if len(found) >= count:
                return list(found)[:count]
    raise Refused(N_("The status list is full: a technician must enlarge it before more badges are issued."))
