"""A notice is its reader's alone, in his language, and what nobody answers is said again on working days."""

from __future__ import annotations

import datetime as dt

import pytest
from flask_babel import force_locale

import jobs
from models import Agency, Notice, Proposal, User, db, now
from services import account, approval, guard, notices
from tests import force

ACT = approval.declare(approval.Sensitive("test.notice", "Un acte", "personnel.approve", lambda _content: []))


@pytest.fixture
def play(app, people):
    with app.app_context():
        with guard.unscoped("a manager"):
            force.user("kadidia", "hr_manager", agency=force.of_code(Agency, "PN"))
        db.session.commit()
        yield people


def actor(username: str):
    with guard.unscoped("the test takes a place"):
        who = account.actor_of(db.session.query(User).filter_by(username=username).one())
    guard.act_as(who)
    return who


def written(**about) -> list[Notice]:
    with guard.unscoped("the test looks"):
        return db.session.query(Notice).filter_by(**about).order_by(Notice.id).all()


def asked(play) -> Proposal:
    return approval.propose(ACT.kind, {}, reason="Essai", by=actor("boubacar"))


def test_a_notice_is_seen_by_its_reader_and_not_even_by_the_administrator(play):
    notices.tell([play.daouda.user_id], "account.changed")
    actor("aminata")
    assert db.session.query(Notice).all() == []
    assert [one.event for one in notices.latest(actor("daouda"))] == ["account.changed"]


def test_disabled_accounts_and_those_that_are_gone_are_told_nothing(play):
    with guard.unscoped("Daouda leaves"):
        db.session.get(User, play.daouda.user_id).active = False
    assert notices.tell([play.daouda.user_id, 10**6, None, play.fanta.user_id, play.fanta.user_id], "account.changed") == 1


def test_an_event_that_is_not_declared_or_not_filled_is_refused(play):
    for event, values in (("nothing.of-the-kind", {}), ("job.done", {})):
        with pytest.raises(KeyError):
            notices.tell([play.fanta.user_id], event, **values)


def test_the_words_are_made_when_they_are_read(play):
    notices.tell([play.fanta.user_id], "job.done", title="Export")
    (notice,) = notices.latest(actor("fanta"))
    with force_locale("en"):
        assert notices.words(notice) == "Your work is done: Export."
    assert "Export" in str(notice.values) and "work" not in str(notice.values)


def test_reading_lowers_the_count_and_a_settled_matter_too(play):
    proposal = asked(play)
    assert notices.unread(actor("kadidia")) == 1
    notices.tell([account.actor_of(g_user("kadidia")).user_id], "account.changed")
    notices.mark_read(notices.latest(actor("kadidia"))[0])
    assert notices.unread(actor("kadidia")) == 1
    approval.withdraw(proposal, by=actor("boubacar"))
    assert notices.unread(actor("kadidia")) == 0


def g_user(username: str) -> User:
    with guard.unscoped("the test looks"):
        return db.session.query(User).filter_by(username=username).one()


def test_what_nobody_answers_is_said_again_then_passed_on_by_working_days(play, monkeypatch):
    """Asked on a Friday: Saturday and Sunday do not count, nor does a holiday."""
    friday = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)
    proposal = asked(play)
    with guard.unscoped("it was asked on a Friday"):
        for notice in written(event="approval.asked"):
            notice.told_at = friday
    said_again = {}
    for day in range(1, 6):
        monkeypatch.setattr("services.notices.reminding.now", lambda day=day: friday + dt.timedelta(days=day))
        said_again[day] = notices.remind()
    readers = len(written(event="approval.asked"))
    assert said_again == {1: 0, 2: 0, 3: readers, 4: 0, 5: 0}
    passed_on = written(event="approval.escalated")
    assert [one.reader_id for one in passed_on] == [play.aminata.user_id] and passed_on[0].values["days"] == 2
    approval.withdraw(proposal, by=actor("boubacar"))
    assert notices.remind() == 0


def test_nobody_is_reminded_on_a_holiday(play, monkeypatch):
    asked(play)
    with guard.unscoped("asked the day before New Year's Eve"):
        for notice in written(event="approval.asked"):
            notice.told_at = dt.datetime(2026, 12, 30, 9, tzinfo=dt.UTC)
    monkeypatch.setattr("services.notices.reminding.now", lambda: dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC))
    assert notices.remind() == 0


def test_the_page_of_notices_opens_for_clerks_and_officers_in_their_frame(app, people, signed_in):
    with app.app_context():
        notices.tell([people.daouda.user_id, people.boubacar.user_id], "account.changed", "/my/")
        db.session.commit()
    for name, frame in (("daouda", "portal.css"), ("boubacar", "app.css")):
        client = signed_in(name)
        page = client.get("/my/notices/")
        assert page.status_code == 200 and frame.partition(".")[0] in page.text
        client.post("/my/notices/read")
        assert client.post("/my/notices/mail", data={"rhythm": "daily"}).status_code == 302
        assert client.post("/my/notices/mail", data={"rhythm": "hourly"}).status_code == 400
    with app.app_context():
        assert all(one.read_at for one in written())


def test_following_a_notice_reads_it_and_another_persons_is_not_there(app, people, signed_in):
    with app.app_context():
        notices.tell([people.daouda.user_id], "account.changed", "/my/")
        db.session.commit()
        number = written()[0].id
    assert signed_in("aminata").get(f"/my/notices/{number}").status_code == 404
    answer = signed_in("daouda").get(f"/my/notices/{number}")
    assert answer.status_code == 302 and answer.location == "/my/"
    with app.app_context():
        assert written()[0].read_at <= now()


def test_a_stranger_is_sent_to_sign_in(client):
    for path in ("/my/notices/", "/my/notices/1"):
        assert client.get(path).location.startswith("/login")


def test_old_notices_are_forgotten_read_ones_earlier(play):
    fanta = play.fanta.user_id
    notices.tell([fanta], "job.done", title="neuf")
    for title, days, is_read in (("lu", 181, True), ("lu hier", 179, True), ("non lu", 399, False), ("ancien", 401, False)):
        notices.tell([fanta], "job.done", title=title)
        with guard.unscoped("time goes by"):
            notice = db.session.query(Notice).order_by(Notice.id.desc()).first()
            notice.told_at, notice.read_at = now() - dt.timedelta(days=days), now() if is_read else None
    guard.act_as(guard.SYSTEM)
    jobs.clear_away()
    assert [one.values["title"] for one in written(reader_id=fanta)] == ["neuf", "lu hier", "non lu"]
    assert notices.forget() == 0
