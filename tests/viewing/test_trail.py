"""Each event says whose file it is about, one by one and in bulk alike, and is sealed with it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from models import (
    AuditEvent,
    Criterion,
    CycleCriterion,
    CycleForm,
    Evaluation,
    EvaluationCycle,
    EvaluationMark,
    MarkLevel,
    Officer,
    Posting,
    Region,
    db,
)
from services import audit, bulk, guard

TABLE = AuditEvent.__table__


def last() -> AuditEvent:
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


@pytest.fixture
def trail(app, people):
    """The application context of a test that writes and reads the trail, with nobody's guard."""
    with app.app_context(), guard.unscoped("the test writes"):
        yield people


def marked(officer_id: int) -> tuple[Evaluation, CycleCriterion]:
    cycle = EvaluationCycle(name="2030", starts_on=dt.date(2030, 1, 1), ends_on=dt.date(2030, 12, 31))
    form = CycleForm(cycle=cycle, name="Fiche")
    weighed = CycleCriterion(form=form, criterion=db.session.query(Criterion).first(), weight=1)
    evaluation = Evaluation(cycle=cycle, form=form, officer_id=officer_id)
    db.session.add_all([weighed, evaluation])
    db.session.flush()
    return evaluation, weighed


def test_an_event_says_whose_file_it_is_about(trail):
    daouda = db.session.get(Officer, trail.daouda.officer_id)
    daouda.phone = "76 00 00 00"
    db.session.flush()
    assert last().officer_id == daouda.id
    db.session.add(Region(code="ZZ", name="Région"))
    db.session.flush()
    assert last().officer_id is None


def test_a_mark_is_about_the_officer_of_its_evaluation(trail):
    evaluation, weighed = marked(trail.daouda.officer_id)
    db.session.add(EvaluationMark(evaluation_id=evaluation.id, cycle_criterion_id=weighed.id, mark=Decimal(12), level=MarkLevel.SECOND))
    db.session.flush()
    assert (last().record_type, last().officer_id) == ("evaluation_mark", trail.daouda.officer_id)
    db.session.delete(db.session.scalars(select(EvaluationMark)).one())
    db.session.flush()
    assert (last().action, last().officer_id) == ("delete", trail.daouda.officer_id)


def test_events_written_in_bulk_say_the_same(trail):
    officer_id = trail.daouda.officer_id
    evaluation, weighed = marked(officer_id)
    bulk.insert(EvaluationMark, [{"evaluation_id": evaluation.id, "cycle_criterion_id": weighed.id, "mark": Decimal(11), "level": MarkLevel.SECOND}])
    assert (last().record_type, last().officer_id) == ("evaluation_mark", officer_id)
    mark = db.session.scalars(select(EvaluationMark)).one()
    bulk.update(EvaluationMark, {mark.id: {"mark": (Decimal(11), Decimal(13))}})
    assert (last().action, last().officer_id) == ("edit", officer_id)
    bulk.update(Officer, {officer_id: {"birth_place": (None, "Kati")}})
    assert (last().record_type, last().officer_id) == ("officer", officer_id)
    bulk.insert(Region, [{"code": "YZ", "name": "Région en bloc"}])
    assert (last().record_type, last().officer_id) == ("region", None)
    assert audit.verify() is None


def test_the_seals_of_both_kinds_and_of_events_of_before_hold(trail, monkeypatch):
    subject_of = audit.subject_of
    monkeypatch.setattr(audit, "subject_of", lambda _record: None)  # as before it was noted
    daouda = db.session.get(Officer, trail.daouda.officer_id)
    daouda.phone = "76 00 00 00"
    db.session.flush()
    assert last().officer_id is None
    monkeypatch.setattr(audit, "subject_of", subject_of)
    daouda.phone = "76 00 00 01"
    db.session.flush()
    assert last().officer_id == daouda.id
    assert audit.verify() is None


@pytest.mark.parametrize("in_bulk", [False, True])
@pytest.mark.parametrize("forged", [None, 7])
def test_an_event_moved_to_another_file_or_to_none_is_found(trail, in_bulk, forged):
    officer_id = trail.daouda.officer_id
    if in_bulk:
        bulk.update(Officer, {officer_id: {"birth_place": (None, "Kati")}})
    else:
        db.session.get(Officer, officer_id).birth_place = "Kati"
        db.session.flush()
    victim = last().id
    assert audit.verify() is None
    db.session.connection().execute(TABLE.update().where(TABLE.c.id == victim).values(officer_id=forged))
    db.session.expire_all()
    assert audit.verify() == victim


def test_an_event_about_nobody_cannot_be_put_into_a_file(trail):
    bulk.insert(Region, [{"code": "YZ", "name": "Région"}])
    victim = last().id
    db.session.connection().execute(TABLE.update().where(TABLE.c.id == victim).values(officer_id=trail.daouda.officer_id))
    db.session.expire_all()
    assert audit.verify() == victim


def test_each_line_of_a_block_is_told_to_its_own_officer(trail):
    people = [trail.daouda.officer_id, trail.colleague_id]
    days = {"starts_on": dt.date(2012, 1, 1), "ends_on": dt.date(2012, 6, 1)}
    bulk.insert(Posting, [{"officer_id": one, "unit_id": trail.unit_id, "act_kind": "X"} | days for one in people])
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(2)).all()
    assert [event.officer_id for event in reversed(events)] == people
