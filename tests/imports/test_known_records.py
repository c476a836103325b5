"""A file may say as little as it likes of records that are known; one that creates a record says all it needs."""

import datetime as dt

from models import Agency, Annulment, Officer, Posting, Unit, db
from services import guard
from tests.force import of_code

from .conftest import ACT, ALI, AWA, HEADER, ROSTER
from .test_histories import POSTINGS, load_postings, load_roster
from .test_officers import counts, only_officer

PHONES = {"record": "officer", "columns": {"Matricule": "service_number", "Courriel": "email"}, "defaults": ROSTER["defaults"]}


def test_a_file_of_numbers_and_one_column_changes_known_officers(load):
    load(HEADER, AWA, ALI)
    outcome = load("Matricule;Courriel", "0101;awa@example.org", "0102;", mapping=PHONES)
    assert counts(outcome) == (0, 1, 1, 0)
    assert db.session.query(Officer.email).filter_by(service_number="0101").scalar() == "awa@example.org"


def test_the_agency_need_not_be_said_where_one_person_has_the_number(load):
    load(HEADER, AWA)
    mapping = PHONES | {"defaults": {}}
    assert counts(load("Matricule;Courriel", "0101;awa@example.org", mapping=mapping)) == (0, 1, 0, 0)


def test_a_number_that_people_of_two_agencies_have_is_refused(load):
    load(HEADER, AWA)
    with guard.unscoped("the test"):
        other = {"service_number": "0101", "entered_on": dt.date(2015, 10, 1), "home_agency": of_code(Agency, "OCS")}
        db.session.add(Officer(last_name="Sow", first_names="Ba", **other))
        db.session.flush()
    outcome = load("Matricule;Courriel", "0101;awa@example.org", mapping=PHONES | {"defaults": {}})
    assert "several agencies" in str(outcome.problems[0].reason)


def test_a_row_that_cannot_create_names_the_missing_columns(load):
    load(HEADER, AWA)
    outcome = load("Matricule;Courriel", "0101;awa@example.org", "0999;x@example.org", mapping=PHONES, good_rows_only=True)
    assert counts(outcome) == (0, 1, 0, 1)
    problem = outcome.problems[0]
    assert problem.row == 3 and "cannot be created" in str(problem.reason)
    assert problem.reason.values["missing"] == "Nom, Prénoms, Date d’entrée"
    assert problem.mend


def test_a_default_says_nothing_of_who_is_known(load):
    load(HEADER, AWA)
    retired = ROSTER | {"defaults": ROSTER["defaults"] | {"position": "MIS"}, "act": ACT | {"effect_on": "2024-07-01"}}
    outcome = load(HEADER, AWA, ALI, mapping=retired)
    assert counts(outcome) == (1, 0, 1, 0)
    positions = {officer.service_number: officer.position.code for officer in db.session.query(Officer)}
    assert positions == {"0101": "ACT", "0102": "MIS"}


def test_people_recognised_by_their_key_are_changed_by_one_column(load):
    mapping = ROSTER | {"identity": ["Nom", "Prénoms"]}
    load(HEADER, AWA.replace("0101", ""), mapping=mapping)
    told = {"record": "officer", "columns": {"Courriel": "email"}, "identity": ["Nom", "Prénoms"]}
    assert counts(load("Nom;Prénoms;Courriel", "DIARRA;Awa;awa@example.org", mapping=told)) == (0, 1, 0, 0)
    assert only_officer().email == "awa@example.org"


def test_a_line_is_changed_by_its_officer_its_day_and_one_column(load):
    load_roster(load)
    load_postings(load, "0101;CA-1;;2016-01-01;")
    mapping = POSTINGS | {"columns": {"Matricule": "officer", "Du": "starts_on", "Fonction": "function"}}
    rows = ("Matricule;Du;Fonction", "0101;2016-01-01;Chef", "0102;2016-01-01;Chef")
    outcome = load(*rows, mapping=mapping, record="posting", good_rows_only=True)
    assert counts(outcome) == (0, 1, 0, 1)
    assert db.session.query(Posting.function).scalar() == "Chef"
    assert outcome.problems[0].reason.values["missing"] == "Service"


def test_a_unit_is_renamed_by_its_code(load):
    assert counts(load("Code;Nom;Agence", "CA-1;Commissariat;PN", mapping=UNITS, record="unit")) == (1, 0, 0, 0)
    codes = {"record": "unit", "columns": {"Code": "code", "Agence": "agency"}}
    assert counts(load("Code;Agence", "CA-1;PN", mapping=codes, record="unit")) == (0, 0, 1, 0)
    assert counts(load("Code;Agence", "CA-9;PN", mapping=codes, record="unit")) == (0, 0, 0, 1)


UNITS = {"record": "unit", "columns": {"Code": "code", "Nom": "name", "Agence": "agency"}}


def test_a_name_that_two_units_have_stands_where_the_officer_serves_in_one_of_them(load):
    load(HEADER, AWA)
    with guard.unscoped("the test"):
        unit = db.session.query(Unit).filter_by(code="CA-1").one()
        unit.name = "Brigade"
        db.session.add(Unit(code="CA-2", name="Brigade", agency=unit.agency))
        db.session.flush()
    outcome = load(HEADER, AWA.replace("CA-1", "Brigade"), ALI.replace("CA-1", "Brigade"), good_rows_only=True)
    assert counts(outcome) == (0, 0, 1, 1)
    assert "names several records" in str(outcome.problems[0].reason) and outcome.problems[0].value == "Brigade"


def test_what_was_annulled_is_no_line(load):
    load_roster(load)
    load_postings(load, "0101;CA-1;;2016-01-01;")
    annul(db.session.query(Posting).one())
    assert counts(load_postings(load, "0101;CA-2;;2016-01-01;")) == (1, 0, 0, 0)
    assert [(line.unit.code, line.annulment_id is None) for line in db.session.query(Posting).order_by(Posting.id)] == [
        ("CA-1", False), ("CA-2", True),
    ]  # fmt: skip
    assert counts(load(HEADER, AWA.replace("CA-1", "CA-3"), mapping=ROSTER | {"act": ACT})) == (0, 1, 0, 0)
    assert only_unit("0101") == "CA-3"


def annul(line) -> None:
    with guard.unscoped("the test"):
        annulment = Annulment(officer_id=line.officer_id, act_kind="Arrêté", act_reference="A-1", reason="Erreur")
        db.session.add(annulment)
        db.session.flush()
        line.annulment_id = annulment.id
        db.session.flush()


def only_unit(number: str) -> str:
    return db.session.query(Officer).filter_by(service_number=number).one().unit.code
