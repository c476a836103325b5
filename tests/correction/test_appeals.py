"""A refusal is appealed once, in time, to somebody who had no part in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import event

from models import Agency, CorrectionState, CorrectionVerdict, ProposalState, StepKind, User, db, now
from rules import correction as rules
from rules.refused import Forbidden, Refused
from services import correction, guard, notices
from tests import force

from .conftest import actor_of, asked, decide, second
from .test_applying import marked

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


@pytest.mark.parametrize("verdict", [PARTLY, REFUSED])
def test_of_a_withdrawn_appeal_the_first_decision_stands_again(play, verdict):
    request = asked(play, "Ségou", field="birth_place")
    decide(request, play.boubacar, verdict, granted={"birth_place": "Markala"} if verdict is PARTLY else None)
    closed = (request.state, request.closed_at.replace(microsecond=0), request.handler_id)
    appealed(play, request)
    guard.act_as(play.kadidia)
    correction.take(request, by=play.kadidia)
    guard.act_as(play.daouda)
    correction.withdraw(request, by=play.daouda)
    assert (request.state, request.closed_at.replace(microsecond=0), request.handler_id) == closed
    assert request.state.value == verdict.value and request.steps[-1].kind is StepKind.WITHDRAWN
    assert not correction.may_appeal(request, play.daouda), "once is once"
    assert [one.event for one in notices.latest(told(play.kadidia))][0] == "correction.withdrawn"


def told(who):
    """The same person, who looks for notices."""
    guard.act_as(who)
    return who


def test_an_appeal_withdrawn_before_the_second_person_leaves_what_was_decided_first(play):
    request = asked(play, "14/03/1985", field="birth_on")
    decide(request, play.boubacar, REFUSED)
    appealed(play, request)
    decision = decide(request, play.kadidia)
    guard.act_as(play.daouda)
    correction.withdraw(request, by=play.daouda)
    assert (request.state, decision.is_void) == (CorrectionState.REFUSED, True)
    assert second(request, play.modibo).state is ProposalState.VOID and play.officer.birth_on is None


# --- who has a part in it ------------------------------------------------------------------------


def test_an_appeal_is_told_to_those_who_may_decide_on_it(play):
    request = asked(play, "Ségou", field="birth_place")
    decide(request, play.kadidia, REFUSED)
    appealed(play, request)
    for who, count in ((play.modibo, 1), (play.kadidia, 0)):
        assert [one.event for one in notices.latest(told(who))].count("correction.appealed") == count


def on_paper(play, by):
    """A request that somebody of human resources filed for Daouda."""
    guard.act_as(by)
    made = correction.begin(play.officer, record=play.officer, field="email", by=by)
    correction.write(made, {"email": "daouda@example.org"}, AGAIN, by=by)
    correction.send(made, by=by, signed_form="form.pdf")
    return made


def again(name: str, username: str):
    """A second account of somebody, which only says the same name."""
    with guard.unscoped("the test prepares"):
        police = force.of_code(Agency, "PN")
        force.user(username, "hr_manager", agency=police)
        db.session.query(User).filter_by(username=username).one().name = name
        db.session.commit()
    return actor_of(username, "admin")


def test_what_is_counted_for_somebody_is_what_he_may_decide(play):
    by_first, by_second = asked(play, "Ségou", field="birth_place"), asked(play, "14/03/1985", field="birth_on")
    decide(by_first, play.kadidia, REFUSED)
    decide(by_second, play.boubacar, PARTLY, granted={"birth_on": "15/03/1985"})
    second(by_second, play.modibo)
    requests = [appealed(play, by_first), appealed(play, by_second), on_paper(play, play.awa), asked(play, "70112233", field="phone")]
    requests.append(asked(play, "14,5", record=marked(play), field="mark"))
    gave_it = replace(play.kadidia, officer_id=play.coumba.officer_id)
    accounts = [again("Kadidia", "kadidia-2"), again("Modibo", "modibo-2")]
    desk = [play.boubacar, play.awa, play.kadidia, play.modibo, play.zeinab, gave_it, *accounts, play.daouda, play.coumba]
    counts = {}
    for who in desk:
        guard.act_as(who)
        own = [one for one in requests if correction.why_not(one, who) is None]
        counts[who.user_id, who.officer_id] = len(own)
        assert correction.to_decide(who) == (len(own), min((one.due_on for one in own), default=None)), who
    assert list(counts.values()) == [2, 1, 4, 4, 0, 3, 4, 4, 0, 0]


def test_counting_takes_as_many_statements_for_ten_as_for_two(play):
    def ask_and_appeal(field: str) -> None:
        guard.act_as(play.daouda)
        request = asked(play, "70112233" if field == "phone" else "Ségou", field=field)
        decide(request, play.modibo, REFUSED)
        appealed(play, request)

    def statements() -> int:
        db.session.commit()
        db.session.expunge_all()
        guard.act_as(play.kadidia)
        made = []
        count = lambda *_call: made.append(1)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", count)
        assert correction.to_decide(play.kadidia)[0] > 0
        event.remove(db.engine, "before_cursor_execute", count)
        return len(made)

    ask_and_appeal("birth_place")
    few = statements()
    for field in ("phone", "address", "first_names"):
        ask_and_appeal(field)
    assert statements() == few


def test_one_list_says_who_does_not_decide():
    assert rules.barred("Daouda") == [("Daouda", rules.OWN)]
    others = rules.barred("Daouda", writer="Awa", evaluators=["Coumba"], first=["Kadidia", "Modibo"])
    assert [name for name, _why in others] == ["Daouda", "Awa", "Coumba", "Kadidia", "Modibo"]
    assert dict(others)["Modibo"] == rules.DECIDED_FIRST


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
