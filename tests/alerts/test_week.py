"""The weekly notice: how many people stand in each alert, told once a week to human resources, without a name."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from models import Notice, Officer, User, db
from services import alerts, guard, notices
from services.alerts import digest
from tests import force

MONDAY = dt.date(2026, 11, 23)


def all_notices() -> list[Notice]:
    with guard.unscoped("the test looks"):
        return list(db.session.scalars(select(Notice).where(Notice.event == "alerts.week").order_by(Notice.id)))


def grow_old(*officer_ids: int) -> None:
    with guard.unscoped("the test changes files"):
        for officer_id in officer_ids:
            db.session.get(Officer, officer_id).birth_on = dt.date(1950, 1, 1)
        db.session.flush()


def test_human_resources_are_told_numbers_of_their_own_agency_once_a_week(in_app, people):
    grow_old(people.daouda.officer_id, people.canary_id)
    guard.act_as(guard.SYSTEM)
    assert alerts.tell_week(MONDAY) == 1
    [notice] = all_notices()
    assert notice.reader_id == people.boubacar.user_id and notice.values["alerts"]["retired"] == 1
    words = notices.words(notice)
    assert ": 1" in words and "Daouda" not in words and force.CANARY not in words
    assert guard.actor() is guard.SYSTEM
    assert alerts.tell_week(MONDAY + dt.timedelta(days=6)) == 0
    assert alerts.tell_week(MONDAY + dt.timedelta(days=7)) == 1


def test_a_week_without_anything_is_noted_and_calls_nobody(in_app, people, monkeypatch):
    guard.act_as(guard.SYSTEM)
    with monkeypatch.context() as nothing_stands:
        nothing_stands.setattr(digest, "counts", lambda _who, _today: iter(()))
        assert alerts.tell_week(MONDAY) == 0
    [notice] = all_notices()
    assert notice.reader_id == people.boubacar.user_id and notice.read_at is not None and "aucune" in notices.words(notice)
    grow_old(people.daouda.officer_id)
    assert alerts.tell_week(MONDAY + dt.timedelta(days=6)) == 0, "the week is told"
    assert alerts.tell_week(MONDAY + dt.timedelta(days=7)) == 1


def test_nobody_is_told_after_leaving(in_app, people):
    guard.act_as(guard.SYSTEM)
    with guard.unscoped("the test looks"):
        db.session.get(User, people.boubacar.user_id).active = False
        db.session.flush()
    grow_old(people.daouda.officer_id)
    assert alerts.tell_week(MONDAY) == 0 and all_notices() == []


def test_the_home_page_counts_them(app, people, signed_in):
    with app.app_context():
        grow_old(people.daouda.officer_id)
        db.session.commit()
    assert "/admin/alerts/?kind=retired" in signed_in("boubacar").get("/admin/").text
    assert "/admin/alerts/" not in signed_in("coumba").get("/admin/").text
