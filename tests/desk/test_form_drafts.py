"""Long forms are saved as one types, for oneself alone."""

from __future__ import annotations

import pytest

from models import Draft, db
from services import guard
from tests.desk.forms import form_of

NEW = "/admin/officer/new/"
DRAFT = "/admin/officer/draft/"


@pytest.fixture
def address(people):
    return f"/admin/officer/edit/?id={people.colleague_id}"


@pytest.fixture
def draft_of(people):
    return f"{DRAFT}?id={people.colleague_id}"


def taken_up(client, page: str) -> dict[str, str]:
    """The form after "Take up the draft"."""
    key = client.get(page).text.split("kept=")[1].split('"')[0]
    return form_of(client.get(f"{page}{'&' if '?' in page else '?'}kept={key}"))


def test_what_is_typed_for_a_new_record_is_offered_again(signed_in):
    boubacar = signed_in("boubacar")
    answer = boubacar.post(DRAFT, data=form_of(boubacar.get(NEW)) | {"last_name": "Diarra"})
    assert "Brouillon enregistré à" in answer.json["text"]
    assert taken_up(boubacar, NEW)["last_name"] == "Diarra"


def test_the_later_draft_takes_the_place_of_the_earlier(app, signed_in):
    boubacar = signed_in("boubacar")
    for name in ("D", "Diarra"):
        boubacar.post(DRAFT, data={"last_name": name})
    assert taken_up(boubacar, NEW)["last_name"] == "Diarra"
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(Draft).count() == 1


def test_it_goes_when_the_record_is_saved(app, signed_in, address, draft_of):
    boubacar = signed_in("boubacar")
    form = form_of(boubacar.get(address)) | {"birth_place": "Kita"}
    boubacar.post(draft_of, data=form)
    assert boubacar.post(address, data=taken_up(boubacar, address)).status_code == 302
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(Draft).count() == 0


def test_it_is_thrown_away_on_demand(signed_in):
    boubacar = signed_in("boubacar")
    boubacar.post(DRAFT, data={"last_name": "Diarra"})
    assert boubacar.post(DRAFT, data={"_discard": "1"}).location.endswith(NEW)
    assert "kept=" not in boubacar.get(NEW).text


def test_a_draft_of_a_record_that_changed_since_says_so_and_leads_to_a_choice(signed_in, address, draft_of):
    boubacar, aminata = signed_in("boubacar"), signed_in("aminata")
    boubacar.post(draft_of, data=form_of(boubacar.get(address)) | {"birth_place": "Kita"})
    aminata.post(address, data=form_of(aminata.get(address)) | {"birth_place": "Gao"})
    assert "changé depuis" in boubacar.get(address).text
    answer = boubacar.post(address, data=taken_up(boubacar, address))
    assert answer.status_code == 200 and "_keep-birth_place" in answer.text


def test_nobody_else_is_offered_it(signed_in, people, address, draft_of):
    boubacar = signed_in("boubacar")
    boubacar.post(draft_of, data={"birth_place": "Kita"})
    key = boubacar.get(address).text.split("kept=")[1].split('"')[0]
    aminata = signed_in("aminata")
    assert "kept=" not in aminata.get(address).text
    assert aminata.get(f"{address}&kept={key}").status_code == 404


def test_only_who_may_change_a_record_saves_a_draft_of_it(people, signed_in, draft_of):
    assert signed_in("boubacar").post(f"{DRAFT}?id={people.canary_id}", data={"last_name": "X"}).status_code == 404
    assert signed_in("boubacar").post(f"{DRAFT}?id=forged", data={"last_name": "X"}).status_code == 404
    assert signed_in("coumba").post(f"{DRAFT}?id={people.daouda.officer_id}", data={"last_name": "X"}).status_code == 403
    assert signed_in("daouda").post(DRAFT, data={"last_name": "X"}).status_code == 403


def test_it_holds_fields_of_the_form_only_and_nothing_masked(app, signed_in, draft_of):
    boubacar = signed_in("boubacar")
    boubacar.post(draft_of, data={"birth_place": "Kita", "nina": "19012345678901A", "anything": "x"})
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(Draft).one().content == '[["birth_place", "Kita"]]'


def test_a_draft_without_end_is_refused_in_words(signed_in):
    answer = signed_in("boubacar").post(DRAFT, data={"last_name": "x" * 300_000})
    assert answer.status_code == 413 and "trop long" in answer.json["error"]
