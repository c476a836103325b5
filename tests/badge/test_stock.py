"""The stock of blank cards: what was received is what is there, used, spoiled, missing or destroyed."""

from __future__ import annotations

import pytest

from models import Agency, BlankState, db
from rules.badge.serials import read_serials
from rules.refused import Refused
from services import badge, guard
from services.badge import stock
from tests import force

from . import cards


@pytest.fixture
def police(people, in_app):
    """The number of the police; whoever acts may do all."""
    guard.act_as(guard.SYSTEM)
    return force.of_code(Agency, "PN").id


def test_a_delivery_is_received_once_and_its_figures_add_up(police):
    assert stock.receive(stock.Delivery("AB", "0001", "0010", "L1"), police, by=guard.SYSTEM) == 10
    with pytest.raises(Refused, match="already"):
        stock.receive(stock.Delivery("AB", "0010", "0012", "L2"), police, by=guard.SYSTEM)
    stock.use("AB0003", police)
    assert stock.suggest(police).serial == "AB0004"
    stock.write_off(stock.suggest(police), BlankState.MISSING, "Introuvable", by=guard.SYSTEM)
    [found] = stock.figures(police)
    assert found == stock.Figures("L1", 10, 8, 1, 0, 1, 0)


def test_a_spoiled_card_spoils_its_blank(police, people):
    stock.receive(stock.Delivery("", "1", "2"), police, by=guard.SYSTEM)
    made = cards.printed_card(people.daouda.officer_id)
    badge.mark_checked(made, by=guard.SYSTEM, serial="1")
    badge.spoil(made, "Rayée", by=guard.SYSTEM)
    assert made.blank.state is BlankState.SPOILED and stock.figures(police)[0].spoiled == 1


def test_a_blank_that_is_not_in_stock_is_not_used(police):
    with pytest.raises(Refused, match="not in stock"):
        stock.use("ZZ9", police)
    db.session.rollback()


@pytest.mark.parametrize(
    ("prefix", "first", "last"), [("A", "x", "5"), ("A", "5", "1"), ("A", "1", "30000"), ("A" * 39, "01", "05"), ("", "١", "٢"), ("", "12", "0020")]
)
def test_what_is_no_row_of_serials_is_not_received(police, prefix, first, last):
    with pytest.raises(Refused):
        stock.receive(stock.Delivery(prefix, first, last), police, by=guard.SYSTEM)


def test_serials_without_zeros_are_known_again(police):
    stock.receive(stock.Delivery("", "1", "500", "L1"), police, by=guard.SYSTEM)
    with pytest.raises(Refused, match="already"):
        stock.receive(stock.Delivery("", "90", "99", "L2"), police, by=guard.SYSTEM)


def test_a_count_that_agrees_changes_nothing(police):
    stock.receive(stock.Delivery("AB", "01", "10", "L1"), police, by=guard.SYSTEM)
    assert stock.count(stock.Count("L1", 10), police, by=guard.SYSTEM) == 0
    assert stock.figures(police) == [stock.Figures("L1", 10, 10, 0, 0, 0, 0)]


def test_a_count_that_does_not_agree_names_exactly_what_is_missing(police):
    stock.receive(stock.Delivery("AB", "01", "10", "L1"), police, by=guard.SYSTEM)
    for missing in ("", "AB03", "AB03-AB05"):
        with pytest.raises(Refused, match="missing"):
            stock.count(stock.Count("L1", 8, missing, "Introuvables"), police, by=guard.SYSTEM)
    assert stock.count(stock.Count("L1", 8, "AB03-04", "Introuvables"), police, by=guard.SYSTEM) == 2
    assert stock.figures(police) == [stock.Figures("L1", 10, 8, 0, 0, 2, 0)]


def test_what_is_written_off_stays_so_but_for_its_destruction(police):
    stock.receive(stock.Delivery("AB", "01", "03", "L1"), police, by=guard.SYSTEM)
    assert stock.write_off_many("AB01, AB02", police, BlankState.SPOILED, "Rayés", by=guard.SYSTEM) == 2
    [first] = stock.find("AB01", police)
    with pytest.raises(Refused, match="written off"):
        stock.write_off(first, BlankState.MISSING, "Introuvable", by=guard.SYSTEM)
    stock.write_off(first, BlankState.DESTROYED, "Procès-verbal 3", by=guard.SYSTEM)
    assert stock.figures(police) == [stock.Figures("L1", 3, 1, 0, 1, 0, 1)]


def test_the_blank_of_a_card_is_not_written_off_among_many(police, people):
    stock.receive(stock.Delivery("AB", "01", "03", "L1"), police, by=guard.SYSTEM)
    badge.mark_checked(cards.printed_card(people.daouda.officer_id), by=guard.SYSTEM, serial="AB02")
    with pytest.raises(Refused, match="bears a card"):
        stock.write_off_many("AB01-AB03", police, BlankState.DESTROYED, "Procès-verbal", by=guard.SYSTEM)


def test_the_blank_of_a_card_is_written_off_once_the_card_has_ended(police, people):
    stock.receive(stock.Delivery("AB", "01", "03", "L1"), police, by=guard.SYSTEM)
    made = cards.printed_card(people.daouda.officer_id)
    badge.mark_checked(made, by=guard.SYSTEM, serial="AB02")
    with pytest.raises(Refused, match="can still be used"):
        stock.write_off(made.blank, BlankState.SPOILED, "Rayé", by=guard.SYSTEM)
    badge.revoke(made, "Erreur", by=guard.SYSTEM)
    stock.write_off(made.blank, BlankState.DESTROYED, "Procès-verbal", by=guard.SYSTEM)
    assert made.blank.state is BlankState.DESTROYED


def test_a_printed_card_that_is_revoked_before_its_check_takes_its_blank_along(people, app, signed_in):
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        agency = force.of_code(Agency, "PN").id
        stock.receive(stock.Delivery("AB", "01", "03", "L1"), agency, by=guard.SYSTEM)
        number = cards.printed_card(people.daouda.officer_id).id
        db.session.commit()
    aminata, page = signed_in("aminata"), f"/admin/badge/act/?id={number}&act=revoke"
    assert 'name="serial"' in aminata.get(page).text
    assert aminata.post(page, data={"reason": "Dossier rejeté", "serial": "AB02"}).status_code == 302
    with app.app_context(), guard.unscoped("look"):
        assert stock.figures(agency) == [stock.Figures("L1", 3, 2, 0, 1, 0, 0)]


def test_an_unchecked_card_of_a_design_with_numbered_blanks_is_spoiled_with_its_serial(police, people):
    stock.receive(stock.Delivery("AB", "01", "03", "L1"), police, by=guard.SYSTEM)
    made = cards.printed_card(people.daouda.officer_id)
    made.design.has_serials = True
    with pytest.raises(Refused, match="numbered blanks"):
        badge.spoil(made, "Rayée", by=guard.SYSTEM)
    badge.spoil(made, "Rayée", by=guard.SYSTEM, serial="AB02")
    assert made.blank.state is BlankState.SPOILED


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        ("AB07", ["AB07"]), ("AB07, AB09;AB07\nX", ["AB07", "AB09", "X"]), ("AB08-AB10", ["AB08", "AB09", "AB10"]),
        ("AB08 – 10", ["AB08", "AB09", "AB10"]), ("", []),
    ],
)  # fmt: skip
def test_serials_are_read_as_people_type_them(text, serials):
    assert read_serials(text) == serials


@pytest.mark.parametrize("text", ["AB9-AB1", "AB1-AC9", "AB-AC", "1-999999", "-", "1-2-3"])
def test_what_is_no_row_is_refused(text):
    with pytest.raises(Refused):
        read_serials(text)


def test_the_screens_receive_count_and_write_off(app, people, signed_in):
    with app.app_context(), guard.unscoped("look"):
        agency = force.of_code(Agency, "PN").id
    aminata = signed_in("aminata")
    for page, values in (
        ("receive", {"lot": "L1", "prefix": "AB", "first": "001", "last": "020"}),
        ("write-off", {"serials": "AB001", "state": "SPOILED", "reason": "Rayé"}),
        ("count", {"lot": "L1", "counted": "18", "missing": "AB002", "reason": "Introuvable"}),
    ):
        answer = aminata.post(f"/admin/blank/{page}/?agency={agency}", data=values)
        assert answer.status_code == 302, answer.text
    page = aminata.get("/admin/blank/").text
    assert "AB003" in page and "L1" in page
    with app.app_context(), guard.unscoped("look"):
        assert stock.figures(agency) == [stock.Figures("L1", 20, 18, 0, 1, 1, 0)]
        number = stock.find("AB001", agency)[0].id
    assert aminata.post(f"/admin/blank/end/?id={number}", data={"state": "DESTROYED", "reason": "PV 4"}).status_code == 302
    assert aminata.get(f"/admin/blank/details/?id={number}").status_code == 200


def test_who_may_only_look_changes_no_stock(people, signed_in):
    boubacar = signed_in("boubacar")
    assert boubacar.get("/admin/blank/").status_code == 200
    for page in ("receive", "count", "write-off"):
        assert boubacar.get(f"/admin/blank/{page}/").status_code == 403
