"""Cards at the desk: requested for one or many, found by a scan in a POST, checked, acted upon as their life allows."""

from __future__ import annotations

import re

import pytest

from models import Agency, Badge, BadgeKind, BadgeState, Proposal, db
from services import badge as service, guard
from tests import force

from . import cards


@pytest.fixture
def badge_id(stored_card) -> int:
    """A card of Daouda that was approved and not printed."""
    return stored_card(cards.approved_card)


@pytest.fixture
def printed_id(stored_card) -> int:
    """A card of Daouda that lies printed at the office."""
    return stored_card(cards.printed_card)


@pytest.fixture
def active_id(stored_card) -> int:
    """A card that Daouda holds."""
    return stored_card(cards.active_card)


def looked_up(app, number: int, read):
    """What stands in the records of a card."""
    with app.app_context(), guard.unscoped("look"):
        return read(db.session.get(Badge, number))


def state(app, number: int) -> BadgeState:
    return looked_up(app, number, lambda badge: badge.state)


def with_photos(app, *officers: int) -> None:
    with app.app_context():
        cards.made_keys()
        for officer in officers:
            cards.photo(officer)
        db.session.commit()


def test_the_form_requests_a_card_that_waits_for_a_second_person(app, people, signed_in):
    with_photos(app, people.daouda.officer_id)
    values = {"officer": people.daouda.officer_id, "kind": "IDENTITY", "request_reason": "Première carte"}
    answer = signed_in("aminata").post("/admin/badge/new/", data=values)
    assert answer.status_code == 302 and "/admin/badge/details/?id=" in answer.location, answer.text
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(Badge).one().state is BadgeState.REQUESTED
        assert db.session.query(Proposal).one().kind == "badge.issue"


def test_who_has_no_photo_is_told_so_at_the_form(app, people, signed_in):
    values = {"officer": people.daouda.officer_id, "kind": "IDENTITY", "request_reason": "Première carte"}
    answer = signed_in("aminata").post("/admin/badge/new/", data=values)
    assert answer.status_code == 200 and "photo" in answer.text
    with app.app_context(), guard.unscoped("look"):
        assert not db.session.query(Badge).count()


def test_a_request_without_a_reason_is_marked_at_the_reason(app, people, signed_in):
    with_photos(app, people.daouda.officer_id)
    aminata = signed_in("aminata")
    answer = aminata.post("/admin/badge/new/", data={"officer": people.daouda.officer_id, "kind": "IDENTITY", "request_reason": " "})
    assert answer.status_code == 200 and 'id="request_reason-error"' in answer.text and 'id="officer-error"' not in answer.text
    assert re.search(r'<label class="form-label" for="request_reason">[^<]*<span class="required"', aminata.get("/admin/badge/new/").text)


def ticked(text: str) -> dict[int, bool]:
    """Who stands in the list of a request, and whether he is ticked."""
    return {int(number): " checked" in rest for number, rest in re.findall(r'name="officer" value="(\d+)"([^>]*)>', text)}


def test_another_kind_of_card_brings_its_own_list_before_anything_is_requested(app, people, signed_in):
    with_photos(app, people.daouda.officer_id, people.colleague_id)
    with app.app_context(), guard.unscoped("Daouda holds an identity card"):
        cards.active_card(people.daouda.officer_id)
        unit = db.session.get(force.Officer, people.daouda.officer_id).unit_id
        db.session.commit()
    aminata, page = signed_in("aminata"), f"/admin/badge/request/?unit={unit}"
    assert ticked(aminata.get(page).text)[people.daouda.officer_id] is False
    values = {"kind": "FIELD", "kind_shown": "IDENTITY", "officer": people.colleague_id, "reason": "Patrouilles"}
    shown = aminata.post(page, data=values).text
    assert ticked(shown)[people.daouda.officer_id] is True and 'name="kind_shown" value="FIELD"' in shown and 'value="Patrouilles"' in shown
    with app.app_context(), guard.unscoped("look"):
        assert not db.session.query(Proposal).count()
    sent = aminata.post(page, data=values | {"kind_shown": "FIELD", "officer": people.daouda.officer_id})
    assert sent.status_code == 302
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(Badge).filter_by(kind=BadgeKind.FIELD).one().officer_id == people.daouda.officer_id


def test_who_was_chosen_in_the_list_of_officers_stays_on_the_page_after_another_kind(people, signed_in):
    values = {"kind": "FIELD", "kind_shown": "IDENTITY", "shown": [people.daouda.officer_id, people.colleague_id], "officer": people.daouda.officer_id}
    shown = signed_in("aminata").post("/admin/badge/request/", data=values).text
    assert set(ticked(shown)) == {people.daouda.officer_id, people.colleague_id} and 'action="/admin/badge/request/"' in shown


def test_the_place_in_a_batch_is_counted_from_one_on_both_pages(app, people, signed_in):
    with app.app_context(), guard.unscoped("a run of two"):
        made = [cards.printed_card(officer) for officer in (people.daouda.officer_id, people.colleague_id)]
        made[0].place = 4
        db.session.commit()
        number = made[0].id
    text = signed_in("aminata").get(f"/admin/badge/details/?id={number}").text
    assert re.search(r"(Place in the batch|Rang dans le lot).*?<dd>\s*5\s*</dd>", text, re.S)


def test_the_people_of_a_unit_are_requested_together_and_who_cannot_is_named(app, people, signed_in):
    with_photos(app, people.daouda.officer_id)
    with app.app_context(), guard.unscoped("look"):
        unit = db.session.get(force.Officer, people.daouda.officer_id).unit_id
    aminata, page = signed_in("aminata"), f"/admin/badge/request/?unit={unit}"
    shown = aminata.get(page).text
    assert f'name="officer" value="{people.daouda.officer_id}"' in shown and "photo" in shown
    values = {"officer": [people.daouda.officer_id, people.colleague_id], "kind": "FIELD", "reason": "Patrouilles de nuit"}
    answer = aminata.post(page, data=values, follow_redirects=True)
    assert "photo" in answer.text
    with app.app_context(), guard.unscoped("look"):
        made = db.session.query(Badge).one()
        assert made.kind is BadgeKind.FIELD and made.officer_id == people.daouda.officer_id


def test_the_officers_ticked_in_their_list_stand_in_the_request(people, signed_in):
    answer = signed_in("aminata").post("/admin/officer/request-cards/", data={"rowid": [people.daouda.officer_id]})
    assert answer.status_code == 200 and f'name="officer" value="{people.daouda.officer_id}"' in answer.text
    assert 'action="/admin/badge/request/"' in answer.text


def test_who_may_not_request_finds_no_way_to_it(people, signed_in):
    boubacar = signed_in("boubacar")
    assert boubacar.post("/admin/officer/request-cards/", data={"rowid": [people.daouda.officer_id]}).status_code == 403
    assert boubacar.get("/admin/badge/request/").status_code == 403
    assert "request-cards" not in boubacar.get("/admin/officer/").text


def test_the_desk_counts_what_waits_and_is_not_for_those_who_only_look(people, signed_in, printed_id):
    page = signed_in("aminata").get("/admin/badge/desk/")
    assert page.status_code == 200 and "wasm-unsafe-eval" in page.headers["Content-Security-Policy"]
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert signed_in("boubacar").get("/admin/badge/desk/").status_code == 403


@pytest.mark.parametrize("pile", ["print", "check", "hand-over", "take-back", "reprint", "expiring"])
def test_each_pile_of_the_desk_opens(people, signed_in, printed_id, pile):
    assert signed_in("aminata").get(f"/admin/badge/desk/pile/?pile={pile}").status_code == 200


def test_a_pile_that_does_not_exist_is_not_found(people, signed_in):
    assert signed_in("aminata").get("/admin/badge/desk/pile/?pile=other").status_code == 404


def test_a_scan_leads_to_the_check_and_nothing_of_it_stands_in_an_address(app, people, signed_in, printed_id):
    text, number = looked_up(app, printed_id, lambda badge: (service.address_of(badge), badge.number))
    aminata = signed_in("aminata")
    answer = aminata.post("/admin/badge/find/", data={"text": text, "from": "check"})
    assert answer.location == f"/admin/badge/check/?id={printed_id}"
    page = aminata.get(answer.location).text
    assert text.rpartition("#")[2] not in page and number not in answer.location
    answer = aminata.post(answer.location, data={"serial": ""})
    assert answer.status_code == 302 and state(app, printed_id) is BadgeState.CHECKED


def test_a_typed_number_finds_the_card_and_does_not_check_it(app, people, signed_in, printed_id):
    aminata, number = signed_in("aminata"), looked_up(app, printed_id, lambda badge: badge.number)
    page = aminata.post("/admin/badge/find/", data={"text": number.lower()}).location
    assert page == f"/admin/badge/check/?id={printed_id}"
    assert aminata.post(page, data={"serial": ""}).status_code == 200
    assert state(app, printed_id) is BadgeState.PRINTED


def test_the_scan_of_one_card_checks_no_other(app, people, signed_in, printed_id):
    with app.app_context():
        other = cards.printed_card(people.colleague_id).id
        db.session.commit()
    text = looked_up(app, printed_id, service.address_of)
    aminata = signed_in("aminata")
    aminata.post("/admin/badge/find/", data={"text": text})
    assert aminata.post(f"/admin/badge/check/?id={other}", data={"serial": ""}).status_code == 200
    assert state(app, other) is BadgeState.PRINTED


@pytest.mark.parametrize("text", ["ML00000000", "123456789", "https://autre.example/#1234", "", "é" * 600])
def test_what_is_no_card_of_ours_is_said_in_words(people, signed_in, printed_id, text):
    answer = signed_in("aminata").post("/admin/badge/find/", data={"text": text})
    assert answer.status_code == 302 and answer.location == "/admin/badge/desk/"


def test_a_number_is_found_by_no_address(app, people, signed_in, printed_id):
    number = looked_up(app, printed_id, lambda badge: badge.number)
    aminata = signed_in("aminata")
    assert aminata.get(f"/admin/badge/find/?text={number}").status_code == 405
    assert "DIARRA" not in aminata.get(f"/admin/badge/?search={number}").text


def test_the_page_offers_what_the_life_of_the_card_allows_now(people, signed_in, badge_id):
    page = signed_in("aminata").get(f"/admin/badge/details/?id={badge_id}").text
    assert f"/admin/card-batch/new/?card={badge_id}" in page
    assert "act=cancel" in page and "act=revoke" in page
    assert "act=suspend" not in page and "act=spoil" not in page


def test_who_may_only_look_acts_on_nothing(app, signed_in, badge_id):
    boubacar = signed_in("boubacar")
    assert "act=revoke" not in boubacar.get(f"/admin/badge/details/?id={badge_id}").text
    assert boubacar.post(f"/admin/badge/act/?id={badge_id}&act=revoke", data={"reason": "x"}).status_code == 403
    assert boubacar.post("/admin/badge/find/", data={"text": "x"}).status_code == 403
    assert state(app, badge_id) is BadgeState.APPROVED


def test_a_card_is_revoked_with_a_reason_and_not_without(app, signed_in, badge_id):
    aminata, page = signed_in("aminata"), f"/admin/badge/act/?id={badge_id}&act=revoke"
    assert aminata.post(page, data={"reason": "  "}).status_code == 200
    assert state(app, badge_id) is BadgeState.APPROVED
    assert aminata.post(page, data={"reason": "Photo d’un autre"}).status_code == 302
    assert state(app, badge_id) is BadgeState.REVOKED


@pytest.mark.parametrize(("act", "end"), [("lose", BadgeState.LOST), ("steal", BadgeState.STOLEN), ("suspend", BadgeState.SUSPENDED), ("return", BadgeState.RETURNED)])
def test_a_card_in_force_is_stopped_by_each_act(app, signed_in, active_id, act, end):
    answer = signed_in("aminata").post(f"/admin/badge/act/?id={active_id}&act={act}", data={"reason": "Constaté au poste"})
    assert answer.status_code == 302 and state(app, active_id) is end


def test_a_suspended_card_comes_back_only_by_a_second_person(app, signed_in, active_id):
    aminata = signed_in("aminata")
    aminata.post(f"/admin/badge/act/?id={active_id}&act=suspend", data={"reason": "Enquête"})
    aminata.post(f"/admin/badge/act/?id={active_id}&act=resume", data={"reason": "Enquête close"})
    assert state(app, active_id) is BadgeState.SUSPENDED
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(Proposal).one().kind == "badge.resume"


def test_a_spoiled_card_leads_to_the_one_that_follows_it(app, signed_in, printed_id):
    aminata = signed_in("aminata")
    aminata.post(f"/admin/badge/act/?id={printed_id}&act=spoil", data={"reason": "Rayée"})
    assert state(app, printed_id) is BadgeState.SPOILED
    with app.app_context(), guard.unscoped("look"):
        following = db.session.query(Badge).filter_by(replaces_id=printed_id).one()
        assert following.state is BadgeState.APPROVED
        number = following.id
    assert f"/admin/badge/details/?id={number}" in aminata.get(f"/admin/badge/details/?id={printed_id}").text


def test_a_spoiled_card_takes_its_blank_with_it_even_unchecked(app, signed_in, printed_id):
    with app.app_context(), guard.unscoped("a delivery"):
        guard.act_as(guard.SYSTEM)
        agency = force.of_code(Agency, "PN").id
        service.stock.receive(service.stock.Delivery("AB", "01", "05", "L"), agency, by=guard.SYSTEM)
        db.session.commit()
    signed_in("aminata").post(f"/admin/badge/act/?id={printed_id}&act=spoil", data={"reason": "Rayée", "serial": "AB03"})
    with app.app_context(), guard.unscoped("look"):
        assert service.stock.figures(agency)[0].spoiled == 1


def test_an_act_that_is_not_of_its_state_is_refused_in_words(app, signed_in, active_id):
    answer = signed_in("aminata").get(f"/admin/badge/act/?id={active_id}&act=cancel")
    assert answer.status_code == 302 and state(app, active_id) is BadgeState.ACTIVE
    assert signed_in("aminata").get(f"/admin/badge/act/?id={active_id}&act=burn").status_code == 404
