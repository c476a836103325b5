"""Nobody grants what the form of the desk refuses: each field of a plain record is held to the same, whichever way it comes."""

from __future__ import annotations

import datetime as dt

import pytest

from models import (
    Absence,
    AbsenceKind,
    CorrectionState,
    CorrectionVerdict,
    DatedLine,
    Education,
    EducationLevel,
    EmergencyContact,
    EvaluationMark,
    FamilyMember,
    Fitness,
    IdentityPaper,
    Kinship,
    Language,
    LanguageLevel,
    LanguageSkill,
    MedicalFitness,
    Officer,
    PaperKind,
    Record,
    WorkRestriction,
    db,
    model_of,
)
from rules.correction import CORRECTABLE
from rules.refused import Refused
from services import guard
from services.fields import fields_of
from tests import force
from tests.desk.forms import form_of

from .conftest import asked, decide

D = dt.date
LONG = "x" * 500

# Of each field something that cannot be, and something that can.
TYPED: dict[str, dict[str, tuple[str, str]]] = {
    "officer": {
        "last_name": (LONG, "Coulibaly"),
        "first_names": (LONG, "Daouda Issa"),
        "sex": ("X", "M"),
        "birth_on": ("01/10/2015", "02/05/1990"),  # the day of entry
        "birth_year": ("3000000000", "1990"),
        "birth_place": (LONG, "Ségou"),
        "nina": ("12", "19005141234567A"),
        "service_number": (LONG, "M-77"),
        "entered_on": ("01/05/1990", "01/09/2015"),
        "phone": ("abc def", "76 12 34 56"),
        "email": ("personne", "daouda@exemple.ml"),
    },
    "education": {
        "level": ("X", "MASTER"), "title": (LONG, "Droit"), "school": (LONG, "USJPB"), "obtained_on": ("01/07/1989", "02/07/2008"),
    },
    "language_skill": {"spoken": ("NONE", "BASIC"), "written": ("X", "BASIC")},
    "identity_paper": {
        "kind": ("NINA_SHEET", "PASSPORT"), "number": ("", "B2"), "issued_on": ("01/01/2031", "02/01/2020"), "issued_by": (LONG, "Kati"),
        "expires_on": ("01/01/2020", "02/01/2030"),
    },
    "family_member": {
        "kinship": ("PARENT", "WARD"), "last_name": (LONG, "Touré"), "first_names": (LONG, "Fatou"), "birth_on": ("01/01/2031", "02/01/2012"),
        "starts_on": ("01/01/2011", "03/02/2012"), "ends_on": ("01/02/2012", "01/01/2031"), "proof": (LONG, "N° 7"),
    },
    "emergency_contact": {"name": (LONG, "Awa"), "kinship": ("X", "SIBLING"), "phone": ("demandez", "+223 70 11 22 33")},
    "absence": {
        "starts_on": ("01/01/2010", "02/02/2020"), "last_day_on": ("31/01/2020", "06/02/2020"), "act_kind": ("Bavardage", "Arrêté"),
        "act_reference": (LONG, "N° 8"),
    },
    "medical_fitness": {
        "outcome": ("RESTRICTED", "UNFIT"), "examined_on": ("01/02/2099", "02/02/2025"), "valid_until_on": ("01/02/2025", "01/03/2026"),
        "examined_by": (LONG, "CSRef"),
    },
}  # fmt: skip
# Where there is nothing to refuse, or a box of records offers what there is.
ANYTHING = {("officer", "address"), ("emergency_contact", "is_first"), ("language_skill", "language"), ("absence", "kind")}
# Held to its form in a test of its own: alone it goes with one decision only.
APART = {("medical_fitness", "restriction")}


@pytest.fixture
def kept(app, people) -> dict[str, int]:
    """A record of each table in Daouda's file, by its number; he was born on 1 May 1990."""
    with app.app_context(), guard.unscoped("the test prepares"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        officer.birth_on, officer.sex = D(1990, 5, 1), None
        made = _made()
        for record in made:
            record.officer = officer
        db.session.add_all(made)
        db.session.commit()
        return {"officer": officer.id} | {record.__tablename__: record.id for record in made}


def _made() -> list[Record]:
    bambara, leave = force.of_code(Language, "BAM"), db.session.query(AbsenceKind).first()
    child = {"kinship": Kinship.CHILD, "last_name": "Traoré", "first_names": "Awa", "birth_on": D(2012, 1, 1)}
    return [
        Education(level=EducationLevel.SECONDARY, title="Bac", obtained_on=D(2008, 7, 1)),
        LanguageSkill(language=bambara, spoken=LanguageLevel.FLUENT, written=LanguageLevel.NONE),
        IdentityPaper(kind=PaperKind.ID_CARD, number="A1", issued_on=D(2020, 1, 1), expires_on=D(2030, 1, 1)),
        FamilyMember(**child, starts_on=D(2012, 2, 1), ends_on=D(2030, 1, 1)),
        EmergencyContact(name="Aïssata", kinship=Kinship.SPOUSE, phone="70112233"),
        Absence(kind=leave, starts_on=D(2020, 2, 1), last_day_on=D(2020, 2, 5), act_kind="Décision"),
        MedicalFitness(outcome=Fitness.FIT, examined_on=D(2025, 2, 1), valid_until_on=D(2026, 2, 1)),
    ]


def test_each_field_of_a_plain_record_is_tried():
    plain = {table for table in CORRECTABLE if not issubclass(model_of(table), DatedLine | EvaluationMark)}
    tried = {(table, field) for table, fields in TYPED.items() for field in fields}
    assert tried | ANYTHING | APART == {(table, field) for table in plain for field in CORRECTABLE[table]}


@pytest.mark.parametrize("table", TYPED)
def test_the_form_refuses_it_beside_a_field_and_takes_the_other(app, kept, signed_in, table):
    aminata, edit = signed_in("aminata"), f"/admin/{table.replace('_', '-')}/edit/?id={kept[table]}"
    for field, (wrong, right) in TYPED[table].items():
        stood = form_of(aminata.get(edit))
        page = aminata.post(edit, data=stood | {field: wrong})
        assert page.status_code == 200 and '-error"' in page.text, (field, wrong)
        assert aminata.post(edit, data=form_of(aminata.get(edit)) | {field: right}).status_code == 302, (field, right)
        assert form_of(aminata.get(edit))[field] != stood[field]


@pytest.mark.parametrize("table", TYPED)
def test_it_is_not_granted_either_and_the_other_is(play, kept, table):
    for field, (wrong, right) in TYPED[table].items():
        tried, record = db.session.begin_nested(), record_of(kept, table)
        request = asked(play, right, record=record, field=field)
        stood = standing(record, field)
        with pytest.raises(Refused):
            decide(request, play.kadidia, CorrectionVerdict.PARTLY, granted={field: wrong})
        assert standing(record, field) == stood and request.state is CorrectionState.WAITING
        decide(request, play.kadidia)
        assert request.state is CorrectionState.PROPOSED or standing(record, field) != stood
        tried.rollback()


def record_of(kept: dict[str, int], table: str) -> Record:
    with guard.unscoped("the test looks"):
        return db.session.get(model_of(table), kept[table])


def standing(record: Record, field: str) -> object:
    with guard.unscoped("the test looks"):
        return fields_of(type(record))[field].value(record)


# --- what no single field tells -------------------------------------------------------------------


def test_a_child_of_tomorrow_is_not_recorded(play, kept):
    with pytest.raises(Refused, match="lies in the future"):
        asked(play, {"kinship": "CHILD", "last_name": "Traoré", "first_names": "Issa", "birth_on": "01/01/2031"}, missing="family_member")
    request = asked(play, {"kinship": "CHILD", "last_name": "Traoré", "first_names": "Issa", "birth_on": "01/01/2021"}, missing="family_member")
    with pytest.raises(Refused, match="lies in the future"):
        decide(request, play.boubacar, CorrectionVerdict.PARTLY, granted={"birth_on": "01/01/2031"})
    with guard.unscoped("the test looks"):
        assert db.session.query(FamilyMember).count() == 1


def test_a_language_that_is_told_already_is_not_told_again(play, kept):
    with guard.unscoped("the test prepares"):
        french = force.of_code(Language, "FUL")
        other = LanguageSkill(officer=play.officer, language=french, spoken=LanguageLevel.BASIC)
        db.session.add(other)
        db.session.flush()
    with pytest.raises(Refused, match="recorded for the officer already"):
        asked(play, str(force.of_code(Language, "BAM").id), record=other, field="language")
    assert standing(other, "language") is french


def test_who_is_fit_keeps_no_restriction_and_takes_none(play, kept):
    visit = record_of(kept, "medical_fitness")
    with pytest.raises(Refused, match="goes with"):
        decide(asked(play, "NO_NIGHT", record=visit, field="restriction"), play.kadidia)
    with guard.unscoped("a clerk edits"):
        visit.outcome, visit.restriction = Fitness.RESTRICTED, WorkRestriction.NO_FIELD
        db.session.flush()
    decide(asked(play, "FIT", record=visit, field="outcome"), play.kadidia)
    assert (standing(visit, "outcome"), standing(visit, "restriction")) == (Fitness.FIT, None)


def test_the_number_of_a_nina_certificate_is_kept_without_its_spaces(play, kept):
    typed = {"kind": "NINA_SHEET", "number": "1 90 05 141 234 567 A", "issued_on": "01/02/2020"}
    decide(asked(play, typed, missing="identity_paper"), play.kadidia)
    with guard.unscoped("the test looks"):
        assert db.session.query(IdentityPaper).order_by(IdentityPaper.id.desc()).first().number == "19005141234567A"


def test_what_stood_wrongly_elsewhere_does_not_keep_a_field_from_being_corrected(play, kept):
    child = record_of(kept, "family_member")
    with guard.unscoped("a file was loaded"):
        child.birth_on = D(2031, 1, 1)
        db.session.flush()
    decide(asked(play, "Fatou", record=child, field="first_names"), play.boubacar)
    assert standing(child, "first_names") == "Fatou"


def test_a_telephone_that_was_loaded_so_does_not_keep_a_clerk_from_the_address(app, kept, signed_in):
    with app.app_context(), guard.unscoped("a file was loaded"):
        db.session.get(Officer, kept["officer"]).phone = "demandez"
        db.session.commit()
    aminata, edit = signed_in("aminata"), f"/admin/officer/edit/?id={kept['officer']}"
    assert aminata.post(edit, data=form_of(aminata.get(edit)) | {"address": "Kati"}).status_code == 302
    page = aminata.post(edit, data=form_of(aminata.get(edit)) | {"phone": "plus tard"})
    assert 'id="phone-error"' in page.text and form_of(aminata.get(edit))["phone"] == "demandez"
