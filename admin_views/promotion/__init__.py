"""Promotion at the clerks' door: the rules in sentences, the rounds with their lists, each candidate's reasons."""

from __future__ import annotations

from flask_admin import BaseView
from flask_babel import lazy_gettext as _l

from models import ExamMark, ExceptionalPromotion, PromotionAppeal, PromotionCandidate, PromotionRound, PromotionRule, Simulation

from .appeal import AppealView
from .appointments import AppointmentsView
from .candidate import CandidateView
from .cohorts import CohortView
from .exam import ExamMarkView
from .exceptional import ExceptionalView
from .fairness import FairnessView
from .round import RoundView
from .rule import RuleView
from .simulation import SimulationView


def views() -> list[BaseView]:
    """The screens of this area, in the order of the menu."""
    fairness = FairnessView(name=_l("Fairness report"), endpoint="admin-promotion-fairness", url="promotion-fairness")
    appointments = AppointmentsView(name=_l("Appointments"), endpoint="admin-promotion-appointments", url="promotion-appointments")
    cohorts = CohortView(name=_l("Intakes"), endpoint="admin-promotion-cohorts", url="promotion-cohorts")
    return [
        RoundView(PromotionRound), CandidateView(PromotionCandidate), ExamMarkView(ExamMark), AppealView(PromotionAppeal), appointments, ExceptionalView(ExceptionalPromotion),
        fairness, cohorts, RuleView(PromotionRule), SimulationView(Simulation),
    ]  # fmt: skip
