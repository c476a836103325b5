"""What is wished and typed in test_any_order.py: the fields, what each means, and how the trail tells it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from models import (
    Criterion,
    CycleCriterion,
    DatedLine,
    Evaluation,
    EvaluationCycle,
    EvaluationMark,
    EvaluationState,
    Officer,
    Posting,
    Rank,
    RankLine,
    db,
    now,
)
from services import guard
from tests import force

# A field that one person decides and one that two do; one of a dated line of either kind; a mark, and a record that is missing.
FIELDS = ("birth_on", "function", "rank", "mark", "education", "birth_place")
BY_TWO = {"birth_on", "rank", "mark"}
LINES: dict[str, type[DatedLine]] = {"function": Posting, "rank": RankLine}
# What a clerk writes at the desk besides; a rank and a mark come by acts and evaluators only.
AT_THE_DESK = ("birth_on", "function", "education", "birth_place")
# What the trail tells of each: the table, the act, the field (of a record that is made, none).
TOLD = {
    ("officer", "edit", "birth_on"): "birth_on", ("officer", "edit", "birth_place"): "birth_place",
    ("evaluation_mark", "edit", "mark"): "mark", ("education", "create", "title"): "education",
}  # fmt: skip
OTHER_MARK = Decimal(16)
WISHES = {
    "birth_place": ("Ségou", "Kayes", "Mopti"),
    "birth_on": ("14/03/1985", "15/03/1985", "16/03/1985"),
    "function": ("Adjoint", "Chef de poste", "Secrétaire"),
    "rank": ("SGC", "ADJ", "ADC"),
    "mark": ("10", "14,5", "17"),
    "education": ("Droit", "Histoire", "Gestion"),
}


def meant(field: str, choice: int) -> object:
    """What one of the wishes means."""
    told = WISHES[field][choice]
    if field == "mark":
        return Decimal(told.replace(",", "."))
    return dt.datetime.strptime(told, "%d/%m/%Y").date() if field == "birth_on" else told


def typed(field: str, choice: int) -> dict[str, str]:
    """One of the wishes as a form sends it."""
    told = WISHES[field][choice]
    name = "title" if field == "education" else field
    return {name: str(force.of_code(Rank, told).id) if field == "rank" else told}


def cycle() -> int:
    """An evaluation cycle of two criteria of equal weight, committed."""
    with guard.unscoped("the test prepares"):
        made = EvaluationCycle(name="2025", starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31))
        criteria = db.session.query(Criterion).filter_by(is_for_leaders=False).limit(2)
        made.criteria = [CycleCriterion(criterion=one, weight=1, sort_order=place) for place, one in enumerate(criteria)]
        db.session.add(made)
        db.session.commit()
        return made.id


def marked(officer: Officer, cycle_id: int, evaluator_id: int) -> EvaluationMark:
    """The first mark of an evaluation that was sent off: 12 and 16, of equal weight."""
    cycle = db.session.get(EvaluationCycle, cycle_id)
    marks = [EvaluationMark(cycle_criterion=one, mark=mark) for one, mark in zip(cycle.criteria, (12, OTHER_MARK), strict=True)]
    made = Evaluation(cycle=cycle, officer=officer, evaluator_id=evaluator_id, marks=marks)
    made.state, made.score, made.submitted_at = EvaluationState.SUBMITTED, Decimal(14), now()
    db.session.add(made)
    db.session.flush()
    return marks[0]
