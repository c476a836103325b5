"""What contradicts a career is refused row by row, and the rest loads; holes and lines left open are listed."""

import datetime as dt

import pytest

from models import Officer, PositionLine, Posting, RankLine, db
from services import imports
from services.imports import findings

from .conftest import ACT, ALI, AWA, HEADER, ROSTER
from .test_histories import load_postings, load_roster, postings
from .test_officers import counts

HEAD = "Matricule;Quoi;Du;Au"
KINDS = {
    "posting": (Posting, "unit", "CA-1", "CA-2"),
    "rank_line": (RankLine, "rank", "SGT", "SGC"),
    "position_line": (PositionLine, "position", "ACT", "DET"),
}


@pytest.fixture(params=KINDS)
def lines(request, load):
    """lines(row, row, …): the outcome of loading lines of each history; {a} and {b} stand for two values of it."""
    model, name, one, other = KINDS[request.param]
    columns = {"Matricule": "service_number", "Nom": "last_name", "Prénoms": "first_names", "Entrée": ROSTER["columns"]["Entrée"]}
    load(HEADER, AWA, ALI, mapping={"record": "officer", "columns": columns, "defaults": {"home_agency": "PN"}})
    told = {"Matricule": "officer", "Quoi": name, "Du": "starts_on", "Au": "ends_on"}
    mapping = {"record": request.param, "columns": told, "act": ACT, "create": ["unit"] if name == "unit" else []}
    if name == "unit":
        mapping["create_as"] = {"unit": {"agency": "PN"}}

    def loaded(*rows: str):
        rows = [row.format(a=one, b=other) for row in rows]
        return load(HEAD, *rows, mapping=mapping, record=request.param, good_rows_only=True)

    loaded.model = model
    return loaded


def kept(model) -> list[tuple]:
    lines = db.session.query(model).order_by(model.officer_id, model.starts_on)
    return [(line.starts_on.year, line.ends_on and line.ends_on.year) for line in lines]


def reasons(outcome) -> dict[int, str]:
    return {problem.row: str(problem.reason) for problem in outcome.problems}


def test_overlaps_are_refused_and_the_rest_loads(lines):
    outcome = lines("0101;{a};2016-01-01;2018-01-01", "0101;{b};2017-01-01;2019-01-01", "0102;{a};2017-01-01;")
    assert counts(outcome) == (2, 0, 0, 1) and "overlaps" in reasons(outcome)[3]
    assert kept(lines.model) == [(2016, 2018), (2017, None)]


def test_a_line_that_ends_before_it_begins_is_refused(lines):
    outcome = lines("0101;{a};2018-01-01;2017-01-01", "0102;{a};2018-01-01;2018-01-01", "0102;{b};2019-01-01;")
    assert counts(outcome) == (1, 0, 0, 2) and set(reasons(outcome)) == {2, 3}


def test_a_line_before_the_entry_into_service_is_refused(lines):
    outcome = lines("0101;{a};2014-01-01;", "0102;{a};2017-01-01;")
    assert counts(outcome) == (1, 0, 0, 1) and "before the entry into service" in reasons(outcome)[2]
    assert outcome.problems[0].column == "Du" and outcome.problems[0].value == "01/01/2014"


def test_two_open_lines_are_never_kept_and_are_listed(lines):
    outcome = lines("0101;{a};2016-01-01;", "0101;{b};2018-01-01;", "0102;{a};2017-01-01;2018-01-01")
    assert counts(outcome) == (3, 0, 0, 0)
    assert kept(lines.model) == [(2016, 2018), (2018, None), (2017, 2018)]
    assert outcome.found == 1 and "rows 2 and 3" in str(outcome.findings[0]) and "0101" in str(outcome.findings[0])


def test_a_file_that_says_no_ends_is_no_file_of_open_lines(lines):
    assert lines("0101;{a};2016-01-01;", "0101;{b};2018-01-01;").found == 0


def test_holes_are_listed_with_the_officer_and_the_days(lines):
    outcome = lines("0101;{a};2016-01-01;2017-01-01", "0101;{b};2018-01-01;", "0102;{a};2017-01-01;2018-01-01", "0102;{b};2018-01-01;")
    assert counts(outcome) == (4, 0, 0, 0) and outcome.found == 1
    hole = outcome.findings[0]
    assert hole.values["start"] == dt.date(2017, 1, 1) and hole.values["end"] == dt.date(2018, 1, 1)
    assert "DIARRA Awa (0101)" in str(hole)
    told = imports.summary(outcome)
    assert "01/01/2017" in told and "01/01/2018" in told


def test_an_explicit_end_is_the_term_of_the_act_and_one_that_follows_is_not(lines):
    lines("0101;{a};2016-01-01;2017-01-01", "0101;{b};2018-01-01;", "0101;{a};2019-01-01;")
    ordered = db.session.query(lines.model).order_by(lines.model.starts_on)
    found = [(line.term_on and line.term_on.year, line.ends_on and line.ends_on.year) for line in ordered]
    assert found == [(2017, 2017), (None, 2019), (None, None)]
    again = lines("0101;{a};2016-01-01;2017-01-01", "0101;{b};2018-01-01;2019-01-01", "0101;{a};2019-01-01;")
    assert counts(again) == (0, 0, 3, 0)


def test_an_end_given_to_a_kept_line_does_not_run_over_the_next(lines):
    lines("0101;{a};2016-01-01;2017-01-01", "0101;{b};2018-01-01;")
    assert counts(lines("0101;{a};2016-01-01;2017-06-01")) == (0, 1, 0, 0)
    outcome = lines("0101;{a};2016-01-01;2018-06-01")
    assert counts(outcome) == (0, 0, 0, 1) and "overlaps" in reasons(outcome)[2]


def test_lines_are_closed_before_the_next_ones_are_opened_in_a_long_file(lines, monkeypatch):
    monkeypatch.setattr("services.imports.loading.BLOCK", 1)
    lines("0101;{a};2016-01-01;", "0102;{a};2017-01-01;")
    assert counts(lines("0101;{b};2018-01-01;", "0102;{b};2018-01-01;", "0101;{a};2019-01-01;")) == (3, 0, 0, 0)
    assert kept(lines.model) == [(2016, 2018), (2018, 2019), (2019, None), (2017, 2018), (2018, None)]


def test_many_findings_are_counted_and_the_first_are_told(load, monkeypatch):
    monkeypatch.setattr(findings, "MOST_TOLD", 1)
    load_roster(load)
    rows = [f"{number};CA-1;;{year}-01-01;{year}-06-30" for number in ("0101", "0102") for year in (2017, 2018, 2019)]
    outcome = load_postings(load, *rows)
    assert (len(outcome.findings), outcome.found) == (1, 4)
    assert "et 3 autres" in imports.summary(outcome)


def test_a_roster_begins_nothing_before_the_entry(load):
    columns = ROSTER["columns"] | {"Depuis": "rank_since"}
    outcome = load(HEADER + ";Depuis", AWA + ";2014-05-01", ALI + ";2018-01-01", mapping=ROSTER | {"columns": columns}, good_rows_only=True)
    assert counts(outcome) == (1, 0, 0, 1) and "before the entry into service" in reasons(outcome)[2]
    early = ROSTER | {"act": ACT | {"effect_on": "2016-01-01"}}
    outcome = load(HEADER, ALI.replace("CA-1", "CA-2"), mapping=early)
    assert "before the entry into service" in reasons(outcome)[2]


def test_nobody_enters_after_the_career_began(load):
    load(HEADER, AWA, ALI)
    outcome = load(HEADER, AWA.replace("2015", "2016"), ALI.replace("2016", "2014"), good_rows_only=True)
    assert counts(outcome) == (0, 1, 0, 1) and "before the entry into service" in reasons(outcome)[2]


def test_a_roster_overlaps_no_line_that_ended_and_tells_the_hole_after_it(load):
    load_roster(load)
    load_postings(load, "0101;CA-1;;2016-01-01;2018-12-31", "0102;CA-1;;2017-01-01;2018-12-31")
    early, late = (ROSTER | {"act": ACT | {"effect_on": day}} for day in ("2018-06-01", "2020-01-01"))
    assert "overlaps" in reasons(load(HEADER, AWA, mapping=early))[2]
    outcome = load(HEADER, AWA, mapping=late)
    assert counts(outcome) == (0, 1, 0, 0) and "nothing from" in str(outcome.findings[0])
    assert postings()[:2] == [("CA-1", 2016, "2019-01-01"), ("CA-1", 2020, None)]
    assert db.session.query(Officer).filter_by(service_number="0101").one().unit.code == "CA-1"


POSITIONS = {
    "record": "position_line",
    "columns": {"Matricule": "officer", "Quoi": "position", "Du": "starts_on", "Au": "ends_on"},
    "act": ACT,
}


def test_a_line_comes_between_two_that_follow_each_other(load):
    load_roster(load)
    load_postings(load, "0101;CA-1;;2016-01-01;", "0101;CA-3;;2020-01-01;")
    assert counts(load_postings(load, "0101;CA-2;;2018-01-01;")) == (1, 0, 0, 0)
    assert postings() == [("CA-1", 2016, "2018-01-01"), ("CA-2", 2018, "2020-01-01"), ("CA-3", 2020, None)]


def test_whoever_leaves_the_service_is_posted_nowhere_from_that_day(load):
    load_roster(load)
    load_postings(load, "0101;CA-1;;2016-01-01;")
    rows = ("0101;RET;2020-01-01;", "0102;RET;2016-10-03;")
    assert counts(load(HEAD, *rows, mapping=POSITIONS, record="position_line")) == (2, 0, 0, 0)
    assert postings() == [("CA-1", 2016, "2020-01-01")]
    left = db.session.query(Officer).filter_by(service_number="0101").one()
    assert left.unit is None and left.position.code == "RET"
    outcome = load_postings(load, "0101;CA-2;;2021-01-01;", "0101;CA-3;;2018-01-01;", "0102;CA-1;;2017-01-01;")
    assert counts(outcome) == (1, 0, 0, 2) and all("serves in no unit" in reason for reason in reasons(outcome).values())
    assert postings() == [("CA-1", 2016, "2018-01-01"), ("CA-3", 2018, "2020-01-01")]
    assert outcome.found == 0, "nobody misses a posting after that"


def test_nobody_leaves_before_a_posting_that_is_kept(load):
    load_roster(load)
    load_postings(load, "0101;CA-1;;2020-01-01;")
    outcome = load(HEAD, "0101;RET;2018-01-01;", mapping=POSITIONS, record="position_line", good_rows_only=True)
    assert counts(outcome) == (0, 0, 0, 1) and "serves in no unit" in reasons(outcome)[2]


def test_a_roster_ends_the_posting_of_who_leaves(load):
    load(HEADER, AWA)
    columns = {"Matricule": "service_number", "Position": "position", "Unité": "unit"}
    mapping = ROSTER | {"columns": columns, "act": ACT | {"effect_on": "2024-07-01"}}
    outcome = load("Matricule;Position;Unité", "0101;RET;CA-2", mapping=mapping, good_rows_only=True)
    assert "serves in no unit" in reasons(outcome)[2]
    assert counts(load("Matricule;Position;Unité", "0101;RET;", mapping=mapping)) == (0, 1, 0, 0)
    assert postings() == [("CA-1", 2015, "2024-07-01")]
    assert db.session.query(Officer).one().unit is None
