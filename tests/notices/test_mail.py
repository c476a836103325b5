"""A mail says that something waits and where to sign in; it is sent once, tried again, and never says more."""

from __future__ import annotations

import datetime as dt

import pytest

from models import MailRhythm, Notice, User, db, now
from services import account, guard, notices
from tests import force

from .mail_server import mail_server


@pytest.fixture
def post(app, people, monkeypatch):
    """A mail server that the application knows, and Kadidia who has an address."""
    with mail_server() as server, app.app_context():
        told = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": server.server_address[1], "MAIL_SECURITY": "none"}
        told |= {"MAIL_FROM": "sirhp@police.invalid", "SITE_ADDRESS": "https://sirhp.police.invalid/"}
        for name, value in told.items():
            monkeypatch.setitem(app.config, name, value)
        with guard.unscoped("the reader of the tests"):
            user = db.session.get(User, force.user("kadidia", "hr_manager", agency=force.of_code(force.Agency, "PN")).user_id)
            user.email = "kadidia@police.invalid"
        db.session.commit()
        guard.act_as(guard.SYSTEM)
        yield server


def kadidia() -> User:
    with guard.unscoped("the test looks"):
        return db.session.query(User).filter_by(username="kadidia").one()


def send() -> int:
    """As the worker does."""
    return notices.send_mail(db.session.commit)


def tell(times: int = 1) -> None:
    for _number in range(times):
        notices.tell([kadidia().id], "approval.done", "/admin/", by="TRAORÉ Daouda", act="promotion.seal")
    db.session.commit()


def test_a_mail_says_how_much_waits_and_nothing_of_what_it_is(post):
    tell(2)
    assert send() == 1
    (letter,) = post.taken
    said = letter.get_content()
    assert letter["To"] == "kadidia@police.invalid" and "2" in letter["Subject"] and "https://sirhp.police.invalid/" in said
    assert "TRAORÉ" not in letter.as_string() + said and "promotion" not in said and "Daouda" not in said


def test_a_notice_is_mailed_once(post):
    tell()
    assert (send(), send()) == (1, 0)
    tell()
    assert send() == 1 and len(post.taken) == 2


def test_what_was_read_is_not_mailed(post):
    tell()
    notices.mark_all_read(account.actor_of(kadidia()))
    assert send() == 0


def test_a_server_that_does_not_answer_is_tried_again(app, post, monkeypatch):
    tell()
    with monkeypatch.context() as away:
        away.setitem(app.config, "MAIL_PORT", 1)
        assert send() == 0
    assert send() == 1


def test_an_address_that_is_refused_is_given_up_after_some_tries(post):
    post.refused = "kadidia@police.invalid"
    tell()
    for _number in range(8):
        assert send() == 0
    with guard.unscoped("the test looks"):
        assert [one.mail_tries for one in db.session.query(Notice)] == [5]
    post.refused = ""
    assert send() == 0


def test_a_disabled_account_and_one_without_address_get_no_mail(post):
    tell()
    user = kadidia()
    with guard.unscoped("the account is closed"):
        user.active = False
    db.session.commit()
    assert send() == 0


def test_a_day_has_one_digest_from_seven_on_and_never_means_never(post, monkeypatch):
    who = account.actor_of(kadidia())
    notices.choose_mail(MailRhythm.DAILY, by=who)
    tell()
    day = now().replace(hour=5)
    monkeypatch.setattr("services.notices.mailing.now", lambda: day)
    assert send() == 0
    day = day.replace(hour=8)
    assert send() == 1
    tell()
    assert send() == 0
    day += dt.timedelta(days=1)
    assert send() == 1
    notices.choose_mail(MailRhythm.NONE, by=who)
    tell()
    assert send() == 0


def test_without_a_server_nothing_is_sent(app, post, monkeypatch):
    tell()
    monkeypatch.setitem(app.config, "MAIL_SERVER", "")
    assert send() == 0 and post.taken == []
