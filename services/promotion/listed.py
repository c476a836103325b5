"""A final list as it is printed, in the official order: by choice, then by seniority; exceptional promotions apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from models import (
    AdmittedBy,
    BoardDecision,
    BoardFunction,
    BoardMember,
    ExceptionalPromotion,
    ExceptionalState,
    Officer,
    PromotionCandidate,
    PromotionRound,
    PromotionRule,
    db,
)
from rules import career, promotion as rules
from rules.promotion.admission import seniority

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """What is printed. A line of the list is number, service number, name, unit, computed place, points."""

    agency: str
    name: str
    rule: str
    reference_on: str
    digest: str
    by_choice: Sequence[Cells]
    by_seniority: Sequence[Cells]
    exceptional: Sequence[Cells]  # service number, name, ground, legal text, day
    board: Sequence[Cells]  # name, function
    decisions: Sequence[Cells]  # name, place, decision, votes, reasons

    @property
    def promoted(self) -> int:
        """How many the list promotes, the exceptional ones left out."""
        return len(self.by_choice) + len(self.by_seniority)


def listed(round_: PromotionRound) -> Listed:
    """From the frozen files: the list stays as it was sealed, whatever is corrected afterwards."""
    own = select(PromotionCandidate).where(PromotionCandidate.round_id == round_.id, PromotionCandidate.is_admitted)
    found = db.session.scalars(own.order_by(PromotionCandidate.place)).all()
    senior = sorted((one for one in found if one.admitted_by is AdmittedBy.SENIORITY), key=_by_seniority)
    chosen = [one for one in found if one.admitted_by is not AdmittedBy.SENIORITY]
    return Listed(
        str(round_.agency), round_.name, str(round_.rule), career.day(round_.reference_on), round_.digest,
        [_line(number, one) for number, one in enumerate(chosen, 1)],
        [_line(number, one) for number, one in enumerate(senior, len(chosen) + 1)],
        _exceptional(round_), _board(round_), _decisions(round_),
    )  # fmt: skip


def _by_seniority(candidate: PromotionCandidate) -> tuple:
    return seniority(rules.dossier_from_plain(candidate.dossier)), candidate.place


def _line(number: int, one: PromotionCandidate) -> Cells:
    """Whom the board admitted bears a star: the decision stands on the last page."""
    name = f"{one.dossier['name']} *" if one.admitted_by is AdmittedBy.BOARD else one.dossier["name"]
    points = f"{one.score:.3f}".replace(".", ",")
    return str(number), one.dossier["service_number"] or "–", name, one.dossier["unit"] or "–", str(one.place), points


def _exceptional(round_: PromotionRound) -> list[Cells]:
    """Those of the agency to the same rank, signed in the year of the round."""
    year = round_.reference_on.year
    begins, ends = (dt.datetime(each, 1, 1, tzinfo=dt.UTC) for each in (year, year + 1))
    asked = (
        select(ExceptionalPromotion).join(Officer, ExceptionalPromotion.officer_id == Officer.id)
        .join(PromotionRule, ExceptionalPromotion.rule_id == PromotionRule.id)
        .where(Officer.home_agency_id == round_.agency_id, PromotionRule.to_rank_id == round_.rule.to_rank_id)
        .where(ExceptionalPromotion.state.in_((ExceptionalState.SIGNED, ExceptionalState.APPOINTED)))
        .where(ExceptionalPromotion.signed_at >= begins, ExceptionalPromotion.signed_at < ends)
        .order_by(ExceptionalPromotion.signed_at, ExceptionalPromotion.id)
    )  # fmt: skip
    return [
        (one.officer.service_number or "–", str(one.officer), str(one.ground.label), one.legal_text, career.day(one.happened_on))
        for one in db.session.scalars(asked)
    ]


def _board(round_: PromotionRound) -> list[Cells]:
    members = db.session.scalars(select(BoardMember).where(BoardMember.round_id == round_.id).order_by(BoardMember.id)).all()
    order = list(BoardFunction)
    return [(one.member.name, str(one.function.label)) for one in sorted(members, key=lambda one: order.index(one.function))]


def _decisions(round_: PromotionRound) -> list[Cells]:
    asked = (
        select(BoardDecision, PromotionCandidate)
        .join(PromotionCandidate, PromotionCandidate.officer_id == BoardDecision.officer_id)
        .where(BoardDecision.round_id == round_.id, PromotionCandidate.round_id == round_.id)
        .order_by(PromotionCandidate.place)
    )
    return [
        (
            one.dossier["name"], str(one.place), str(decision.kind.label),
            _("%(for_it)s for, %(against)s against", for_it=decision.votes_for, against=decision.votes_against), decision.reason,
        )
        for decision, one in db.session.execute(asked)
    ]  # fmt: skip
