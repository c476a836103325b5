"""What is wished and typed in test_any_order.py: the fields, what each means, and how the trail tells it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from models import DatedLine, EvaluationCycle, EvaluationMark, Officer, Posting, Rank, RankLine, db
from tests import force
from tests.evaluation import campaign

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
    made = campaign.of_two_criteria()
    db.session.commit()
    return made.id


def marked(officer: Officer, cycle_id: int, evaluator_id: int) -> EvaluationMark:
    """The first mark of an evaluation that is closed: 12 and 16, of equal weight."""
    cycle, evaluator = db.session.get(EvaluationCycle, cycle_id), db.session.get(Officer, evaluator_id)
    return campaign.closed_with(cycle, officer, evaluator, 12, OTHER_MARK).marks[0]
