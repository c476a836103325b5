"""Nobody decides on his own file by a second account, by somebody's delegation, or without reading what he lets stand."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Activation, Agency, CorrectionState, CorrectionVerdict, Proposal, User, db, now
from rules.refused import Forbidden
from services import account, approval, correction, guard
from tests import force

from .conftest import actor_of, asked, decide, proposal_of, second

REFUSED = CorrectionVerdict.REFUSED


def second_account(username: str, **told):
    """An account of the police that no officer is linked to, with the name or e-mail of somebody."""
    with guard.unscoped("somebody has a second account"):
        made = force.user(username, "hr_manager", agency=force.of_code(Agency, "PN"))
        user = db.session.get(User, made.user_id)
        for field, value in told.items():
            setattr(user, field, value)
        db.session.flush()
    return actor_of(username, "admin")


def account_of(who) -> User:
    with guard.unscoped("the test looks"):
        return db.session.get(User, who.user_id)


def lets_decide(giver, to, permission: str = "correction.approve") -> None:
    guard.act_as(giver)
    approval.delegate(permission, account_of(to), (now().date(), now().date()), reason="Absence", by=giver)


TOLD = [{"name": "DAOUDA"}, {"name": "Traoré Daouda"}, {"name": "Daouda TRAORE"}, {"name": "D. T.", "email": "Daouda@example.org"}]


@pytest.mark.parametrize("told", TOLD, ids=["name of the account", "name of the file", "the other way round", "e-mail"])
def test_a_second_account_of_the_officer_decides_neither_first_nor_second(play, told):
    with guard.unscoped("his account has an e-mail"):
        account_of(play.daouda).email = "daouda@example.org"
        db.session.flush()
    himself = second_account("dt", **told)
    request = asked(play, "14/03/1985", field="birth_on")
    guard.act_as(himself)
    assert correction.why_not(request, himself) and correction.to_decide(himself)[0] == 0
    with pytest.raises(Forbidden, match="own file"):
        decide(request, himself)
    decide(request, play.boubacar)
    guard.act_as(himself)
    assert approval.waiting_for(himself) == [] and not approval.can_decide(proposal_of(request), himself)
    assert himself.user_id not in {user.id for user in approval.possible_approvers(proposal_of(request))}
    with pytest.raises(Forbidden, match="yourself"):
        second(request, himself)


def test_a_colleague_of_another_name_decides_as_before(play):
    somebody = second_account("sk", name="Sékou Keïta")
    request = asked(play, "14/03/1985", field="birth_on")
    guard.act_as(somebody)
    assert correction.why_not(request, somebody) is None and correction.to_decide(somebody)[0] == 1
    decide(request, play.boubacar)
    guard.act_as(somebody)
    assert len(approval.waiting_for(somebody)) == 1
    second(request, somebody)
    assert request.state is CorrectionState.ACCEPTED


def test_who_does_not_see_corrections_is_no_second_person_by_delegation(play):
    lets_decide(play.kadidia, play.fanta)
    request = asked(play, "14/03/1985", field="birth_on")
    decide(request, play.boubacar)
    proposal = proposal_of(request)
    guard.act_as(play.fanta)
    assert approval.waiting_for(play.fanta) == [] and not approval.can_decide(proposal, play.fanta)
    assert db.session.query(Proposal).all() == []
    with pytest.raises(Forbidden):
        second(request, play.fanta)


def test_who_sees_them_is_the_second_person_by_delegation(play):
    lets_decide(play.kadidia, play.awa)
    request = asked(play, "14/03/1985", field="birth_on")
    decide(request, play.boubacar)
    second(request, play.awa)
    assert request.state is CorrectionState.ACCEPTED


def test_a_masked_value_is_decided_by_those_who_read_it(play):
    lets_decide(play.kadidia, play.awa)
    request = asked(play, "18503141234567A", field="nina")
    guard.act_as(play.boubacar)
    assert correction.why_not(request, play.boubacar) and correction.to_decide(play.boubacar)[0] == 0
    with pytest.raises(Forbidden, match="do not see this value"):
        decide(request, play.boubacar)
    decide(request, play.modibo)
    guard.act_as(play.awa)
    assert approval.waiting_for(play.awa) == []
    with pytest.raises(Forbidden, match="do not see this value"):
        second(request, play.awa)
    second(request, play.kadidia)
    assert request.state is CorrectionState.ACCEPTED


def test_the_right_of_who_decided_first_does_not_come_back_by_delegation(play):
    lets_decide(play.kadidia, play.awa)
    request = asked(play, "14/03/1985", field="birth_on")
    decide(request, play.kadidia, REFUSED)
    guard.act_as(play.daouda)
    correction.appeal(request, "Voici le jugement.", by=play.daouda)
    decide(request, play.modibo)
    guard.act_as(play.awa)
    assert not approval.can_decide(proposal_of(request), play.awa)
    with pytest.raises(Forbidden):
        second(request, play.awa)


def test_nor_that_of_who_filed_the_request(play):
    lets_decide(play.kadidia, play.awa)
    request = asked(play, "14/03/1985", field="birth_on")
    with guard.unscoped("she filed it on paper"):
        request.writer_id = play.kadidia.user_id
        db.session.flush()
    decide(request, play.boubacar)
    for who in (play.awa, play.kadidia):
        with pytest.raises(Forbidden):
            second(request, who)
    second(request, play.modibo)


def test_who_let_another_decide_first_does_not_decide_the_appeal(play):
    lets_decide(play.kadidia, play.awa)
    request = asked(play, "14/03/1985", field="birth_on")
    decide(request, play.boubacar, CorrectionVerdict.PARTLY, granted={"birth_on": "15/03/1985"})
    second(request, play.awa)
    guard.act_as(play.daouda)
    correction.appeal(request, "Voici le jugement.", by=play.daouda)
    with pytest.raises(Forbidden, match="first decision"):
        decide(request, play.kadidia)
    decide(request, play.modibo)


def test_whose_first_decision_was_sent_back_does_not_decide_the_appeal(play):
    request = asked(play, "14/03/1985", field="birth_on")
    decide(request, play.modibo)
    guard.act_as(play.kadidia)
    approval.reject(proposal_of(request), by=play.kadidia, reason="Non")
    decide(request, play.boubacar, REFUSED)
    guard.act_as(play.daouda)
    correction.appeal(request, "Voici le jugement.", by=play.daouda)
    with pytest.raises(Forbidden, match="first decision"):
        decide(request, play.modibo)


@pytest.mark.parametrize(("days", "is_barred"), [(3, True), (29, True), (31, False)])
def test_who_printed_the_letter_of_the_officer_has_no_part_for_a_month(play, days, is_barred):
    with guard.unscoped("a letter was printed"):
        at = now() - dt.timedelta(days=days)
        user = play.daouda.user_id
        for by in (play.boubacar, play.modibo):
            db.session.add(Activation(user_id=user, code_digest=account.digest(by.name), made_by_id=by.user_id, made_at=at, expires_at=at))
        db.session.flush()
    request = asked(play, "14/03/1985", field="birth_on")
    guard.act_as(play.boubacar)
    assert (correction.why_not(request, play.boubacar) is not None) is is_barred
    assert (correction.to_decide(play.boubacar)[0] == 0) is is_barred
    decide(request, play.kadidia if is_barred else play.boubacar)
    guard.act_as(play.modibo)
    assert approval.can_decide(proposal_of(request), play.modibo) is not is_barred


def test_a_proposal_about_a_sanction_is_not_found_by_who_does_not_see_sanctions(play):
    request = asked(play, "14/03/1985", field="birth_on")
    with guard.unscoped("it speaks of a sanction"):
        request.about_area = "discipline"
        db.session.flush()
    lets_decide(play.modibo, play.awa)
    decide(request, play.kadidia)
    found = {}
    for who in (play.awa, play.modibo, play.kadidia):
        guard.act_as(who)
        found[who.name] = len(db.session.query(Proposal).all())
    assert found == {"Awa": 0, "Modibo": 1, "Kadidia": 1}
