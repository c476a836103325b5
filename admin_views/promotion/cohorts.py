"""The intakes of a round that overtake older ones: in short on the page of the round, and each pair on a page of its own."""

from __future__ import annotations

from flask import abort
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from models import PromotionRound, db

from ..deskpage import DeskPage, asked_number

# So many pairs stand on the page of the round.
IN_SHORT = 3
NAMES = {"service": _l("By the year of entry into the service"), "rank": _l("By the year in which the rank was reached")}


class CohortView(DeskPage):
    """For all who see the round, as it was kept with the fairness report of its list."""

    area = "promotion"
    permissions = ("promotion.view",)

    def is_visible(self) -> bool:
        """One comes here from a round."""
        return False

    @expose("/")
    def index_view(self):
        """Every intake and every pair, by both ways of telling intakes apart."""
        number = asked_number("round")
        found = None if number is None else db.session.scalar(select(PromotionRound).where(PromotionRound.id == number))
        cohorts = kept(found) if found is not None else abort(404)
        return self.render("admin/promotion/cohorts.html", round=found, cohorts=cohorts, names=NAMES)


def kept(round_: PromotionRound) -> dict | None:
    """What services/promotion/cohorts.py reported of the list as it stands; None before there is one."""
    return (round_.fairness or {}).get("cohorts")


def part(round_: PromotionRound) -> dict:
    """The context of cohorts_part.html on the page of a round."""
    return {"cohorts": kept(round_), "cohorts_in_short": IN_SHORT}
