"""What is erased is gone for everybody, wherever it is asked for; the rows stay for a judge."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from models import CaseState, DisciplinaryCase, Sanction, db
from rules.discipline import YEARS_KEPT_WITHOUT_SANCTION
from services import discipline, guard
from tests import force
from tests.discipline.cases import FACTS, act_as, opened, punished

BY = guard.SYSTEM


def in_days(days: int) -> dt.date:
    """Counted when it is asked for: a run of all tests may begin before midnight and end after it."""
    return dt.date.today() + dt.timedelta(days=days)


def erase(sanction_id: int, days: int = -1) -> None:
    """Let the day of erasure be in so many days, and the case be closed."""
    on = in_days(days)
    with guard.unscoped("time passes in a test"):
        given = db.session.get(Sanction, sanction_id)
        given.erased_on, given.case.state, given.case.closed_on = on, CaseState.CLOSED, given.starts_on
        db.session.commit()
        db.session.expunge_all()


@pytest.fixture
def erased(app, sanction_id) -> int:
    with app.app_context():
        erase(sanction_id)
    return sanction_id


def test_an_erased_sanction_and_its_case_are_found_by_no_query(app, people, head, erased):
    with app.app_context():
        for person in (people.aminata, head):
            act_as(person)
            assert db.session.scalars(select(Sanction)).all() == []
            assert db.session.get(Sanction, erased) is None
            assert db.session.scalars(select(DisciplinaryCase)).all() == []


def test_a_ranking_that_sees_everybody_does_not_see_it_either(app, erased):
    with app.app_context(), guard.unscoped("as a ranking does"):
        assert db.session.scalars(select(Sanction.id)).all() == []
        assert db.session.scalars(select(DisciplinaryCase.id)).all() == []


def test_it_stands_until_the_eve_of_its_day(app, head, sanction_id):
    with app.app_context():
        erase(sanction_id, days=1)
        act_as(head)
        assert db.session.scalars(select(Sanction.id)).all() == [sanction_id]
        assert len(db.session.scalars(select(DisciplinaryCase.id)).all()) == 1


def test_a_query_that_is_built_once_does_not_outlive_the_day(app, sanction_id, monkeypatch):
    built_once = select(Sanction.id)
    with app.app_context():
        erase(sanction_id, days=1)
    for days, found in ((0, [sanction_id]), (1, []), (0, [sanction_id])):
        moment = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
        for module in ("reading", "erasing"):
            monkeypatch.setattr(f"services.guard.{module}.now", lambda moment=moment: moment)
        with app.app_context(), guard.unscoped("as a ranking does"):
            assert db.session.scalars(built_once).all() == found


def test_no_page_list_or_file_shows_it(people, signed_in, erased):
    for person in ("aminata", "hawa"):
        visitor = signed_in(person)
        assert visitor.get(f"/admin/sanction/details/?id={erased}").status_code == 404
        pages = ("/admin/sanction/", "/admin/disciplinary-case/", "/admin/sanction/export/csv/", "/admin/disciplinary-case/export/csv/")
        for page in pages:
            text = visitor.get(page).text
            assert "Dossier 12" not in text and "2026-77" not in text, page
        for tab in ("sanction", "disciplinary-case"):
            text = visitor.get(f"/admin/officer/details/?id={people.daouda.officer_id}&tab={tab}").text
            assert "Dossier 12" not in text and "2026-77" not in text, tab


def test_only_who_sets_the_rules_reads_what_was_erased(signed_in, erased):
    assert "2026-77" in signed_in("aminata").get("/admin/sanction/erased/").text
    assert signed_in("hawa").get("/admin/sanction/erased/").status_code == 403


def test_a_case_stays_while_one_of_its_sanctions_stands(app, people, head, sanction_id):
    with app.app_context():
        with guard.unscoped("a case with two sanctions"):
            given = db.session.get(Sanction, sanction_id)
            second = Sanction(
                officer=given.officer, case=given.case, kind=given.kind, grounds="x", starts_on=given.starts_on,
                act_kind="Décision", erased_on=in_days(1),
            )  # fmt: skip
            db.session.add(second)
            db.session.flush()
        erase(sanction_id)
        act_as(head)
        assert len(db.session.scalars(select(DisciplinaryCase.id)).all()) == 1


def test_a_case_that_gave_nothing_is_shown_for_some_years_only(app, people, head):
    with app.app_context():
        act_as(head)
        case = opened(people.daouda.officer_id)
        discipline.dismiss(case, dt.date(2026, 4, 20), "Rien", by=BY)
        assert db.session.scalars(select(DisciplinaryCase.id)).all() == [case.id]
        long_ago = dt.date.today() - dt.timedelta(days=366 * YEARS_KEPT_WITHOUT_SANCTION)
        case.opened_on = case.decided_on = case.closed_on = long_ago
        db.session.flush()
        assert db.session.scalars(select(DisciplinaryCase.id)).all() == []


def test_an_open_case_never_vanishes(app, people, head):
    with app.app_context():
        act_as(head)
        case = opened(people.daouda.officer_id)
        case.opened_on = dt.date(2015, 10, 2)
        db.session.flush()
        assert db.session.scalars(select(DisciplinaryCase.facts)).all() == [FACTS]


def test_what_is_never_erased_stays(app, people, head):
    with app.app_context():
        act_as(head)
        given = punished(people.daouda.officer_id, "REV")
        assert given.erased_on is None
        assert force.of_code(type(given.kind), "REV") is given.kind
        assert db.session.scalars(select(Sanction.id)).all() == [given.id]
