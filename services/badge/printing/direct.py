"""The cards of a unit, printed at once by the command, which issues what is missing and hands over."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import Select, select

from models import Badge, BadgeKind, BadgeState, Officer, Position, Unit, db, now
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import audit, guard, organisation

from ..life import checking, freezing, handing, issuing, requesting
from . import batches, designs
from .faces import CardFace, face_of

COMMAND = "command"
A_PART = batches.A_PART
_DRAWN_AGAIN = (BadgeState.CHECKED, BadgeState.ACTIVE)  # by the command only, which is trusted with the keys


def print_unit(unit: Unit, folder: Path, *, by: Actor, hands_over: bool = True) -> int:
    """Print the identity cards of all who serve in a unit and below it; how many cards there are.

    The files (01.pdf, 02.pdf, …) hold as many cards as a part of a print run, so that memory stays small. The door of
    technicians: what is missing is issued without a second person, what is printed is handed over unless they keep it,
    and whoever acts is left out. A card that is in force already is drawn again, and the trail says of each that it was.
    """
    if by.door != COMMAND:
        raise Forbidden(N_("Cards are requested and approved by two people: only a command prints a unit alone."))
    below = select(Unit.id).where(organisation.below(unit.path))
    serving = (
        select(Officer)
        .join(Officer.position)
        .where(Officer.unit_id.in_(below), Position.is_serving, Officer.id.is_distinct_from(by.officer_id))
        .order_by(Officer.last_name, Officer.first_names, Officer.id)
    )
    held: dict[int, Badge] = {}
    for badge in db.session.scalars(_printable(below)):
        held.setdefault(badge.officer_id, badge)
    badges = [badge for officer in db.session.scalars(serving) if (badge := held.get(officer.id) or _issued(officer, by))]
    if hands_over:
        _refuse_numbered(badges)
    _draw(badges, folder, by)
    for badge in badges if hands_over else ():
        _hand_over(badge, by)
    return len(badges)


def _refuse_numbered(badges: Sequence[Badge]) -> None:
    """Whose blank has a number is checked with it, and no command reads it."""
    for badge in badges:
        if badge.state not in _DRAWN_AGAIN and (badge.design or designs.in_force(badge.agency_id, badge.kind)).has_serials:
            raise Refused(N_("The blanks of these cards are numbered: print with --keep, then check each card with its serial number at the desk."))


def _draw(badges: Sequence[Badge], folder: Path, by: Actor) -> None:
    from . import sheets  # what draws (ReportLab, 8 MB) is loaded with the first sheet, not with every process

    for number, start in enumerate(range(0, max(len(badges), 1), A_PART), start=1):
        with open(folder / f"{number:02d}.pdf", "wb") as out:
            sheets.print_cards((_face(badge, by) for badge in badges[start : start + A_PART]), out)
        gc.collect()  # a drawn document is a knot that nothing else unties in time


def _printable(units: Select) -> Select:
    """The card that is being made comes before the one that is in force."""
    states = [BadgeState.REQUESTED, BadgeState.APPROVED, BadgeState.PRINTED, *_DRAWN_AGAIN]
    in_time = (Badge.expires_on >= now().date()) | Badge.expires_on.is_(None)
    here = (Officer.unit_id.in_(units), Badge.kind == BadgeKind.IDENTITY, Badge.state.in_(states), in_time)
    return select(Badge).join(Badge.officer).where(*here).order_by(Badge.state == BadgeState.ACTIVE, Badge.id)


def _issued(officer: Officer, by: Actor) -> Badge | None:
    made, _refused = requesting.enter([officer], BadgeKind.IDENTITY, _("Printed by a command"), by=by, needs_photo=False)
    return made[0] if made else None


def _face(badge: Badge, by: Actor) -> CardFace:
    if badge.state is BadgeState.REQUESTED:
        issuing.approve([badge], by=by)
    if badge.state in _DRAWN_AGAIN:
        with guard.unscoped("a card of before cards kept what they show is drawn again"):
            freezing.freeze([badge])
        audit.note("print", record=badge, changes={"copy": True})
        return face_of(badge)
    return batches.printed(badge, by=by)


def _hand_over(badge: Badge, by: Actor) -> None:
    if badge.state is BadgeState.PRINTED:
        checking.mark_checked(badge, by=by)
    if badge.state is BadgeState.CHECKED:
        handing.hand_over(badge, handing.Receipt(_("Handed over by a command")), by=by)
