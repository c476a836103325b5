"""One's own file at /my: every part opens, says what stands there in plain words, and shows nobody anything else."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import event, select

from models import (
    Absence,
    AbsenceKind,
    Annulment,
    Award,
    AwardKind,
    DisciplinaryCase,
    Document,
    DocumentKind,
    EmergencyContact,
    FamilyMember,
    Kinship,
    Officer,
    Posting,
    db,
)
from portal.my.sections import SECTIONS
from rules import correction
from services import guard, storage
from tests import force
from tests.evaluation import campaign

PARTS = [section.name for section in SECTIONS if section.endpoint.startswith("my.")]
PAPER = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def daouda(signed_in):
    return signed_in("daouda")


def part(visitor, name: str):
    return visitor.get(f"/my/{name}/")


def changed(app, number: int, change) -> None:
    """The file of an officer as a test wants it."""
    with app.app_context(), guard.unscoped("the test writes into a file"):
        change(db.session.get(Officer, number))
        db.session.commit()


def a_paper(officer: Officer) -> Document:
    with db.session.no_autoflush:
        kind = db.session.scalar(select(DocumentKind).limit(1))
    name = "0" * 31 + "a.pdf"
    storage.path(storage.DOCUMENTS, name).write_bytes(PAPER)
    made = Document(officer=officer, kind=kind, title="Acte de naissance", file=name)
    db.session.add(made)
    db.session.flush()
    return made


# --- every part ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARTS)
def test_every_part_opens_and_shows_no_raw_value(daouda, name):
    answer = part(daouda, name)
    assert answer.status_code == 200
    words = re.sub(r"<[^>]+>", " ", answer.text)
    assert not re.search(r"\b(None|null|True|False|\d{4}-\d\d-\d\d)\b", words)


@pytest.mark.parametrize("name", [*PARTS, "papers/document/1", "identity"])
def test_a_stranger_signs_in_first(client, people, name):
    assert part(client, name).location.startswith("/login")


@pytest.mark.parametrize("name", ["", *(f"{name}/" for name in PARTS), "photo", "papers/document/1/"])
def test_an_account_without_a_file_has_none_of_its_pages(signed_in, name):
    assert signed_in("boubacar").get(f"/my/{name}").status_code == 404


def test_the_start_page_leads_to_every_part_with_what_it_holds(daouda):
    page = daouda.get("/my/").text
    told = re.findall(r'<li><a href="(/my/[a-z-]+/)">[^<]+</a><small>([^<]+)</small>', page)
    assert len(told) == len(SECTIONS) and {f"/my/{name}/" for name in PARTS} <= {address for address, _words in told}
    assert "TRAORÉ Daouda" in page and "01/10/2015" in page


def test_no_part_of_the_file_needs_a_script_or_loads_what_is_of_the_desk(daouda):
    for name in PARTS:
        page = part(daouda, name).text
        assert "<script" not in page and "app.css" not in page and "style=" not in page


# --- what stands there ---------------------------------------------------------------------------


def test_the_career_says_units_acts_and_days(app, daouda, people):
    page = part(daouda, "career").text
    assert "Commissariat du 1er arrondissement" in page and "01/10/2015" in page and "<svg" in page


def test_an_annulled_line_is_struck_through_with_the_act_that_annulled_it(app, daouda, people):
    def annul(officer):
        annulment = Annulment(officer=officer, act_kind="Décision", act_reference="n° 2020-7/DGPN", reason="Erreur")
        line = Posting(officer=officer, unit=force.unit("Poste de Gao"), starts_on=dt.date(2019, 3, 1), act_kind="Décision")
        line.annulment = annulment
        db.session.add_all([annulment, line])

    changed(app, people.daouda.officer_id, annul)
    page = part(daouda, "career").text
    struck = page[page.index("<s><strong>Poste de Gao") :].partition("</li>")[0]
    assert "n° 2020-7/DGPN" in struck
    assert "field=unit" not in struck  # what does not count is not corrected


def test_the_page_of_the_family_says_whom_to_call(app, daouda, people):
    changed(
        app,
        people.daouda.officer_id,
        lambda officer: db.session.add_all(
            [
                FamilyMember(officer=officer, kinship=Kinship.CHILD, last_name="Traoré", first_names="Awa"),
                EmergencyContact(officer=officer, kinship=Kinship.SIBLING, name="Oumar Traoré", phone="+223 70 00 00 01"),
            ]
        ),
    )
    page = part(daouda, "family").text
    assert "TRAORÉ Awa" in page and "+223 70 00 00 01" in page


def test_the_balance_of_leave_stands_over_the_absences(app, daouda, people):
    def away(officer):
        kind = db.session.scalar(select(AbsenceKind).where(AbsenceKind.days_a_year.is_not(None)).order_by(AbsenceKind.id).limit(1))
        today = dt.date.today()
        db.session.add(Absence(officer=officer, kind=kind, starts_on=dt.date(today.year, 1, 5), last_day_on=dt.date(today.year, 1, 9), act_kind="Décision"))

    before = re.search(r"<strong>(-?\d+)</strong>", part(daouda, "absences").text)[1]
    changed(app, people.daouda.officer_id, away)
    page = part(daouda, "absences").text
    assert int(re.search(r"<strong>(-?\d+)</strong>", page)[1]) == int(before) - 5
    assert "05/01/" in page and "09/01/" in page


def test_what_changed_stands_on_the_start_page_and_a_draft_does_not(app, daouda, people):
    def give(officer):
        kind = db.session.scalar(select(AwardKind).limit(1))
        db.session.add(Award(officer=officer, kind=kind, starts_on=dt.date(2026, 5, 8), act_kind="Décret"))
        head = db.session.get(Officer, people.coumba.officer_id)
        campaign.an_evaluation(officer, head, cycle=campaign.a_cycle("Notation secrète"))
        db.session.add(DisciplinaryCase(officer=officer, reference="Dossier 12", opened_on=dt.date(2026, 5, 9), facts="Retard"))

    changed(app, people.daouda.officer_id, give)
    with app.app_context():
        award = str(db.session.scalar(select(AwardKind).limit(1)))
    page = daouda.get("/my/").text
    assert award in page.replace("&#39;", "'")
    for secret in ("Notation secrète", "Dossier 12", "Retard"):
        for name in ("", *(f"{one}/" for one in PARTS)):
            assert secret not in daouda.get(f"/my/{name}").text


# --- the papers ----------------------------------------------------------------------------------


def test_ones_own_paper_opens_and_that_of_a_colleague_is_not_there(app, daouda, people):
    with app.app_context(), guard.unscoped("the test gives papers"):
        own, other = (a_paper(db.session.get(Officer, number)).id for number in (people.daouda.officer_id, people.colleague_id))
        db.session.commit()
    answer = daouda.get(f"/my/papers/document/{own}/")
    assert answer.status_code == 200 and answer.data == PAPER
    assert answer.headers["Cache-Control"] == "no-store" and "sandbox" in answer.headers["Content-Security-Policy"]
    assert f"/my/papers/document/{own}/" in part(daouda, "papers").text
    assert daouda.get(f"/my/papers/document/{other}/").status_code == 404
    assert daouda.get("/my/papers/account/1/").status_code == 404


def test_a_head_does_not_open_by_this_door_what_is_of_the_people_of_the_unit(app, signed_in, people):
    with app.app_context(), guard.unscoped("the test gives a paper"):
        number = a_paper(db.session.get(Officer, people.daouda.officer_id)).id
        db.session.commit()
    assert signed_in("coumba").get(f"/my/papers/document/{number}/").status_code == 404


def test_ones_photo_is_small_and_only_where_there_is_one(app, daouda, people):
    assert daouda.get("/my/photo").status_code == 404 and "/my/photo" not in daouda.get("/my/").text
    picture = BytesIO()
    Image.effect_noise((1200, 1500), 60).convert("RGB").save(picture, "JPEG")
    picture.seek(0)
    changed(app, people.daouda.officer_id, lambda officer: setattr(officer, "photo", storage.keep_image(picture)))
    answer = daouda.get("/my/photo")
    assert answer.mimetype == "image/jpeg" and len(answer.data) < 9000
    assert answer.headers["Cache-Control"] == "no-store"
    assert "/my/photo" in daouda.get("/my/").text


# --- reporting an error --------------------------------------------------------------------------


def test_each_value_that_can_be_corrected_has_its_way_and_no_other(daouda, people):
    page = part(daouda, "identity").text
    named = set(re.findall(r"about=officer:\d+&amp;field=(\w+)", page.replace("%3A", ":")))
    assert named == set(correction.CORRECTABLE["officer"]) - {"birth_year"}


def test_each_line_names_its_values_and_each_list_what_may_be_missing(app, daouda, people):
    page = part(daouda, "career").text.replace("%3A", ":")
    with app.app_context(), guard.unscoped("the test counts"):
        number = db.session.scalar(select(Posting.id).where(Posting.officer_id == people.daouda.officer_id))
    named = set(re.findall(rf"about=posting:{number}&amp;field=(\w+)", page))
    assert named == set(correction.CORRECTABLE["posting"])
    for table in ("posting", "rank_line", "position_line"):
        assert f"missing={table}" in page
    assert "missing=sanction" not in part(daouda, "distinctions").text


# --- what it costs -------------------------------------------------------------------------------


def statements(app, visitor, path: str) -> int:
    sent = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note := lambda *given: sent.append(given[2]))
    try:
        assert visitor.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def long_file(officer: Officer) -> None:
    """Twelve of everything, each with something of its own to name."""
    award, absence = (db.session.scalar(select(kind).limit(1)) for kind in (AwardKind, AbsenceKind))
    for year in range(1998, 2010):
        days = {"starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year + 1, 1, 1), "act_kind": "Décision"}
        db.session.add(Posting(officer=officer, unit=force.unit(f"Poste de {year}"), **days))
        db.session.add(Award(officer=officer, kind=award, starts_on=dt.date(year, 5, 1), act_kind="Décret"))
        db.session.add(Absence(officer=officer, kind=absence, starts_on=dt.date(year, 8, 1), last_day_on=dt.date(year, 9, 9), act_kind="Décision"))
        db.session.add(FamilyMember(officer=officer, kinship=Kinship.CHILD, last_name="Traoré", first_names=f"Enfant {year}"))
        a_paper(officer)


def test_no_page_costs_more_statements_for_a_long_file(app, daouda, people):
    paths = ["/my/", *(f"/my/{name}/" for name in PARTS)]
    changed(app, people.daouda.officer_id, lambda officer: [a_paper(officer), _one_of_each(officer)])
    short = {path: statements(app, daouda, path) for path in paths for _again in range(2)}
    changed(app, people.daouda.officer_id, long_file)
    long = {path: statements(app, daouda, path) for path in paths}
    assert {path: count for path, count in long.items() if count > short[path]} == {}


def _one_of_each(officer: Officer) -> None:
    award, absence = (db.session.scalar(select(kind).limit(1)) for kind in (AwardKind, AbsenceKind))
    db.session.add(Posting(officer=officer, unit=force.unit("Poste de Mopti"), starts_on=dt.date(2011, 1, 1), ends_on=dt.date(2012, 1, 1), act_kind="Décision"))
    db.session.add(Award(officer=officer, kind=award, starts_on=dt.date(2016, 5, 1), act_kind="Décret"))
    db.session.add(Absence(officer=officer, kind=absence, starts_on=dt.date(2016, 8, 1), last_day_on=dt.date(2016, 9, 9), act_kind="Décision"))
    db.session.add(FamilyMember(officer=officer, kinship=Kinship.CHILD, last_name="Traoré", first_names="Enfant"))
