"""Signing in, staying signed in, and signing out."""

from __future__ import annotations

import datetime as dt

import pytest

from models import AuditEvent, SignIn, User, db
from services import account, guard
from tests import force

WRONG = {"username": "boubacar", "password": "pas le bon"}


def row(app, model, **where):
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.query(model).filter_by(**where).order_by(model.id.desc()).first()


def change(app, model, number, **values):
    with app.app_context(), guard.unscoped("the test changes"):
        for name, value in values.items():
            setattr(db.session.get(model, number), name, value)
        db.session.commit()


def test_boubacar_signs_in_and_reaches_his_desk(signed_in):
    assert signed_in("boubacar").get("/admin/").status_code == 200


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(client, people):
    known = client.post("/login", data=WRONG)
    unknown = client.post("/login", data=WRONG | {"username": "personne"})
    without_name = known.text.replace("boubacar", "").replace("personne", "")
    assert known.status_code == unknown.status_code == 401
    assert len(without_name) == len(unknown.text.replace("personne", ""))


def test_too_many_wrong_tries_make_one_wait_even_with_the_right_password(client, people):
    for _ in range(6):
        client.post("/login", data=WRONG)
    answer = client.post("/login", data={"username": "boubacar", "password": force.PASSWORD})
    assert answer.status_code == 401 and "secondes" in answer.text


def test_one_account_that_waits_does_not_stop_another(client, people):
    for _ in range(6):
        client.post("/login", data=WRONG)
    assert client.post("/login", data={"username": "coumba", "password": force.PASSWORD}).status_code == 302


def test_a_session_without_activity_ends(app, signed_in):
    boubacar = signed_in("boubacar")
    long_ago = dt.datetime.now(dt.UTC) - app.config["IDLE_LIMIT"] - dt.timedelta(minutes=1)
    change(app, SignIn, row(app, SignIn).id, seen_at=long_ago)
    assert boubacar.get("/admin/").location.startswith("/login")


def test_a_session_ends_after_its_limit_however_active(app, signed_in):
    boubacar = signed_in("boubacar")
    long_ago = dt.datetime.now(dt.UTC) - app.config["SIGN_IN_LIMIT"] - dt.timedelta(minutes=1)
    change(app, SignIn, row(app, SignIn).id, started_at=long_ago)
    assert boubacar.get("/admin/").location.startswith("/login")


def test_a_disabled_account_is_out_at_its_next_request(app, people, signed_in):
    boubacar = signed_in("boubacar")
    change(app, User, people.boubacar.user_id, active=False)
    assert boubacar.get("/admin/").location.startswith("/login")


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(app, signed_in):
    boubacar = signed_in("boubacar")
    with boubacar.session_transaction() as session:
        token = session["sign_in"]
    answer = boubacar.post("/logout")
    assert answer.headers["Clear-Site-Data"]
    thief = app.test_client()
    with thief.session_transaction() as session:
        session["sign_in"] = token
    assert thief.get("/admin/").location.startswith("/login")


def test_signing_out_everywhere_ends_the_session_on_the_other_device(signed_in):
    here, there = signed_in("boubacar"), signed_in("boubacar")
    assert here.post("/logout/everywhere").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert there.get("/admin/").location.startswith("/login")


def test_a_new_session_gets_a_new_token(app, signed_in):
    boubacar = signed_in("boubacar")
    first = row(app, SignIn).token_digest
    boubacar.post("/logout")
    boubacar.sign_in("boubacar", force.PASSWORD)
    assert row(app, SignIn).token_digest != first


def test_a_commander_starts_with_the_people_and_an_officer_with_the_own_file(app, people):
    started = {}
    for name in ("coumba", "daouda"):
        started[name] = app.test_client().post("/login", data={"username": name, "password": force.PASSWORD}).location
    assert started == {"coumba": "/my/people/", "daouda": "/my/"}


def test_a_first_password_must_be_changed_before_anything_else(app, people, signed_in):
    change(app, User, people.boubacar.user_id, must_change_password=True)
    boubacar = signed_in("boubacar")
    assert boubacar.get("/admin/officer/").location == "/password"
    wished = "cinq girafes calmes au marigot"
    answer = boubacar.post("/password", data={"present": force.PASSWORD, "wished": wished, "again": wished})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert app.test_client().sign_in("boubacar", wished).get("/admin/officer/").status_code == 200


@pytest.mark.parametrize("wished", ["court", "boubacar-boubacar-boubacar", "motdepassepassword123456"])
def test_a_weak_password_is_refused_with_the_reason(signed_in, wished):
    form = {"present": force.PASSWORD, "wished": wished, "again": wished}
    answer = signed_in("boubacar").post("/password", data=form)
    assert answer.status_code == 200 and "mot de passe" in answer.text


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/ok\n"])
def test_after_signing_in_one_is_never_sent_to_another_site(client, people, address):
    data = {"username": "boubacar", "password": force.PASSWORD}
    answer = client.post("/login", query_string={"next": address}, data=data)
    assert answer.location == "/admin/"


def test_after_signing_in_one_comes_to_the_page_one_asked_for(client, people):
    assert client.get("/admin/officer/?search=a").location == "/login?next=/admin/officer/?search%3Da"
    data = {"username": "boubacar", "password": force.PASSWORD}
    assert client.post("/login?next=/admin/officer/", data=data).location == "/admin/officer/"


def test_sign_ins_and_refusals_stand_in_the_trail(app, people, client, signed_in):
    client.post("/login", data=WRONG)
    signed_in("coumba")
    assert row(app, AuditEvent, action="sign-in refused").record_name == "boubacar"
    assert row(app, AuditEvent, action="sign-in").user_name == "Coumba"


def test_a_new_account_has_a_first_password_that_is_shown_once(app, signed_in):
    form = {"username": "fatou", "name": "Fatou", "role": "hr_clerk", "language": "fr", "active": "y"}
    answer = signed_in("aminata").post("/admin/account/new/", data=form, follow_redirects=True)
    assert "Premier mot de passe" in answer.text
    made = row(app, User, username="fatou")
    assert made.must_change_password and made.password.startswith("$argon2")


def test_nobody_but_those_who_keep_accounts_makes_one(signed_in):
    assert signed_in("boubacar").post("/admin/account/new/", data={"username": "x"}).status_code == 403


def test_the_password_of_an_account_is_never_shown(app, people, signed_in):
    page = signed_in("aminata").get(f"/admin/account/details/?id={people.boubacar.user_id}")
    assert "argon2" not in page.text


def test_the_pause_grows_and_never_lasts_for_ever():
    from rules.account import pause_seconds

    pauses = [pause_seconds(tries, 5) for tries in range(40)]
    assert pauses[4] == 0 and pauses[5] > 0 and pauses == sorted(pauses) and pauses[-1] == 300


def test_a_first_password_is_long_and_random(app):
    with app.app_context():
        first = {account.give_first_password(User(username="x", name="X", role="officer")) for _ in range(3)}
    assert len(first) == 3 and all(len(password) > 20 for password in first)
