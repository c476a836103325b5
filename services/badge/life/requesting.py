"""Asking for cards: one officer or many, checked one by one, then decided by a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from models import Badge, BadgeKind, Officer, Photo, Proposal, db, now
from models.badge import IN_WORK
from rules.access import Actor
from rules.badge import life
from rules.badge.life import Act
from rules.refused import N_, Refused
from services import approval, bulk, guard

from ..printing import designs
from . import freezing, moving
from .following import ELSEWHERE, NOT_SERVING

NO_PHOTO = N_("%(officer)s has no photo: take one first.")
UNDER_WAY = N_("A card of this kind is already being made for %(officer)s.")
TOO_MANY = N_("At most %(most)s cards are requested at once: choose a smaller unit.")


@dataclass(frozen=True)
class Requested:
    """The cards that were requested, the proposal that waits for a second person, and who was refused, each with the reason."""

    badges: list[Badge]
    proposal: Proposal | None
    refused: list[Refused]


def request(officers: Sequence[Officer], kind: BadgeKind, reason: str, *, by: Actor) -> Requested:
    """Request a card for each of these officers and propose them together. Who cannot have one is left out and named."""
    if len(officers) > life.MOST_OF_A_REQUEST:
        raise Refused(TOO_MANY, most=life.MOST_OF_A_REQUEST)
    if life.step(None, Act.REQUEST).reason and not reason.strip():
        raise Refused(moving.WITHOUT_REASON)
    badges, refused = enter(officers, kind, reason, by=by)
    if not badges:
        return Requested([], None, refused)
    proposal = approval.propose(life.ISSUE, _content(badges, kind), reason=reason, by=by, title=_title(badges))
    return Requested(badges, proposal, refused)


def _title(badges: Sequence[Badge]) -> str:
    """Whose cards they are, in a line of the list."""
    return str(badges[0].officer) if len(badges) == 1 else f"{badges[0].officer} (+ {len(badges) - 1})"


def enter(
    officers: Sequence[Officer], kind: BadgeKind, reason: str, *, by: Actor, needs_photo: bool = True
) -> tuple[list[Badge], list[Refused]]:
    """The rows of the requests, without a proposal; and who was refused."""
    made, refused = [], []
    asked = _Asked(kind, by, needs_photo, _held(officers, kind))
    for officer in dict.fromkeys(officers):
        agency = moving.serving_agency(officer)
        if objection := asked.objection(officer, agency.id, made[0].agency.id if made else by.agency_id):
            refused.append(objection)
            continue
        made.append(Badge(
            officer=officer, kind=kind, agency=agency, request_reason=reason.strip()[: moving.LONGEST_REASON],
            requested_at=now(), requested_by=by.name[:200],
        ))  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    return made, refused


def bars(officers: Sequence[Officer], kind: BadgeKind, *, by: Actor) -> dict[int, Refused]:
    """Why somebody cannot request a card of this kind for some of these officers, by their numbers. Writes nothing."""
    asked = _Asked(kind, by, True, _under_way([officer.id for officer in officers], kind))
    found = {officer.id: asked.objection(officer, moving.serving_agency(officer).id, by.agency_id) for officer in officers}
    return {number: bar for number, bar in found.items() if bar is not None}


def _held(officers: Sequence[Officer], kind: BadgeKind) -> frozenset[int]:
    """Have these officers for oneself, as they stand now: of two who request at once, the second sees what the first did.

    The numbers of those for whom a card of this kind is being made, by whomever.
    """
    numbers = [officer.id for officer in officers]
    db.session.flush()
    bulk.lock(Officer, Officer.id.in_(numbers))
    db.session.scalars(select(Officer).where(Officer.id.in_(numbers)), execution_options={"populate_existing": True}).all()
    return _under_way(numbers, kind)


def _under_way(numbers: Sequence[int], kind: BadgeKind) -> frozenset[int]:
    with guard.unscoped("whether a card is being made"):
        under_way = select(Badge.officer_id).where(Badge.officer_id.in_(numbers), Badge.kind == kind, Badge.state.in_(IN_WORK))
        return frozenset(db.session.scalars(under_way))


@dataclass(frozen=True)
class _Asked:
    """What is asked for whom, and for whom a card is being made already."""

    kind: BadgeKind
    by: Actor
    needs_photo: bool
    under_way: frozenset[int]

    @cached_property
    def oneself(self) -> set[int]:
        """The officers that whoever asks is."""
        return guard.himself(self.by)

    def objection(self, officer: Officer, agency_id: int, wanted_agency_id: int | None) -> Refused | None:
        """Why this one gets no card; all cards of a request are of one agency."""
        if officer.id in self.oneself:
            return Refused(moving.OWN)
        if officer.position is None or not officer.position.is_serving or officer.position.ends_service:
            return Refused(NOT_SERVING, officer=str(officer))
        if wanted_agency_id is not None and agency_id != wanted_agency_id:
            return Refused(ELSEWHERE, officer=str(officer))
        if self.needs_photo and not officer.photo:
            return Refused(NO_PHOTO, officer=str(officer))
        return Refused(UNDER_WAY, officer=str(officer)) if officer.id in self.under_way else None


def _content(badges: Sequence[Badge], kind: BadgeKind) -> dict:
    """What the second person approves: each card with the name, rank and photo that it will bear, and the design."""
    design = designs.in_force(badges[0].agency_id, kind)
    return {"kind": kind.value, "cards": card_lines(badges), "design": design.id}


def card_lines(badges: Sequence[Badge]) -> list[list]:
    """The cards as a proposal keeps them, each [card, officer, name, rank, photo, day of the photo]."""
    photos = freezing.photos_of(badges)
    return [_line(badge, photos.get(badge.officer_id)) for badge in badges]


def _line(badge: Badge, photo: Photo | None) -> list:
    officer, day = badge.officer, photo.taken_on.isoformat() if photo and photo.taken_on else ""
    return [badge.id, officer.id, str(officer), officer.rank.name if officer.rank else "", officer.photo or "", day]
