"""What an evaluator typed before he sent it is told to nobody, in the history as in the trail."""

from __future__ import annotations

import datetime as dt

import pytest

from models import AuditEvent, EvaluationPart, Officer, db, now
from services import evaluation, guard, history
from tests.evaluation import campaign

DRAFTED, SIGNED = "Premier jet.", "Bon agent."


@pytest.fixture
def sent(in_app, people) -> EvaluationPart:
    """Typed twice, then sent with the last words."""
    with guard.unscoped("an evaluation for tests"):
        daouda, coumba = (db.session.get(Officer, one.officer_id) for one in (people.daouda, people.coumba))
        made = campaign.an_evaluation(daouda, coumba)
        made.interview_told_at, made.interview_on = now() - dt.timedelta(days=9), now().date()
        part, criteria = made.parts[0], evaluation.criteria_of(made)
    who = campaign.act_as(people.coumba)
    marks = [evaluation.Cell(part.id, f"mark-{one.id}", "14") for one in criteria]
    for words in (DRAFTED, SIGNED):
        evaluation.type_in([*marks, evaluation.Cell(part.id, "comment", words)], by=who)
        db.session.flush()
    evaluation.send(part, by=who)
    return part


def told(record) -> set:
    return {value for entry in history.of(record).entries for one in entry.changes for value in (one.before, one.after)}


@pytest.mark.parametrize("who", ["boubacar", "aminata", "coumba", "daouda"])
def test_nobody_reads_what_was_typed_before_it_was_sent(sent, people, who):
    campaign.act_as(getattr(people, who))
    assert DRAFTED not in told(sent)
    with guard.unscoped("the whole trail"):
        assert not [event for event in db.session.query(AuditEvent) if DRAFTED in str(event.changes)]


def test_who_sent_it_reads_what_was_sent(sent, people):
    campaign.act_as(people.coumba)
    assert SIGNED in told(sent)
