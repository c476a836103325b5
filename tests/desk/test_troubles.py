"""Whatever goes wrong, a person reads a sentence of ours, never an error page of the server or a text of the database."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from models import Officer, Post, User, db, engine
from services import guard
from tests import force

OFFICER = {"last_name": "Diarra", "first_names": "Awa", "entered_on": "2015-10-01", "home_agency": "1", "service_number": "A1"}
DATABASE_WORDS = ("sqlalche", "psycopg", "sqlite3", "UNIQUE", "CHECK", "UPDATE", "INSERT", "constraint")


def in_words(answer, *words: str) -> bool:
    """Whether the page says this and nothing of the database."""
    return all(word in answer.text for word in words) and not any(word in answer.text for word in DATABASE_WORDS)


@pytest.fixture
def failing(monkeypatch):
    """failing(error): from now on every commit raises it."""

    def prepare(error):
        def commit(*_args):
            raise error

        monkeypatch.setattr("admin_views.base.RecordView.on_model_change", commit)

    return prepare


@pytest.mark.parametrize("address", ["/admin/officer/?search=%00", "/admin/officer/?%00=1", "/admin/officer/details/?id=1%00", "/admin/%00"])
def test_a_nul_in_an_address_is_refused_in_words(signed_in, address):
    assert signed_in("boubacar").get(address).status_code == 400


def test_a_nul_in_a_form_is_refused_in_words(client, signed_in):
    assert client.post("/login", data={"username": "a\0", "password": "b"}).status_code == 400
    answer = signed_in("boubacar").post("/admin/officer/new/", data=OFFICER | {"last_name": "Dia\0rra"})
    assert answer.status_code == 400 and in_words(answer)


def test_a_number_that_no_column_keeps_is_refused_beside_its_field(signed_in):
    answer = signed_in("boubacar").post("/admin/officer/new/", data=OFFICER | {"birth_year": "99999999999"})
    assert answer.status_code == 200 and in_words(answer, "trop grand")


@pytest.mark.parametrize("number", ["99999999999999999999", "-99999999999999999999", "²", "9" * 5000])
def test_a_filter_by_a_number_that_no_column_keeps_finds_nothing_wrong(signed_in, number):
    for condition in ("record_id", "record_id.from", "record_id.to"):
        assert signed_in("aminata").get(f"/admin/audit-event/?{condition}={number}").status_code == 200


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e30"])
def test_what_is_not_quite_a_number_is_refused_beside_its_field(signed_in, text):
    form = {"code": "X", "name": "X", "weight": text, "sort_order": "1"}
    answer = signed_in("aminata").post("/admin/criterion/new/", data=form)
    assert answer.status_code == 200 and in_words(answer, "14,5")


@pytest.mark.parametrize("page", ["9" * 30, "-1", "²"])
def test_pages_and_sorts_of_any_number_give_a_list(signed_in, page):
    aminata = signed_in("aminata")
    for name in ("after", "before", "jump", "size", "sort"):
        assert aminata.get(f"/admin/officer/?{name}={page}").status_code == 200


def test_a_birth_after_the_entry_is_refused_beside_its_field(signed_in):
    answer = signed_in("boubacar").post("/admin/officer/new/", data=OFFICER | {"birth_on": "2016-01-01"})
    assert answer.status_code == 200 and in_words(answer, "avant sa naissance")


def test_a_second_officer_with_the_number_is_refused_for_that_reason(signed_in):
    boubacar = signed_in("boubacar")
    assert boubacar.post("/admin/officer/new/", data=OFFICER).status_code == 302
    assert in_words(boubacar.post("/admin/officer/new/", data=OFFICER), "a déjà cette valeur")


def test_two_values_that_do_not_go_together_are_not_called_a_double(app, people, signed_in):
    form = {"unit": people.unit_id, "title": "Garde", "headcount": "-1"}
    answer = signed_in("aminata").post("/admin/post/new/", data=form)
    assert in_words(answer, "ne vont pas ensemble") and "déjà" not in answer.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RuntimeError("secret text of the library"), "Rien n’a été modifié"),
        (StaleDataError("UPDATE statement on table"), "entre-temps"),
        (engine.LockTimeout("another writer"), "occupé"),
        (IntegrityError("INSERT", {}, Exception("UNIQUE")), "Rien n’a été modifié"),
    ],
)
def test_an_act_that_fails_at_the_desk_says_so_in_our_words(signed_in, failing, error, words):
    aminata = signed_in("aminata")
    failing(error)
    answer = aminata.post("/admin/region/new/", data={"code": "X", "name": "X", "sort_order": "1"})
    assert answer.status_code == 200 and in_words(answer, words) and "secret" not in answer.text


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [(StaleDataError("UPDATE"), 422, "entre-temps"), (engine.LockTimeout("x"), 503, "occupé")],
)
def test_an_act_that_fails_anywhere_else_has_a_page_in_our_words(signed_in, monkeypatch, error, code, words):
    def fail(*_args):
        raise error

    boubacar = signed_in("boubacar")
    monkeypatch.setattr("services.account.sign_out_everywhere", fail)
    answer = boubacar.post("/logout/everywhere")
    assert answer.status_code == code and in_words(answer, words)


def test_what_cannot_be_deleted_stays_and_the_reason_is_ours(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test makes a post that is held"):
        post = Post(unit_id=people.unit_id, title="Garde", headcount=1)
        db.session.add(post)
        db.session.flush()
        db.session.get(Officer, people.daouda.officer_id).postings[0].post_id = post.id
        db.session.commit()
        number = post.id
    form = {"action": "delete", "rowid": number}
    answer = signed_in("aminata").post("/admin/post/action/", data=form, follow_redirects=True)
    assert in_words(answer, "ne peut pas être supprimé") and answer.status_code == 200
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(Post, number) is not None


def test_an_act_that_no_screen_has_named_is_refused(app, people, signed_in, monkeypatch):
    monkeypatch.setattr("admin_views.account.AccountView.verbs", {})
    answer = signed_in("aminata").post("/admin/account/new-password/", data={"id": people.daouda.user_id})
    assert answer.status_code == 403
    with app.app_context(), guard.unscoped("the test looks"):
        assert not db.session.get(User, people.daouda.user_id).must_change_password


@pytest.mark.parametrize(("nina", "code"), [("2 95 0000 000 0000 B", 302), ("123", 200), ("29500000000000 b", 302)])
def test_a_nina_is_checked_where_it_is_typed(app, signed_in, nina, code):
    answer = signed_in("aminata").post("/admin/officer/new/", data=OFFICER | {"nina": nina})
    assert answer.status_code == code
    if code == 200:
        assert in_words(answer, "14 chiffres")
        return
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(Officer).filter_by(service_number="A1").one().nina == "29500000000000B"


def test_a_unit_with_units_below_it_does_not_change_agency_alone(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test makes a branch"):
        above = db.session.get(force.Unit, people.unit_id)
        force.unit("Poste de Korofina", parent=above)
        other = force.of_code(force.Agency, "OCS").id
        form = {"code": above.code, "name": above.name, "agency": str(other)}
        db.session.commit()
    answer = signed_in("aminata").change(f"/admin/unit/edit/?id={people.unit_id}", data=form)
    assert answer.status_code == 200 and "agence" in answer.text
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.get(force.Unit, people.unit_id).agency.code == "PN"


@pytest.mark.parametrize(
    "address",
    [
        "/admin/officer/?rank=x&sex=x",
        "/admin/promotion-round/?state=x&state=RANKED",
        "/admin/badge/?state=",
        "/admin/officer/details/?id=99999999999",
        "/admin/officer/edit/?id=1&url=http://[",
        "/login?next=http://[",
    ],
)
def test_what_nobody_would_type_breaks_nothing(signed_in, address):
    assert signed_in("aminata").get(address).status_code < 500
