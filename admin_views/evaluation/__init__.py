"""Evaluation at the clerks' door: campaigns and forms, evaluations, facts, appeals, and how severe evaluators are."""

from __future__ import annotations

from flask_admin import BaseView
from flask_babel import lazy_gettext as _l

from models import (
    Criterion,
    CriterionLevel,
    CycleCriterion,
    CycleForm,
    Evaluation,
    EvaluationAppeal,
    EvaluationCycle,
    EvaluationFact,
    EvaluationForm,
    EvaluationPart,
    EvaluatorSeverity,
    FormCriterion,
    SeverityFit,
)

from .appeals import AppealView
from .cycles import CycleCriterionView, CycleFormView, CycleView
from .equality import EqualityView
from .evaluations import EvaluationView
from .facts import FactView
from .forms import CriterionLevelView, CriterionView, FormCriterionView, FormView
from .parts import PartView
from .progress import ProgressView
from .severity import FitView, SeverityView


def views() -> list[BaseView]:
    """The screens of this area, in the order of the menu."""
    return [
        ProgressView(name=_l("Progress of the evaluation"), endpoint="admin-evaluation-progress", url="evaluation-progress"),
        EvaluationView(Evaluation),
        PartView(EvaluationPart),
        AppealView(EvaluationAppeal),
        FactView(EvaluationFact),
        SeverityView(EvaluatorSeverity),
        FitView(SeverityFit),
        EqualityView(name=_l("Equal treatment"), endpoint="admin-evaluation-equality", url="evaluation-equality"),
        CycleView(EvaluationCycle),
        FormView(EvaluationForm),
        CriterionView(Criterion),
        CriterionLevelView(CriterionLevel),
        FormCriterionView(FormCriterion),
        CycleFormView(CycleForm),
        CycleCriterionView(CycleCriterion),
    ]
