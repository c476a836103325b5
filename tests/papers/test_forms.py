"""The forms of a file: added from the officer's page, and what cannot be is said beside its field."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Education, FamilyMember, Fitness, IdentityPaper, Language, LanguageSkill, MedicalFitness, Officer, PaperKind, User, db
from services import guard
from tests import force
from tests.desk.forms import form_of


def address(kind: str, officer_id: int) -> str:
    return f"/admin/{kind}/new/?officer={officer_id}"


@pytest.fixture
def daouda(app, people) -> int:
    """Daouda, born on 1 May 1990."""
    with app.app_context(), guard.unscoped("the test gives a birth date"):
        db.session.get(Officer, people.daouda.officer_id).birth_on = dt.date(1990, 5, 1)
        db.session.commit()
    return people.daouda.officer_id


def all_of(app, model) -> list:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.query(model).all()


KINDS = ("identity-paper", "document", "family-member", "emergency-contact", "education", "language-skill", "absence", "medical-fitness")


@pytest.mark.parametrize("kind", KINDS)
def test_the_officer_of_the_address_stands_in_the_new_form(daouda, signed_in, kind):
    assert form_of(signed_in("boubacar").get(address(kind, daouda)))["officer"] == str(daouda)


@pytest.mark.parametrize("kind", ["identity-paper", "absence"])
def test_somebody_of_another_agency_stands_in_no_form(people, signed_in, kind):
    page = signed_in("boubacar").get(address(kind, people.canary_id))
    assert page.status_code == 200 and force.CANARY not in page.text and form_of(page)["officer"] == ""


def test_a_paper_is_added_and_one_is_back_at_the_officer(app, daouda, signed_in):
    """The clerk may not read numbers of papers, and types that of a new one."""
    boubacar = signed_in("boubacar")
    form = {"officer": str(daouda), "kind": "ID_CARD", "number": "A1234567", "issued_on": "01/02/2022", "expires_on": "31/01/2030"}
    answer = boubacar.post(address("identity-paper", daouda), data=form)
    assert answer.location == f"/admin/officer/details/?id={daouda}&tab=identity-paper"
    (paper,) = all_of(app, IdentityPaper)
    assert paper.number == "A1234567"
    page = boubacar.get(f"/admin/identity-paper/details/?id={paper.id}").text
    assert "A1234567" not in page and "A1234567" in signed_in("aminata").get(f"/admin/identity-paper/details/?id={paper.id}").text
    assert "number" not in form_of(boubacar.get(f"/admin/identity-paper/edit/?id={paper.id}"))


def test_a_paper_that_has_expired_is_kept_and_said(app, daouda, signed_in):
    boubacar = signed_in("boubacar")
    form = {"officer": str(daouda), "kind": "PASSPORT", "number": "B7", "issued_on": "01/02/2015", "expires_on": "31/01/2020"}
    page = boubacar.post(address("identity-paper", daouda), data=form, follow_redirects=True)
    assert "This paper has expired" in page.text and len(all_of(app, IdentityPaper)) == 1


WRONG = {
    "a paper that ends before it begins": ("identity-paper", {"kind": "PASSPORT", "number": "B7", "issued_on": "01/02/2020", "expires_on": "01/02/2019"}, "expires_on"),
    "a paper of tomorrow": ("identity-paper", {"kind": "PASSPORT", "number": "B7", "issued_on": "01/02/2099"}, "issued_on"),
    "a NINA that is none": ("identity-paper", {"kind": "NINA_SHEET", "number": "12"}, "number"),
    "a child older than its father": ("family-member", {"kinship": "CHILD", "last_name": "Traoré", "first_names": "Awa", "birth_on": "01/01/1985"}, "birth_on"),
    "a mother younger than her son": ("family-member", {"kinship": "PARENT", "last_name": "Touré", "first_names": "Fatoumata", "birth_on": "01/01/1995"}, "birth_on"),
    "a child of tomorrow": ("family-member", {"kinship": "CHILD", "last_name": "Traoré", "first_names": "Awa", "birth_on": "01/01/2090"}, "birth_on"),
    "a marriage that ends before it begins": (
        "family-member", {"kinship": "SPOUSE", "last_name": "Touré", "first_names": "Awa", "starts_on": "01/02/2020", "ends_on": "01/02/2019"}, "ends_on",
    ),
    "a telephone in letters": ("emergency-contact", {"name": "Touré Awa", "kinship": "SPOUSE", "phone": "demandez"}, "phone"),
    "a diploma before birth": ("education", {"level": "SECONDARY", "title": "Bac", "obtained_on": "01/07/1989"}, "obtained_on"),
    "a diploma without a level": ("education", {"level": "", "title": "Bac"}, "level"),
    "a visit of tomorrow": ("medical-fitness", {"outcome": "FIT", "examined_on": "01/02/2099"}, "examined_on"),
    "a decision valid for less than a day": ("medical-fitness", {"outcome": "FIT", "examined_on": "01/02/2025", "valid_until_on": "01/02/2025"}, "valid_until_on"),
    "a restriction that says nothing": ("medical-fitness", {"outcome": "RESTRICTED", "examined_on": "01/02/2025"}, "restriction"),
    "no decision": ("medical-fitness", {"outcome": "", "examined_on": "01/02/2025"}, "outcome"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_it_is_refused_beside_its_field(app, daouda, signed_in, name):
    kind, values, field = WRONG[name]
    page = signed_in("boubacar").post(address(kind, daouda), data={"officer": str(daouda)} | values)
    assert page.status_code == 200 and f'href="#{field}"' in page.text and f'id="{field}-error"' in page.text
    assert not any(all_of(app, model) for model in (IdentityPaper, FamilyMember, Education, MedicalFitness))


def test_a_restriction_is_dropped_where_somebody_is_fit(app, daouda, signed_in):
    form = {"officer": str(daouda), "outcome": "FIT", "restriction": "NO_NIGHT", "examined_on": "01/02/2025"}
    signed_in("boubacar").post(address("medical-fitness", daouda), data=form)
    (visit,) = all_of(app, MedicalFitness)
    assert (visit.outcome, visit.restriction) == (Fitness.FIT, None)


def test_the_form_of_a_visit_says_that_no_diagnosis_is_written(daouda, signed_in):
    assert "Never write an illness" in signed_in("boubacar").get(address("medical-fitness", daouda)).text


def test_a_language_is_recorded_once_and_the_second_time_is_told(app, daouda, signed_in):
    with app.app_context():
        language = str(force.of_code(Language, "BAM").id)
    form = {"officer": str(daouda), "language": language, "spoken": "FLUENT", "written": "NONE"}
    boubacar = signed_in("boubacar")
    assert boubacar.post(address("language-skill", daouda), data=form).status_code == 302
    again = boubacar.post(address("language-skill", daouda), data=form | {"spoken": "BASIC"})
    assert "recorded for the officer already" in again.text and len(all_of(app, LanguageSkill)) == 1


def test_a_clerk_does_not_keep_his_own_file(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test gives the clerk a file"):
        db.session.get(User, people.daouda.user_id).officer_id = None
        db.session.flush()
        db.session.get(User, people.boubacar.user_id).officer_id = people.daouda.officer_id
        db.session.commit()
    form = {"officer": str(people.daouda.officer_id), "level": "SECONDARY", "title": "Bac"}
    page = signed_in("boubacar").post(address("education", people.daouda.officer_id), data=form)
    assert "Your own file is kept by a colleague" in page.text and all_of(app, Education) == []


def test_lists_are_filtered_by_expiry_kind_and_unit(app, people, daouda, signed_in):
    with app.app_context(), guard.unscoped("the test adds papers"):
        for day, officer in ((dt.date(2027, 1, 1), daouda), (dt.date(2031, 1, 1), people.colleague_id)):
            db.session.add(IdentityPaper(officer_id=officer, kind=PaperKind.ID_CARD, number=str(day), expires_on=day))
        db.session.commit()
    boubacar = signed_in("boubacar")
    for question in ("expires_on.to=2028-01-01", f"officer.unit={people.unit_id}", f"kind=ID_CARD&officer={daouda}"):
        page = boubacar.get(f"/admin/identity-paper/?{question}").text
        assert "TRAORÉ Daouda" in page and "KEÏTA Moussa" not in page, question
