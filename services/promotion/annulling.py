"""An appointment annulled by an act: the round says so for ever, and who is next on its list is named; nobody is appointed by that."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from models import Annulment, DatedLine, PromotionCandidate, PromotionRound, User, db
from rules.promotion.life import Act
from services import guard, notices
from services.personnel import two_people

from . import steps
from .appointing import Standing, standings


def _annulled(lines: Sequence[DatedLine], annulment: Annulment) -> None:
    """In the transaction of the annulment: the step of each round whose appointment went, and who is told."""
    numbers = [line.id for line in lines if line.__tablename__ == "rank_line"]
    with guard.unscoped("the rounds whose appointment is annulled"):
        gone = select(PromotionCandidate).where(PromotionCandidate.rank_line_id.in_(numbers)).order_by(PromotionCandidate.id)
        for candidate in db.session.scalars(gone).all():
            _note(candidate.round, candidate, annulment)


def _note(round_: PromotionRound, candidate: PromotionCandidate, annulment: Annulment) -> None:
    named = [one.place for one in standings(round_) if one.standing is Standing.NEXT]
    steps.note(round_, Act.ANNUL, by=guard.actor(), words=_words(candidate.place, annulment, named), officer=candidate.officer_id)
    accounts = select(User.id).where(User.active)
    own = db.session.scalars(accounts.where(User.officer_id == candidate.officer_id))
    notices.tell(own, "promotion.appointment_annulled", "/my/promotion/")
    preparing = accounts.where(User.agency_id == round_.agency_id, User.role == "hr_manager")
    notices.tell(db.session.scalars(preparing), "promotion.next_named", f"/admin/promotion-appointments/?id={round_.id}")


def _words(place: int | None, annulment: Annulment, named: Sequence[int | None]) -> str:
    """By places, which name nobody: all who see the round read it."""
    said = _("The appointment of place %(place)s is annulled by %(act)s.", place=place, act=annulment.act_reference or annulment.act_kind)
    places = ", ".join(str(one) for one in named)
    after = _("Next on the list: place %(places)s.", places=places) if named else _("Nobody else on the list takes it.")
    return f"{said} {after}"


two_people.followers.append(_annulled)
