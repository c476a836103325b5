"""A roster is loaded: every row created, changed, left alone, or refused with its reason."""

import csv
import datetime as dt
from dataclasses import replace

import pytest

from models import AuditEvent, Officer, Posting, RankLine, Unit, db
from rules.refused import Forbidden, Refused
from services import audit, guard, imports

from .conftest import ACT, ALI, AWA, HEADER, ROSTER


def counts(outcome) -> tuple[int, int, int, int]:
    return tuple(outcome.counts[name] for name in ("created", "changed", "unchanged", "refused"))


def only_officer() -> Officer:
    return db.session.query(Officer).one()


def test_a_roster_creates_officers_with_their_lines(load):
    assert counts(load(HEADER, AWA)) == (1, 0, 0, 0)
    awa = only_officer()
    assert (awa.service_number, awa.sex.value, awa.rank.code, awa.unit.code) == ("0101", "F", "SGC", "CA-1")
    line = awa.rank_lines[0]
    assert (line.rank, line.starts_on, line.ends_on) == (awa.rank, dt.date(2015, 10, 1), None)
    assert (line.act_kind, line.act_reference, line.act_signed_on) == ("Décision", "D-1/2024", dt.date(2024, 3, 1))
    assert awa.postings[0].unit is awa.unit
    assert awa.position_lines[0].position is awa.position


def test_loading_the_same_file_again_changes_nothing(load):
    load(HEADER, AWA, ALI)
    before = db.session.query(AuditEvent).count()
    assert counts(load(HEADER, AWA, ALI)) == (0, 0, 2, 0)
    assert db.session.query(AuditEvent).count() == before + 1  # the import itself
    assert db.session.query(RankLine).count() == 2


def test_another_rank_closes_the_present_line_and_opens_a_new_one(load):
    load(HEADER, AWA)
    promoted = ROSTER | {"act": ACT | {"effect_on": "2024-07-01"}}
    assert counts(load(HEADER, AWA.replace("Sergent-chef", "ADJ"), mapping=promoted)) == (0, 1, 0, 0)
    old, new = only_officer().rank_lines
    assert (old.ends_on, new.starts_on, new.ends_on) == (dt.date(2024, 7, 1), dt.date(2024, 7, 1), None)
    assert only_officer().rank.code == new.rank.code == "ADJ"
    assert db.session.query(Posting).count() == 1


def test_a_change_that_is_not_after_the_present_line_is_refused(load):
    load(HEADER, AWA)
    early = ROSTER | {"act": ACT | {"effect_on": "2015-10-01"}}
    outcome = load(HEADER, AWA.replace("Sergent-chef", "ADJ"), mapping=early)
    assert "not after the present line" in str(outcome.problems[0].reason)


def test_an_ordinary_field_is_changed_and_the_audit_says_from_what_to_what(load):
    load(HEADER, AWA)
    load(HEADER, AWA.replace("Diarra", "Diarra épouse Sow"))
    event = db.session.query(AuditEvent).filter_by(action="edit", record_type="officer").one()
    assert event.changes == {"last_name": ["Diarra", "Diarra épouse Sow"]}


def test_an_empty_cell_leaves_what_is_known_alone(load):
    load(HEADER, AWA)
    assert counts(load(HEADER, AWA.replace("Sergent-chef", ""))) == (0, 0, 1, 0)
    assert only_officer().rank.code == "SGC"


def test_all_or_nothing_is_the_rule_and_good_rows_a_choice(load):
    broken = "0103;Keïta;;M;01/10/2015;SGT;CA-1"
    outcome = load(HEADER, AWA, broken)
    assert not outcome.is_loaded and outcome.refusal and db.session.query(Officer).count() == 0
    outcome = load(HEADER, AWA, broken, good_rows_only=True)
    assert outcome.is_loaded and counts(outcome) == (1, 0, 0, 1)


def test_a_dry_run_writes_nothing(load):
    outcome = load(HEADER, AWA, dry_run=True)
    assert counts(outcome) == (1, 0, 0, 0) and not outcome.is_loaded
    assert db.session.query(Officer).count() == db.session.query(Unit).count() == 0


def test_a_refusal_names_row_column_value_and_reason(load):
    outcome = load(HEADER, AWA, ALI.replace("02/10/2016", "31/02/2016"), good_rows_only=True)
    problem = outcome.problems[0]
    assert (problem.row, problem.column, problem.value) == (3, "Entrée", "31/02/2016")
    assert "calendar" in str(problem.reason) and problem.mend


def test_repeats_inside_the_file_name_the_first_row(load):
    outcome = load(HEADER, AWA, AWA, AWA.replace("Awa", "Aïssata"), good_rows_only=True)
    exact, other = outcome.problems
    assert "repeats row 2 exactly" in str(exact.reason)
    assert "same record as row 2" in str(other.reason)


def test_every_row_of_the_file_is_counted(load):
    outcome = load(HEADER, AWA, "", ALI, ";;;;;;", "0104;;;;;;", good_rows_only=True)
    assert sum(outcome.counts.values()) == len(outcome.table.rows) == 5
    assert [problem.row for problem in outcome.problems][:2] == [3, 5]


def test_the_report_can_be_corrected_and_loaded(load, tmp_path):
    outcome = load(HEADER, AWA, ALI.replace(";M;", ";?;"), good_rows_only=True)
    report = tmp_path / "refused.csv"
    assert imports.write_report(outcome, report) == 1
    text = report.read_text(encoding="utf-8-sig")
    assert next(csv.reader(text.splitlines(), delimiter=";"))[4:] == HEADER.split(";")
    mended = text.replace("Ali;?", "Ali;M").splitlines()
    assert counts(load(*mended)) == (1, 0, 0, 0)


def test_the_report_holds_no_formula_and_gives_it_back_as_it_was(load, tmp_path):
    outcome = load(HEADER, "0101;=1+1;Awa;?;01/10/2015;SGT;CA-1")
    report = tmp_path / "refused.csv"
    imports.write_report(outcome, report)
    cells = next(csv.DictReader(report.open(encoding="utf-8-sig", newline=""), delimiter=";"))
    assert cells["Nom"] == "'=1+1"
    assert imports.read(report).column("Nom") == ["=1+1"]


def test_an_ambiguous_date_is_asked_before_anything_is_loaded(load):
    columns = ROSTER["columns"] | {"Entrée": "entered_on"}
    outcome = load(HEADER, AWA, ALI, mapping=ROSTER | {"columns": columns})
    assert not outcome.is_loaded and "day first" in str(outcome.refusal)
    assert outcome.questions


def test_people_without_a_number_are_recognised_by_the_columns_named(load):
    mapping = ROSTER | {"identity": ["Nom", "Prénoms", "Entrée"]}
    lines = (HEADER, AWA.replace("0101", ""), ALI.replace("0102", ""))
    assert counts(load(*lines, mapping=mapping)) == (2, 0, 0, 0)
    assert counts(load(*lines, mapping=mapping)) == (0, 0, 2, 0)
    assert counts(load(HEADER, lines[1].upper(), mapping=mapping)) == (0, 1, 0, 0)
    assert db.session.query(Officer).count() == 2


def test_a_number_belongs_to_one_person(load):
    mapping = ROSTER | {"identity": ["Nom", "Prénoms"]}
    outcome = load(HEADER, AWA, ALI.replace("0102", "0101"), mapping=mapping, good_rows_only=True)
    assert "Row 2 of the file already has this number" in str(outcome.problems[0].reason)
    outcome = load(HEADER, ALI.replace("0102", "0101"), mapping=mapping, good_rows_only=True)
    assert "Somebody else already has this number" in str(outcome.problems[0].reason)


def test_an_age_needs_its_day_and_gives_a_year_of_birth(load):
    header, line = HEADER + ";Age", AWA + ";40.0"
    asked = load(header, line, mapping=ROSTER | {"columns": ROSTER["columns"] | {"Age": "age"}})
    assert "On which day" in str(asked.refusal)
    columns = ROSTER["columns"] | {"Age": {"field": "age", "on": "2018-01-01"}}
    load(header, line, mapping=ROSTER | {"columns": columns})
    assert only_officer().birth_year == 1977
    assert counts(load(header, line, mapping=ROSTER | {"columns": columns})) == (0, 0, 1, 0)


def test_a_birth_after_the_entry_is_refused(load):
    columns = ROSTER["columns"] | {"Née": "birth_on"}
    outcome = load(HEADER + ";Née", AWA + ";2016-01-01", mapping=ROSTER | {"columns": columns})
    assert "birth is not before the entry" in str(outcome.problems[0].reason)


def test_lost_zeros_are_told_and_can_be_put_back(load):
    lines = [AWA, ALI, AWA.replace("0101", "0103").replace("Awa", "Fatim"), ALI.replace("0102", "99").replace("Ali", "Issa")]
    outcome = load(HEADER, *lines, dry_run=True)
    assert "leading zeros" in " ".join(map(str, outcome.warnings))
    padded = ROSTER["columns"] | {"Matricule": {"field": "service_number", "pad": 4}}
    load(HEADER, *lines, mapping=ROSTER | {"columns": padded})
    assert db.session.query(Officer).filter_by(service_number="0099").count() == 1


def test_unknown_names_are_proposed_for_creation_or_mapping(load):
    mapping = ROSTER | {"create": []}
    outcome = load(HEADER, AWA.replace("Sergent-chef", "Sergent-cheff"), mapping=mapping)
    proposals = {one.field: one for one in outcome.unknown}
    assert (proposals["rank"].proposal, proposals["rank"].nearest) == ("map", "Sergent-chef")
    assert proposals["unit"].proposal == "create"
    told = mapping | {"values": {"rank": {"Sergent-cheff": "SGC"}}, "create": ["unit"]}
    assert counts(load(HEADER, AWA.replace("Sergent-chef", "Sergent-cheff"), mapping=told)) == (1, 0, 0, 0)


def test_ranks_are_created_outside_the_ladder_and_marked_as_assumed(load):
    mapping = ROSTER | {"create": ["unit", "rank"], "create_as": {"rank": {"corps": "SOF"}}}
    load(HEADER, AWA.replace("Sergent-chef", "9161"), mapping=mapping)
    rank = only_officer().rank
    assert (rank.code, rank.level, rank.is_assumed) == ("9161", 0, True)


def test_the_mapping_is_remembered_for_the_same_header(load):
    load(HEADER, AWA)
    assert counts(load(HEADER, ALI, mapping=None)) == (1, 0, 0, 0)


def test_columns_that_are_not_loaded_are_told(load):
    outcome = load(HEADER + ";Observations", AWA + ";rien", dry_run=True)
    assert "Observations" in " ".join(map(str, outcome.warnings))


@pytest.mark.parametrize(
    "wrong",
    [
        {"colums": {}},
        {"columns": {"Nom": "surname"}},
        {"columns": {"Absente": "last_name"}},
        {"columns": {"Nom": {"field": "last_name", "x": 1}}},
        {"columns": {"Nom": "last_name", "Prénoms": "last_name"}},
        {"columns": {"Nom": "last_name"}},
        {"load": "some"},
        {"create": "rank"},
    ],
)
def test_a_mapping_that_is_not_understood_is_refused(load, wrong):
    with pytest.raises(Refused):
        load(HEADER, AWA, mapping={"record": "officer"} | wrong)


def test_the_audit_trail_of_an_import_holds(load):
    columns = ROSTER["columns"] | {"NINA": "nina"}
    load(HEADER + ";NINA", AWA + ";28502301002014K", mapping=ROSTER | {"columns": columns})
    with guard.unscoped("check"):
        assert audit.verify() is None
        event = db.session.query(AuditEvent).filter_by(record_type="officer", action="create").one()
    assert event.record_name == "DIARRA Awa" and event.user_name == "Aminata"
    assert "28502301002014K" not in str(event.changes) and event.changes["nina"][1]["sealed"]


def test_a_clerk_loads_into_his_own_agency_only(load):
    load(HEADER, AWA)  # creates the unit, which a clerk may not
    load.as_clerk()
    assert counts(load(HEADER, ALI)) == (1, 0, 0, 0)
    with pytest.raises(Forbidden):
        load(HEADER, AWA.replace("0101", "0909"), mapping=ROSTER | {"defaults": {"home_agency": "OCS"}})


def test_a_clerk_creates_no_units(load):
    load.as_clerk()
    with pytest.raises(Refused, match="may not create"):
        load(HEADER, AWA)


def test_who_may_not_import_loads_nothing(load):
    load.by = replace(load.by, role="auditor")
    with pytest.raises(Forbidden):
        load(HEADER, AWA)


def test_a_cancelled_import_raises(load):
    with pytest.raises(imports.Cancelled):
        load(HEADER, AWA, cancelled=lambda: True)
