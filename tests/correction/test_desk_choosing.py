"""What can be asked about in a file, as both doors offer it: no more than the list of fields, and as cheap for a long file."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event, select

from admin_views.correction import queue
from models import Annulment, CorrectionRequest, Officer, Posting, db, model_of
from rules import access
from rules import correction as rules
from services import guard
from services.correction import choosing
from tests import force
from tests.correction.desk import LIST, act_as, decide, sent


@pytest.fixture
def long_file(app, people):
    """long_file(): Daouda served in a dozen more units."""

    def make() -> None:
        with app.app_context(), guard.unscoped("the test makes a career"):
            for year in range(2000, 2012):
                days = {"starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year + 1, 1, 1), "act_kind": "ARRETE"}
                db.session.add(Posting(officer_id=people.daouda.officer_id, unit=force.unit(f"Poste de {year}"), **days))
            db.session.commit()

    return make


def statements(app, visitor, page: str) -> int:
    sent_ones = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note := lambda *given: sent_ones.append(given[2]))
    try:
        assert visitor.get(page).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent_ones)


@pytest.mark.parametrize("door", ["desk", "portal"])
def test_choosing_in_a_long_file_costs_no_more_statements_than_in_a_short_one(app, people, signed_in, long_file, door):
    visitor = signed_in("boubacar" if door == "desk" else "daouda")
    page = f"{LIST}choose-for/?officer={people.daouda.officer_id}" if door == "desk" else "/my/corrections/new"
    visitor.get(page)
    short = statements(app, visitor, page)
    long_file()
    assert "Poste de 2005" in visitor.get(page).text
    assert statements(app, visitor, page) <= short


def test_both_doors_offer_the_same_records_by_the_same_names(app, people, signed_in, long_file):
    long_file()
    with app.app_context():
        act_as(people.daouda)
        offered = {one.title for part in choosing.sections(db.session.get(Officer, people.daouda.officer_id)) for one in part.choices}
    assert "Poste de 2005 · 01/01/2005" in offered
    desk = signed_in("boubacar").get(f"{LIST}choose-for/?officer={people.daouda.officer_id}").text
    portal = signed_in("daouda").get("/my/corrections/new").text
    for title in (one for one in offered if one.startswith("Poste de")):
        assert title in desk and title in portal, title


def test_what_was_annulled_is_not_offered(app, people, long_file):
    long_file()
    with app.app_context(), guard.unscoped("test"):
        line = db.session.scalar(select(Posting).where(Posting.officer_id == people.daouda.officer_id, Posting.starts_on == dt.date(2005, 1, 1)))
        act = {"act_kind": "ARRETE", "act_reference": "2026-1", "act_authority": "MSPC", "act_signed_on": dt.date(2026, 1, 5)}
        line.annulment = Annulment(officer_id=people.daouda.officer_id, reason="Erreur", **act)
        db.session.commit()
    with app.app_context():
        act_as(people.boubacar, "admin")
        [postings] = [part for part in choosing.sections(db.session.get(Officer, people.daouda.officer_id)) if part.table == "posting"]
        titles = {one.title for one in postings.choices}
        assert "Poste de 2006 · 01/01/2006" in titles and "Poste de 2005 · 01/01/2005" not in titles


def test_a_field_outside_the_list_is_never_offered(app, people):
    with app.app_context():
        act_as(people.boubacar, "admin")
        for part in choosing.sections(db.session.get(Officer, people.daouda.officer_id)):
            for one in part.choices:
                assert [value.field for value in one.values] == list(rules.CORRECTABLE[part.table])


def test_of_an_area_that_one_does_not_see_nothing_is_said_to_be_missing(app, people):
    with app.app_context():
        act_as(people.daouda)
        assert set(choosing.missing(db.session.get(Officer, people.daouda.officer_id))) == set(rules.CAN_BE_MISSING)
        who = act_as(people.coumba, "admin")
        offered = choosing.missing(db.session.get(Officer, people.daouda.officer_id))
        closed = {table for table in rules.CAN_BE_MISSING if not access.may(who, f"{model_of(table).__area__}.view")}
        assert closed and "posting" in offered and not closed & offered.keys()


def test_a_record_is_found_in_its_own_file_only(app, people):
    with app.app_context():
        act_as(people.boubacar, "admin")
        officer = db.session.get(Officer, people.daouda.officer_id)
        posting = db.session.scalar(select(Posting).where(Posting.officer_id == officer.id))
        assert choosing.record(officer, "posting", posting.id) is posting
        assert choosing.record(officer, "officer", officer.id) is officer
        colleague = db.session.get(Officer, people.colleague_id)
        assert choosing.record(colleague, "posting", posting.id) is None
        assert choosing.record(officer, "officer", colleague.id) is None
        assert choosing.record(officer, "account", people.boubacar.user_id) is None


def test_the_queue_asks_only_for_the_names_that_stand_on_its_page(app, people, signed_in, newcomer, monkeypatch):
    boubacar, hawa = signed_in("boubacar"), newcomer("hr_clerk")
    closed, waiting = sent(app, people.daouda), sent(app, people.daouda, "Bamako", field="address")
    hawa.post(f"{LIST}take/", data={"id": closed})
    decide(hawa, closed, "REFUSED", "Non")
    boubacar.post(f"{LIST}take/", data={"id": waiting})
    asked, names = [], queue._names
    monkeypatch.setattr(queue, "_names", lambda numbers: asked.append(set(numbers)) or names(numbers))
    assert "Boubacar" in boubacar.get(LIST).text.partition("<tbody>")[2]
    assert [numbers - {None} for numbers in asked] == [{people.boubacar.user_id}]
    with app.app_context(), guard.unscoped("the test looks"):
        other = db.session.get(CorrectionRequest, closed).handler_id
    asked.clear()
    boubacar.get(f"{LIST}?all=1")
    assert [numbers - {None} for numbers in asked] == [{people.boubacar.user_id, other}]
