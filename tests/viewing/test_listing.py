"""What an officer reads of who looked: every look, export and change of others, in words, and nothing that is not his."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from models import Absence, AbsenceKind, AuditEvent, DisciplinaryCase, Officer, Sanction, SanctionKind, User, db
from services import account, audit, deleting, guard, viewing
from services.viewing import Verb, What
from services.viewing.listing import PAGE
from tests import force
from tests.evaluation import campaign
from tests.viewing.conftest import PURPOSE


def act_as(person, door: str = "admin") -> None:
    with guard.unscoped("who acts in a test"):
        guard.act_as(account.actor_of(db.session.get(User, person.user_id), door, None, None))


def test_a_look_is_told_with_name_role_and_purpose(app, people, cast, signed_in, file_of_daouda, read_by):
    ibrahim = signed_in("ibrahim")
    ibrahim.purpose = PURPOSE
    ibrahim.get(file_of_daouda)
    [look] = read_by(people.daouda.officer_id).looks
    assert (look.by, look.what, look.purpose, look.times) == ("Ibrahim", What.OPENED, PURPOSE, 1)
    assert look.role in ("Auditor", "Auditeur")


def test_a_change_is_told_by_its_fields_and_never_by_values(app, people, signed_in, read_by):
    form = {"last_name": "Traoré", "first_names": "Daouda Seydou", "entered_on": "2015-10-01", "home_agency": "1"}
    signed_in("boubacar").change(f"/admin/officer/edit/?id={people.daouda.officer_id}", data=form)
    changed, opened = sorted(read_by(people.daouda.officer_id).looks, key=lambda look: look.what.value)
    assert (changed.what, opened.what) == (What.CHANGED, What.OPENED)
    assert [str(one) for one in changed.details] in (["your first names"], ["vos prénoms"])


def test_ones_own_acts_are_left_out(app, people, signed_in, read_by, file_of_daouda):
    with app.app_context():
        act_as(people.daouda, "portal")
        audit.note("export", record_type="officer", officer_id=people.daouda.officer_id, record_id=people.daouda.officer_id)
        db.session.commit()
    assert read_by(people.daouda.officer_id).looks == ()


def test_many_looks_of_one_person_on_one_day_are_one_line(app, people, read_by):
    with app.app_context():
        act_as(people.boubacar)
        for _time in range(3):
            audit.note("view", record_type="officer", record_id=people.daouda.officer_id, officer_id=people.daouda.officer_id)
        db.session.commit()
    [look] = read_by(people.daouda.officer_id).looks
    assert look.times == 3


def test_pages_hold_whole_days_and_together_everything(app, people, read_by, monkeypatch):
    begin = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
    with app.app_context():
        act_as(people.boubacar)
        for day in range(2 * PAGE + 3):
            for minute in range(3):
                monkeypatch.setattr("services.audit.now", lambda at=begin + dt.timedelta(days=day, minutes=minute): at)
                audit.note("view", record_type="officer", record_id=people.daouda.officer_id, officer_id=people.daouda.officer_id)
        db.session.commit()
    lines, before, pages = [], None, 0
    while before is not None or not lines:
        page = read_by(people.daouda.officer_id, before)
        lines, before, pages = [*lines, *page.looks], page.older, pages + 1
    assert pages == 3 and len(lines) == 2 * PAGE + 3
    assert all(look.times == 3 for look in lines)
    assert [look.at for look in lines] == sorted((look.at for look in lines), reverse=True)


def test_a_case_is_not_betrayed_before_the_officer_is_told(app, people, cast, read_by):
    with app.app_context():
        act_as(cast.hawa)
        case = DisciplinaryCase(officer_id=people.daouda.officer_id, opened_on=dt.date(2026, 3, 2), facts="Absence", reference="D 1")
        db.session.add(case)
        db.session.flush()
        audit.note("open", record=case)
        db.session.commit()
        number = case.id
    [look] = read_by(people.daouda.officer_id).looks
    assert (look.what, look.details) == (What.OPENED, [])  # that she opened the file, and not what she read in it
    with app.app_context(), guard.unscoped("the officer is told"):
        db.session.get(DisciplinaryCase, number).notified_on = dt.date(2026, 3, 5)
        db.session.commit()
    told = {look.what for look in read_by(people.daouda.officer_id).looks}
    assert told >= {What.DOCUMENT, What.CHANGED}


def test_the_writing_of_an_evaluation_is_not_told(app, people, read_by):
    with app.app_context():
        act_as(people.coumba)
        with guard.unscoped("a cycle for the test"):
            made = campaign.an_evaluation(*(db.session.get(Officer, one.officer_id) for one in (people.daouda, people.coumba)))
            campaign.a_draft(made.parts[0], comment="Un début")
        db.session.commit()
    assert read_by(people.daouda.officer_id).looks == ()


def test_an_absence_that_somebody_wrote_and_deleted_is_told(app, people, read_by):
    with app.app_context():
        act_as(people.boubacar)
        with guard.unscoped("an absence for the test"):
            kind = db.session.scalars(select(AbsenceKind)).first()
            absence = Absence(officer_id=people.daouda.officer_id, kind=kind, starts_on=dt.date(2026, 2, 1), act_kind="X")
            db.session.add(absence)
            db.session.flush()
            deleting.delete(absence, reason="Erreur de saisie", by=guard.actor())
        db.session.commit()
    looks = read_by(people.daouda.officer_id).looks
    assert [(look.what, look.act.verb, look.times) for look in looks] == [(What.CHANGED, Verb.REMOVED, 1), (What.CHANGED, Verb.ADDED, 1)]
    assert {look.purpose for look in looks} == {""}  # what lifted the guard is no purpose of a person


def test_another_officer_reads_nothing_of_it(people, signed_in, read_by, file_of_daouda):
    signed_in("boubacar").get(file_of_daouda)
    assert read_by(people.colleague_id).looks == () and len(read_by(people.daouda.officer_id).looks) == 1


def test_the_latest_are_so_many(app, people, signed_in, file_of_daouda):
    signed_in("boubacar").get(file_of_daouda)
    signed_in("coumba").get(file_of_daouda)
    with app.test_request_context(), guard.unscoped("the test looks"):
        assert [look.by for look in viewing.latest(db.session.get(Officer, people.daouda.officer_id), 1)] == ["Coumba"]


# --- exports -------------------------------------------------------------------------------------


def test_whoever_stands_in_an_exported_list_reads_of_it(people, signed_in, read_by):
    assert signed_in("boubacar").get("/admin/officer/export/csv/").status_code == 200
    for officer_id in (people.daouda.officer_id, people.colleague_id):
        [look] = read_by(officer_id).looks
        assert (look.what, look.by) == (What.EXPORTED, "Boubacar") and look.details
    assert read_by(people.canary_id).looks == ()


def test_only_those_in_the_filtered_list_read_of_it(people, signed_in, read_by):
    assert signed_in("boubacar").get("/admin/officer/export/csv/?search=Traor").status_code == 200
    assert len(read_by(people.daouda.officer_id).looks) == 1 and read_by(people.colleague_id).looks == ()


def test_the_list_of_their_lines_tells_each_officer_once(people, signed_in, read_by):
    assert signed_in("boubacar").get("/admin/posting/export/csv/").status_code == 200
    [look] = read_by(people.daouda.officer_id).looks
    assert (look.what, look.times) == (What.EXPORTED, 1)


@pytest.mark.parametrize("address", ["/admin/situation/export/csv/"])
def test_other_lists_of_people_tell_it_too(people, signed_in, read_by, address):
    assert signed_in("boubacar").get(address).status_code == 200
    assert [look.what for look in read_by(people.daouda.officer_id).looks] == [What.EXPORTED]


def test_the_whole_file_as_a_pdf_is_an_export(people, signed_in, read_by):
    assert signed_in("boubacar").get(f"/admin/officer/dossier/?id={people.daouda.officer_id}").mimetype == "application/pdf"
    assert {look.what for look in read_by(people.daouda.officer_id).looks} == {What.OPENED, What.EXPORTED}


# --- the page ------------------------------------------------------------------------------------


def test_the_officer_reads_it_in_words(people, cast, signed_in, file_of_daouda):
    ibrahim = signed_in("ibrahim")
    ibrahim.purpose = PURPOSE
    ibrahim.get(file_of_daouda)
    page = signed_in("daouda").get("/my/looks/").get_data(as_text=True)
    assert "Ibrahim" in page and "Plainte n° 12" in page


def test_the_page_says_when_nobody_looked(app, people, signed_in):
    with app.app_context():
        db.session.connection().execute(AuditEvent.__table__.delete())  # how the tests made the force
        db.session.commit()
    answer = signed_in("daouda").get("/my/looks/")
    assert answer.status_code == 200 and "note-info" in answer.text


def test_the_page_is_for_who_has_a_file(people, client, signed_in):
    assert client.get("/my/looks/").location.startswith("/login")
    assert signed_in("aminata").get("/my/looks/").status_code == 404
    assert signed_in("daouda").get("/my/looks/?before=99999999999999999999999").status_code == 200


def test_an_old_event_without_an_officer_is_in_nobodys_list(app, people, read_by):
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.scalars(select(AuditEvent).where(AuditEvent.officer_id == people.daouda.officer_id)).all()
    assert force.CANARY not in str(read_by(people.daouda.officer_id))


def test_of_a_sanction_that_is_erased_nothing_is_told_any_more(app, people, cast, read_by):
    def details() -> str:
        return " ".join(str(word) for look in read_by(people.daouda.officer_id).looks for word in look.details)

    with app.app_context():
        act_as(cast.hawa)
        with guard.unscoped("the test gives a sanction"):
            kind = db.session.query(SanctionKind).first()
            given = Sanction(officer_id=people.daouda.officer_id, kind=kind, grounds="Retard", starts_on=dt.date(2020, 1, 1), act_kind="DECISION")
            db.session.add(given)
            db.session.commit()
            named = str(kind)
            assert named in details()
            given.erased_on = dt.date(2021, 1, 1)
            db.session.commit()
    assert named not in details() and "Sanction" not in details()
