"""What an extreme mark lacks: one rule, in the same words on the form of the first level and on that of the second."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models import EvaluationState, Officer, db, now
from rules.evaluation import Marked, WrongMarks, box_of, lacking
from services import evaluation, guard
from services.evaluation import Cell, Given
from tests.evaluation import campaign

BOUNDS = {"low": Decimal(5), "high": Decimal(18)}


@pytest.mark.parametrize(
    ("mark", "why", "spoken", "boxes"),
    [
        ("14", "", (), []),
        ("18", "", (), ["why", "mark"]),
        ("18", "Exemplaire", (), ["mark"]),
        ("18", "", ("good",), ["why"]),
        ("18", "Exemplaire", ("bad",), ["mark"]),
        ("5", "Absences", ("bad",), []),
    ],
)
def test_an_extreme_mark_lacks_words_or_a_fact(mark, why, spoken, boxes):
    assert [one.box for one in lacking(Marked("Discipline", Decimal(mark), why), spoken, **BOUNDS)] == boxes


def test_without_bounds_no_mark_is_extreme():
    assert lacking(Marked("Discipline", Decimal(20), ""), (), low=None, high=None) == []


def test_both_levels_read_the_same_words(in_app, people):
    with guard.unscoped("the ground of a test"):
        moussa, coumba, daouda = (db.session.get(Officer, number) for number in (people.colleague_id, people.coumba.officer_id, people.daouda.officer_id))
        marking = campaign.an_evaluation(daouda, coumba)
        reviewing = campaign.an_evaluation(moussa, coumba, daouda, state=EvaluationState.REVIEWING)
    key, by = evaluation.criteria_of(marking)[0].id, campaign.act_as(people.coumba)
    evaluation.type_in([Cell(marking.parts[0].id, f"mark-{key}", "20"), Cell(marking.parts[0].id, f"why-{key}", "Exemplaire")], by=by)
    (desk,) = evaluation.desks(marking.parts, today=now().date(), by=by)
    first = next(lack.words for lack in desk.lacks if lack.field == f"mark-{key}" and lack.words.values.get("mark") == "20")
    with pytest.raises(WrongMarks) as wrong:
        evaluation.review(reviewing, {key: Given("20", "Exemplaire")}, "", by=campaign.act_as(people.daouda))
    second = wrong.value.by_criterion[key]
    assert (second.message, second.values) == (first.message, first.values)


@pytest.mark.parametrize(("name", "box"), [("mark-12", (12, 40)), ("why-12", (12, 4000)), ("comment", (None, 4000))])
def test_a_box_says_its_criterion_and_how_much_fits_in(name, box):
    assert (box_of(name).criterion, box_of(name).most) == box


@pytest.mark.parametrize("name", ["", "mark-", "mark-0", "mark-012", "mark-12345678901", "note-1", "comment-1"])
def test_a_name_of_no_box_is_none(name):
    assert box_of(name) is None
