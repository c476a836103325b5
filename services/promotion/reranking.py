"""What a list becomes when the file of one candidate is read again as it now stands, and all others as they were frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Row, select

from models import PromotionCandidate, PromotionRound, db
from rules import promotion as rules
from rules.promotion import Place
from rules.promotion.admission import LEAVE_OUT
from rules.refused import N_, Refused
from services import approval

from . import decided, ranking
from .dossiers import dossiers

COMPARED = ("is_eligible", "is_admitted", "place", "score")


@dataclass(frozen=True)
class Moved:
    """Somebody whose place, or whose being within the places, changes."""

    officer_id: int
    name: str
    before: int | None
    after: int | None
    was_admitted: bool
    is_admitted: bool


@dataclass(frozen=True)
class Anew:
    """The list as it would be, who moves (whoever enters or leaves first), and whether the file is another one at all.

    `sets_aside` says that the board had left the officer out, which an upheld appeal ends.
    """

    places: list[Place]
    moved: list[Moved]
    is_other_file: bool
    sets_aside: bool
    digest: str


def anew(round_: PromotionRound, officer_id: int) -> Anew:
    """The list with this file read again. Refused where the officer is no candidate by it. To be called with the guard lifted."""
    stored = {row.officer_id: row for row in _stored(round_)}
    fresh = next(iter(dossiers(round_, only=[officer_id])), None)
    if fresh is None:
        raise Refused(N_("By the file as it stands, the officer does not hold the rank on the date of reference. Have the file corrected first."))
    decisions = decided.decisions_of(round_)
    sets_aside = decisions.get(officer_id) == LEAVE_OUT
    if sets_aside:
        del decisions[officer_id]
    others = [rules.dossier_from_plain(row.dossier) for number, row in stored.items() if number != officer_id]
    places = ranking.computed(round_, [*others, fresh], decisions)
    moved = _moved(stored, places)
    is_other_file = officer_id not in stored or stored[officer_id].dossier != rules.as_plain(fresh)
    return Anew(places, moved, is_other_file, sets_aside, _digest(places, moved, officer_id))


def _stored(round_: PromotionRound) -> Sequence[Row]:
    columns = [getattr(PromotionCandidate, name) for name in ("officer_id", "dossier", *COMPARED)]
    return db.session.execute(select(*columns).where(PromotionCandidate.round_id == round_.id)).all()


def _moved(stored: Mapping[int, Row], places: Sequence[Place]) -> list[Moved]:
    found = []
    for place in places:
        before = stored.get(place.dossier.officer_id)
        stood = (before.place, before.is_admitted) if before else (None, False)
        if stood != (place.place, place.is_admitted):
            found.append(Moved(place.dossier.officer_id, place.dossier.name, stood[0], place.place, stood[1], place.is_admitted))
    return sorted(found, key=lambda one: (one.was_admitted == one.is_admitted, one.after is None, one.after or 0, one.officer_id))


def _digest(places: Sequence[Place], moved: Sequence[Moved], officer_id: int) -> str:
    """What stands for exactly this effect: who moves, and the file and the points of the officer."""
    [own] = [place for place in places if place.dossier.officer_id == officer_id]
    told = {"moved": [asdict(one) for one in moved], "dossier": rules.as_plain(own.dossier), "score": rules.as_plain(own.score)}
    return approval.digest_of("moved", told)


def plain(found: Anew) -> dict:
    """What the appeal keeps of it."""
    return {"moved": [asdict(one) for one in found.moved], "sets_aside": found.sets_aside}
