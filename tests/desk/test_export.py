"""A list as a file: for the eyes of who asked, harmless, plain, told in the trail; many people only with a second person."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import zipfile

import openpyxl
import pytest
from sqlalchemy import event, select

import jobs
from admin_views.base import RecordView
from models import AuditEvent, Job, Officer, Proposal, Unit, User, db, model_of
from services import account, approval, bulk, export, guard, storage
from services.export import background, making, rows as reading, writing
from tests import force

CSV = "/admin/officer/export/csv/"
XLSX = "/admin/officer/export/xlsx/"
FORMULAS = ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1", " =1", "\u00a0=1", "\ufeff=1", "\n=1"]


def as_person(name: str) -> None:
    """Act as somebody below any screen."""
    with guard.unscoped("the test takes a place"):
        guard.act_as(account.actor_of(db.session.scalar(select(User).where(User.username == name)), door="admin"))


def make_officers(app, people, count: int, **values) -> None:
    """As many officers of the first unit, named DIALLO and a number."""
    with app.app_context(), guard.unscoped("the test makes a list"):
        unit = db.session.get(Unit, people.unit_id)
        shared = {"unit_id": unit.id, "home_agency_id": unit.agency_id, "entered_on": force.ENTERED_ON} | values
        made = [
            {"last_name": f"Diallo{number:04}", "first_names": "Awa", "service_number": f"{number:06}"} | shared
            for number in range(count)
        ]
        bulk.insert(Officer, made)
        db.session.commit()


@pytest.fixture
def seven(app, people):
    """Seven officers of the first unit."""
    make_officers(app, people, 7)


@pytest.fixture
def many(app, people):
    """One more than one person alone may take away."""
    make_officers(app, people, export.MOST_ROWS_ALONE + 1)


@pytest.fixture
def manager(app, people):
    """Who may approve: the HR manager of the police."""
    with app.app_context():
        force.user("awa", "hr_manager", agency=force.of_code(force.Agency, "PN"))
        db.session.commit()


def lines(answer, separator=";"):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=separator))


def sheet(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def events(app):
    with app.app_context(), guard.unscoped("the test looks"):
        told = select(AuditEvent.changes).where(AuditEvent.action == "export").order_by(AuditEvent.id)
        return list(db.session.scalars(told))


# --- what is in it -------------------------------------------------------------------------------


def test_the_file_has_the_rows_of_the_list_in_its_order_whatever_the_block(seven, signed_in, monkeypatch):
    monkeypatch.setattr(reading, "BLOCK", 2)
    answer = signed_in("boubacar").get(f"{CSV}?search=diallo&sort=last_name&desc=1")
    assert [row[0] for row in lines(answer)[1:]] == [f"Diallo{number:04}" for number in range(6, -1, -1)]


def test_chosen_columns_and_no_others_are_in_the_file(seven, signed_in):
    answer = signed_in("boubacar").get(f"{CSV}?search=diallo&columns=service_number,unit,unit.code,entered_on")
    header, first, *_rest = lines(answer)
    assert header == ["Matricule", "Service", "Code", "Date d’entrée"] or len(header) in (3, 4)
    assert first[0].startswith("0000") and "Commissariat du 1er arrondissement" in first and "01/10/2015" in first


def test_filters_of_the_address_hold_in_the_file(people, seven, signed_in):
    there = lines(signed_in("boubacar").get(f"{CSV}?unit={people.unit_id}"))
    elsewhere = lines(signed_in("boubacar").get(f"{CSV}?unit={people.other_unit_id}"))
    assert len(there) > 7 and len(elsewhere) == 2


def test_the_canary_is_in_no_file(seven, signed_in):
    for address in (CSV, f"{CSV}?search=serin", f"{CSV}?columns=last_name,unit"):
        assert force.CANARY not in signed_in("boubacar").get(address).text
    assert force.CANARY in signed_in("aminata").get(CSV).text


def test_masked_values_are_masked_in_the_file_too(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test writes a telephone"):
        db.session.get(Officer, people.daouda.officer_id).phone = "+223 70 11 22 33"
        db.session.get(Officer, people.daouda.officer_id).nina = "12345678901234X"
        db.session.commit()
    for address in (f"{CSV}?columns=last_name,phone,nina", f"{XLSX}?columns=last_name,phone,nina"):
        answer = signed_in("boubacar").get(address)
        cells = [cell for row in (lines(answer) if "csv" in address else sheet(answer).active.values) for cell in row]
        assert any("+223 70 11 22 33" == str(cell) or "'+223 70 11 22 33" == str(cell) for cell in cells)
        assert "12345678901234X" not in map(str, cells) and "•••••• 4X" in cells


def test_whoever_may_not_export_gets_no_file(people, signed_in):
    for visitor in (signed_in("coumba"), signed_in("daouda"), signed_in("fanta")):
        assert visitor.get(CSV).status_code == visitor.get(XLSX).status_code == 403


def test_the_file_is_in_the_language_of_the_account(app, people, seven, signed_in):
    with app.app_context(), guard.unscoped("the test changes"):
        db.session.get(User, people.boubacar.user_id).language = "en"
        db.session.commit()
    header, *rest = lines(signed_in("boubacar").get(CSV), ",")
    assert "Last name" in header and len(rest[0]) == len(header)


def test_every_screen_gives_its_list_in_both_formats(app, seven, signed_in):
    aminata = signed_in("aminata")
    for view in app.extensions["admin_views"]:
        if isinstance(view, RecordView):
            for kind in export.KINDS:
                answer = aminata.get(f"/admin/{view.url.rpartition('/')[2]}/export/{kind}/")
                assert answer.status_code in (200, 403), f"{view.url} {kind}: {answer.status}"


# --- nothing harmful, nothing hidden -------------------------------------------------------------


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula(text):
    assert writing.harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["Traoré", "12", "A=B", "l'an", " Kayes", "", "–"])
def test_other_text_stays_as_it_is(text):
    assert writing.harmless(text) == text


def test_a_formula_in_a_name_is_text_in_both_formats(app, people, signed_in):
    make_officers(app, people, 1, birth_place="=HYPERLINK(0)", email="＝1")
    address = "?search=diallo&columns=service_number,birth_place,email"
    boubacar = signed_in("boubacar")
    assert lines(boubacar.get(CSV + address))[1] == ["000000", "'=HYPERLINK(0)", "'＝1"]
    cells = list(sheet(boubacar.get(XLSX + address)).active[2])
    assert [cell.data_type for cell in cells] == ["s", "s", "s"] and cells[1].value == "'=HYPERLINK(0)"


def test_a_sheet_has_dates_as_dates_and_numbers_of_people_as_text(app, people, signed_in):
    make_officers(app, people, 1, step=3)
    cells = list(sheet(signed_in("boubacar").get(f"{XLSX}?search=diallo&columns=service_number,entered_on,step")).active[2])
    assert cells[0].value == "000000" and cells[0].data_type == "s"
    assert cells[1].value == dt.datetime(2015, 10, 1) and cells[1].is_date and cells[2].value == 3


def test_a_sheet_is_one_plain_sheet_with_nothing_hidden(seven, signed_in):
    answer = signed_in("boubacar").get(f"{XLSX}?search=diallo")
    book = sheet(answer)
    assert len(book.worksheets) == 1 and book.active.sheet_state == "visible" and not book.defined_names
    assert not any(size.hidden for size in book.active.column_dimensions.values())
    assert not any(size.hidden for size in book.active.row_dimensions.values())
    assert not any(cell.comment or cell.hyperlink for row in book.active.iter_rows() for cell in row)
    assert book.active.max_row == 8 and not book.properties.creator and not book.properties.lastModifiedBy
    parts = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert not [part for part in parts if any(word in part for word in ("comment", "external", "custom", "drawing", "vba"))]


# --- its price and its trace ---------------------------------------------------------------------


def sent_statements(app, visitor, address: str) -> int:
    sent = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note := lambda *given: sent.append(given[2]))
    try:
        assert visitor.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def test_many_rows_cost_no_more_statements_than_few(app, people, seven, signed_in):
    boubacar = signed_in("boubacar")
    boubacar.get(CSV)
    few = sent_statements(app, boubacar, f"{CSV}?search=Diallo0001")
    assert sent_statements(app, boubacar, f"{CSV}?search=diallo") <= few + 2


def test_never_more_rows_than_a_block_are_held(app, people, many, monkeypatch):
    monkeypatch.setattr(reading, "BLOCK", 100)
    with app.app_context():
        as_person("boubacar")
        wanted = export.read({"table": "officer", "arguments": [], "columns": ["last_name", "unit"], "kind": "csv"})
        sizes = [len(block) for block in reading.Reading(wanted).blocks(export.count(wanted))]
    assert max(sizes) == 100 and sum(sizes) > export.MOST_ROWS_ALONE


def test_the_trail_says_what_was_taken_away(app, people, seven, signed_in):
    signed_in("boubacar").get(f"{CSV}?search=diallo&unit={people.unit_id}&columns=last_name,unit")
    told = events(app)[-1]
    assert told["rows"] == 7 and told["columns"] == ["last_name", "first_names", "unit"]
    assert "diallo" in told.values() and "Commissariat du 1er arrondissement" in told.values()


# --- a second person -----------------------------------------------------------------------------


def asked(visitor, reason="Tableau des effectifs"):
    return visitor.post(CSV, data={"reason": reason})


def test_five_hundred_rows_need_nobody_else(app, people, signed_in):
    make_officers(app, people, export.MOST_ROWS_ALONE)
    answer = signed_in("boubacar").get(f"{CSV}?search=diallo")
    assert answer.mimetype == "text/csv" and len(lines(answer)) == export.MOST_ROWS_ALONE + 1


@pytest.mark.parametrize("who", ["boubacar", "aminata"])
def test_one_row_more_gives_no_file_whoever_asks(app, many, signed_in, who):
    for address in (CSV, XLSX):
        answer = signed_in(who).get(f"{address}?search=diallo")
        assert answer.mimetype == "text/html" and 'name="reason"' in answer.text and "Diallo0001" not in answer.text
    assert not events(app)


def test_what_says_nothing_of_people_needs_nobody_else(in_app):
    assert not approval_needed("unit", 100_000) and approval_needed("posting", 501) and approval_needed("evaluation", 501)


def approval_needed(table: str, count: int) -> bool:
    return export.needs_second(export.Wanted(model_of(table), None, (), "csv"), count, by=guard.actor())


def test_a_request_without_a_reason_is_not_sent(app, many, signed_in):
    assert "export-reason-error" in asked(signed_in("boubacar"), " ").text
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.scalar(select(Proposal)) is None


def approve(app, name="awa"):
    with app.app_context():
        as_person(name)
        with guard.unscoped("the test finds it"):
            proposal = db.session.scalar(select(Proposal).order_by(Proposal.id.desc()))
            url, digest = proposal.url, proposal.digest
        approval.approve(proposal, by=guard.actor(), digest=digest)
        db.session.commit()
        return url


def test_what_was_approved_is_fetched_once_by_who_asked(app, manager, many, signed_in):
    boubacar = signed_in("boubacar")
    assert asked(boubacar).status_code == 302
    url = approve(app)
    assert signed_in("awa").post(url).status_code == 404
    assert boubacar.get(url).status_code == 200 and not events(app)
    answer = boubacar.post(url)
    assert answer.mimetype == "text/csv" and len(lines(answer)) > export.MOST_ROWS_ALONE
    assert boubacar.post(url).status_code == 404
    assert events(app)[-1]["rows"] == len(lines(answer)) - 1


def test_the_approver_reads_what_would_leave(app, manager, many, signed_in):
    asked(signed_in("boubacar"))
    with app.app_context(), guard.unscoped("the test looks"):
        proposal = db.session.scalar(select(Proposal))
        told = {str(label): str(value) for label, value in approval.described(proposal)}
    assert str(proposal.content["rows"]) in told.values() and any("Matricule" in value or "Service number" in value for value in told.values())


def test_another_list_than_the_approved_one_is_not_given(app, manager, many, signed_in):
    boubacar = signed_in("boubacar")
    asked(boubacar)
    approve(app)
    assert boubacar.get(f"{CSV}?columns=last_name,phone").mimetype == "text/html"


def test_a_list_that_has_grown_is_asked_for_anew(app, people, manager, many, signed_in):
    boubacar = signed_in("boubacar")
    asked(boubacar)
    url = approve(app)
    with app.app_context(), guard.unscoped("the test makes a list"):
        unit = db.session.get(Unit, people.unit_id)
        shared = {"unit_id": unit.id, "home_agency_id": unit.agency_id, "entered_on": force.ENTERED_ON, "first_names": "X"}
        bulk.insert(Officer, [{"last_name": f"Neuf{number}"} | shared for number in range(200)])
        db.session.commit()
    assert boubacar.post(url).status_code == 302 and not events(app)


# --- in the background ---------------------------------------------------------------------------


def made_by_job(app, people) -> int:
    """A file that the worker has made for Boubacar."""
    with app.app_context():
        as_person("boubacar")
        content = {"table": "unit", "arguments": [], "columns": ["code", "name"], "kind": "csv", "rows": 3}
        job = jobs.ask("export", "x", content=content, language="fr")
        db.session.commit()
        number = job.id
    with app.app_context():
        jobs.run(number)
    return number


def test_the_file_of_the_worker_is_fetched_by_its_owner_alone(app, people, signed_in):
    number = made_by_job(app, people)
    address = f"/admin/unit/export-file/?job={number}"
    with app.app_context(), guard.unscoped("the test looks"):
        job = db.session.get(Job, number)
        assert job.result["rows"] == 3 and os.stat(storage.path("exports", job.result["file"])).st_mode & 0o077 == 0
    for name in ("aminata", "fanta", "daouda"):
        assert signed_in(name).get(address).status_code in (403, 404), name
    assert signed_in("boubacar").get(address).status_code == 403  # a clerk exports no units


def test_a_file_is_kept_for_a_day(app, people):
    number = made_by_job(app, people)
    with app.app_context(), guard.unscoped("the test looks"):
        job = db.session.get(Job, number)
        owner = account.actor_of(db.session.get(User, people.boubacar.user_id))
        place = background.kept_file(job, owner)
        assert place.read_text(encoding="utf-8-sig").startswith("Code;") and export.forget() == 0
        yesterday = place.stat().st_mtime - 86_401
        os.utime(place, (yesterday, yesterday))
        assert background.kept_file(job, owner) is None
        assert export.forget() == 1 and not place.exists()


def test_a_list_too_long_to_wait_for_is_made_by_the_worker(app, people, seven, signed_in, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 3)
    boubacar = signed_in("boubacar")
    page = boubacar.get(f"{CSV}?search=diallo")
    assert page.mimetype == "text/html" and "7" in page.text
    answer = boubacar.post(f"{CSV}?search=diallo")
    assert answer.status_code == 302 and "/admin/job/" in answer.location, answer.location
    with app.app_context(), guard.unscoped("the test looks"):
        number = db.session.scalar(select(Job.id).where(Job.kind == "export"))
    with app.app_context():
        jobs.run(number)
    answer = boubacar.get(f"/admin/officer/export-file/?job={number}")
    assert len(lines(answer)) == 8 and answer.headers["Content-Disposition"].endswith("officer.csv")
    assert boubacar.get(f"/admin/posting/export-file/?job={number}").status_code in (403, 404)


def test_a_file_that_is_not_finished_leaves_nothing_behind(app, people, seven):
    def stop(_done, _total):
        raise jobs.running.Cancelled if hasattr(jobs, "running") else RuntimeError

    with app.app_context():
        as_person("boubacar")
        content = {"table": "officer", "arguments": [], "columns": ["last_name"], "kind": "csv", "rows": 1}
        with pytest.raises(Exception):
            background.in_background({"content": content}, stop)
        assert list(storage.folder("exports").iterdir()) == []


def test_no_spreadsheet_is_longer_than_a_spreadsheet_can_be(app, people, seven, monkeypatch):
    monkeypatch.setitem(making.MOST_ROWS, "xlsx", 3)
    with app.app_context():
        as_person("boubacar")
        wanted = export.read({"table": "officer", "arguments": [], "columns": ["last_name"], "kind": "xlsx"})
        with pytest.raises(export.making.Refused):
            export.count(wanted)
