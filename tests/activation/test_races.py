"""Two at the same moment: a code serves once, an officer has one account, and the newest letter alone opens it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models import Activation, Officer, User, db
from services import activation, guard
from tests.at_once import at_once

from .conftest import act_as, letters_of


@pytest.fixture
def race(app):
    """race(*acts): all at once, each in its own thread and transaction; returns what each came to."""

    def run(*acts: Callable) -> list[str]:
        done, refused = at_once(app, *acts)
        return sorted(["done" if given else "nothing" for given in done] + ["refused"] * len(refused))

    return run


def used(letter, password: str) -> Callable:
    return lambda: activation.use(letter.username, letter.code, password, address="10.0.0.1")


def printed(number: int) -> Callable:
    def act():
        act_as("boubacar")
        with guard.unscoped("the test"):
            officer = db.session.get(Officer, number)
        return activation.renew(officer, kind="Carte", last_signs="4521", by=guard.actor())

    return act


def test_of_two_who_use_a_code_at_once_one_gets_in(app, people, renew, race, look):
    letter = renew(people.colleague_id)
    passwords = ["quatre mots bien ordinaires", "cinq autres mots du dimanche"]
    assert race(*(used(letter, password) for password in passwords)) == ["done", "nothing"]
    answers = [app.test_client().post("/login", data={"username": letter.username, "password": each}).status_code for each in passwords]
    assert sorted(answers) == [302, 401]
    assert look(lambda: db.session.query(Activation).filter(Activation.used_at.is_not(None)).count()) == 1


def test_of_two_who_print_at_once_one_letter_opens_and_one_account_is_made(people, race, look):
    assert race(printed(people.colleague_id), printed(people.colleague_id)) == ["done", "done"]
    accounts = look(lambda: [user.id for user in db.session.query(User).filter_by(officer_id=people.colleague_id)])
    assert len(accounts) == 1
    assert sorted(one.withdrawn_at is None for one in look(lambda: letters_of(accounts[0]))) == [False, True]


def test_using_and_printing_at_once_leave_one_way_in(app, people, renew, race, look):
    letter = renew(people.colleague_id)
    told = race(used(letter, "quatre mots bien ordinaires"), printed(people.colleague_id))
    with app.app_context(), guard.unscoped("the test"):
        user = db.session.query(User).filter_by(officer_id=people.colleague_id).one()
        older, newer = letters_of(user.id)
        assert user.password is None and newer.used_at is None and newer.withdrawn_at is None
        assert (older.used_at is not None) == (told == ["done", "done"]) == (older.withdrawn_at is None)
