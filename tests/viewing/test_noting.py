"""Opening a file at the desk is noted once for whoever reads it; a list, a lookup, a search and one's own file are not."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event, select

from models import AuditEvent, Document, DocumentKind, Posting, db
from rules import viewing as rules
from services import audit, guard
from tests.viewing.conftest import silent


def test_opening_a_file_is_noted_for_its_officer(people, signed_in, looks, file_of_daouda):
    assert signed_in("boubacar").get(file_of_daouda).status_code == 200
    [look] = looks()
    assert (look.officer_id, look.user_name, look.role) == (people.daouda.officer_id, "Boubacar", "hr_clerk")
    assert look.purpose is None  # the file is of his agency


@pytest.mark.parametrize("page", ["edit/", "timeline/", "dossier/", "act/", "delete/"])
def test_every_page_of_a_file_opens_it(people, signed_in, looks, page):
    more = "&kind=posting" if page == "act/" else ""
    user = "aminata" if page == "delete/" else "boubacar"
    signed_in(user).get(f"/admin/officer/{page}?id={people.daouda.officer_id}{more}")
    assert [look.officer_id for look in looks() if look.user_name.lower() == user][:1] == [people.daouda.officer_id]


def test_the_page_that_gives_new_access_opens_the_file(people, signed_in, looks):
    boubacar, page = signed_in("boubacar"), f"/admin/letters/officer/?id={people.daouda.officer_id}"
    assert boubacar.get(page).status_code == 200
    assert boubacar.post(page, data={"kind": "", "last_signs": ""}).status_code in (200, 302)
    assert [look.officer_id for look in looks()] == [people.daouda.officer_id]


def test_the_page_that_gives_new_access_asks_why_beyond_the_daily_work(people, signed_in, looks):
    answer = silent(signed_in("aminata")).get(f"/admin/letters/officer/?id={people.daouda.officer_id}")
    assert answer.status_code == 302 and "/admin/purpose/" in answer.location
    assert looks() == []


def test_a_record_of_the_file_opens_the_file(app, people, signed_in, looks):
    with app.app_context(), guard.unscoped("the test looks"):
        line = db.session.scalars(select(Posting.id).where(Posting.officer_id == people.daouda.officer_id)).first()
    signed_in("boubacar").get(f"/admin/posting/details/?id={line}")
    [look] = looks()
    assert (look.officer_id, look.record_type, look.record_id) == (people.daouda.officer_id, "posting", line)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/officer/",
        "/admin/officer/?search=Traor",
        "/admin/find-officer?search=Traor",
        "/admin/posting/ajax/lookup/?name=officer&query=Traor",
        "/admin/situation/",
    ],
)
def test_to_stand_in_a_list_is_no_look(people, signed_in, looks, address):
    assert signed_in("boubacar").get(address).status_code == 200
    assert looks() == []


def test_a_photo_in_a_list_is_no_look(people, signed_in, looks):
    signed_in("boubacar").get(f"/admin/officer/photo/?id={people.daouda.officer_id}")
    assert looks() == []


def test_looks_within_half_an_hour_are_one(people, signed_in, looks, file_of_daouda, monkeypatch):
    boubacar = signed_in("boubacar")
    for _time in range(3):
        boubacar.get(file_of_daouda)
    assert len(looks()) == 1
    later = dt.datetime.now(dt.UTC) + rules.ONE_LOOK + dt.timedelta(seconds=1)
    monkeypatch.setattr("services.viewing.noting.now", lambda: later)
    boubacar.get(file_of_daouda)
    assert len(looks()) == 2


def test_each_file_is_a_look_of_its_own(people, signed_in, looks, file_of_daouda):
    boubacar = signed_in("boubacar")
    boubacar.get(file_of_daouda)
    boubacar.get(f"/admin/officer/details/?id={people.colleague_id}")
    assert [look.officer_id for look in looks()] == [people.daouda.officer_id, people.colleague_id]


def test_ones_own_file_is_no_look(people, signed_in, looks):
    coumba = signed_in("coumba")
    assert coumba.get(f"/admin/officer/details/?id={people.coumba.officer_id}").status_code == 200
    assert looks() == []


def test_a_file_out_of_scope_is_neither_there_nor_noted(people, signed_in, looks):
    assert signed_in("boubacar").get(f"/admin/officer/details/?id={people.canary_id}").status_code == 404
    assert looks() == []


def test_who_looked_before_costs_one_question(app, people, signed_in, file_of_daouda):
    boubacar, asked = signed_in("boubacar"), []
    boubacar.get(file_of_daouda)
    with app.app_context():
        engine = db.engine

    def listen(_connection, _cursor, statement, _parameters, _context, _many):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        boubacar.get(file_of_daouda)
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    assert len([one for one in asked if "audit_event" in one]) == 1
    assert not [one for one in asked if one.lstrip().upper().startswith("INSERT")]


def test_a_part_of_the_page_goes_on_working(people, signed_in, looks, file_of_daouda):
    boubacar = signed_in("boubacar")
    boubacar.get(file_of_daouda)
    part = boubacar.get(f"{file_of_daouda}&history=last_name", headers={"X-Fragment": "history"})
    assert part.status_code == 200 and len(looks()) == 1


def test_the_download_of_a_document_opens_the_file(app, people, signed_in, looks):
    with app.app_context(), guard.unscoped("a paper for the test"):
        kind = db.session.scalars(select(DocumentKind)).first()
        paper = Document(officer_id=people.daouda.officer_id, kind=kind, file="aucun.pdf")
        db.session.add(paper)
        db.session.commit()
        number = paper.id
    signed_in("boubacar").get(f"/admin/document/file/?id={number}&field=file")
    assert [look.officer_id for look in looks()] == [people.daouda.officer_id]


def test_a_look_is_no_history_of_the_record(people, signed_in, file_of_daouda):
    boubacar = signed_in("boubacar")
    boubacar.get(file_of_daouda)
    page = boubacar.get(f"{file_of_daouda}&tab=history").get_data(as_text=True)
    assert "Dossier ouvert" not in page and "File opened" not in page


def test_the_trail_of_looks_is_sealed(app, people, signed_in, file_of_daouda):
    signed_in("boubacar").get(file_of_daouda)
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.scalars(select(AuditEvent).where(AuditEvent.action == "view")).one().seal
        assert audit.verify() is None
