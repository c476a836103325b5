"""Two people issue a card and put one back into force; and who hears of what happens to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from models import Badge, BadgeCause, BadgeKind, BadgeState, Notice, Officer, Photo, Position, User, db
from rules.access import Actor
from rules.badge.life import Act, State
from rules.refused import Forbidden, Refused
from services import approval, badge, guard, photo
from services.badge.life import moving, requesting
from tests import force

from . import cards
from .cards import MAKER
from .deeds import TO_STATE, done


def daouda(office) -> Officer:
    with guard.unscoped("the test"):
        return db.session.get(Officer, office.daouda.officer_id)


def ask(two, office, **more) -> badge.Requested:
    guard.act_as(two[0])
    found = badge.request([daouda(office)], BadgeKind.IDENTITY, "Première carte", by=two[0], **more)
    db.session.commit()
    return found


def approve(found_or_proposal, who: Actor) -> None:
    proposal = getattr(found_or_proposal, "proposal", found_or_proposal)
    guard.act_as(who)
    approval.approve(proposal, by=who, digest=proposal.digest)
    db.session.commit()


def suspended(office, two) -> Badge:
    guard.act_as(guard.SYSTEM)
    card = TO_STATE[State.SUSPENDED](office.daouda.officer_id)
    db.session.commit()
    guard.act_as(two[0])
    return card


def test_who_requested_never_approves(office, two):
    found = ask(two, office)
    with pytest.raises(Refused):
        approve(found, two[0])
    also_manager = replace(two[0], role="hr_manager")
    with pytest.raises(Refused, match="another person"):
        approve(found, also_manager)


def test_nobody_approves_his_own_card_nor_puts_it_back_into_force(office, two):
    with guard.unscoped("the manager is Daouda"):
        manager = db.session.query(User).filter_by(username="drissa").one()
        db.session.query(User).filter_by(username="daouda").one().officer_id = None
        db.session.flush()
        manager.officer_id = office.daouda.officer_id
        db.session.commit()
    himself, card = replace(two[1], officer_id=office.daouda.officer_id), suspended(office, two)
    found = ask(two, office)
    with pytest.raises(Forbidden):
        approve(found, himself)
    db.session.rollback()
    proposal = badge.propose_resume(card, "Enquête close", by=two[0])
    db.session.commit()
    with pytest.raises(Forbidden):
        approve(proposal, himself)
    db.session.rollback()
    with pytest.raises(Refused, match="own badge"):
        badge.propose_resume(card, "Enquête close", by=himself)


def test_an_account_without_an_officer_that_bears_ones_name_is_oneself(office, two):
    with guard.unscoped("the manager's account bears the name of Daouda"):
        manager = db.session.query(User).filter_by(username="drissa").one()
        manager.name = str(daouda(office))
        db.session.commit()
    namesake = replace(two[1], name=manager.name)
    with pytest.raises(Forbidden, match="yourself"):
        approve(ask(two, office), namesake)
    db.session.rollback()
    with pytest.raises(Refused, match="own badge"):
        moving.refuse_oneself(namesake, office.daouda.officer_id)
    with pytest.raises(Forbidden):
        photo.taking.check_right(daouda(office), namesake)


def test_a_suspended_card_comes_back_by_two_people_and_its_officer_is_in_service(office, two):
    card = suspended(office, two)
    proposal = badge.propose_resume(card, "Enquête close", by=two[0])
    db.session.commit()
    assert card.state is BadgeState.SUSPENDED
    approve(proposal, two[1])
    assert (card.state, card.ended_at, card.cause, card.reason) == (BadgeState.ACTIVE, None, None, None)


def test_who_is_away_or_serves_elsewhere_meanwhile_gets_neither_a_card_nor_his_back(office, two):
    found = ask(two, office)
    with guard.unscoped("the test"):
        daouda(office).position = force.of_code(Position, "NAC")
        db.session.commit()
    with pytest.raises(Refused, match="not in service"):
        approve(found, two[1])
    db.session.rollback()
    with guard.unscoped("the test"):
        daouda(office).position, daouda(office).unit_id = force.of_code(Position, "ACT"), office.foreign_unit_id
        db.session.commit()
    with pytest.raises(Refused, match="another agency"):
        approve(found, two[1])


def test_what_the_second_person_read_is_what_is_issued(office, two):
    found = ask(two, office)
    with guard.unscoped("the test"):
        daouda(office).last_name = "Traoré-Diallo"
        db.session.commit()
    with pytest.raises(Refused, match="has changed meanwhile"):
        approve(found, two[1])


def test_the_second_person_reads_every_name_and_is_warned_of_an_old_photo(office, two):
    found = ask(two, office)
    assert not any("photo" in str(value) for _label, value in approval.described(found.proposal))
    with guard.unscoped("the test"):
        approval.withdraw(found.proposal, by=two[0])
        db.session.query(Photo).one().taken_on = dt.date(2015, 5, 1)
        db.session.commit()
    lines = dict(approval.described(ask(two, office).proposal))
    assert "01/05/2015" in str(lines[str(daouda(office))])


def test_of_many_one_that_was_cancelled_does_not_hold_up_the_others(office, two):
    cards.photo(office.colleague_id)
    db.session.commit()
    guard.act_as(two[0])
    with guard.unscoped("the test"):
        officers = [daouda(office), db.session.get(Officer, office.colleague_id)]
    found = badge.request(officers, BadgeKind.IDENTITY, "Premières cartes", by=two[0])
    with guard.unscoped("the test"):
        badge.cancel(found.badges[0], "Part en retraite", by=MAKER)
    db.session.commit()
    approve(found, two[1])
    assert [one.state for one in found.badges] == [BadgeState.CANCELLED, BadgeState.APPROVED]


def test_a_request_all_of_whose_cards_were_cancelled_is_void(office, two):
    found = ask(two, office)
    with guard.unscoped("the test"):
        badge.cancel(found.badges[0], "Erreur", by=MAKER)
        db.session.commit()
    approve(found, two[1])
    assert found.proposal.state.name == "VOID"


def test_one_request_holds_the_cards_of_one_agency(office):
    cards.made_keys()
    for number in (office.daouda.officer_id, office.canary_id):
        cards.photo(number)
    with guard.unscoped("the test"):
        officers = [db.session.get(Officer, number) for number in (office.daouda.officer_id, office.canary_id)]
        made, refused = requesting.enter(officers, BadgeKind.IDENTITY, "Demande", by=MAKER)
    assert len(made) == 1 and "another agency" in str(refused[0])


# --- who hears of it ----------------------------------------------------------------------------------


def told(event: str) -> list[tuple[str, dict]]:
    """(account, values) of the notices of an event."""
    with guard.unscoped("look"):
        found = db.session.query(Notice, User).join(User, User.id == Notice.reader_id).filter(Notice.event == event).order_by(Notice.id)
        return [(user.username, notice.values) for notice, user in found]


def test_the_officer_hears_that_his_card_waits_and_not_any_more_once_he_has_it(office, two):
    card = TO_STATE[State.CHECKED](office.daouda.officer_id)
    assert told("badge.to_fetch") == [("daouda", {})]
    done(card, Act.HAND_OVER)
    assert told("badge.to_fetch") == []


@pytest.mark.parametrize("act", [Act.SUSPEND, Act.REVOKE, Act.EXPIRE])
def test_the_officer_hears_once_that_his_card_is_not_valid_any_more(office, two, act):
    card = done(cards.active_card(office.daouda.officer_id), act)
    assert told("badge.stopped") == [("daouda", {})]
    done(card, Act.RETURN)
    assert told("badge.stopped") == []


def test_the_badge_office_hears_of_a_loss_and_whoever_noted_it_there_does_not(office, two):
    card = cards.active_card(office.daouda.officer_id)
    done(card, Act.LOSE, replace(MAKER, user_id=two[0].user_id))
    assert told("badge.lost") == []
    done(cards.active_card(office.daouda.officer_id), Act.STEAL, cards.actor_named("daouda"))
    assert [reader for reader, _values in told("badge.lost")] == ["fatim"]


def test_the_badge_office_hears_of_a_request_that_was_not_approved(office, two):
    found = ask(two, office)
    guard.act_as(two[1])
    approval.reject(found.proposal, by=two[1], reason="Photo floue")
    db.session.commit()
    assert told("badge.requested_refused") == [("fatim", {"count": 1})]
    assert (found.badges[0].state, found.badges[0].cause, found.badges[0].reason) == (BadgeState.CANCELLED, BadgeCause.BY_HAND, "Photo floue")


def test_no_notice_names_the_number_of_a_card(office, two):
    made = [done(TO_STATE[State.CHECKED](office.daouda.officer_id), Act.LOSE), done(cards.active_card(office.daouda.officer_id), Act.REVOKE)]
    done(cards.active_card(office.daouda.officer_id), Act.STEAL)
    with guard.unscoped("look"):
        notices = [f"{one.url} {one.values} {one.about}" for one in db.session.query(Notice)]
    assert notices and not any(card.number in text for card in made for text in notices)
