"""My cards: by kind and in words; “lost or stolen” by a form, at once, without a script, and of one's own cards only."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Badge, BadgeKind, BadgeState, db, now
from rules.badge import spaced_number
from rules.photo import oldest_day
from services import badge, guard

from . import cards


@pytest.fixture
def made(app, people):
    """made(build, officer): the number of a committed card, Daouda's unless told otherwise."""

    def make(build, officer_id: int = 0) -> int:
        with app.app_context():
            guard.act_as(guard.SYSTEM)
            number = build(officer_id or people.daouda.officer_id).id
            db.session.commit()
        return number

    return make


def card(app, number: int) -> Badge:
    with app.app_context(), guard.unscoped("look"):
        found = db.session.get(Badge, number)
        db.session.expunge(found)
        return found


def lose(client, number: int, how: str = "lost", **more):
    return client.post(f"/my/badge/{number}/lost", data={"how": how, "words": "Au marché"} | more)


def test_the_cards_stand_by_kind_with_state_and_expiry_and_how_others_check_them(app, made, signed_in):
    held = card(app, made(cards.active_card))
    made(lambda number: cards.printed_card(number, BadgeKind.FIELD))
    page = signed_in("daouda").get("/my/badge/").text
    identity, field = page.partition("Badge de terrain")[0], page.partition("Badge de terrain")[2]
    assert spaced_number(held.number) in identity and held.expires_on.strftime("%d/%m/%Y") in identity and ">Active<" in identity
    assert "Imprimée" in field.partition("<h2>")[0]
    assert app.config["VERIFY_URL"] in page and "<script" not in page


def test_a_card_that_is_lost_is_void_at_once_and_on_the_next_list(app, made, signed_in, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_FOLDER", tmp_path / "public")
    number = made(cards.active_card)
    assert cards.published(app).is_valid(card(app, number).slot)
    client = signed_in("daouda")
    assert 'name="how"' in client.get(f"/my/badge/{number}/lost").text
    assert lose(client, number).headers["Location"].endswith("/my/badge/")
    found = card(app, number)
    assert (found.state, found.reason) == (BadgeState.LOST, "Au marché")
    assert not cards.published(app).is_valid(found.slot)


def test_a_lost_card_lies_at_the_desk_until_the_next_one_which_takes_its_place(app, made, signed_in):
    number = made(cards.active_card)
    daouda, office = signed_in("daouda"), signed_in("aminata")
    pile = "/admin/badge/desk/pile/?pile=replace"
    assert f"/admin/badge/details/?id={number}" not in office.get(pile).text
    lose(daouda, number)
    assert f"/admin/badge/details/?id={number}" in office.get(pile).text
    assert "vous en fait une nouvelle" in daouda.get("/my/badge/").text
    following = made(cards.active_card)
    assert card(app, following).replaces_id == number and f"id={number}" not in office.get(pile).text


@pytest.mark.parametrize("how, state", [("stolen", BadgeState.STOLEN), ("", BadgeState.ACTIVE), ("revoked", BadgeState.ACTIVE)])
def test_lost_and_stolen_are_told_apart_and_nothing_else_is_done(app, made, signed_in, how, state):
    number = made(cards.active_card)
    answer = lose(signed_in("daouda"), number, how)
    assert answer.status_code == (200 if state is BadgeState.ACTIVE else 302)
    assert card(app, number).state is state


def test_what_was_typed_stays_where_it_is_not_said_whether_the_card_is_lost_or_stolen(made, signed_in):
    page = lose(signed_in("daouda"), made(cards.active_card), "").text
    assert 'value="Au marché"' in page and 'id="how-wrong"' in page


def test_the_officer_does_not_read_what_the_badge_office_noted(app, made, signed_in):
    number = made(cards.active_card)
    with app.app_context(), guard.unscoped("the test"):
        badge.revoke(db.session.get(Badge, number), "Enquête en cours", by=cards.MAKER)
        db.session.commit()
    page = signed_in("daouda").get("/my/badge/").text
    assert spaced_number(card(app, number).number) in page and "Enquête" not in page


@pytest.mark.parametrize("days, is_old", [(0, False), (1, True)])
def test_a_photo_is_called_too_old_from_the_day_after_its_five_years_on(app, people, signed_in, days, is_old):
    with app.app_context(), guard.unscoped("the test"):
        cards.photo(people.daouda.officer_id).taken_on = oldest_day(now().date()) - dt.timedelta(days=days)
        db.session.commit()
    assert ("trop ancienne" in signed_in("daouda").get("/my/badge/").text) == is_old


def test_what_is_not_in_my_hands_or_not_mine_cannot_be_lost(app, people, made, signed_in):
    waits, ended, foreign = made(cards.printed_card), made(lambda number: cards.active_card(number, BadgeKind.FIELD)), made(cards.active_card, people.colleague_id)
    client = signed_in("daouda")
    lose(client, ended)
    for number in (waits, ended, foreign, 999_999):
        assert client.get(f"/my/badge/{number}/lost").status_code == 404
        assert lose(client, number).status_code == 404
    assert card(app, foreign).state is BadgeState.ACTIVE


def test_a_stranger_is_led_to_the_sign_in(client, made):
    number = made(cards.active_card)
    assert "/login" in client.get(f"/my/badge/{number}/lost").headers["Location"]


def test_nothing_is_lost_by_a_link(app, made, signed_in):
    number = made(cards.active_card)
    signed_in("daouda").get(f"/my/badge/{number}/lost?how=lost")
    assert card(app, number).state is BadgeState.ACTIVE


def test_no_address_of_the_own_page_holds_the_number_of_a_card(app, made, signed_in):
    held = card(app, made(cards.active_card))
    page = signed_in("daouda").get("/my/badge/").text
    assert all(held.number not in part.partition('"')[0] for part in page.split('href="')[1:])


def test_a_card_that_stopped_is_asked_back_and_one_that_shows_another_name_is_told(app, people, made, signed_in):
    stopped, other = made(cards.active_card), made(lambda number: cards.active_card(number, BadgeKind.FIELD))
    with app.app_context(), guard.unscoped("the test"):
        badge.suspend(db.session.get(Badge, stopped), "Enquête", by=cards.MAKER)
        db.session.get(Badge, other).expires_on = dt.date.today() + dt.timedelta(days=20)
        db.session.commit()
    page = signed_in("daouda").get("/my/badge/").text
    assert page.count('class="note note-warn"') == 2
