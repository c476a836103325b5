"""The door to a document: who may see its record opens it, with headers under which nothing runs; the reading is noted."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from models import AuditEvent, Document, DocumentKind, RankLine, db
from services import guard, storage
from tests import force
from tests.desk.forms import form_of
from tests.papers import papers
from tests.papers.filing import filed

NEW = "/admin/document/new/"


def address(number: int, field: str = "file", table: str = "document") -> str:
    return f"/admin/{table}/file/?id={number}&field={field}"


def stored(content: bytes) -> str:
    return storage.keep_document(io.BytesIO(content), "acte.pdf")


@pytest.fixture
def documents(app, people):
    """Daouda's birth certificate as a PDF, his diploma as a picture, and a paper of the canary."""
    with app.app_context():
        mine = people.daouda.officer_id
        day = dt.date(2020, 3, 1)
        return {
            "pdf": filed(mine, stored(papers.pdf()), dated_on=day),
            "picture": filed(mine, stored(papers.picture()), kind="DIPL"),
            "foreign": filed(people.canary_id, stored(papers.pdf())),
        }


def test_a_pdf_is_sent_to_be_saved_under_a_plain_name(documents, signed_in):
    answer = signed_in("boubacar").get(address(documents["pdf"]))
    assert answer.status_code == 200 and answer.data == papers.pdf() and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=birth-certificate-2020-03-01.pdf"


@pytest.mark.parametrize("which", ["pdf", "picture"])
def test_nothing_runs_in_a_document(documents, signed_in, which):
    headers = signed_in("boubacar").get(address(documents[which])).headers
    assert "sandbox" in headers["Content-Security-Policy"] and "default-src 'none'" in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


def test_a_picture_is_shown(documents, signed_in):
    answer = signed_in("boubacar").get(address(documents["picture"]))
    assert answer.mimetype == "image/jpeg" and answer.headers["Content-Disposition"].startswith("inline; filename=diploma")


def test_a_document_of_another_agency_is_not_there(documents, signed_in):
    assert signed_in("boubacar").get(address(documents["foreign"])).status_code == 404
    assert signed_in("aminata").get(address(documents["foreign"])).status_code == 200


def test_a_head_of_unit_opens_no_private_document_and_does_not_learn_whether_there_is_one(documents, signed_in):
    coumba = signed_in("coumba")
    assert {coumba.get(address(number)).status_code for number in (documents["pdf"], documents["foreign"], 99999)} == {403}


def test_a_stranger_is_sent_to_sign_in(documents, client):
    assert client.get(address(documents["pdf"])).location.startswith("/login")


@pytest.mark.parametrize("field", ["", "title", "officer_id", "__class__", "search_text", "id"])
def test_only_a_field_that_holds_a_document_opens(documents, signed_in, field):
    assert signed_in("boubacar").get(address(documents["pdf"], field)).status_code == 404


@pytest.mark.parametrize("name", ["../../keys/secret.key", "/etc/passwd", "0123.html", "", "0123.pdf"])
def test_a_name_that_leads_elsewhere_or_nowhere_opens_nothing(app, documents, signed_in, name):
    with app.app_context(), guard.unscoped("the test spoils a name"):
        db.session.get(Document, documents["pdf"]).file = name
        db.session.commit()
    boubacar = signed_in("boubacar")
    assert boubacar.get(address(documents["pdf"])).status_code == 404
    assert boubacar.get(f"/admin/document/details/?id={documents['pdf']}").status_code == 200


def test_reading_a_private_document_is_noted(app, documents, signed_in):
    signed_in("boubacar").get(address(documents["pdf"]))
    with app.app_context(), guard.unscoped("the test looks"):
        noted = db.session.query(AuditEvent).filter_by(action="open").one()
        assert (noted.user_name, noted.record_type, noted.record_id) == ("Boubacar", "document", documents["pdf"])


def test_the_scan_of_an_act_opens_for_those_who_see_the_line(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test adds a scan"):
        own = db.session.query(RankLine).filter_by(officer_id=people.daouda.officer_id).one()
        other = db.session.query(RankLine).filter_by(officer_id=people.colleague_id).one()
        own.act_scan, other.act_scan = stored(papers.pdf("Décision")), stored(papers.pdf("Arrêté"))
        numbers = own.id, other.id
        db.session.commit()
    coumba = signed_in("coumba")
    answers = [coumba.get(address(number, "act_scan", "rank-line")).status_code for number in numbers]
    assert answers == [200, 404]


# --- handing in ----------------------------------------------------------------------------------


def handed_in(app, people, content: bytes, name: str, **more) -> dict:
    with app.app_context():
        kind = force.of_code(DocumentKind, "NAIS").id
    return {"officer": str(people.daouda.officer_id), "kind": str(kind), "file": (io.BytesIO(content), name)} | more


def found(app) -> list[Document]:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.query(Document).all()


def test_a_document_is_handed_in_and_its_page_leads_to_it(app, people, signed_in):
    boubacar = signed_in("boubacar")
    answer = boubacar.post(NEW, data=handed_in(app, people, papers.pdf(), "scan.pdf"))
    (made,) = found(app)
    assert answer.status_code == 302 and made.file.endswith(".pdf")
    page = boubacar.get(f"/admin/document/details/?id={made.id}").text
    assert address(made.id).replace("&", "&amp;") in page and made.file not in page


def test_a_refused_document_is_said_beside_its_field_and_must_be_chosen_again(app, people, signed_in):
    page = signed_in("boubacar").post(NEW, data=handed_in(app, people, b"<html><script>", "acte.pdf", title="Acte n° 12"))
    assert page.status_code == 200 and 'href="#file"' in page.text and 'id="file-error"' in page.text
    assert "Acte n° 12" in page.text and 'id="file-again"' in page.text
    assert found(app) == []


def test_a_document_without_a_file_is_no_document(app, people, signed_in):
    form = handed_in(app, people, b"", "")
    page = signed_in("boubacar").post(NEW, data=form)
    assert page.status_code == 200 and 'href="#file"' in page.text and found(app) == []


def test_a_change_without_a_new_file_keeps_the_one_there_is(app, people, documents, signed_in):
    boubacar, edit = signed_in("boubacar"), f"/admin/document/edit/?id={documents['pdf']}"
    before = next(one.file for one in found(app) if one.id == documents["pdf"])
    answer = boubacar.post(edit, data=form_of(boubacar.get(edit)) | {"title": "Copie certifiée"})
    after = next(one for one in found(app) if one.id == documents["pdf"])
    assert answer.status_code == 302 and (after.title, after.file) == ("Copie certifiée", before)


def test_a_document_is_not_filed_for_somebody_of_another_agency(app, people, signed_in):
    form = handed_in(app, people, papers.pdf(), "scan.pdf") | {"officer": str(people.canary_id)}
    signed_in("boubacar").post(NEW, data=form)
    assert found(app) == []


def test_after_a_session_that_ended_one_is_told_which_file_to_choose_again(app, people, signed_in):
    boubacar = signed_in("boubacar")
    form, token = handed_in(app, people, papers.pdf(), "scan-42.pdf", title="Acte n° 12"), boubacar.csrf_token()
    with boubacar.session_transaction() as session:
        session.clear()
    sent = boubacar.post(NEW, data=form | {"csrf_token": token}, csrf=False)
    back = boubacar.post(sent.location, data={"username": "boubacar", "password": force.PASSWORD}, follow_redirects=True)
    assert "Acte n° 12" in back.text and "scan-42.pdf" in back.text
    assert found(app) == []
