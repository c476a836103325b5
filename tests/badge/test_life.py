"""The life of a card over the services, and what the public list says of it."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from models import Agency, AuditEvent, Badge, BadgeCause, BadgeKind, BadgeState, Officer, Position, Unit, db
from rules.access import Actor
from rules.refused import Forbidden, Refused
from services import approval, badge, guard
from services.badge import status
from services.badge.printing import batches, direct, sheets
from services.badge.publishing import site
from tests import force

from . import cards

CLERK = Actor(name="Fatim", role="badge_officer", door="admin")
COMMAND = Actor(name="technician (command)", role="administrator", door="command")
RECEIPT = badge.Receipt("R-2026-1")


@pytest.fixture
def acting(people, in_app):
    """The people, with keys made and a badge officer of the police at work."""
    police = force.of_code(Agency, "PN")
    maker, manager = force.user("fatim", "badge_officer", agency=police), force.user("drissa", "hr_manager", agency=police)
    guard.act_as(replace(CLERK, agency_id=police.id, user_id=maker.user_id))
    cards.made_keys()
    in_app.extensions["approver"] = Actor(name="Drissa", role="hr_manager", user_id=manager.user_id, agency_id=police.id, door="admin")
    yield people
    del in_app.extensions["approver"]


def daouda(people) -> Officer:
    return db.session.get(Officer, people.daouda.officer_id)


def drawn(made: Badge) -> str:
    """Print one card and return what its code holds, as an independent decoder reads it."""
    out = io.BytesIO()
    assert sheets.print_cards([batches.printed(made, by=guard.actor())], out) == 1
    picture = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=300 / 72).to_pil()
    return zxingcpp.read_barcodes(picture)[0].text


def published() -> status.StatusList:
    return status.read(site.status_list(), badge.keys.public_keys())


def approve(found: badge.Requested, in_app) -> None:
    """The second person says yes."""
    clerk, approver = guard.actor(), in_app.extensions["approver"]
    guard.act_as(approver)
    approval.approve(found.proposal, by=approver, digest=found.proposal.digest)
    guard.act_as(clerk)


def test_a_card_goes_the_whole_way_from_the_request_to_the_officer(acting, in_app):
    officer = daouda(acting)
    cards.photo(officer)
    found = badge.request([officer], BadgeKind.IDENTITY, "Première carte", by=guard.actor())
    [made] = found.badges
    assert (made.state, made.number, found.refused) == (BadgeState.REQUESTED, None, [])
    approve(found, in_app)
    assert made.state is BadgeState.APPROVED and made.number and not published().is_valid(made.slot)
    text = drawn(made)
    assert made.state is BadgeState.PRINTED and made.last_name == officer.last_name and made.photo.file == officer.photo
    assert badge.genuine(text) is made
    badge.mark_checked(made, by=guard.actor())
    assert made.state is BadgeState.CHECKED
    badge.hand_over(made, RECEIPT, by=guard.actor())
    assert made.state is BadgeState.ACTIVE and published().is_valid(made.slot)
    assert badge.verify(text) == {"valid": True, "number": made.number, "expires_on": made.expires_on, "reason": ""}
    badge.revoke(made, "Décision", by=guard.actor())
    assert badge.verify(text)["reason"] == "badge is revoked" and not published().is_valid(made.slot)


def test_whoever_requests_does_not_approve(acting):
    cards.photo(daouda(acting))
    found = badge.request([daouda(acting)], BadgeKind.IDENTITY, "Première carte", by=guard.actor())
    with pytest.raises(Refused):
        approval.approve(found.proposal, by=guard.actor(), digest=found.proposal.digest)
    assert found.badges[0].state is BadgeState.REQUESTED


def test_a_request_that_is_not_approved_cancels_its_cards(acting, in_app):
    cards.photo(daouda(acting))
    found = badge.request([daouda(acting)], BadgeKind.IDENTITY, "Première carte", by=guard.actor())
    approval.reject(found.proposal, by=in_app.extensions["approver"], reason="Pas encore")
    assert found.badges[0].state is BadgeState.CANCELLED


def test_a_card_that_was_never_handed_over_is_not_valid(acting):
    made = cards.printed_card(daouda(acting))
    assert badge.verify(badge.address_of(made))["reason"] == "badge is printed"
    assert not published().is_valid(made.slot)


def test_a_card_that_is_handed_over_replaces_the_one_before(acting):
    first = cards.active_card(daouda(acting))
    second = cards.active_card(daouda(acting))
    assert (first.state, first.cause, second.state) == (BadgeState.REPLACED, BadgeCause.NEW_CARD, BadgeState.ACTIVE)
    assert first.slot != second.slot
    field = cards.active_card(daouda(acting), BadgeKind.FIELD)
    assert (second.state, field.state) == (BadgeState.ACTIVE, BadgeState.ACTIVE)


def test_a_spoiled_card_is_followed_by_another_with_another_number(acting):
    spoiled = cards.printed_card(daouda(acting))
    next_one = badge.spoil(spoiled, "Mal imprimée", by=guard.actor())
    assert (spoiled.state, next_one.state, next_one.replaces) == (BadgeState.SPOILED, BadgeState.APPROVED, spoiled)
    assert next_one.number != spoiled.number and next_one.slot != spoiled.slot


def test_nobody_requests_prints_or_revokes_his_own_card(acting):
    made = cards.approved_card(daouda(acting))
    himself = replace(guard.actor(), officer_id=acting.daouda.officer_id)
    assert "own badge" in str(badge.request([daouda(acting)], BadgeKind.FIELD, "x", by=himself).refused[0])
    for act in (lambda: batches.printed(made, by=himself), lambda: badge.revoke(made, "x", by=himself)):
        with pytest.raises(Refused, match="own badge"):
            act()


def test_an_officer_reports_his_own_card_as_lost(acting):
    made = cards.active_card(daouda(acting))
    himself = Actor(name="Daouda", role="officer", officer_id=acting.daouda.officer_id, door="portal")
    guard.act_as(himself)
    badge.lose(made, by=himself)
    assert made.state is BadgeState.LOST and not published().is_valid(made.slot)


def test_who_is_not_in_service_gets_no_card(acting):
    officer = daouda(acting)
    with guard.unscoped("the test"):
        officer.position = db.session.query(Position).filter_by(is_serving=False).first()
    found = badge.request([officer], BadgeKind.IDENTITY, "x", by=guard.actor())
    assert not found.badges and "not in service" in str(found.refused[0])


def test_who_has_no_photo_is_refused_by_name(acting):
    found = badge.request([daouda(acting)], BadgeKind.IDENTITY, "x", by=guard.actor())
    assert not found.badges and "Daouda" in str(found.refused[0])


def test_a_card_that_has_ended_is_neither_printed_nor_revoked_again(acting):
    made = cards.active_card(daouda(acting))
    badge.revoke(made, "Volée", by=guard.actor())
    with pytest.raises(Refused, match="ended"):
        batches.printed(made, by=guard.actor())
    with pytest.raises(Refused, match="ended"):
        badge.revoke(made, "Volée", by=guard.actor())


def test_revoking_needs_a_reason(acting):
    with pytest.raises(Refused, match="why"):
        badge.revoke(cards.active_card(daouda(acting)), "  ", by=guard.actor())


def test_a_unit_is_printed_by_a_command_with_what_is_missing_issued_and_handed_over(acting, tmp_path):
    unit, held = db.session.get(Unit, acting.unit_id), cards.approved_card(daouda(acting))
    chief = replace(COMMAND, officer_id=acting.coumba.officer_id)
    guard.act_as(chief)
    assert badge.print_unit(unit, tmp_path, by=chief) == 1
    assert held.state is BadgeState.ACTIVE
    guard.act_as(COMMAND)
    assert badge.print_unit(unit, tmp_path, by=COMMAND, hands_over=False) == 2
    states = sorted(one.state.value for one in db.session.query(Badge))
    assert states == ["active", "printed"]


def test_a_unit_is_printed_again_by_the_same_command_as_the_same_cards(acting, tmp_path):
    unit, files = db.session.get(Unit, acting.unit_id), []
    guard.act_as(COMMAND)
    for _time in range(2):
        assert badge.print_unit(unit, tmp_path, by=COMMAND) == 2
        files.append((tmp_path / "01.pdf").read_bytes())
    assert files[0] == files[1]
    copies = db.session.query(AuditEvent).filter_by(action="print", record_type="badge").all()
    assert len(copies) == 2 and all(event.changes == {"copy": True} for event in copies)


def test_many_cards_of_a_unit_are_printed_in_parts(acting, tmp_path, monkeypatch):
    monkeypatch.setattr(direct, "A_PART", 1)
    guard.act_as(COMMAND)
    assert badge.print_unit(db.session.get(Unit, acting.unit_id), tmp_path, by=COMMAND) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01.pdf", "02.pdf"]


def test_a_unit_whose_blanks_are_numbered_is_only_printed_to_be_kept(acting, tmp_path):
    unit, held = db.session.get(Unit, acting.unit_id), cards.approved_card(daouda(acting))
    held.design.has_serials = True
    guard.act_as(COMMAND)
    with pytest.raises(Refused, match="--keep"):
        badge.print_unit(unit, tmp_path, by=COMMAND)
    assert held.state is BadgeState.APPROVED and list(tmp_path.iterdir()) == []
    assert badge.print_unit(unit, tmp_path, by=COMMAND, hands_over=False) == 2


def test_nobody_prints_a_unit_alone_but_a_command(acting, tmp_path):
    with pytest.raises(Forbidden, match="two people"):
        badge.print_unit(db.session.get(Unit, acting.unit_id), tmp_path, by=guard.actor())


def test_end_of_service_another_agency_and_absence_each_stop_the_card(acting):
    officer = daouda(acting)
    made = cards.active_card(officer)
    with guard.unscoped("the test"):
        officer.position = db.session.query(Position).filter_by(is_serving=False, ends_service=False).first()
        assert badge.follow() == 1 and made.state is BadgeState.SUSPENDED and made.cause is BadgeCause.NOT_SERVING
        assert badge.follow() == 0
        officer.position = db.session.query(Position).filter_by(ends_service=True).first()
        assert badge.follow([officer.id]) == 1 and made.cause is BadgeCause.SERVICE_ENDED


def test_what_is_not_valid_on_the_list_is_published_by_the_worker(acting, in_app, tmp_path, monkeypatch):
    monkeypatch.setitem(in_app.config, "PUBLIC_FOLDER", tmp_path / "public")
    made = cards.active_card(daouda(acting))
    assert badge.publish_if_due() and not badge.publish_if_due()
    assert cards.published(in_app).is_valid(made.slot)
    badge.revoke(made, "Perdue", by=guard.actor())
    db.session.commit()
    assert not cards.published(in_app).is_valid(made.slot)


def test_text_that_is_no_token_is_not_valid(acting):
    for text in ("", "bonjour", "https://v.police.gov.ml/#", "#123", "9" * 5000):
        assert badge.verify(text)["valid"] is False
