"""The home page: what waits for each, figures within one's scope only, what one did last."""

from __future__ import annotations

import datetime as dt
import os

import pytest

import jobs
from models import ImportRun, Officer, PromotionRound, PromotionRule, Rank, RoundState, db, now
from rules.access import Actor
from services import guard, storage
from services.home import events, figures, kept, waiting
from tests import force
from tests.badge import cards
from tests.force import CANARY

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize("name", ["aminata", "boubacar", "coumba", "fanta"])
def test_the_home_page_opens_with_its_three_questions(signed_in, name):
    page = signed_in(name).get("/admin/").text
    assert 'id="waiting"' in page and 'id="figures"' in page and "<svg class=\"chart\"" in page


def test_an_officer_is_sent_to_his_own_file(signed_in):
    assert signed_in("daouda").get("/admin/").location.endswith("/my/")


def test_every_chart_has_its_table_and_a_list(signed_in):
    page = signed_in("boubacar").get("/admin/").text
    assert page.count("<article class=\"chart-card\"") == page.count("<details class=\"chart-table\"") == page.count("chart-link")


def test_figures_count_nobody_beyond_the_scope(app, people):
    """The canary serves in another agency: Boubacar counts without it, Aminata with it, Coumba only her unit."""
    totals = {}
    for person, role, anchors in (
        ("aminata", "administrator", {}),
        ("boubacar", "hr_clerk", {"agency_id": agency_of(app, people)}),
        ("coumba", "supervisor", {"unit_path": path_of(app, people.unit_id)}),
    ):
        with app.app_context():
            guard.act_as(Actor(name=person, role=role, user_id=getattr(people, person).user_id, **anchors))
            totals[person] = sum(number for _rank, number in figures.by_rank())
    assert totals == {"aminata": 4, "boubacar": 3, "coumba": 2}


def agency_of(app, people) -> int:
    with app.app_context(), guard.unscoped("test"):
        return db.session.get(Officer, people.colleague_id).home_agency_id


def path_of(app, unit_id: int) -> str:
    with app.app_context(), guard.unscoped("test"):
        return db.session.get(force.Unit, unit_id).path


def test_what_is_kept_for_one_scope_is_not_shown_to_another(in_app, monkeypatch):
    monkeypatch.setattr(kept, "LONG_SECONDS", 0)
    all_of_them, some = Actor("a", "administrator", 1), Actor("b", "hr_clerk", 2, agency_id=1)
    assert kept.count("x", lambda: [(1, 100)], all_of_them).rows == [[1, 100]]
    assert kept.count("x", lambda: [(1, 7)], some).rows == [[1, 7]]
    assert kept.count("x", lambda: [(1, 101)], all_of_them).rows == [[1, 100]], "kept for a quarter of an hour"


def test_a_rank_that_was_deleted_since_it_was_counted_breaks_no_home_page(app, people, signed_in, monkeypatch):
    monkeypatch.setattr(kept, "LONG_SECONDS", 0)
    aminata = signed_in("aminata")
    with app.app_context(), guard.unscoped("test"):
        officer, other = db.session.get(Officer, people.colleague_id), db.session.query(Rank).first()
        officer.rank = Rank(code="ZZZ", name="Rang disparu", level=99, corps_id=other.corps_id)
        other_id = other.id
        db.session.commit()
    assert "Rang disparu" in aminata.get("/admin/").text
    with app.app_context(), guard.unscoped("test"):
        db.session.get(Officer, people.colleague_id).rank_id = other_id
        db.session.flush()
        db.session.delete(db.session.query(Rank).filter_by(code="ZZZ").one())
        db.session.commit()
    assert aminata.get("/admin/").status_code == 200


def test_figures_that_nobody_asks_for_any_more_are_removed(in_app, monkeypatch):
    monkeypatch.setattr(kept, "LONG_SECONDS", 0)
    for number in (1, 2):
        kept.count("x", lambda: [(1, 100)], Actor("a", "administrator", number, agency_id=number))
    old, fresh = sorted(storage.folder("figures").iterdir())
    long_ago = (now() - 2 * kept.KEEP).timestamp()
    os.utime(old, (long_ago, long_ago))
    jobs.clear_away()
    assert list(storage.folder("figures").iterdir()) == [fresh]


def test_what_was_counted_quickly_is_counted_again(in_app, monkeypatch):
    monkeypatch.setattr(kept, "LONG_SECONDS", 60)
    who = Actor("a", "administrator", 1)
    assert [kept.count("y", lambda n=n: [(n,)], who).rows for n in (1, 2)] == [[[1]], [[2]]]


def test_what_waits_is_told_with_its_number_and_its_page(app, signed_in, people):
    with app.app_context(), guard.unscoped("test"):
        for name in ("a.csv", "b.csv"):
            run = ImportRun(record_type="officers", file_name=name, stored_as=name, owner_id=people.boubacar.user_id)
            db.session.add(run)
        db.session.commit()
    page = signed_in("boubacar").get("/admin/").text
    assert "/admin/import-run/" in page.partition('id="figures"')[0]
    assert "/admin/import-run/" not in signed_in("fanta").get("/admin/").text.partition('id="figures"')[0].partition("<main")[2]


def test_the_oldest_comes_first(in_app, people):
    guard.act_as(Actor("fanta", "hr_manager", people.fanta.user_id, agency_id=1))
    with guard.unscoped("test"):
        rule = db.session.query(PromotionRule).first()
        agency = force.of_code(force.Agency, "PN")
        for place, state in enumerate((RoundState.EXAMINED, RoundState.PREPARED)):
            ranked_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) if state is RoundState.EXAMINED else None
            db.session.add(PromotionRound(name=f"T{place}", agency=agency, rule=rule, reference_on=TODAY, places=1,
                                          state=state, ranked_at=ranked_at))  # fmt: skip
        db.session.flush()
        tasks = waiting.for_(guard.actor(), TODAY)
    assert [task.kind for task in tasks if "round" in task.kind] == ["rounds to publish", "rounds to rank"]


def test_badges_that_expire_soon_are_told_to_who_makes_badges(in_app, people):
    with guard.unscoped("test"):
        cards.active_card(people.colleague_id).expires_on = TODAY + dt.timedelta(20)
        db.session.flush()
        who = Actor("b", "badge_officer", 1, agency_id=1)
        found = {task.kind: task for task in waiting.for_(who, TODAY)}
    assert found["badges that expire"].until == TODAY + dt.timedelta(20)


def test_one_sees_ones_own_last_acts_and_nobody_elses(in_app, people):
    guard.act_as(Actor("boubacar", "hr_clerk", people.boubacar.user_id))
    assert events.latest(guard.actor()) == []
    with guard.unscoped("test"):
        db.session.get(Officer, people.colleague_id).birth_place = "Ségou"
        db.session.flush()
    assert [event.record_id for event in events.latest(guard.actor())] == [people.colleague_id]
    guard.act_as(Actor("fanta", "board_member", people.fanta.user_id))
    assert events.latest(guard.actor()) == []


def test_no_home_page_shows_the_canary(signed_in):
    for name in ("boubacar", "coumba", "fanta"):
        assert CANARY not in signed_in(name).get("/admin/").text
