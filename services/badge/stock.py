"""The stock of blank cards: received, used at the check, counted, spoiled, missing, destroyed; the figures add up by delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from models import Badge, Blank, BlankState, db, now
from models.badge import ENDED
from rules.access import Actor
from rules.badge import LONGEST_REASON
from rules.badge.serials import read_serials
from rules.refused import N_, Refused
from services import audit, bulk, guard

MOST_AT_ONCE = 20_000
A_BLOCK = 500
LONGEST_SERIAL, LONGEST_LOT = 40, 60
# What may become of a blank by hand; a spoiled card spoils its blank, and only what is destroyed is gone for good.
WRITTEN_OFF = {
    BlankState.IN_STOCK: (BlankState.SPOILED, BlankState.MISSING, BlankState.DESTROYED),
    BlankState.USED: (BlankState.SPOILED, BlankState.DESTROYED),
    BlankState.SPOILED: (BlankState.DESTROYED,),
    BlankState.MISSING: (BlankState.DESTROYED,),
    BlankState.DESTROYED: (),
}


@dataclass(frozen=True)
class Delivery:
    """Blanks as they come: a prefix, the first and the last number as printed, the name of the delivery."""

    prefix: str
    first: str
    last: str
    lot: str = ""


@dataclass(frozen=True)
class Figures:
    """A delivery: received is the sum of all others."""

    lot: str
    received: int
    in_stock: int
    used: int
    spoiled: int
    missing: int
    destroyed: int


@dataclass(frozen=True)
class Count:
    """What was counted of a delivery: how many blanks lie there, and the serial numbers of those that do not."""

    lot: str
    counted: int
    missing: str = ""
    reason: str = ""


def receive(delivery: Delivery, agency_id: int, *, by: Actor) -> int:
    """Take a delivery into stock; how many blanks it has. Refused for numbers that are none, and for serials that are there."""
    serials = _serials(delivery)
    if again := _known(serials, agency_id):
        raise Refused(N_("Blank %(serial)s is in the stock already."), serial=again)
    at, lot = now(), delivery.lot.strip()[:LONGEST_LOT] or None
    common = {"agency_id": agency_id, "state": BlankState.IN_STOCK, "received_on": at.date(), "lot": lot, "noted_at": at, "reason": None}
    bulk.insert(Blank, [common | {"serial": serial} for serial in serials])
    return len(serials)


def _serials(delivery: Delivery) -> list[str]:
    """Every serial number of a delivery, as printed."""
    first, last, prefix = delivery.first.strip(), delivery.last.strip(), delivery.prefix.strip()
    is_a_row = all(text.isascii() and text.isdecimal() and len(text) < 19 for text in (first, last))
    if not is_a_row or int(last) < int(first) or _differ_in_zeros(first, last) or len(prefix) + len(last) > LONGEST_SERIAL:
        raise Refused(N_("Give the first and the last serial number as printed on the blanks, such as 000001 and 000500."))
    if int(last) - int(first) >= MOST_AT_ONCE:
        raise Refused(N_("At most %(most)s blanks are received at once."), most=MOST_AT_ONCE)
    return [f"{prefix}{number:0{len(first)}d}" for number in range(int(first), int(last) + 1)]


def _differ_in_zeros(first: str, last: str) -> bool:
    """Whether one of a row is filled up with zeros and the other is not: 12 to 0020 would give 12, 13 … and not what is printed."""
    return len(first) != len(last) and (first.startswith("0") or last.startswith("0"))


def _known(serials: Sequence[str], agency_id: int) -> str | None:
    """The first of these serials that the agency has or had."""
    for start in range(0, len(serials), A_BLOCK):
        block = serials[start : start + A_BLOCK]
        if found := db.session.scalar(select(func.min(Blank.serial)).where(Blank.agency_id == agency_id, Blank.serial.in_(block))):
            return found
    return None


def suggest(agency_id: int) -> Blank | None:
    """The next blank in stock: the one after the last that was used, else the first."""
    in_stock = select(Blank).where(Blank.agency_id == agency_id, Blank.state == BlankState.IN_STOCK).order_by(Blank.serial).limit(1)
    used = select(Blank.serial).where(Blank.agency_id == agency_id, Blank.state == BlankState.USED).order_by(Blank.noted_at.desc(), Blank.id.desc())
    last = db.session.scalar(used.limit(1))
    after = db.session.scalar(in_stock.where(Blank.serial > last)) if last else None
    return after or db.session.scalar(in_stock)


def use(serial: str, agency_id: int) -> Blank:
    """A card was printed on this blank. Refused where it is not in the stock of the agency."""
    asked = select(Blank).where(Blank.agency_id == agency_id, Blank.serial == serial.strip())
    blank = db.session.scalar(asked)
    if blank is None or blank.state is not BlankState.IN_STOCK:
        raise Refused(N_("Blank %(serial)s is not in stock: read its serial number again."), serial=serial.strip())
    blank.state, blank.noted_at = BlankState.USED, now()
    db.session.flush()
    return blank


def write_off(blank: Blank, state: BlankState, reason: str, *, by: Actor) -> None:
    """A blank is spoiled, missing or destroyed, with the reason."""
    if state not in WRITTEN_OFF[blank.state]:
        raise Refused(N_("Blank %(serial)s is written off already."), serial=blank.serial)
    if not reason.strip():
        raise Refused(N_("Say why: the reason is kept with the blank."))
    if _living_card_on(blank) is not None:
        raise Refused(N_("Blank %(serial)s bears a card that can still be used: spoil or revoke the card first."), serial=blank.serial)
    blank.state, blank.noted_at, blank.reason = state, now(), reason.strip()[:LONGEST_REASON]
    db.session.flush()


def find(text: str, agency_id: int) -> list[Blank]:
    """The blanks of serial numbers as somebody types them, singly or as "AB0007-AB0012". Refused for one that is not there."""
    serials = read_serials(text)
    found: dict[str, Blank] = {}
    for start in range(0, len(serials), A_BLOCK):
        asked = select(Blank).where(Blank.agency_id == agency_id, Blank.serial.in_(serials[start : start + A_BLOCK]))
        found |= {blank.serial: blank for blank in db.session.scalars(asked)}
    if unknown := [serial for serial in serials if serial not in found]:
        raise Refused(N_("Blank %(serial)s was never received: read its serial number again."), serial=unknown[0])
    return [found[serial] for serial in serials]


def write_off_many(text: str, agency_id: int, state: BlankState, reason: str, *, by: Actor) -> int:
    """Write off the blanks of these serial numbers, all or none; how many."""
    blanks = find(text, agency_id)
    for blank in blanks:
        if blank.state is BlankState.USED:
            raise Refused(N_("Blank %(serial)s bears a card: spoil the card, or write the blank off on its own page."), serial=blank.serial)
        write_off(blank, state, reason, by=by)
    return len(blanks)


def count(counted: Count, agency_id: int, *, by: Actor) -> int:
    """Note that a delivery was counted, and write off what is not there; how many were. Refused while the figures do not agree."""
    here = (Blank.agency_id == agency_id, Blank.lot == (counted.lot or None), Blank.state == BlankState.IN_STOCK)
    expected = db.session.scalar(select(func.count(Blank.id)).where(*here))
    missing = find(counted.missing, agency_id) if counted.missing.strip() else []
    for blank in missing:
        if blank.state is not BlankState.IN_STOCK or (blank.lot or "") != counted.lot:
            raise Refused(N_("Blank %(serial)s is not one of those in stock of this delivery."), serial=blank.serial)
    if expected - len(missing) != counted.counted:
        raise Refused(
            N_("%(expected)s blanks should be there and you counted %(counted)s: name the serial numbers of exactly those that are missing."),
            expected=expected, counted=counted.counted,
        )  # fmt: skip
    for blank in missing:
        write_off(blank, BlankState.MISSING, counted.reason, by=by)
    told = {"lot": counted.lot, "expected": expected, "counted": counted.counted, "missing": len(missing)}
    audit.note("count", record_type=Blank.__tablename__, record_name=counted.lot or "–", changes=told)
    return len(missing)


def card_on(blank: Blank) -> Badge | None:
    """The card that is printed on a blank, as far as one sees it."""
    return db.session.scalar(select(Badge).where(Badge.blank_id == blank.id))


def _living_card_on(blank: Blank) -> int | None:
    """The card on a blank that has not ended, of whomever."""
    with guard.unscoped("whether a blank bears a card that has not ended"):
        return db.session.scalar(select(Badge.id).where(Badge.blank_id == blank.id, Badge.state.not_in(ENDED)))


def figures(agency_id: int) -> list[Figures]:
    """How many of each delivery were received, and what became of them."""
    asked = select(Blank.lot, Blank.state, func.count(Blank.id)).where(Blank.agency_id == agency_id).group_by(Blank.lot, Blank.state)
    found: dict[str, dict[BlankState, int]] = {}
    for lot, state, count in db.session.execute(asked):
        found.setdefault(lot or "", {})[state] = count
    return [Figures(lot, sum(counts.values()), *(counts.get(state, 0) for state in BlankState)) for lot, counts in sorted(found.items())]


def total(found: Sequence[Figures]) -> Figures:
    """All deliveries together."""
    sums = [sum(getattr(one, name) for one in found) for name in ("received", "in_stock", "used", "spoiled", "missing", "destroyed")]
    return Figures("", *sums)
