"""The deadline is watched: a reminder before it, and passed on once after it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from jobs import periodic
from models import CorrectionRequest, CorrectionState, CorrectionVerdict, StepKind, db
from services import correction, guard, notices

from .conftest import asked, decide


def at(monkeypatch, day: dt.date) -> None:
    moment = dt.datetime.combine(day, dt.time(9), dt.UTC)
    monkeypatch.setattr("services.correction.watching.now", lambda: moment)
    guard.act_as(guard.SYSTEM)


def heard(who, event: str) -> int:
    guard.act_as(who)
    return [one.event for one in notices.latest(who)].count(event)


def test_the_office_is_reminded_once_and_the_deadline_is_passed_on_once(play, monkeypatch):
    request = asked(play, "Ségou", field="birth_place")
    guard.act_as(play.boubacar)
    correction.take(request, by=play.boubacar)
    for days, told in ((-8, 0), (-7, 1), (-1, 0), (0, 0), (1, 1), (5, 0)):
        at(monkeypatch, request.due_on + dt.timedelta(days=days))
        assert correction.watch() == told, f"{days} days after"
    assert heard(play.boubacar, "correction.due") == 1 and heard(play.awa, "correction.due") == 0
    for who in (play.boubacar, play.kadidia, play.modibo):
        assert heard(who, "correction.late") == 1
    assert heard(play.zeinab, "correction.late") == 0
    guard.act_as(play.daouda)
    assert [one.kind for one in request.steps] == [StepKind.SENT, StepKind.TAKEN, StepKind.ESCALATED]


def test_what_was_told_is_not_read_again(play, monkeypatch):
    late, near = asked(play, "Ségou", field="birth_place"), asked(play, "70112233", field="phone")
    with guard.unscoped("time goes by"):
        near.due_on = late.due_on + dt.timedelta(days=5)
    db.session.commit()
    at(monkeypatch, late.due_on + dt.timedelta(days=1))
    assert correction.watch() == 2
    db.session.commit()
    db.session.expunge_all()
    read = []
    count = lambda *_read: read.append(1)  # noqa: E731
    event.listen(CorrectionRequest, "load", count)
    assert correction.watch() == 0
    event.remove(CorrectionRequest, "load", count)
    assert read == []


def test_whatever_is_decided_is_no_longer_watched(play, monkeypatch):
    request = asked(play, "Ségou", field="birth_place")
    decide(request, play.boubacar, CorrectionVerdict.REFUSED)
    at(monkeypatch, request.due_on + dt.timedelta(days=10))
    assert correction.watch() == 0


def test_a_piece_that_never_comes_is_passed_on_too(play, monkeypatch):
    request = asked(play, "Ségou", field="birth_place")
    guard.act_as(play.boubacar)
    correction.ask_piece(request, "L’acte", by=play.boubacar)
    at(monkeypatch, request.due_on + dt.timedelta(days=1))
    assert correction.watch() == 1 and request.state is CorrectionState.PIECE_ASKED


def test_an_appeal_has_a_deadline_of_its_own(play, monkeypatch):
    request = asked(play, "Ségou", field="birth_place")
    at(monkeypatch, request.due_on + dt.timedelta(days=1))
    correction.watch()
    decide(request, play.boubacar, CorrectionVerdict.REFUSED)
    guard.act_as(play.daouda)
    correction.appeal(request, "Voici le jugement.", by=play.daouda)
    assert request.escalated_at is None
    at(monkeypatch, request.due_on + dt.timedelta(days=1))
    assert correction.watch() == 1


@pytest.mark.usefixtures("play")
def test_the_worker_watches_every_day(cast):
    request = asked(cast, "Ségou", field="birth_place")
    with guard.unscoped("time goes by"):
        request.due_on = request.due_on - dt.timedelta(days=40)
    assert periodic.watch_corrections in {what for _name, _when, what in periodic.TIMES}
    periodic.watch_corrections()
    assert not db.session.new and not db.session.dirty
    guard.act_as(cast.daouda)
    assert request.escalated_at is not None
