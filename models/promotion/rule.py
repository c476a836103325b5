"""The dated rule from one rank to the next, as the law has it."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from ..base import Choice, Record, named_by
from ..organisation import Rank


class Route(Choice):
    """How one comes from a rank to the next."""

    CHOICE = "choice", _l("By choice")
    SENIORITY = "seniority", _l("By seniority")
    EXAMINATION = "examination", _l("By examination")
    EXCEPTIONAL = "exceptional", _l("Exceptional")


class PromotionRule(Record):
    """A dated version of the rule from one rank to the next, with its legal text.

    `conditions` and `weights` are the plain values that rules/promotion/rule.py reads and names; a round takes the weights
    over as its own, and may change them until its criteria are frozen.
    """

    __area__, __is_rule__, __anchor__ = "promotion", True, "from_rank"
    __grows__, __search__ = False, ("from_rank", "to_rank")
    __is_importable__ = False  # a version that decided is not changed, and its own page alone knows
    __label__, __label_plural__ = _l("Promotion rule"), _l("Promotion rules")
    __table_args__ = (
        UniqueConstraint("from_rank_id", "to_rank_id", "route", "starts_on"),
        CheckConstraint("seniority_percent BETWEEN 0 AND 100", name="seniority_percent_plausible"),
    )
    __constraint_words__ = {
        "ck_promotion_rule_seniority_percent_plausible": N_("The share of places by seniority lies between 0 and 100 %."),
    }

    from_rank_id: Mapped[int] = mapped_column(ForeignKey("rank.id"), info={"label": _l("From rank")})
    to_rank_id: Mapped[int] = mapped_column(ForeignKey("rank.id"), info={"label": _l("To rank")})
    route: Mapped[Route] = mapped_column(info={"label": _l("Route")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("In force from")})
    ends_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("In force until")})
    legal_text: Mapped[str] = mapped_column(String(400), info={"label": _l("Legal text")})
    is_assumed: Mapped[bool] = mapped_column(
        default=True,
        info={"label": _l("Assumed"), "help": _l("Not found in a public text: to be confirmed by the force.")},
    )
    conditions: Mapped[dict] = mapped_column(JSON, info={"label": _l("Conditions")})
    weights: Mapped[dict] = mapped_column(JSON, info={"label": _l("Weights")})
    seniority_percent: Mapped[int] = mapped_column(
        default=0, server_default="0",
        info={"label": _l("Places by seniority"), "unit": _l("percent"), "help": _l("The share of the places that goes to the most senior of those whom the order of merit leaves.")},
    )  # fmt: skip

    from_rank: Mapped[Rank] = relationship(foreign_keys=[from_rank_id])
    to_rank: Mapped[Rank] = relationship(foreign_keys=[to_rank_id])

    def __str__(self) -> str:
        return named_by(self, "from_rank", "to_rank", sign=" → ")
