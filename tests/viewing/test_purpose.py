"""Beyond the daily scope one says first why one opens a file; it holds for a while, for that person and that file."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import pytest

from rules import viewing as rules
from tests.viewing.conftest import PURPOSE, silent


@pytest.fixture
def ibrahim(cast, signed_in):
    """Ibrahim audits: no file is his daily work. He answers nothing by himself."""
    return silent(signed_in("ibrahim"))


def asked(answer) -> str:
    assert answer.status_code == 302 and answer.location.startswith("/admin/purpose/"), (answer.status, answer.location)
    return answer.location


@pytest.mark.parametrize("page", ["details", "edit", "timeline", "dossier"])
def test_nothing_of_a_file_is_shown_before_a_purpose(people, signed_in, looks, page):
    aminata = silent(signed_in("aminata"))  # administers, in no agency
    asked(aminata.get(f"/admin/officer/{page}/?id={people.daouda.officer_id}"))
    assert looks() == []


def test_the_question_names_the_officer_and_says_that_he_reads_the_answer(people, ibrahim, file_of_daouda):
    page = ibrahim.get(asked(ibrahim.get(file_of_daouda))).get_data(as_text=True)
    assert "Traoré".upper() in page and "Commissariat du 1er arrondissement" in page
    assert "name=\"purpose\"" in page


def test_the_purpose_is_kept_and_the_page_opens(people, ibrahim, looks, file_of_daouda):
    answer = ibrahim.post(asked(ibrahim.get(file_of_daouda)), data={"purpose": PURPOSE})
    assert answer.status_code == 302 and answer.location == file_of_daouda
    assert ibrahim.get(answer.location).status_code == 200
    [look] = looks()
    assert (look.officer_id, look.purpose, look.user_name) == (people.daouda.officer_id, PURPOSE, "Ibrahim")


@pytest.mark.parametrize("said", ["", "   ", "voir", ". . . . . . . . . . . .", "x" * 301])
def test_a_purpose_that_says_nothing_opens_nothing(people, ibrahim, looks, file_of_daouda, said):
    page = ibrahim.post(asked(ibrahim.get(file_of_daouda)), data={"purpose": said})
    assert page.status_code == 200 and 'aria-invalid="true"' in page.text
    assert looks() == [] and asked(ibrahim.get(file_of_daouda))


def test_a_purpose_holds_for_that_file_alone(people, ibrahim, file_of_daouda):
    ibrahim.post(asked(ibrahim.get(file_of_daouda)), data={"purpose": PURPOSE})
    assert ibrahim.get(file_of_daouda).status_code == 200
    asked(ibrahim.get(f"/admin/officer/details/?id={people.colleague_id}"))


def test_a_purpose_holds_for_that_person_alone(people, cast, signed_in, ibrahim, file_of_daouda):
    ibrahim.post(asked(ibrahim.get(file_of_daouda)), data={"purpose": PURPOSE})
    asked(silent(signed_in("aminata")).get(file_of_daouda))


def test_a_purpose_holds_for_twelve_hours_and_no_later_look_prolongs_it(ibrahim, looks, file_of_daouda, monkeypatch):
    ibrahim.post(asked(ibrahim.get(file_of_daouda)), data={"purpose": PURPOSE})
    stated = looks()[0].at
    for hours in (4, 8, 11):
        there = stated + dt.timedelta(hours=hours)
        monkeypatch.setattr("services.viewing.noting.now", lambda there=there: there)
        monkeypatch.setattr("services.audit.now", lambda there=there: there)
        assert ibrahim.get(file_of_daouda).status_code == 200
    assert [look.purpose for look in looks()] == [PURPOSE] * 4
    monkeypatch.setattr("services.viewing.noting.now", lambda: stated + rules.PURPOSE_HOLDS + dt.timedelta(minutes=1))
    asked(ibrahim.get(file_of_daouda))


def test_a_part_of_a_file_that_is_not_open_is_refused_in_words(people, ibrahim, looks, file_of_daouda):
    part = ibrahim.get(f"{file_of_daouda}&history=last_name", headers={"X-Fragment": "history"})
    assert part.status_code == 403 and looks() == []
    assert ibrahim.get(file_of_daouda, headers={"Sec-Fetch-Mode": "cors"}).status_code == 403


def test_a_form_sent_without_a_purpose_changes_nothing_and_is_kept(app, people, signed_in, looks):
    aminata = silent(signed_in("aminata"))
    address = f"/admin/officer/edit/?id={people.daouda.officer_id}"
    answer = aminata.post(address, data={"last_name": "Volé", "first_names": "X", "entered_on": "2015-10-01"})
    assert answer.status_code == 302 and urlsplit(answer.location).path == "/admin/officer/edit/"
    back = asked(aminata.get(answer.location))
    opened = aminata.post(back, data={"purpose": PURPOSE})
    assert "Volé" in aminata.get(opened.location).get_data(as_text=True)


def test_the_daily_work_asks_nothing(people, signed_in, file_of_daouda):
    for name in ("boubacar", "coumba"):
        assert silent(signed_in(name)).get(file_of_daouda).status_code == 200


def test_a_board_member_says_why(people, signed_in, file_of_daouda):
    asked(silent(signed_in("fanta")).get(file_of_daouda))


@pytest.mark.parametrize("given", ["", "?asked=", "?asked=x.y", "?asked=WzEsMSwiL2FkbWluLyJd.forged"])
def test_only_who_was_asked_states_a_purpose(people, ibrahim, looks, given):
    assert ibrahim.get(f"/admin/purpose/{given}").status_code == 404
    assert ibrahim.post(f"/admin/purpose/{given}", data={"purpose": PURPOSE}).status_code == 404
    assert looks() == []


def test_the_question_of_somebody_else_is_nobodys(people, signed_in, ibrahim, file_of_daouda):
    question = asked(ibrahim.get(file_of_daouda))
    assert signed_in("aminata").get(question).status_code == 404
    assert signed_in("daouda").get(question).status_code == 404


def test_a_list_and_its_file_ask_no_purpose(people, cast, ibrahim, signed_in):
    assert ibrahim.get("/admin/officer/").status_code == 200
    assert silent(signed_in("aminata")).get("/admin/officer/export/csv/").status_code == 200
