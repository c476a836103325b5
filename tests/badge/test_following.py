"""Whatever ends or moves a service takes the card off the next published list, in the transaction of the event itself."""

from __future__ import annotations

import datetime as dt

import pytest

from jobs import periodic
from models import Agency, Badge, BadgeCause, BadgeKind, BadgeState, Officer, Position, PositionLine, Unit, db
from rules.refused import Refused
from services import badge, deleting, guard, personnel
from services.personnel import Act
from tests import force
from tests.correction.conftest import asked, cast, decide, play, proposal_of, second  # noqa: F401 — cast and play are fixtures
from tests.imports.conftest import AWA, HEADER, load  # noqa: F401 — load is a fixture
from tests.personnel.test_desk import PAPER, address, number

from . import cards

ENDS, AWAY, STAYS = ("RET", "RAD", "DEM", "DCD"), ("SUS", "NAC", "ABS", "DSP", "CLD", "DIS"), ("STG", "MIS", "CMA", "CMT")
LONG_AGO = dt.date(2024, 7, 1)


@pytest.fixture
def valid(in_app, tmp_path, monkeypatch):
    """valid(card): whether the next list that the worker publishes says so; nothing but publishing is done."""
    monkeypatch.setitem(in_app.config, "PUBLIC_FOLDER", tmp_path / "public")
    return lambda slot: cards.published(in_app).is_valid(slot)


@pytest.fixture
def card(in_app, people) -> Badge:
    """Daouda's identity card, handed over and committed; the system acts."""
    guard.act_as(guard.SYSTEM)
    made = cards.active_card(people.daouda.officer_id)
    db.session.commit()
    return made


def act(code: str, on: dt.date = LONG_AGO):
    """Daouda's position changes by the service behind the forms."""
    return lambda officer: personnel.set_position(officer, force.of_code(Position, code), Act(on, "Arrêté"))


def state_of(number: int) -> tuple[BadgeState, BadgeCause | None]:
    """As it stands in the database."""
    db.session.expire_all()
    with guard.unscoped("look"):
        found = db.session.get(Badge, number)
    return found.state, found.cause


@pytest.mark.parametrize("code", ENDS)
def test_retirement_dismissal_resignation_and_death_revoke_at_once(card, valid, code):
    assert valid(card.slot)
    act(code)(card.officer)
    db.session.commit()
    assert state_of(card.id) == (BadgeState.REVOKED, BadgeCause.SERVICE_ENDED) and card.reason == "Fin de service"
    assert not valid(card.slot)


@pytest.mark.parametrize("code", AWAY)
def test_suspension_and_every_absence_from_service_suspend_at_once(card, valid, code):
    act(code)(card.officer)
    db.session.commit()
    assert state_of(card.id) == (BadgeState.SUSPENDED, BadgeCause.NOT_SERVING)
    assert not valid(card.slot)


@pytest.mark.parametrize("code", STAYS)
def test_who_stays_in_service_keeps_the_card(card, valid, code):
    act(code)(card.officer)
    db.session.commit()
    assert state_of(card.id) == (BadgeState.ACTIVE, None) and valid(card.slot)


def test_a_transfer_to_another_agency_revokes_at_once_and_one_within_it_does_not(card, people, valid):
    personnel.post(card.officer, db.session.get(Unit, people.other_unit_id), Act(LONG_AGO, "Décision"))
    db.session.commit()
    assert valid(card.slot)
    personnel.post(card.officer, db.session.get(Unit, people.foreign_unit_id), Act(dt.date(2025, 7, 1), "Décision"))
    db.session.commit()
    assert state_of(card.id) == (BadgeState.REVOKED, BadgeCause.OTHER_AGENCY)
    assert not valid(card.slot)


def test_another_home_agency_revokes_who_serves_in_no_unit(card, valid):
    with guard.unscoped("the test"):
        card.officer.unit = None
        db.session.commit()
        assert valid(card.slot)
        card.officer.home_agency = force.of_code(Agency, "OCS")
    db.session.commit()
    assert state_of(card.id) == (BadgeState.REVOKED, BadgeCause.OTHER_AGENCY) and not valid(card.slot)


def test_the_form_of_the_act_takes_the_card_off_the_list(app, people, signed_in, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_FOLDER", tmp_path / "public")
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        made = cards.active_card(people.daouda.officer_id)
        db.session.commit()
        slot = made.slot
    assert cards.published(app).is_valid(slot)
    form = PAPER | {"position": str(number(app, Position, "RET"))}
    assert signed_in("boubacar").post(address(people, "position"), data=form).status_code == 302
    assert not cards.published(app).is_valid(slot)


def test_a_correction_that_is_accepted_takes_the_card_off_the_list(play, in_app, valid):  # noqa: F811
    with guard.unscoped("the test"):
        made = cards.active_card(play.daouda.officer_id)
        line = db.session.query(PositionLine).filter_by(officer_id=play.daouda.officer_id).one()
        db.session.commit()
    assert valid(made.slot)
    inactive = str(force.of_code(Position, "NAC").id)
    request = asked(play, inactive, record=line, field="position")
    decide(request, play.boubacar, granted={"position": inactive})
    if proposal_of(request) is not None:
        second(request, play.kadidia)
    db.session.commit()
    assert state_of(made.id) == (BadgeState.SUSPENDED, BadgeCause.NOT_SERVING) and not valid(made.slot)


def test_a_file_that_is_loaded_takes_the_card_off_the_list(load, valid):  # noqa: F811
    load(HEADER, AWA)
    db.session.commit()
    with guard.unscoped("the test"):
        made = cards.active_card(db.session.query(Officer).one())
        db.session.commit()
    assert valid(made.slot)
    told = {"record": "officer", "columns": {"Matricule": "service_number", "Position": "position"}}
    act_of = {"kind": "Arrêté", "reference": "A-1/2024", "effect_on": "2024-07-01"}
    load("Matricule;Position", "0101;RET", mapping=told | {"act": act_of})
    db.session.commit()
    assert state_of(made.id) == (BadgeState.REVOKED, BadgeCause.SERVICE_ENDED) and not valid(made.slot)


def test_an_act_dated_ahead_takes_the_card_off_the_list_on_its_day(card, valid, monkeypatch):
    at = dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC)
    pass_to(monkeypatch, at)
    act("RET", dt.date(2027, 1, 1))(card.officer)
    db.session.commit()
    assert valid(card.slot)
    pass_to(monkeypatch, at + dt.timedelta(days=1))
    periodic.take_effect()
    assert state_of(card.id) == (BadgeState.REVOKED, BadgeCause.SERVICE_ENDED) and not valid(card.slot)


def pass_to(monkeypatch, moment: dt.datetime) -> None:
    for module in ("services.personnel.taking_effect", "services.personnel.history"):
        monkeypatch.setattr(f"{module}.now", lambda: moment)


def test_what_no_officer_shows_the_worker_finds_when_it_looks_at_all_cards(card, people, valid):
    with guard.unscoped("a unit goes over to another agency"):
        db.session.get(Unit, people.unit_id).agency = force.of_code(Agency, "OCS")
        db.session.commit()
    assert valid(card.slot)
    periodic.follow_cards()
    assert state_of(card.id) == (BadgeState.REVOKED, BadgeCause.OTHER_AGENCY) and not valid(card.slot)


def test_an_event_that_is_not_committed_stops_no_card(card, valid):
    act("RET")(card.officer)
    db.session.rollback()
    db.session.commit()
    assert state_of(card.id) == (BadgeState.ACTIVE, None) and valid(card.slot)


def test_who_acts_needs_no_right_to_cards_and_the_trail_says_why_they_stopped(card, people):
    clerk = cards.actor_named("boubacar")
    guard.act_as(clerk)
    act("DSP")(card.officer)
    db.session.commit()
    told = cards.events_of(card)[-1]
    assert (told.user_id, told.purpose) == (clerk.user_id, "cards follow the file of their officer")


@pytest.mark.parametrize("make", [cards.approved_card, cards.printed_card])
def test_a_card_that_is_being_made_is_revoked_where_one_in_hand_is_suspended(in_app, people, make):
    guard.act_as(guard.SYSTEM)
    made = make(people.daouda.officer_id)
    act("SUS")(made.officer)
    db.session.commit()
    assert state_of(made.id) == (BadgeState.REVOKED, BadgeCause.NOT_SERVING)


def test_a_suspended_card_is_revoked_by_what_comes_after_and_not_resumed_by_a_return(card, people):
    act("SUS")(card.officer)
    db.session.commit()
    act("ACT", dt.date(2025, 1, 1))(card.officer)
    db.session.commit()
    assert state_of(card.id)[0] is BadgeState.SUSPENDED, "two people put it back into force"
    act("RET", dt.date(2025, 7, 1))(card.officer)
    db.session.commit()
    assert state_of(card.id) == (BadgeState.REVOKED, BadgeCause.SERVICE_ENDED)


def test_both_kinds_of_card_stop(card, people, valid):
    field = cards.active_card(people.daouda.officer_id, BadgeKind.FIELD)
    db.session.commit()
    act("DCD")(card.officer)
    db.session.commit()
    assert not valid(card.slot) and not valid(field.slot)


def test_the_worker_asks_once_and_locks_nobody_where_all_is_well(card, in_app):
    seen = []
    note = lambda *told: seen.append(told[2])  # noqa: E731
    db.event.listen(db.engine, "before_cursor_execute", note)
    assert badge.follow() == 0
    db.event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) == 1 and seen[0].startswith("SELECT")


# --- duplicates and deletions ----------------------------------------------------------------------


@pytest.mark.parametrize("make", [lambda number: cards.requested([number])[0], cards.approved_card, cards.active_card])
def test_an_officer_entered_twice_is_not_deleted_while_a_card_of_his_lives(in_app, people, make):
    guard.act_as(guard.SYSTEM)
    made = make(people.colleague_id)
    with pytest.raises(Refused, match="cannot be deleted"):
        deleting.delete(made.officer, reason="Saisi deux fois", by=guard.actor())


def test_the_ended_card_of_a_deleted_officer_stays_on_the_list_as_not_valid(in_app, people, valid):
    guard.act_as(guard.SYSTEM)
    made = cards.active_card(people.colleague_id)
    badge.revoke(made, "Fichier en double", by=cards.MAKER)
    deleting.delete(made.officer, reason="Saisi deux fois", by=guard.actor())
    db.session.commit()
    assert not valid(made.slot) and badge.verify(badge.address_of(made))["reason"] == "badge is revoked"


def test_a_card_of_a_deleted_officer_stops_even_if_both_happened_at_once(in_app, people, valid):
    guard.act_as(guard.SYSTEM)
    made = cards.active_card(people.colleague_id)
    db.session.commit()
    with guard.unscoped("the deletion did not see the card"):
        made.officer.deleted_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    db.session.commit()
    assert not valid(made.slot)
