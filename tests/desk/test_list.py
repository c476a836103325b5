"""The list of every screen: what its address asks for, what it shows, and that it costs the same for few and many."""

from __future__ import annotations

import re

import pytest
from flask import g
from sqlalchemy import event

from models import Officer, User, db
from services import guard
from tests import force

LIST = "/admin/officer/"


def names(answer) -> list[str]:
    """The names in the list, in its order."""
    return re.findall(r'data-open href="[^"]*">([^<]+)</a>', answer.text)


def chips(answer) -> list[str]:
    return re.findall(r'class="chip"><span>(.*?)</span>', answer.text, re.S)


def heads(answer) -> list[str]:
    """The columns, by what stands in their heads."""
    head = answer.text.partition("<thead>")[2].partition("</thead>")[0]
    cells = re.findall(r'<th scope="col"(?! class="tick")[^>]*>(.*?)</th>', head, re.S)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


@pytest.fixture
def force_of_ten(app, people):
    """Ten more officers of the first unit, half of them sergeants-in-chief."""
    with app.app_context(), guard.unscoped("the test makes a list"):
        unit = db.session.get(force.Unit, people.unit_id)
        for number in range(10):
            force.officer(f"Diallo{chr(65 + number)}", "Awa", unit, rank="SGC" if number % 2 else "SGT")
        db.session.commit()
        return {code: force.of_code(force.Rank, code).id for code in ("SGT", "SGC")}


def test_search_and_filters_are_combined_and_told(force_of_ten, signed_in):
    answer = signed_in("boubacar").get(f"{LIST}?search=diallo&rank={force_of_ten['SGC']}&sort=last_name")
    assert [name.split()[0] for name in names(answer)] == [f"DIALLO{letter}" for letter in "BDFHJ"]
    assert len(chips(answer)) == 2 and "diallo" in chips(answer)[0] and "Sergent-chef" in chips(answer)[1]


def test_several_values_of_one_filter_mean_any_of_them(force_of_ten, signed_in):
    both = "&".join(f"rank={number}" for number in force_of_ten.values())
    assert len(names(signed_in("boubacar").get(f"{LIST}?search=diallo&{both}"))) == 10


def test_a_bookmark_means_the_same_in_both_languages(app, people, force_of_ten, signed_in):
    address = f"{LIST}?last_name.contains=diallo&rank={force_of_ten['SGT']}&sort=last_name&desc=1&columns=last_name,rank"
    boubacar = signed_in("boubacar")
    in_french = boubacar.get(address)
    with app.app_context(), guard.unscoped("the test changes the language"):
        db.session.get(User, people.boubacar.user_id).language = "en"
        db.session.commit()
    in_english = boubacar.get(address)
    assert 'lang="en"' in in_english.text and 'lang="fr"' in in_french.text
    assert names(in_french) == names(in_english) and len(names(in_english)) == 5
    assert len(heads(in_french)) == len(heads(in_english)) == 2


def test_what_is_not_understood_is_said_and_the_list_is_shown(force_of_ten, signed_in):
    answer = signed_in("boubacar").get(f"{LIST}?rank=abc&sort=nina")
    assert answer.status_code == 200 and names(answer) and "notice-warn" in answer.text


def test_a_page_is_followed_by_the_next_and_comes_back(force_of_ten, signed_in, monkeypatch):
    monkeypatch.setattr("services.listing.asking.SIZES", (4,))
    boubacar, address, met = signed_in("boubacar"), f"{LIST}?search=diallo&sort=last_name&size=4", []
    for _page in range(3):
        answer = boubacar.get(address)
        met += names(answer)
        following = re.search(r'href="([^"]*)" data-load data-next', answer.text)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(met) == len(set(met)) == 10 and address is None
    before = re.search(r'href="([^"]*)" data-load data-previous', answer.text)[1].replace("&amp;", "&")
    assert names(boubacar.get(before)) == met[4:8]


def test_a_fragment_is_the_list_and_nothing_else(force_of_ten, signed_in):
    answer = signed_in("boubacar").get(f"{LIST}?sort=last_name&search=diallo", headers={"X-Fragment": "list"})
    assert len(names(answer)) == 10 and "<html" not in answer.text and "side-list" not in answer.text
    assert answer.headers["X-Address"] == f"{LIST}?search=diallo" and "X-Fragment" in answer.headers["Vary"]


def test_every_value_is_escaped(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test makes an officer"):
        force.officer("<script>alert(1)</script>", "\"'&", db.session.get(force.Unit, people.unit_id))
        db.session.commit()
    answer = signed_in("boubacar").get(f"{LIST}?search=script&columns=last_name,first_names,unit")
    assert "<SCRIPT>" not in answer.text and "<script>alert" not in answer.text and "&lt;SCRIPT&gt;" in answer.text


def test_the_sorted_column_says_its_order(force_of_ten, signed_in):
    boubacar = signed_in("boubacar")
    assert 'aria-sort="ascending"' in boubacar.get(LIST).text
    assert 'aria-sort="descending"' in boubacar.get(f"{LIST}?sort=last_name&desc=1").text


def test_what_is_masked_is_neither_filtered_nor_sorted(force_of_ten, signed_in):
    for who in ("boubacar", "aminata"):
        visitor = signed_in(who)
        panel = visitor.get(LIST, headers={"X-Fragment": "filter"}).text
        assert 'name="last_name.contains"' in panel and "nina" not in panel and "phone" not in panel
        shown = visitor.get(f"{LIST}?columns=last_name,nina,phone").text
        assert "sort=nina" not in shown and "sort=phone" not in shown
        assert len(names(visitor.get(f"{LIST}?nina=29500000000000B"))) == len(names(visitor.get(LIST)))


def test_columns_are_chosen_ordered_and_remembered_for_oneself(force_of_ten, signed_in):
    boubacar, fanta = signed_in("boubacar"), signed_in("fanta")
    usual = heads(boubacar.get(LIST))
    form = {"column": ["rank", "last_name", "password", "sex"], "state": "search=diallo"}
    assert boubacar.post(f"{LIST}columns/", data=form).location == f"{LIST}?search=diallo"
    chosen = heads(boubacar.get(LIST))
    assert chosen == [usual[2], usual[0], chosen[2]] and len(chosen) == 3
    assert heads(fanta.get(LIST)) == usual
    boubacar.post(f"{LIST}columns/", data={"usual": "1"})
    assert heads(boubacar.get(LIST)) == usual


def test_the_panels_open_without_scripts(force_of_ten, signed_in):
    boubacar = signed_in("boubacar")
    for panel, sign in (("filter", 'name="last_name.contains"'), ("columns", 'name="column"'), ("view", 'id="view-name"')):
        answer = boubacar.get(f"{LIST}?search=diallo&panel={panel}")
        assert sign in answer.text and len(names(answer)) == 10


def test_a_lookup_of_a_filter_stays_within_the_scope(people, signed_in):
    found = signed_in("aminata").get("/admin/evaluation/filter-lookup/?path=officer&query=canari").json
    assert [number for number, _words in found] == [people.canary_id]
    assert signed_in("fanta").get("/admin/evaluation/filter-lookup/?path=officer&query=canari").json == []
    assert signed_in("fanta").get("/admin/officer/filter-lookup/?path=password&query=a").json == []


def test_a_list_takes_as_many_statements_for_500_as_for_50(app, people, signed_in, monkeypatch):
    monkeypatch.setattr("services.listing.asking.SIZES", (50, 500))
    with app.app_context(), guard.unscoped("the test makes many"):
        units = [force.unit(f"Poste {number}") for number in range(20)]
        for number in range(520):
            force.officer(f"Maïga{number}", "Ali", units[number % 20], rank=("SGT", "SGC", "COM")[number % 3])
        db.session.commit()
    boubacar, counted = signed_in("boubacar"), []
    for size in (50, 50, 500):
        with app.app_context():
            statements = []
            event.listen(db.engine, "before_cursor_execute", listener := lambda *about: statements.append(about[2]))
        answer = boubacar.get(f"{LIST}?search=maiga&size={size}&columns=last_name,rank,unit,position,home_agency")
        with app.app_context():
            event.remove(db.engine, "before_cursor_execute", listener)
        assert len(names(answer)) == size
        counted.append(len(statements))
    assert counted[2] <= counted[1] < 25, counted


def test_an_empty_list_says_what_was_asked(force_of_ten, signed_in):
    answer = signed_in("boubacar").get(f"{LIST}?search=introuvable&rank={force_of_ten['SGT']}")
    title = re.search(r'empty-state-title">(.*?)</p>', answer.text, re.S)[1]
    assert "introuvable" in title and "Sergent" in title and LIST in answer.text


def test_ticked_lines_out_of_scope_reach_no_act(app, people, signed_in):
    form = {"action": "delete", "rowid": [people.canary_id, people.colleague_id]}
    assert signed_in("boubacar").post(f"{LIST}action/", data=form).status_code == 302
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(Officer, people.canary_id) is not None and g.get("actor") is None
