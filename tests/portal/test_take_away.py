"""Taking the own file away: what the archive holds, what it does not, who may take it, and how often."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from pkgutil import resolve_name

import pytest
from flask_babel import force_locale
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import func, inspect, select, update
from werkzeug.datastructures import FileStorage

from models import Absence, AbsenceKind, AuditEvent, DisciplinaryCase, Document, DocumentKind, IdentityPaper, Officer, PaperKind, Posting, User, db
from rules import take_away as rules
from services import account, archive, correction, guard, storage
from services.archive import kinds
from services.archive.files import readable
from services.archive.kinds import file_name
from tests import force

FILE, ATTESTATION, ARCHIVE = "/my/take-away/file.pdf", "/my/take-away/attestation.pdf", "/my/take-away/archive.zip"
PAPER = b"%PDF-1.4 a diploma %%EOF"


@pytest.fixture
def daouda(app, people, signed_in):
    """Daouda, with a few things in his file."""
    with app.app_context(), guard.unscoped("what stands in the file of the test"):
        mine = {"officer_id": people.daouda.officer_id}
        storage.path(storage.DOCUMENTS, "aa.pdf").write_bytes(PAPER)
        day = {"starts_on": dt.date(2026, 5, 1), "last_day_on": dt.date(2026, 5, 30), "act_kind": "Décision"}
        told = {"opened_on": dt.date(2025, 1, 2), "facts": "Retard", "reference": "DD-TOLD", "notified_on": dt.date(2025, 1, 3)}
        db.session.add_all([
            Document(**mine, kind=force.of_code(DocumentKind, "DIPL"), title="Licence en droit", dated_on=dt.date(2013, 6, 1), file="aa.pdf"),
            Document(**mine, kind=force.of_code(DocumentKind, "DIPL"), title="Pièce perdue", file="bb.pdf"),
            Absence(**mine, kind=force.of_code(AbsenceKind, "ANNU"), act_reference="=HYPERLINK(1)", **day),
            IdentityPaper(**mine, kind=PaperKind.PASSPORT, number="AA1234567"),
            DisciplinaryCase(**mine, **told),
            DisciplinaryCase(**mine, opened_on=dt.date(2026, 1, 2), facts="Enquête", reference="DD-SECRET"),
        ])  # fmt: skip
        db.session.get(Officer, people.daouda.officer_id).nina = "18501199012345A"
        db.session.commit()
    return signed_in("daouda")


def opened(visitor) -> zipfile.ZipFile:
    answer = visitor.get(ARCHIVE)
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.data))


def dossier(found: zipfile.ZipFile) -> dict:
    return json.loads(found.read("dossier.json").decode("utf-8"))


def records(told: dict, name: str) -> list[dict]:
    return next(one for one in told["lists"] if one["name"] == name)["records"]


def test_the_archive_says_the_file_in_plain_values(daouda, people):
    told = dossier(opened(daouda))
    assert told["format"] == "sirhp-dossier" and told["officer"]["id"] == people.daouda.officer_id
    assert told["officer"]["values"]["entered_on"] == "2015-10-01" and told["officer"]["values"]["nina"] == "18501199012345A"
    (posting,) = records(told, "posting")
    assert posting["unit"]["name"] == "Commissariat du 1er arrondissement" and posting["starts_on"] == "2015-10-01"
    assert records(told, "rank_line")[0]["rank"]["code"] == "SGT"
    assert records(told, "identity_paper")[0]["kind"]["code"] == "passport"
    assert {one["name"] for one in told["lists"]} == {model.__tablename__ for model in archive.KINDS}


def name_of(app, model) -> str:
    """The name of a list in the archive of somebody who reads French."""
    with app.test_request_context(), force_locale("fr"):
        return file_name(model)


def test_each_list_is_a_table_that_a_spreadsheet_opens(app, daouda):
    found = opened(daouda)
    for model in archive.KINDS:
        raw = found.read(name_of(app, model))
        lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
        assert raw.startswith(b"\xef\xbb\xbf") and len({len(line) for line in lines}) == 1
        assert len(lines) - 1 == len(records(dossier(found), model.__tablename__))


@pytest.mark.parametrize(("language", "name"), [("fr", "affectations.csv"), ("en", "postings.csv")])
def test_each_list_has_a_name_of_its_own_in_the_language_of_the_reader(app, language, name):
    with app.test_request_context(), force_locale(language):
        names = [file_name(model) for model in archive.KINDS]
        assert len(set(names)) == len(names) and all(one.isascii() for one in names) and file_name(Posting) == name


def test_no_cell_of_a_table_is_a_formula(app, daouda):
    assert "'=HYPERLINK(1)" in opened(daouda).read(name_of(app, Absence)).decode("utf-8-sig")


def test_the_documents_lie_in_the_archive_under_names_that_people_read(daouda):
    found = opened(daouda)
    named = [name for name in found.namelist() if name.startswith("documents/")]
    assert named == ["documents/001-licence-en-droit-2013-06-01.pdf"] and found.read(named[0]) == PAPER
    files = [record["file"] for record in records(dossier(found), "document")]
    assert sorted(files, key=str) == [None, named[0]] or set(files) == {None, named[0]}


def test_a_paper_that_is_lost_is_named_in_the_readme(daouda):
    found = opened(daouda)
    (readme,) = [name for name in found.namelist() if name.endswith(".txt")]
    assert "Pièce perdue" in found.read(readme).decode("utf-8-sig")


def test_what_the_officer_was_not_told_of_is_not_in_the_archive(daouda):
    found = opened(daouda)
    everything = b"".join(found.read(name) for name in found.namelist())
    assert b"DD-TOLD" in everything and b"DD-SECRET" not in everything and b"SERIN" not in everything


def test_two_archives_of_the_same_file_hold_the_same_in_the_same_order(daouda):
    first, second = opened(daouda), opened(daouda)
    assert first.namelist() == second.namelist()
    assert dossier(first) | {"made_at": ""} == dossier(second) | {"made_at": ""}


def test_every_record_of_an_officer_is_in_the_archive_or_left_out_with_a_reason():
    tables = {
        mapper.class_.__tablename__
        for mapper in db.Model.registry.mappers
        if "officer_id" in inspect(mapper.class_).columns
    }
    named = {model.__tablename__ for model in kinds.KINDS} | kinds.LEFT_OUT.keys()
    assert tables <= named, f"put these into services/archive/kinds.py: {sorted(tables - named)}"


def test_a_request_is_in_the_archive_with_its_story_and_its_piece(app, daouda, people):
    with app.app_context():
        with guard.unscoped("whose account it is"):
            who = account.actor_of(db.session.get(User, people.daouda.user_id), "portal")
        guard.act_as(who)
        officer = db.session.get(Officer, people.daouda.officer_id)
        asked = correction.begin(officer, record=officer, field="birth_place", by=who)
        correction.write(asked, {"birth_place": "Kati"}, "Mon acte de naissance dit Kati.", by=who)
        picture = io.BytesIO()
        Image.new("RGB", (40, 30)).save(picture, "PNG")
        picture.seek(0)
        correction.add_piece(asked, FileStorage(picture, "photo.png"), "Acte de naissance", by=who)
        correction.send(asked, by=who)
        db.session.commit()
    found = opened(daouda)
    (request,) = dossier(found)["corrections"]
    assert request["state"]["code"] == "waiting" and request["lines"][0]["wished"] == "Kati"
    assert request["steps"] and request["decisions"] == [] and request["pieces"][0]["file"] in found.namelist()


def test_who_looked_is_in_the_archive(daouda, signed_in, people):
    signed_in("coumba").get(f"/my/people/{people.daouda.officer_id}/")
    (look,) = [one for one in dossier(opened(daouda))["views"] if one["what"] == "opened"]
    assert look["by"] == "Coumba" and look["times"] == 1


def test_what_is_masked_to_oneself_is_not_a_field_of_the_archive(daouda, monkeypatch):
    monkeypatch.setattr("rules.access.OWN_FILE", {"personnel": "view contact", "private": "view", "discipline": "view"})
    told = dossier(opened(daouda))
    assert "nina" not in told["officer"]["values"] and "phone" in told["officer"]["values"]
    assert "number" not in records(told, "identity_paper")[0]


def test_a_long_career_is_read_some_records_at_a_time(app, daouda, people):
    with app.app_context(), guard.unscoped("a long career"):
        days = [{"starts_on": dt.date(1990, 1, 1) + dt.timedelta(days=day), "ends_on": dt.date(1990, 1, 2) + dt.timedelta(days=day)} for day in range(450)]
        db.session.add_all([Posting(officer_id=people.daouda.officer_id, unit_id=people.unit_id, act_kind="X", **each) for each in days])
        db.session.commit()
    assert len(records(dossier(opened(daouda)), "posting")) == 451


def test_the_whole_file_and_the_attestation_are_pdfs_with_names_to_keep(daouda, app, people):
    with app.app_context(), guard.unscoped("whose file it is"):
        number = db.session.get(Officer, people.daouda.officer_id).service_number
    for address in (FILE, ATTESTATION):
        answer = daouda.get(address)
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
        assert "TRAORÉ Daouda" in words and f"{number}.pdf" in answer.headers["Content-Disposition"]


def test_each_file_taken_away_is_in_the_audit_trail_as_the_officer_s_own(app, daouda, people):
    _file, paper, _archive = [daouda.get(address).data for address in (FILE, ATTESTATION, ARCHIVE)]
    with app.app_context(), guard.unscoped("the trail"):
        noted = db.session.query(AuditEvent).filter_by(action="export").order_by(AuditEvent.id).all()
        assert [one.changes["file"] for one in noted] == ["PDF", "attestation", "ZIP"]
        assert noted[1].changes["number"] in PdfReader(io.BytesIO(paper)).pages[0].extract_text()
        assert {(one.user_id, one.officer_id, one.door) for one in noted} == {(people.daouda.user_id, people.daouda.officer_id, "portal")}


@pytest.mark.parametrize(
    ("address", "writing"),
    [
        (FILE, "services.dossier.writing.SimpleDocTemplate.build"),
        (ATTESTATION, "services.attestation.paper.SimpleDocTemplate.build"),
        (ARCHIVE, "services.archive.writing._dossier"),
    ],
)
def test_a_file_is_noted_and_nobody_waits_for_the_database_while_it_is_written(app, daouda, people, monkeypatch, address, writing):
    """Another connection reads the event and writes the account that is locked while files are counted."""
    place, _dot, name = writing.rpartition(".")
    kept = getattr(resolve_name(place), name)
    seen = []

    def written(*given, **more):
        with db.engine.begin() as other:
            seen.append(other.scalar(select(func.count()).select_from(AuditEvent.__table__).where(AuditEvent.__table__.c.action == "export")))
            other.execute(update(User.__table__).where(User.__table__.c.id == people.daouda.user_id).values(name="Daouda T."))
        return kept(*given, **more)

    monkeypatch.setattr(writing, written)
    assert daouda.get(address).status_code == 200
    assert seen == [1]


def test_a_handful_an_hour_may_be_taken_and_the_page_says_when_again(app, daouda):
    for _time in range(rules.MOST_AN_HOUR):
        assert daouda.get(ATTESTATION).status_code == 200
    answer = daouda.get(ARCHIVE)
    assert answer.status_code == 302 and answer.location.endswith("/my/take-away/")
    again = (dt.datetime.now(dt.UTC) + rules.WITHIN).strftime("%d/%m/%Y")
    assert again in daouda.get("/my/take-away/").text
    with app.app_context(), guard.unscoped("the trail"):
        assert db.session.query(AuditEvent).filter_by(action="export").count() == rules.MOST_AN_HOUR


def test_an_hour_later_one_more_may_be_taken():
    at = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
    taken = [at - dt.timedelta(minutes=minutes) for minutes in (59, 50, 40, 30, 20, 10)]
    assert rules.again_at(taken, at) == at + dt.timedelta(minutes=1)
    assert rules.again_at(taken, at + dt.timedelta(minutes=1)) is None
    assert rules.again_at(taken[1:], at) is None


def test_a_file_that_says_too_little_gives_no_attestation_and_says_why(app, daouda, people):
    with app.app_context(), guard.unscoped("a file without a rank"):
        db.session.get(Officer, people.daouda.officer_id).rank = None
        db.session.commit()
    assert daouda.get(ATTESTATION).location.endswith("/my/take-away/")
    assert 'role="alert"' in daouda.get("/my/take-away/").text
    with app.app_context(), guard.unscoped("the trail"):
        assert not db.session.query(AuditEvent).filter_by(action="export").count()


@pytest.mark.parametrize("address", ["/my/take-away/", FILE, ATTESTATION, ARCHIVE])
def test_a_stranger_signs_in_first_and_who_has_no_file_has_nothing_to_take(client, signed_in, address):
    assert "/login" in client.get(address).location
    assert signed_in("boubacar").get(address).status_code == 404


def test_the_names_of_files_keep_the_letters_of_the_country_readable():
    assert readable("Ɲɛɲɛ Diplôme — N° 12/2013 Diplôme") == "nyenye-diplome-n-12-2013-diplome"
