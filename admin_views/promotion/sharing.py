"""What the pages of a round and of a candidate share: the list by pages, and the line that had to be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from models import AdmittedBy, PromotionCandidate, PromotionRound, db

ON_A_PAGE = 100
# What a list shows: those who may be promoted, of them those within the places, and the others.
ABLE, ADMITTED, OTHERS = "able", "admitted", "others"


@dataclass(frozen=True)
class Listing:
    """One page of the list of a round. `shown` is one of the three above, `counts` how many each holds."""

    shown: str
    counts: dict[str, int]
    candidates: Sequence[PromotionCandidate]
    page: int
    last_page: int


def listing(round_: PromotionRound, shown: str, page: int) -> Listing:
    """A hundred of them; however long the list is, only they are read."""
    counts = counted(round_)
    shown = shown if shown in counts else ABLE
    last_page = max(1, -(-counts[shown] // ON_A_PAGE))
    page = min(max(page, 1), last_page)
    asked = select(PromotionCandidate.id).where(PromotionCandidate.round_id == round_.id, *_which(shown))
    if shown == ABLE and _is_ranked(round_):  # places follow each other without a gap, so that a page is found at once
        first = (page - 1) * ON_A_PAGE + 1
        numbers = asked.where(PromotionCandidate.place.between(first, first + ON_A_PAGE - 1)).order_by(PromotionCandidate.place)
    else:
        order = (PromotionCandidate.place,) if shown == ADMITTED else (PromotionCandidate.officer_id,)
        numbers = asked.order_by(*order).limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)
    found = {one.id: one for one in db.session.scalars(select(PromotionCandidate).where(PromotionCandidate.id.in_(numbers.subquery().select())))}
    key = (lambda one: one.officer_id) if shown == OTHERS or not _is_ranked(round_) else (lambda one: one.place)
    return Listing(shown, counts, sorted(found.values(), key=key), page, last_page)


def counted(round_: PromotionRound) -> dict[str, int]:
    """How many there are of each, from the indexes alone."""
    own = PromotionCandidate.round_id == round_.id
    able = select(PromotionCandidate.is_eligible, func.count()).where(own).group_by(PromotionCandidate.is_eligible)
    found = dict(db.session.execute(able).tuples().all())
    admitted = select(func.count()).select_from(PromotionCandidate).where(own, PromotionCandidate.admitted_by.in_(list(AdmittedBy)))
    return {ABLE: found.get(True, 0), ADMITTED: db.session.scalar(admitted) or 0, OTHERS: found.get(False, 0)}


def _which(shown: str) -> list[ColumnElement[bool]]:
    if shown == ADMITTED:
        return [PromotionCandidate.admitted_by.in_(list(AdmittedBy))]
    return [PromotionCandidate.is_eligible.is_(shown == ABLE)]


def _is_ranked(round_: PromotionRound) -> bool:
    return round_.ranked_at is not None


def last_admitted(round_: PromotionRound) -> PromotionCandidate | None:
    """The last whom the order of merit admits: the line that the others had to reach. None where nobody is ranked."""
    by_choice = (PromotionCandidate.round_id == round_.id, PromotionCandidate.admitted_by == AdmittedBy.CHOICE)
    last = select(func.max(PromotionCandidate.place)).where(*by_choice).scalar_subquery()
    return db.session.scalar(select(PromotionCandidate).where(PromotionCandidate.round_id == round_.id, PromotionCandidate.place == last))


def places_of(round_: PromotionRound, officers: Sequence[int]) -> dict[int, PromotionCandidate]:
    """The candidates on whom the board decided, by officer."""
    own = (PromotionCandidate.round_id == round_.id, PromotionCandidate.officer_id.in_(officers))
    return {one.officer_id: one for one in db.session.scalars(select(PromotionCandidate).where(*own))} if officers else {}
