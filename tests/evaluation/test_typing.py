"""What an evaluator types is kept field by field, his alone, and never written over by himself elsewhere."""

from __future__ import annotations

import threading

import pytest

from models import EvaluationDraft, Officer, PartState, db
from services import evaluation, guard
from services.evaluation import Cell
from tests.evaluation import campaign


@pytest.fixture
def part(in_app, people):
    """Coumba's part in the evaluation of Daouda; she acts."""
    with guard.unscoped("a form for a test"):
        daouda, coumba = (db.session.get(Officer, one.officer_id) for one in (people.daouda, people.coumba))
        made = campaign.an_evaluation(daouda, coumba)
        found = made.parts[0]
        found.field = f"mark-{evaluation.criteria_of(made)[0].id}"
    campaign.act_as(people.coumba)
    return found


def typed(part, text: str, base: str | None = None, field: str = ""):
    return evaluation.type_in([Cell(part.id, field or part.field, text, base)], by=guard.actor())


def test_what_is_typed_is_kept_as_it_was_typed(part):
    assert typed(part, " 14,", "") == []
    assert evaluation.typed(part) == {part.field: " 14,"}


def test_an_emptied_field_is_gone_and_the_others_stay(part):
    typed(part, "12")
    typed(part, "Ponctuel", field="comment")
    typed(part, "", "12")
    assert evaluation.typed(part) == {"comment": "Ponctuel"}


def test_what_was_typed_elsewhere_meanwhile_is_not_written_over(part):
    typed(part, "12")
    (conflict,) = typed(part, "15", "")
    assert (conflict.stored, conflict.because) == ("12", None)
    assert evaluation.typed(part) == {part.field: "12"}
    assert typed(part, "12", "") == [], "the same text twice is no conflict"
    assert typed(part, "15", None) == [], "whoever chose writes over it"


@pytest.mark.parametrize("field", ["mark-999999", "mark-0", "score", "comment-1"])
def test_a_field_that_the_form_does_not_have_is_refused(part, field):
    (conflict,) = typed(part, "12", field=field)
    assert conflict.because is not None and evaluation.typed(part) == {}


def test_nobody_else_types_into_the_part_or_reads_it(part, people):
    typed(part, "12")
    for other in (people.daouda, people.boubacar, people.aminata):
        campaign.act_as(other)
        (conflict,) = typed(part, "20")
        assert conflict.because is not None and conflict.stored is None
        assert evaluation.typed(part) == {}
    with guard.unscoped("the test looks"):
        assert db.session.query(EvaluationDraft).one().typed == {part.field: "12"}


def test_what_was_sent_or_given_away_takes_no_more_text(part):
    for state in (PartState.SENT, PartState.ENDED):
        with guard.unscoped("a test"):
            part.state = state
        (conflict,) = typed(part, "12")
        assert conflict.because is not None
    assert evaluation.typed(part) == {}


def test_two_who_save_other_fields_of_a_new_draft_at_once_lose_nothing(app, people):
    with app.app_context():
        with guard.unscoped("a form for a test"):
            daouda, coumba = (db.session.get(Officer, one.officer_id) for one in (people.daouda, people.coumba))
            made = campaign.an_evaluation(daouda, coumba)
            number, fields = made.parts[0].id, [f"mark-{one.id}" for one in evaluation.criteria_of(made)]
        db.session.commit()
    together, done = threading.Barrier(len(fields)), []

    def save(field: str) -> None:
        with app.app_context():
            who = campaign.act_as(people.coumba)
            db.session.rollback()
            together.wait()
            done.append(evaluation.type_in([Cell(number, field, "14", "")], by=who))
            db.session.commit()

    threads = [threading.Thread(target=save, args=(field,)) for field in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(EvaluationDraft).one().typed == dict.fromkeys(fields, "14")
    assert done == [[]] * len(fields)
