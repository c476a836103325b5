"""Letters at the desk: the preview counts before anything is made, many are printed in the background, each file is fetched once."""

from __future__ import annotations

import re

import pytest

import jobs
from models import Activation, Job, JobState, Officer, User, db
from rules import activation as rule
from services import guard, storage

from .conftest import read


@pytest.fixture
def choice(people):
    return {"unit": people.unit_id, "below": "1"}


def fetched(client, answer) -> list:
    """From the page that says that the letters are ready, by its button, to the pages of the file."""
    page = client.get(answer.location)
    name = re.search(r'name="file" value="([^"]+)"', page.text)[1]
    return read(client.post("/admin/letters/fetch/", data={"file": name}).data)


def test_the_preview_counts_and_makes_nothing(people, newcomers, signed_in, choice, look):
    newcomers(2)
    page = signed_in("boubacar").get("/admin/letters/", query_string=choice).text
    assert re.findall(r'class="figure-number">(\d+)<', page) == ["2", "1", "1"]  # without access, with it, with more rights
    assert look(lambda: (db.session.query(Activation).count(), db.session.query(User).count())) == (0, 5)


def test_few_letters_are_printed_at_once_and_fetched_once(people, newcomers, signed_in, choice, use):
    newcomers(2)
    boubacar = signed_in("boubacar")
    answer = boubacar.post("/admin/letters/print/", data=choice)
    letters = fetched(boubacar, answer)
    assert len(letters) == 2 and all(use(letter).status_code == 302 for letter in letters)
    assert 'name="file"' not in boubacar.get(answer.location).text
    name = answer.location.partition("file=")[2]
    assert boubacar.post("/admin/letters/fetch/", data={"file": name}).status_code == 302


def test_a_double_click_prints_once_and_leads_to_the_same_file(people, newcomers, signed_in, choice, look):
    newcomers(2)
    boubacar = signed_in("boubacar")
    sent = choice | {"_submission": "the-same-form-sent-twice-0123456789"}
    first, second = (boubacar.post("/admin/letters/print/", data=sent) for _click in range(2))
    assert first.location == second.location and look(lambda: db.session.query(Activation).count()) == 2


def test_the_file_of_one_is_not_there_for_another(people, newcomers, signed_in, choice):
    newcomers(1)
    boubacar, aminata = signed_in("boubacar"), signed_in("aminata")
    place = boubacar.post("/admin/letters/print/", data=choice).location
    name = place.partition("file=")[2]
    assert 'name="file"' not in aminata.get(place).text
    assert aminata.post("/admin/letters/fetch/", data={"file": name}).mimetype == "text/html"
    assert boubacar.post("/admin/letters/fetch/", data={"file": name}).mimetype == "application/pdf"


def test_a_link_fetches_and_prints_nothing(people, newcomers, signed_in, choice, look):
    newcomers(1)
    boubacar = signed_in("boubacar")
    assert boubacar.get("/admin/letters/print/", query_string=choice).status_code == 405
    assert boubacar.get("/admin/letters/fetch/?file=x").status_code == 405
    assert look(lambda: db.session.query(Activation).count()) == 0


@pytest.mark.parametrize("name", ["../secret", "1-" + "0" * 32, "", "1-/../../x", "0" * 300])
def test_a_made_up_file_name_finds_nothing(signed_in, name):
    boubacar = signed_in("boubacar")
    assert boubacar.get("/admin/letters/ready/", query_string={"file": name}).status_code == 200
    assert boubacar.post("/admin/letters/fetch/", data={"file": name}).status_code == 302


@pytest.mark.parametrize("who", ["coumba", "daouda", "fanta"])
def test_the_pages_are_closed_to_those_without_the_right(people, signed_in, choice, who):
    visitor = signed_in(who)
    assert visitor.get("/admin/letters/").status_code == 403
    assert visitor.post("/admin/letters/print/", data=choice).status_code == 403
    assert visitor.get(f"/admin/letters/officer/?id={people.colleague_id}").status_code == 403
    assert visitor.get("/admin/activation/").status_code == 403


def test_the_list_of_letters_is_for_who_reads_the_accounts_and_shows_no_digest(people, renew, signed_in, look):
    renew(people.colleague_id)
    digest = look(lambda: db.session.query(Activation.code_digest).scalar())
    aminata = signed_in("aminata")
    number = look(lambda: db.session.query(Activation.id).scalar())
    for page in ("/admin/activation/", f"/admin/activation/details/?id={number}", "/admin/activation/export/csv/"):
        answer = aminata.get(page)
        assert answer.status_code == 200 and digest not in answer.text
    assert "Moussa" in aminata.get("/admin/activation/").text
    assert signed_in("boubacar").get("/admin/activation/").status_code == 403
    assert aminata.post(f"/admin/activation/edit/?id={number}", data={}).status_code == 403


def test_the_file_of_an_officer_leads_to_new_access_and_a_letter(people, signed_in, use):
    boubacar = signed_in("boubacar")
    way = f"/admin/letters/officer/?id={people.daouda.officer_id}"
    assert way in boubacar.get(f"/admin/officer/details/?id={people.daouda.officer_id}").text
    assert 'name="kind"' in boubacar.get(way).text
    refused = boubacar.post(way, data={"kind": "", "last_signs": "12"})
    assert refused.status_code == 200 and 'role="alert"' in refused.text and 'value="12"' in refused.text
    letter = fetched(boubacar, boubacar.post(way, data={"kind": "id_card", "last_signs": "4521"}))[0]
    assert letter.username == "daouda" and use(letter).status_code == 302


def test_new_access_says_why_not_instead_of_a_form(people, signed_in, look):
    boubacar = signed_in("boubacar")
    way = f"/admin/letters/officer/?id={people.coumba.officer_id}"
    assert 'name="kind"' not in boubacar.get(way).text
    assert boubacar.post(way, data={"kind": "id_card", "last_signs": "4521"}).status_code == 200
    assert look(lambda: db.session.query(Activation).count()) == 0


def test_out_of_scope_is_not_there_and_kept_elsewhere_is_not_permitted(app, people, signed_in):
    boubacar = signed_in("boubacar")
    for number in (people.canary_id, 999_999, "x", ""):
        assert boubacar.get(f"/admin/letters/officer/?id={number}").status_code == 404
    with app.app_context(), guard.unscoped("the test"):
        lent = db.session.get(Officer, people.canary_id)
        lent.unit_id = people.unit_id
        db.session.commit()
    assert boubacar.get(f"/admin/letters/officer/?id={people.canary_id}").status_code == 403
    assert boubacar.post(f"/admin/letters/officer/?id={people.canary_id}", data={"kind": "id_card", "last_signs": "4521"}).status_code == 403


@pytest.fixture
def in_background(app, people, newcomers, signed_in, choice, monkeypatch, look):
    """in_background(): what was asked for is more than is done at once; the client and the number of its job."""

    def asked():
        monkeypatch.setattr(rule, "BACKGROUND_ABOVE", 1)
        newcomers(3)
        boubacar = signed_in("boubacar")
        assert "/admin/job/details/" in boubacar.post("/admin/letters/print/", data=choice).location
        return boubacar, look(lambda: db.session.query(Job.id).scalar())

    return asked


def test_many_letters_are_printed_in_the_background_and_fetched_from_the_page_of_the_work(app, in_background, use):
    boubacar, number = in_background()
    with app.app_context():
        jobs.run(number)
    page = boubacar.get(f"/admin/job/details/?id={number}").text
    way = re.search(r'href="(/admin/letters/ready/[^"]+)"', page)[1]
    name = way.partition("file=")[2]
    letters = read(boubacar.post("/admin/letters/fetch/", data={"file": name}).data)
    assert len(letters) == 3 and use(letters[2]).status_code == 302


def test_stopped_work_leaves_no_letter_no_account_and_no_file(app, in_background, look):
    _boubacar, number = in_background()
    with app.app_context():
        jobs.queue().storage.put_data(f"cancel:{number}", b"1")
        jobs.run(number)
        assert list(storage.folder("letters").iterdir()) == []
    assert look(lambda: db.session.get(Job, number).state) is JobState.CANCELLED
    assert look(lambda: (db.session.query(Activation).count(), db.session.query(User).count())) == (0, 5)


def test_the_work_holds_no_code(app, in_background, look):
    _boubacar, number = in_background()
    with app.app_context():
        jobs.run(number)
    job = look(lambda: db.session.get(Job, number))
    assert set(job.result) == {"letters", "file"} and job.result["letters"] == 3


def test_a_letter_with_an_address_of_this_computer_alone_is_warned_of(app, people, newcomers, signed_in, choice):
    newcomers(1)
    boubacar, warned = signed_in("boubacar"), []
    for app.config["SITE_ADDRESS"] in ("http://127.0.0.1:8000/", "https://sirhp.example/"):
        warned.append("SIRHP_ADDRESS" in boubacar.get("/admin/letters/", query_string=choice).text)
    assert warned == [True, False]


def test_printing_again_with_nothing_ticked_says_what_to_tick(app, people, signed_in, choice):
    page = signed_in("boubacar").post("/admin/letters/print/", data=choice, follow_redirects=True).text
    assert "Nothing is ticked" in page or "Rien n’est coché" in page
