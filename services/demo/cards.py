"""The cards of the demo force: some in every state, made as the badge office makes them, and a stock with two deliveries.

Who gets which follows from the numbers of the officers, so that the same seed gives the same cards; their numbers are
drawn, as always. Nothing is drawn on paper: what is printed here is printed again by the desk.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from sqlalchemy import select

from models import Badge, BadgeKind, BlankState, CardBatch, Officer, Position, Rank, SheetFormat, User, db, now
from rules.access import Actor
from services import badge as service
from services.badge.life import issuing, requesting

from .corrections import acting

OFFICE = "badge"
REASON = "Première carte"
FIRST = ("agent", "chef", "rh")  # who signs in as one of these finds a card of his own
DELIVERIES = (("BL 2026/014", "0001", "0120"), ("BL 2026/031", "0121", "0180"))
PREFIX = "ML"
WAITING, APPROVED, PRINTED, CHECKED, IN_FIELD = 3, 4, 5, 3, 3


def create() -> None:
    """Make them, once there are accounts and photos."""
    if not service.keys.public_keys():
        service.make_key()
    with acting(OFFICE) as office:
        people = _people(office)
        _receive(office)
        _held(people, office)
        _ended(people, office)
        _on_their_way(people, office)
        _count(office)


def _people(office: Actor) -> Iterator[Officer]:
    """Officers of the police in service: those who sign in, then by number; never the one who makes the cards."""
    own = select(User.officer_id).where(User.username.in_(FIRST))
    asked = select(Officer).join(Officer.position).where(Officer.home_agency_id == office.agency_id, Position.is_serving, Officer.photo.is_not(None))
    others = asked.where(Officer.id.not_in(select(User.officer_id).where(User.officer_id.is_not(None))), Officer.unit_id.is_not(None))
    first = asked.where(Officer.id.in_(own)).order_by(Officer.id)
    yield from db.session.scalars(first).all()
    yield from db.session.scalars(others.order_by(Officer.id).limit(60)).all()


def _approved(people: Iterator[Officer], count: int, office: Actor, days: int, kind: BadgeKind = BadgeKind.IDENTITY) -> list[Badge]:
    """Cards that a second person approved so many days ago; fewer where the force is small."""
    chosen = [officer for officer, _number in zip(people, range(count), strict=False)]
    made, _refused = requesting.enter(chosen, kind, REASON, by=office)
    issuing.approve(made, by=office)
    for badge in made:
        _earlier(badge, days, "requested_at", "approved_at", "issued_on", "expires_on")
    return made


def _printed(people: Iterator[Officer], count: int, office: Actor, days: int, **asked) -> list[Badge]:
    """The same as a print run, without its paper."""
    made = _approved(people, count, office, days, **asked)
    if made:
        batch = service.make_batch(made, SheetFormat.A4, by=office)
        for badge in made:
            service.batches.mark_printed(badge, by=office)
            _earlier(badge, days - 1, "printed_at")
        batch.title = service.batches.title_of(batch.agency, batch.made_at - dt.timedelta(days=days - 1))
        _earlier(batch, days - 1, "made_at")
        batch.printed_at = batch.made_at
    return made


def _checked(people: Iterator[Officer], count: int, office: Actor, days: int, **asked) -> list[Badge]:
    made = _printed(people, count, office, days, **asked)
    for badge in made:
        service.mark_checked(badge, by=office, serial=service.stock.suggest(badge.agency_id).serial)
        _earlier(badge, days - 2, "checked_at")
    return made


def _active(people: Iterator[Officer], count: int, office: Actor, days: int, **asked) -> list[Badge]:
    made = _checked(people, count, office, days, **asked)
    for number, badge in enumerate(made, start=1):
        service.hand_over(badge, service.Receipt(f"Bordereau {days:03d}/{number:02d}"), by=office)
        _earlier(badge, days - 3, "handed_at")
    return made


def _held(people: Iterator[Officer], office: Actor) -> None:
    """Cards in force: of long ago and of late; one shows a rank that no longer holds, one is suspended."""
    held = _active(people, 8, office, 200)
    soon = _active(people, 2, office, 700)
    again = [badge.officer for badge in held[: IN_FIELD + 1]]
    _active(iter(again), IN_FIELD, office, 120, kind=BadgeKind.FIELD)
    if len(held) > 4:
        held[4].rank_id = db.session.scalar(select(Rank.id).where(Rank.id != held[4].rank_id).order_by(Rank.id))
    if soon:
        service.suspend(soon[-1], "Suspension de fonctions en cours d’examen", by=office)
    _replaced(held[3:4], office)


def _replaced(held: list[Badge], office: Actor) -> None:
    """A second card of the same officer, handed over: the first is replaced, and still to be taken back."""
    _active(iter([badge.officer for badge in held]), 1, office, 20)


def _ended(people: Iterator[Officer], office: Actor) -> None:
    """One card for each end; a spoiled one is followed by another."""
    ends: tuple[tuple[Callable, str], ...] = (
        (service.lose, "Perdue au marché de Médine"), (service.steal, "Vol de sac, plainte déposée"),
        (service.take_back, ""), (service.revoke, "Photo d’une autre personne"),
    )  # fmt: skip
    for badge, (end, reason) in zip(_active(people, len(ends), office, 90), ends, strict=False):
        end(badge, reason, by=office)
    for badge in _checked(people, 1, office, 9):
        service.spoil(badge, "Impression décalée", by=office)
    for badge in _approved(people, 1, office, 12):
        service.cancel(badge, "Demandée deux fois", by=office)
    for badge in _active(people, 1, office, 700):
        _earlier(badge, 60, "issued_on", "expires_on", "handed_at")
    service.expire(now().date())


def _on_their_way(people: Iterator[Officer], office: Actor) -> None:
    """What waits at the desk, and a request for a second person."""
    _checked(people, CHECKED, office, 5)
    _printed(people, PRINTED, office, 3)
    _approved(people, APPROVED, office, 1)
    chosen = [officer for officer, _number in zip(people, range(WAITING), strict=False)]
    if chosen:
        service.request(chosen, BadgeKind.IDENTITY, "Sortie d’école, affectation au commissariat", by=office)


def _receive(office: Actor) -> None:
    for lot, first, last in DELIVERIES:
        service.stock.receive(service.stock.Delivery(PREFIX, first, last, lot), office.agency_id, by=office)


def _count(office: Actor) -> None:
    """Some blanks are spoiled and one is missing; then the figures agree."""
    stock, lot = service.stock, DELIVERIES[0][0]
    stock.write_off_many(f"{PREFIX}0119-{PREFIX}0120", office.agency_id, BlankState.SPOILED, "Rayés à la livraison", by=office)
    [found] = [one for one in stock.figures(office.agency_id) if one.lot == lot]
    stock.count(stock.Count(lot, found.in_stock - 1, f"{PREFIX}0118", "Introuvable à l’inventaire"), office.agency_id, by=office)


def _earlier(record: Badge | CardBatch, days: int, *names: str) -> None:
    """It happened so many days before today."""
    for name in names:
        if (value := getattr(record, name)) is not None:
            setattr(record, name, value - dt.timedelta(days=days))
