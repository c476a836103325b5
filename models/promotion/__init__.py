"""Promotion: the dated rules from rank to rank, the rounds with their boards, and each candidate's place with its reasons."""

from .board import BoardDecision, BoardFunction, BoardMember, MarkVote, Override
from .candidate import AdmittedBy, AppealOutcome, ExamMark, PromotionAppeal, PromotionCandidate
from .exceptional import ExceptionalGround, ExceptionalPromotion, ExceptionalState
from .round import MarkBasis, PromotionRound, RoundState, RoundStep, Simulation
from .rule import PromotionRule, Route

__all__ = [
    "AdmittedBy", "AppealOutcome", "BoardDecision", "BoardFunction", "BoardMember", "ExamMark", "ExceptionalGround",
    "ExceptionalPromotion", "ExceptionalState", "MarkBasis", "MarkVote", "Override", "PromotionAppeal", "PromotionCandidate",
    "PromotionRound", "PromotionRule", "RoundState", "RoundStep", "Route", "Simulation",
]  # fmt: skip
