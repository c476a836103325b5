"""What followed from a place: the appeal, the appointment and its annulment, for the page of a candidate and of a round."""

from __future__ import annotations

from models import PromotionCandidate, PromotionRound
from services import guard
from services.promotion import appealing


def of_candidate(candidate: PromotionCandidate) -> dict:
    """The context of admin/promotion/candidate_followed.html."""
    round_, by = candidate.round, guard.actor()
    with guard.unscoped("what followed from a place in a list"):
        officer, line = candidate.officer, candidate.rank_line
        annulment = line.annulment if line is not None else None
    return {
        "may_appeal": officer is not None and appealing.why_not_appeal(round_, officer, by) is None, "appeal": appealing.appeal_of(round_, candidate.officer_id),
        "appointment": line, "appointment_annulment": annulment,
    }  # fmt: skip


def of_round(round_: PromotionRound) -> dict:
    """The context of admin/promotion/round_followed.html."""
    return {"appeals": appealing.figures(round_) if round_.appeals_until_on else None}
