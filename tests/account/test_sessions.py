"""A session belongs to one browser, never waits for a writer, and a password is not guessed from inside it either."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from models import AuditEvent, FailedTry, SignIn, User, db
from services import account, guard
from tests import force

WISHED = "cinq girafes calmes au marigot"


def asked(app, statement):
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.scalar(statement)


def last_seen_long_ago(app) -> dt.datetime:
    with app.app_context(), guard.unscoped("the test changes"):
        moment = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
        db.session.query(SignIn).one().seen_at = moment
        db.session.commit()
    return moment


def choose(client, present: str, wished: str):
    return client.post("/password", data={"present": present, "wished": wished, "again": wished})


def test_a_session_shown_by_another_browser_is_over(app, signed_in):
    boubacar = signed_in("boubacar")
    answer = boubacar.get("/admin/", headers={"User-Agent": "Another/1.0"})
    assert answer.location.startswith("/login")
    assert "Another/1.0" in str(asked(app, select(AuditEvent.changes).order_by(AuditEvent.id.desc()).limit(1)))


def test_the_session_that_was_carried_off_is_over_for_its_owner_too(app, signed_in):
    boubacar = signed_in("boubacar")
    with boubacar.session_transaction() as session:
        token = session["sign_in"]
    thief = app.test_client()
    with thief.session_transaction() as session:
        session["sign_in"] = token
    thief.get("/admin/", headers={"User-Agent": "Another/1.0"})
    assert boubacar.get("/admin/").location.startswith("/login")


def test_a_session_goes_on_from_another_address(signed_in):
    answer = signed_in("boubacar").get("/admin/", environ_base={"REMOTE_ADDR": "10.9.8.7"})
    assert answer.status_code == 200


def test_a_page_is_shown_while_somebody_else_writes(app, signed_in):
    boubacar, moment = signed_in("boubacar"), last_seen_long_ago(app)
    with app.app_context():
        engine = db.engine
    with engine.begin() as writer:
        writer.execute(SignIn.__table__.update().values(address="held"))
        assert boubacar.get("/admin/officer/").status_code == 200
        writer.rollback()
    assert asked(app, select(SignIn.seen_at)) == moment
    boubacar.get("/admin/officer/")
    assert asked(app, select(SignIn.seen_at)) > moment


def test_wrong_tries_at_changing_a_password_count_like_those_at_signing_in(app, signed_in):
    boubacar = signed_in("boubacar")
    for _ in range(5):
        assert "n’est pas" in choose(boubacar, "pas le bon", WISHED).text
    assert "secondes" in choose(boubacar, force.PASSWORD, WISHED).text
    assert app.test_client().post("/login", data={"username": "boubacar", "password": force.PASSWORD}).status_code == 401


def test_the_present_password_is_not_taken_for_a_new_one(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test changes"):
        db.session.get(User, people.boubacar.user_id).must_change_password = True
        db.session.commit()
    boubacar = signed_in("boubacar")
    assert choose(boubacar, force.PASSWORD, force.PASSWORD).status_code == 200
    assert boubacar.get("/admin/officer/").location == "/password"


def test_wrong_tries_of_the_day_before_yesterday_are_forgotten(app, client, people):
    with app.app_context(), guard.unscoped("the test changes"):
        db.session.add(FailedTry(subject="account:old", at=dt.datetime.now(dt.UTC) - dt.timedelta(days=2)))
        db.session.commit()
    client.post("/login", data={"username": "boubacar", "password": "pas le bon"})
    assert asked(app, select(func.count()).select_from(FailedTry).where(FailedTry.subject == "account:old")) == 0


@pytest.mark.parametrize("is_first", [True, False])
def test_an_unknown_account_costs_one_hash_from_the_first_time_on(in_app, people, monkeypatch, is_first):
    in_app.extensions.pop("decoy_hash", None)
    if not is_first:
        account.sign_in("personne", "x", address="1", browser="")
    work = []
    for name in ("hash_password", "verify_password"):
        real = getattr(account.flask_security, name)
        monkeypatch.setattr(account.flask_security, name, lambda *given, real=real: work.append(1) or real(*given))
    account.sign_in("personne", "x", address="1", browser="")
    assert len(work) == 1


def test_an_account_without_a_password_is_not_signed_in_to(in_app, people):
    with guard.unscoped("the test changes"):
        db.session.get(User, people.daouda.user_id).password = None
    assert account.sign_in("daouda", "", address="1", browser="") is None
