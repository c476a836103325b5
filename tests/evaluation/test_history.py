"""What an evaluator tried before he submitted stays with him and the superiors, in the history as on the record."""

from __future__ import annotations

import pytest

from models import Evaluation, User, db
from services import account, evaluation, guard, history
from tests import force

from .test_services import act_as, all_marked, begun, cycle  # noqa: F401

DRAFTED, LATER, SIGNED = "Premier jet.", "Deuxième jet.", "Bon agent."


@pytest.fixture
def submitted(cycle, people) -> Evaluation:  # noqa: F811
    """Drafted twice, the last words in the flush that submits it."""
    made = begun(cycle, people)
    marks = all_marked(cycle, made.officer)
    for words, mark in ((DRAFTED, "9"), (LATER, "12")):
        evaluation.save(made, marks | dict.fromkeys(marks, mark), words, by=guard.actor())
        db.session.flush()
    with db.session.no_autoflush:
        made.comment = SIGNED
        evaluation.submit(made, by=guard.actor())
    return made


def told(record) -> set:
    return {value for entry in history.of(record).entries for one in entry.changes for value in (one.before, one.after)}


@pytest.mark.parametrize("who", ["boubacar", "aminata", "daouda"])
def test_others_read_no_draft_once_it_is_submitted(submitted, people, who):
    act_as(getattr(people, who))
    shown = told(submitted)
    assert SIGNED in shown and not {DRAFTED, LATER} & shown
    of_field = {value for one in history.of_field(submitted, "comment").entries for each in one.changes for value in vars(each).values()}
    assert SIGNED in of_field and not {DRAFTED, LATER} & of_field


@pytest.mark.parametrize("who", ["boubacar", "coumba"])
def test_the_marks_of_a_draft_are_as_closed_as_its_words(submitted, people, who):
    mark = submitted.marks[0]
    act_as(getattr(people, who))
    assert bool(history.of(mark).entries) == (who == "coumba")


def test_the_evaluator_and_a_superior_read_all_of_it(submitted, people):
    assert {DRAFTED, LATER, SIGNED} <= told(submitted)
    with guard.unscoped("another superior"):
        chief = force.user("tiemoko", "supervisor", agency=force.of_code(force.Agency, "PN"), unit=submitted.unit)
        user = db.session.get(User, chief.user_id)
        user.officer_id = people.colleague_id
    guard.act_as(account.actor_of(user))
    assert {DRAFTED, LATER, SIGNED} <= told(submitted)
