"""Who keeps whose account: nobody raises himself, and nobody gives what he does not hold."""

from __future__ import annotations

import pytest
from flask import g

from models import User, db
from rules import access
from rules.account import check_grant, may_grant
from rules.refused import Forbidden, Refused
from services import account, guard
from tests import force

NEW = {"username": " Fatou ", "name": "Fatou", "language": "fr", "active": "y"}


@pytest.fixture
def issa(app, people):
    """The technician, signed in."""
    with app.app_context():
        force.user("issa", "technician")
        db.session.commit()
    return app.test_client().sign_in("issa", force.PASSWORD)


def stored(app, username: str) -> User | None:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.query(User).filter_by(username=username).one_or_none()


def acting(username: str) -> tuple[User, access.Actor]:
    """An account and its actor, below any screen."""
    with guard.unscoped("the test takes a place"):
        user = db.session.query(User).filter_by(username=username).one()
        who = account.actor_of(user)
    guard.act_as(who)
    return user, who


@pytest.mark.parametrize("role", access.ROLES)
def test_an_administrator_gives_every_role(role):
    assert may_grant("administrator", role)


def test_a_technician_gives_what_he_holds_and_no_more():
    assert {role for role in access.ROLES if may_grant("technician", role)} == {"technician", "officer"}


def test_an_account_is_judged_by_what_it_was_and_by_what_it_becomes():
    check_grant("technician", "officer", "technician")
    for before, after in [("administrator", "officer"), ("officer", "administrator"), (None, "hr_clerk")]:
        with pytest.raises(Forbidden):
            check_grant("technician", before, after)


def test_a_technician_makes_an_officer_account_but_no_administrator(app, issa):
    assert issa.post("/admin/account/new/", data=NEW | {"role": "administrator"}).status_code == 200
    assert stored(app, "fatou") is None
    issa.post("/admin/account/new/", data=NEW | {"role": "officer"})
    assert stored(app, "fatou").role == "officer"


@pytest.mark.parametrize("role", ["officer", "technician"])
def test_a_technician_does_not_change_an_administrator(app, people, issa, role):
    form = {"username": "aminata", "name": "Prise", "role": role, "language": "fr"}
    issa.change(f"/admin/account/edit/?id={people.aminata.user_id}", data=form)
    assert (stored(app, "aminata").role, stored(app, "aminata").name) == ("administrator", "Aminata")


def test_a_technician_gives_an_administrator_no_new_password(app, people, issa):
    before = stored(app, "aminata").password
    assert issa.post("/admin/account/new-password/", data={"id": people.aminata.user_id}).status_code == 403
    assert stored(app, "aminata").password == before


def test_a_technician_gives_an_officer_a_new_password(app, people, issa):
    with app.app_context(), guard.unscoped("the test makes an account without a file"):
        number = force.user("awa", "officer").user_id
        db.session.commit()
    answer = issa.post("/admin/account/new-password/", data={"id": number}, follow_redirects=True)
    assert "Premier mot de passe" in answer.text and stored(app, "awa").must_change_password


def test_the_auditor_gives_no_new_password(app, people):
    with app.app_context():
        force.user("oumou", "auditor")
        db.session.commit()
    oumou = app.test_client().sign_in("oumou", force.PASSWORD)
    before = stored(app, "daouda").password
    assert oumou.post("/admin/account/new-password/", data={"id": people.daouda.user_id}).status_code == 403
    assert stored(app, "daouda").password == before


def test_a_technician_does_not_raise_himself_through_the_form(app, issa):
    number = stored(app, "issa").id
    form = {"username": "issa", "name": "Issa K.", "role": "administrator", "language": "fr"}
    issa.change(f"/admin/account/edit/?id={number}", data=form)
    assert (stored(app, "issa").role, stored(app, "issa").active) == ("technician", True)
    assert stored(app, "issa").name == "Issa K."


@pytest.mark.parametrize(
    "change", [{"role": "hr_manager"}, {"agency_id": None}, {"unit_id": 1}, {"officer_id": 1}, {"active": False}]
)
def test_nobody_changes_his_own_standing_below_the_screen_either(in_app, people, change):
    boubacar, who = acting("boubacar")
    for name, value in change.items():
        setattr(boubacar, name, value)
    with pytest.raises(Forbidden), guard.unscoped("the guard of writing is another test's matter"):
        account.edit(boubacar, by=who)
    db.session.rollback()


def test_one_changes_ones_own_password_only_by_the_present_one(in_app, people):
    aminata, who = acting("aminata")
    with pytest.raises(Refused):
        account.renew_password(aminata, by=who)
    g.pop("actor")


def test_a_user_name_is_kept_as_it_is_looked_for(app, signed_in):
    signed_in("aminata").post("/admin/account/new/", data=NEW | {"role": "hr_clerk"})
    made = stored(app, "fatou")
    signed_in("aminata").change(
        f"/admin/account/edit/?id={made.id}", data={"username": "FATOU D ", "name": "F", "role": "hr_clerk", "language": "fr"}
    )
    assert stored(app, "fatou d") is not None
