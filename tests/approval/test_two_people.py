"""A sensitive act needs a second person, who approves exactly what was proposed, once and in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from models import AuditEvent, Officer, Proposal, ProposalState, User, db, now
from rules.refused import Forbidden, Refused
from services import approval, audit, guard, notices

from .conftest import actor_named, carried_out

CONTENT = {"rows": 9483, "why": "Revue annuelle"}


def proposed(play, kind: str = "test.at-once", **about) -> Proposal:
    guard.act_as(play.boubacar)
    return approval.propose(kind, CONTENT, reason="Demandé par le ministère", by=play.boubacar, **about)


def say_yes(proposal: Proposal, who) -> Proposal:
    guard.act_as(who)
    return approval.approve(proposal, by=who, digest=proposal.digest)


def say_no(proposal: Proposal, who) -> Proposal:
    guard.act_as(who)
    return approval.reject(proposal, by=who, reason="Non justifié")


def rows(model) -> list:
    with guard.unscoped("the test looks"):
        return db.session.query(model).all()


def test_a_second_person_carries_the_act_out(play):
    proposal = proposed(play)
    assert carried_out == []
    assert say_yes(proposal, play.kadidia).state is ProposalState.DONE
    assert carried_out == [CONTENT] and proposal.result == {"done": True}


def test_who_proposed_does_not_approve(play):
    manager = play.kadidia
    guard.act_as(manager)
    proposal = approval.propose("test.at-once", CONTENT, reason="Pour moi", by=manager)
    with pytest.raises(Forbidden, match="another person"):
        say_yes(proposal, manager)
    assert carried_out == []


def test_two_accounts_of_one_officer_are_one_person(play, people):
    """The officer behind the account is kept, so that moving him to another account changes nothing."""
    with guard.unscoped("the officer changes account between the two acts"):
        first, second = (db.session.query(User).filter_by(username=name).one() for name in ("kadidia", "modibo"))
        first.officer = db.session.get(Officer, people.colleague_id)
        db.session.flush()
        proposal = approval.propose("test.at-once", CONTENT, reason="Pour moi", by=actor_named("kadidia"))
        first.officer = None
        db.session.flush()
        second.officer = db.session.get(Officer, people.colleague_id)
    with pytest.raises(Forbidden, match="another person"):
        say_yes(proposal, actor_named("modibo"))


def test_who_lacks_the_right_or_serves_elsewhere_does_not_approve(play):
    proposal = proposed(play)
    for who in (play.fanta, play.other, replace(play.kadidia, user_id=None)):
        with pytest.raises(Forbidden):
            say_yes(proposal, who)
    assert proposal.state is ProposalState.WAITING


def test_nobody_approves_what_concerns_himself(play, people):
    proposal = proposed(play)
    with guard.unscoped("the manager turns out to be the person concerned"):
        proposal.concerned_id = people.colleague_id
    with pytest.raises(Forbidden, match="own cause"):
        say_yes(proposal, replace(play.kadidia, officer_id=people.colleague_id))


def test_another_content_than_the_one_read_is_not_approved(play):
    proposal = proposed(play)
    guard.act_as(play.kadidia)
    with pytest.raises(Refused, match="not the content"):
        approval.approve(proposal, by=play.kadidia, digest=approval.digest_of("test.at-once", {"rows": 1}))


def test_a_content_altered_in_the_database_is_void_and_its_proposer_is_told(play):
    proposal = proposed(play)
    with guard.unscoped("somebody with the database in hand"):
        proposal.content = CONTENT | {"rows": 10**6}
    assert say_yes(proposal, play.kadidia).state is ProposalState.VOID
    guard.act_as(play.boubacar)
    assert carried_out == [] and "approval.void" in [one.event for one in notices.latest(play.boubacar)]


def test_a_record_that_changed_meanwhile_makes_the_proposal_void(play, people):
    officer = db.session.get(Officer, people.colleague_id)
    proposal = proposed(play, subject=officer)
    with guard.unscoped("somebody corrects the file"):
        officer.first_names = "Moussa Ba"
    assert say_yes(proposal, play.kadidia).state is ProposalState.VOID


def test_who_does_not_see_the_record_does_not_approve(play, people):
    with guard.unscoped("an act about somebody of another agency"):
        proposal = proposed(play, subject=db.session.get(Officer, people.canary_id))
        proposal.agency_id = play.kadidia.agency_id
    with pytest.raises(Forbidden):
        say_yes(proposal, play.kadidia)


def test_nothing_is_done_after_the_deadline(play, monkeypatch):
    proposal = proposed(play)
    later = now() + dt.timedelta(hours=73)
    monkeypatch.setattr("services.approval.deciding.now", lambda: later)
    with pytest.raises(Refused, match="time to decide"):
        say_yes(proposal, play.kadidia)
    monkeypatch.setattr("services.approval.sweeping.now", lambda: later)
    assert approval.expire() == 1 and approval.expire() == 0
    assert proposal.state is ProposalState.EXPIRED


def test_an_act_is_carried_out_once(play):
    proposal = say_yes(proposed(play), play.kadidia)
    for who in (play.kadidia, play.modibo):
        with pytest.raises(Refused):
            say_yes(proposal, who)
    assert carried_out == [CONTENT]


def test_two_voices_are_two_persons(play):
    proposal = proposed(play, "test.two")
    assert say_yes(proposal, play.kadidia).state is ProposalState.WAITING
    with pytest.raises(Forbidden, match="already"):
        say_yes(proposal, play.kadidia)
    assert say_yes(proposal, play.modibo).state is ProposalState.DONE


def test_what_the_proposer_does_himself_serves_once_and_for_this_content_only(play):
    proposal = proposed(play, "test.later")
    with pytest.raises(Refused, match="not approved"):
        approval.use(proposal, CONTENT, by=play.boubacar)
    assert say_yes(proposal, play.kadidia).state is ProposalState.APPROVED
    with pytest.raises(Forbidden):
        approval.use(proposal, CONTENT, by=play.kadidia)
    with pytest.raises(Refused, match="not what is about to be done"):
        approval.use(proposal, CONTENT | {"rows": 1}, by=play.boubacar)
    approval.use(proposal, CONTENT, by=play.boubacar)
    with pytest.raises(Refused):
        approval.use(proposal, CONTENT, by=play.boubacar)


def test_an_approval_that_was_written_by_hand_is_worth_nothing(play):
    proposal = proposed(play, "test.later")
    with guard.unscoped("somebody with the database in hand"):
        proposal.state = ProposalState.APPROVED
    with pytest.raises(Refused, match="does not hold"):
        approval.use(proposal, CONTENT, by=play.boubacar)


def test_a_no_ends_it_with_its_reason(play):
    proposal = proposed(play)
    with pytest.raises(Refused, match="Say why"):
        approval.reject(proposal, by=play.kadidia, reason=" ")
    say_no(proposal, play.kadidia)
    assert proposal.state is ProposalState.REJECTED and proposal.decisions[0].reason == "Non justifié"
    with pytest.raises(Refused):
        say_yes(proposal, play.modibo)


def test_only_the_proposer_withdraws(play):
    proposal = proposed(play)
    with pytest.raises(Forbidden):
        approval.withdraw(proposal, by=play.kadidia)
    approval.withdraw(proposal, by=play.boubacar)
    with pytest.raises(Refused):
        say_yes(proposal, play.kadidia)


def test_proposing_twice_makes_one_proposal(play):
    assert proposed(play).id == proposed(play).id


def test_an_act_needs_a_reason_and_a_person(play):
    with pytest.raises(Refused, match="Say why"):
        approval.propose("test.later", CONTENT, reason="", by=play.boubacar)
    with pytest.raises(Refused, match="account"):
        approval.propose("test.later", CONTENT, reason="x", by=guard.SYSTEM)


def test_what_waits_is_seen_by_who_may_decide_oldest_first(play):
    first, second = proposed(play), proposed(play, "test.later")
    for who, expected in ((play.kadidia, [first.id, second.id]), (play.boubacar, []), (play.other, []), (play.fanta, [])):
        guard.act_as(who)
        assert [one.id for one in approval.waiting_for(who)] == expected
    say_no(first, play.modibo)
    guard.act_as(play.kadidia)
    assert [one.id for one in approval.waiting_for(play.kadidia)] == [second.id]


def test_a_proposal_is_out_of_sight_for_all_others(play):
    proposed(play)
    seen = {}
    for name in ("boubacar", "kadidia", "other", "fanta"):
        guard.act_as(getattr(play, name))
        seen[name] = len(db.session.query(Proposal).all())
    assert seen == {"boubacar": 1, "kadidia": 1, "other": 0, "fanta": 0}


def test_everybody_who_may_approve_is_asked_and_nobody_else(play):
    proposal = proposed(play)
    asked = {user.username for user in approval.possible_approvers(proposal)}
    assert asked == {"aminata", "kadidia", "modibo"}
    told = {}
    for who in (play.kadidia, play.fanta, play.other):
        guard.act_as(who)
        told[who.name] = notices.unread(who)
    assert told == {"Kadidia": 1, "Fanta": 0, "Zeinab": 0}
    say_no(proposal, play.modibo)
    guard.act_as(play.kadidia)
    assert notices.unread(play.kadidia) == 0


def test_every_step_stands_in_the_trail(play):
    say_yes(proposed(play), play.kadidia)
    told = [(one.action, one.record_type, one.user_name) for one in rows(AuditEvent)]
    assert ("create", "proposal", "Boubacar") in told and ("create", "proposal_decision", "Kadidia") in told


def test_accounts_without_an_officer_are_one_person_by_name_or_by_e_mail(play):
    """Nothing else tells whose they are: the accounts of two namesakes are linked to their officers."""
    guard.act_as(play.kadidia)
    proposal = approval.propose("test.at-once", CONTENT, reason="Pour moi", by=play.kadidia)
    with guard.unscoped("the manager has a second account"):
        first, second = (db.session.query(User).filter_by(username=name).one() for name in ("kadidia", "modibo"))
        for told in ({"name": " KADIDIA "}, {"name": "Kadidia D.", "email": "Kadidia@example.org"}):
            first.email = "kadidia@example.org"
            second.name, second.email = told["name"], told.get("email")
            db.session.flush()
            with pytest.raises(Forbidden, match="another person"):
                say_yes(proposal, actor_named("modibo"))
        assert "modibo" not in {user.username for user in approval.possible_approvers(proposal)}
        second.email = None
    assert say_yes(proposal, actor_named("modibo")).state is ProposalState.DONE


def test_namesakes_with_their_officers_are_two_persons(play, people):
    guard.act_as(play.kadidia)
    with guard.unscoped("two officers of one name"):
        second = db.session.query(User).filter_by(username="modibo").one()
        second.name, second.officer = play.kadidia.name, db.session.get(Officer, people.colleague_id)
        first = db.session.query(User).filter_by(username="kadidia").one()
        first.officer = db.session.get(Officer, people.canary_id)
    proposal = approval.propose("test.at-once", CONTENT, reason="Pour moi", by=actor_named("kadidia"))
    assert say_yes(proposal, actor_named("modibo")).state is ProposalState.DONE


def test_doctor_names_the_accounts_that_approve_without_an_officer(play, app, people):
    with guard.unscoped("one of them is linked"):
        db.session.query(User).filter_by(username="modibo").one().officer = db.session.get(Officer, people.colleague_id)
    db.session.commit()
    said = app.test_cli_runner().invoke(args=["doctor"]).output
    (line,) = [line for line in said.splitlines() if "without an officer" in line]
    assert "kadidia" in line and not any(name in line for name in ("modibo", "boubacar", "daouda"))


def test_nobody_approves_by_a_second_account_what_concerns_himself(play, people):
    """The account has no officer, but his name, or the e-mail of his file."""
    proposal = proposed(play)
    with guard.unscoped("an act about a colleague"):
        proposal.concerned_id = people.colleague_id
        db.session.get(Officer, people.colleague_id).email = "moussa@example.org"
        user = db.session.query(User).filter_by(username="kadidia").one()
    for told in ({"name": "Moussa Keita"}, {"name": "KEÏTA Moussa"}, {"name": "M. K.", "email": "Moussa@example.org"}):
        with guard.unscoped("her account turns out to be his"):
            user.name, user.email = told["name"], told.get("email")
            db.session.flush()
        who = actor_named("kadidia")
        guard.act_as(who)
        assert approval.waiting_for(who) == []
        with pytest.raises(Forbidden, match="own cause"):
            say_yes(proposal, who)
        assert user.username not in {one.username for one in approval.possible_approvers(proposal)}


def test_what_the_giver_of_a_delegation_may_not_do_does_not_come_by_it(play, people):
    """She gave the proposer a password, so neither she nor who decides in her place approves what he proposes."""
    guard.act_as(play.kadidia)
    with guard.unscoped("who decides in her place"):
        to = db.session.query(User).filter_by(username="fanta").one()
        user = db.session.query(User).filter_by(username="boubacar").one()
    approval.delegate("personnel.approve", to, (now().date(), now().date()), reason="Absence", by=play.kadidia)
    proposal = proposed(play)
    assert approval.can_decide(proposal, play.fanta)
    guard.act_as(play.kadidia)
    audit.note("edit", record=user, changes={"must_change_password": [True, True]})
    assert not approval.can_decide(proposal, play.fanta)
    with pytest.raises(Forbidden):
        say_yes(proposal, play.fanta)


def test_a_proposal_is_found_by_those_who_see_the_file_it_is_about(play, people):
    """Coumba commands another unit: of the file of a colleague the title of a proposal tells her nothing either."""
    coumba = actor_named("coumba")
    with guard.unscoped("who decides in her place"):
        to = db.session.get(User, coumba.user_id)
    guard.act_as(play.kadidia)
    approval.delegate("personnel.approve", to, (now().date(), now().date()), reason="Absence", by=play.kadidia)
    with guard.unscoped("two files"):
        officers = [db.session.get(Officer, number) for number in (people.colleague_id, people.daouda.officer_id)]
        made = [proposed(play, subject=one) for one in officers]
        for proposal, officer in zip(made, officers, strict=True):
            proposal.concerned_id = officer.id
    guard.act_as(coumba)
    assert [one.id for one in db.session.query(Proposal).all()] == [made[1].id] == [one.id for one in approval.waiting_for(coumba)]
