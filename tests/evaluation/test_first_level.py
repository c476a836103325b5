"""What the first level gave, for the list of the second: the mark of the sheet; and who of several heads leads."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import event

from models import EvaluationState, Officer, PartState, db
from rules.evaluation import longest_first
from rules.evaluation.assigning import Stretch, shares
from services import evaluation, guard
from services.evaluation.campaign import reassigning
from tests import force
from tests.evaluation import campaign


@pytest.fixture
def two_heads(in_app, people):
    """Daouda's evaluation, marked 12 by Coumba for 265 days and 18 by Oumar for 100, who left all criteria empty but two."""
    with guard.unscoped("the ground of a test"):
        daouda, coumba, moussa = (db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id, people.colleague_id))
        made = campaign.an_evaluation(daouda, coumba, moussa, days=265)
        campaign.sent(made.parts[0], "12")
        other = campaign.a_part(made, force.officer("Cissé", "Oumar", daouda.unit), days=100, starts_on=dt.date(2026, 9, 23))
        campaign.sent(other, "18")
        for mark in list(other.marks)[2:]:
            db.session.delete(mark)
        db.session.flush()
        db.session.expire_all()
        made.state = EvaluationState.REVIEWING
    return made


def test_the_list_shows_the_mark_of_the_sheet(two_heads):
    with guard.unscoped("a test"):
        first = evaluation.first_level([two_heads])[two_heads.id]
        assert first.mark == evaluation.score(two_heads)
    assert (first.lowest, first.highest) == (Decimal(12), Decimal(18))


def test_marks_of_a_part_that_somebody_else_took_over_are_left_out(two_heads):
    with guard.unscoped("a test"):
        two_heads.parts[1].state = PartState.ENDED
        first = evaluation.first_level([two_heads])[two_heads.id]
    assert (first.mark, first.lowest, first.highest) == (Decimal(12), Decimal(12), Decimal(12))


def test_while_a_part_is_with_its_evaluator_there_is_no_mark(two_heads):
    with guard.unscoped("a test"):
        two_heads.parts[1].state = PartState.OPEN
        assert evaluation.first_level([two_heads]) == {}


def test_a_list_is_read_in_as_many_statements_as_one(two_heads, people):
    with guard.unscoped("a test"):
        others = [db.session.get(Officer, number) for number in (people.colleague_id, people.coumba.officer_id)]
        more = [campaign.an_evaluation(one, two_heads.officer, state=EvaluationState.REVIEWING) for one in others]
        db.session.flush()
        assert [one.parts for one in (two_heads, *more)] and two_heads.cycle
        statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
        evaluation.first_level([two_heads])
        of_one = len(statements)
        evaluation.first_level([two_heads, *more])
    assert len(statements) == 2 * of_one


def test_of_equal_parts_the_last_leads_by_the_plan_and_after_it(in_app, people):
    first, second = dt.date(2026, 1, 1), dt.date(2026, 4, 11)
    planned = shares([Stretch(1, 9, first, second), Stretch(2, 9, second, dt.date(2026, 7, 20))], 60)
    assert [one.evaluator for one in planned] == [2, 1]
    with guard.unscoped("the ground of a test"):
        daouda, coumba, moussa = (db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id, people.colleague_id))
        made = campaign.an_evaluation(daouda, coumba, days=100)
        campaign.a_part(made, moussa, days=100, starts_on=second)
        db.session.flush()
        reassigning.lead(made)
    assert made.evaluator_id == moussa.id


def test_more_days_come_before_a_later_end():
    assert longest_first(200, dt.date(2026, 6, 1), 7) < longest_first(100, dt.date(2026, 12, 31), 1)
