"""Files of dated lines and of reference data."""

import datetime as dt

from models import Officer, Posting, Unit, db

from .conftest import ALI, AWA, HEADER, ROSTER
from .test_officers import counts

POSTINGS = {
    "record": "posting",
    "columns": {
        "Matricule": "officer", "Unité": "unit", "Fonction": "function", "Du": "starts_on",
        "Au": {"field": "ends_on", "last_day": True},
    },
    "create": ["unit"],
    "create_as": {"unit": {"agency": "PN"}},
    "act": {"kind": "Décision", "reference": "Registre des affectations"},
}  # fmt: skip
HEAD = "Matricule;Unité;Fonction;Du;Au"


def postings() -> list[tuple]:
    lines = db.session.query(Posting).order_by(Posting.officer_id, Posting.starts_on)
    return [(line.unit.code, line.starts_on.year, line.ends_on and line.ends_on.isoformat()) for line in lines]


def load_postings(load, *lines, **options):
    return load(HEAD, *lines, mapping=POSTINGS, record="posting", good_rows_only=True, **options)


def load_roster(load):
    columns = {name: use for name, use in ROSTER["columns"].items() if name != "Unité"}
    load(HEADER, AWA, ALI, mapping=ROSTER | {"columns": columns})


def test_postings_are_joined_to_their_officers(load):
    load_roster(load)
    lines = ("0101;CA-1;Chef de poste;2016-01-01;2018-12-31", "0101;CA-2;;2019-01-01;")
    assert counts(load_postings(load, *lines)) == (2, 0, 0, 0)
    assert postings() == [("CA-1", 2016, "2019-01-01"), ("CA-2", 2019, None)]
    assert db.session.query(Officer).filter_by(service_number="0101").one().unit.code == "CA-2"
    assert counts(load_postings(load, *lines)) == (0, 0, 2, 0)


def test_a_service_number_is_found_however_it_is_spelled(load):
    columns = {name: use for name, use in ROSTER["columns"].items() if name != "Unité"}
    load(HEADER, AWA.replace("0101", "Mle 01-01"), mapping=ROSTER | {"columns": columns})
    assert counts(load_postings(load, "mle 01.01;CA-1;;2016-01-01;")) == (1, 0, 0, 0)
    assert counts(load_postings(load, "mle 01.02;CA-1;;2016-01-01;")) == (0, 0, 0, 1)


def test_a_posting_without_an_end_lasts_until_the_next(load):
    load_roster(load)
    load_postings(load, "0101;CA-1;;2016-01-01;")
    load_postings(load, "0101;CA-2;;2020-01-01;")
    assert postings() == [("CA-1", 2016, "2020-01-01"), ("CA-2", 2020, None)]
    assert counts(load_postings(load, "0101;CA-1;;2016-01-01;")) == (0, 0, 1, 0)


def test_a_posting_that_ended_leaves_no_present_unit(load):
    load_roster(load)
    load_postings(load, "0101;CA-1;;2016-01-01;2017-12-31")
    assert db.session.query(Officer).filter_by(service_number="0101").one().unit is None


def test_overlapping_and_backward_lines_are_refused_with_the_reason(load):
    load_roster(load)
    outcome = load_postings(
        load, "0101;CA-1;;2016-01-01;2018-12-31", "0101;CA-2;;2018-06-01;", "0102;CA-1;;2018-01-01;2017-01-01"
    )
    assert counts(outcome) == (1, 0, 0, 2)
    assert {problem.row: str(problem.reason)[:11] for problem in outcome.problems} == {3: "It overlaps", 4: "The line en"}


def test_nobody_is_invented_for_an_unknown_number(load):
    load_roster(load)
    outcome = load_postings(load, "0999;CA-1;;2016-01-01;")
    assert counts(outcome) == (0, 0, 0, 1) and "not known" in str(outcome.problems[0].reason)


def test_the_columns_that_identify_a_person_join_a_second_file(load):
    mapping = ROSTER | {"identity": ["Nom", "Prénoms"], "columns": {
        name: use for name, use in ROSTER["columns"].items() if name not in ("Matricule", "Unité")}}  # fmt: skip
    load(HEADER, AWA, mapping=mapping)
    by_name = POSTINGS | {"identity": ["Nom", "Prénoms"], "columns": {"Unité": "unit", "Du": "starts_on"}}
    outcome = load("Nom;Prénoms;Unité;Du", "DIARRA;Awa;CA-1;2016-01-01", mapping=by_name, record="posting")
    assert counts(outcome) == (1, 0, 0, 0)


UNITS = {
    "record": "unit",
    "columns": {"Code": "code", "Nom": "name", "Rattachement": "parent", "Agence": "agency"},
}


def test_units_are_loaded_with_parents_of_the_same_file(load):
    lines = ("Code;Nom;Rattachement;Agence", "CA-1;Commissariat;DR;PN", "DR;Direction régionale;;PN")
    assert counts(load(*lines, mapping=UNITS, record="unit")) == (2, 0, 0, 0)
    below = db.session.query(Unit).filter_by(code="CA-1").one()
    assert below.parent.code == "DR" and below.path == f"/{below.parent.id}/{below.id}/"
    assert counts(load(*lines, mapping=UNITS, record="unit")) == (0, 0, 2, 0)


def test_units_that_hang_under_each_other_are_refused(load):
    lines = ("Code;Nom;Rattachement;Agence", "A;Une;B;PN", "B;Autre;A;PN")
    assert counts(load(*lines, mapping=UNITS, record="unit"))[3] == 2


def test_ranks_are_loaded_by_code(load):
    mapping = {"record": "rank", "columns": {"code": "code", "name": "name", "corps": "corps", "level": "level"}}
    lines = ("code;name;corps;level", "XYZ;Grade d'essai;SOF;85", "SGT;Sergent;SOF;40")
    assert counts(load(*lines, mapping=mapping, record="rank")) == (1, 1, 0, 0)
    assert counts(load(*lines, mapping=mapping, record="rank")) == (0, 0, 2, 0)


def test_a_date_of_effect_may_stand_in_a_column(load):
    columns = ROSTER["columns"] | {"Depuis": "rank_since"}
    load(HEADER + ";Depuis", AWA + ";2022-05-01", mapping=ROSTER | {"columns": columns})
    officer = db.session.query(Officer).one()
    assert officer.rank_lines[0].starts_on == dt.date(2022, 5, 1)
    assert officer.postings[0].starts_on == dt.date(2015, 10, 1)
