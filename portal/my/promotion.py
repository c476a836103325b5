"""My place in the final promotion lists, with all its reasons."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from models import Officer, PromotionCandidate, db

from .door import own, own_record, pages, show


def _places(officer: Officer) -> list[PromotionCandidate]:
    """The latest first. The session gives those of sealed rounds only, and a round that one may not read hides its place."""
    found = own(PromotionCandidate, officer).options(selectinload(PromotionCandidate.round)).order_by(PromotionCandidate.id.desc())
    return [place for place in db.session.scalars(found) if place.round]


@pages.get("/promotion/")
def promotion():
    """Conditions, points, place."""
    officer = own_record()
    return show("promotion", officer, places=_places(officer))


def finding(officer: Officer) -> str:
    """What became of the last one."""
    last = next(iter(_places(officer)), None)
    if last is None:
        return _("You stand in no final promotion list.")
    if not last.is_eligible:
        return _("%(round)s: the conditions were not fulfilled", round=last.round)
    within = _("within the places") if last.is_admitted else _("beyond the places")
    return _("%(round)s: place %(place)s, %(within)s", round=last.round, place=last.place, within=within)
