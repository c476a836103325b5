"""Evaluation: criteria and forms, the yearly campaign, each officer's evaluation with its parts and marks, facts, severity."""

from .campaign import APPEAL_BODY, Audience, Criterion, CriterionLevel, CycleCriterion, CycleForm, CycleState, EvaluationCycle, EvaluationForm, FormCriterion
from .evaluation import (
    OVER_EVALUATIONS,
    SHOWN_EVALUATIONS,
    Aside,
    Evaluation,
    EvaluationMark,
    EvaluationPart,
    EvaluationState,
    MarkLevel,
    PartState,
    Signature,
)
from .facts import EvaluationFact, FactTone
from .severity import EvaluatorSeverity, SeverityFit, SeverityTalk
from .way import AppealVerdict, EvaluationAppeal, EvaluationDraft, EvaluationStep, EvaluationStepKind

__all__ = [
    "APPEAL_BODY", "OVER_EVALUATIONS", "SHOWN_EVALUATIONS", "AppealVerdict", "Aside", "Audience", "Criterion", "CriterionLevel", "CycleCriterion", "CycleForm",
    "CycleState", "Evaluation", "EvaluationAppeal", "EvaluationCycle", "EvaluationDraft", "EvaluationFact", "EvaluationForm",
    "EvaluationMark", "EvaluationPart", "EvaluationState", "EvaluationStep", "EvaluationStepKind", "EvaluatorSeverity",
    "FactTone", "FormCriterion", "MarkLevel", "PartState", "SeverityFit", "SeverityTalk", "Signature",
]  # fmt: skip
