"""A refusal is appealed once, in time, to somebody who had no part in it."""

from __future__ import annotations

import datetime as dt

import pytest

from models import CorrectionState, CorrectionVerdict, StepKind, db, now
from rules import correction as rules
from rules.refused import Forbidden, Refused
from services import correction, guard

from .conftest import asked, decide, second

ACCEPTED, PARTLY, REFUSED = CorrectionVerdict.ACCEPTED, CorrectionVerdict.PARTLY, CorrectionVerdict.REFUSED
AGAIN = "Voici le jugement."


def appealed(play, request):
    guard.act_as(play.daouda)
    correction.appeal(request, AGAIN, by=play.daouda)
    return request


def test_a_refusal_is_appealed_once_and_decided_by_somebody_else(play):
    request = asked(play, "Ségou", field="birth_place")
    decide(request, play.kadidia, REFUSED)
    appealed(play, request)
    assert request.state is CorrectionState.WAITING and request.due_on == rules.due_on(now().date(), 30)
    for who in (play.kadidia, play.boubacar):  # decided first; may not approve
        with pytest.raises(Forbidden):
            decide(request, who)
    decide(request, play.modibo)
    assert play.officer.birth_place == "Ségou" and request.state is CorrectionState.ACCEPTED
    with pytest.raises(Forbidden):
        appealed(play, request)


def test_a_second_refusal_is_the_last_word(play):
    request = asked(play, "Ségou", field="birth_place")
    decide(request, play.boubacar, REFUSED)
    decide(appealed(play, request), play.kadidia, REFUSED)
    assert not correction.may_appeal(request, play.daouda)
    assert [one.kind for one in request.steps] == [StepKind.SENT, StepKind.REFUSED, StepKind.APPEALED, StepKind.REFUSED]


def test_what_was_accepted_in_part_is_appealed_and_found_again_where_it_stands_now(play):
    [line] = play.officer.postings
    request = asked(play, "Chef de poste", record=line, field="function")
    first = decide(request, play.boubacar, PARTLY, granted={"function": "Adjoint"})
    decide(appealed(play, request), play.kadidia, ACCEPTED)
    db.session.expire_all()
    assert [(one.function, one.annulment_id is None) for one in play.officer.postings] == [(None, False), ("Adjoint", False), ("Chef de poste", True)]
    assert first.applied_id == play.officer.postings[1].id


def test_the_second_person_of_the_first_decision_has_no_part_in_the_appeal(play):
    request = asked(play, "14/03/1985", field="birth_on")
    decide(request, play.boubacar, PARTLY, granted={"birth_on": "15/03/1985"})
    second(request, play.kadidia)
    appealed(play, request)
    with pytest.raises(Forbidden):
        decide(request, play.kadidia)
    decide(request, play.modibo)
    with pytest.raises(Forbidden):
        second(request, play.kadidia)
    db.session.rollback()


def test_an_appeal_says_why_and_comes_in_time(play, monkeypatch):
    request = asked(play, "Ségou", field="birth_place")
    decide(request, play.boubacar, REFUSED)
    with pytest.raises(Refused):
        correction.appeal(request, " ", by=play.daouda)
    monkeypatch.setattr("services.correction.sending.now", lambda: request.closed_at + dt.timedelta(days=rules.APPEAL_WITHIN_DAYS + 1))
    assert not correction.may_appeal(request, play.daouda)


@pytest.mark.parametrize("who", ["mariam", "coumba", "boubacar", "zeinab"])
def test_nobody_else_appeals_nor_withdraws(play, who):
    waiting, refused = asked(play, "70112233", field="phone"), asked(play, "Ségou", field="birth_place")
    decide(refused, play.kadidia, REFUSED)
    by = getattr(play, who)
    guard.act_as(by)
    assert not correction.may_appeal(refused, by)
    with pytest.raises(Forbidden):
        correction.appeal(refused, AGAIN, by=by)
    with pytest.raises(Forbidden):
        correction.withdraw(waiting, by=by)


def test_what_was_accepted_is_not_appealed(play):
    request = asked(play, "Ségou", field="birth_place")
    decide(request, play.boubacar)
    assert not correction.may_appeal(request, play.daouda)
