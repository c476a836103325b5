"""Rank, unit and position of somebody who is known change by an act only; who is new may be taken over from the file."""

import datetime as dt

import pytest

from models import Award, AwardKind, Officer, PositionLine, Posting, RankLine, db, now
from services import guard

from .conftest import ACT, ALI, AWA, HEADER, ROSTER
from .test_histories import HEAD, POSTINGS, load_roster
from .test_officers import counts, only_officer

NO_ACT = {key: value for key, value in ROSTER.items() if key != "act"}
LATER = {"effect_on": "2024-07-01"}
ADJUDANT = AWA.replace("Sergent-chef", "ADJ")


def test_new_officers_without_an_act_are_taken_over_from_the_file(load):
    load(HEADER, AWA, mapping=NO_ACT)
    for model in (RankLine, Posting, PositionLine):
        line = db.session.query(model).one()
        assert (line.act_kind, line.act_reference, line.act_signed_on) == ("Reprise d'un fichier", "roster.csv", None)


@pytest.mark.parametrize("act", [{}, LATER, LATER | {"kind": "Décision"}, LATER | {"reference": "D-9/2024"}])
@pytest.mark.parametrize("line", [ADJUDANT, AWA.replace("CA-1", "CA-2")])
def test_who_is_known_changes_by_an_act_only(load, act, line):
    load(HEADER, AWA)
    outcome = load(HEADER, line, ALI, mapping=NO_ACT | {"act": act}, good_rows_only=True)
    assert counts(outcome) == (1, 0, 0, 1)
    problem = outcome.problems[0]
    assert "no act says so" in str(problem.reason) and "Give the kind of the act" in problem.mend


@pytest.mark.parametrize("act", [{"kind": "DECISION", "reference": "D-9/2024"}, {"kind": "décision", "signed_on": "2024-06-01"}])
def test_an_act_is_its_kind_and_its_reference_or_its_day(load, act):
    load(HEADER, AWA)
    assert counts(load(HEADER, ADJUDANT, mapping=NO_ACT | {"act": LATER | act})) == (0, 1, 0, 0)
    assert only_officer().rank_lines[1].act_kind == "Décision"


def test_the_act_may_stand_in_columns_of_the_file(load):
    load(HEADER, AWA, ALI)
    columns = ROSTER["columns"] | {"Nature": "act_kind", "Acte": "act_reference", "Signé": "act_signed_on", "Par": "act_authority"}
    lines = (f"{ADJUDANT};Arrêté;A-7;2024-06-01;Ministre", ALI.replace("SGT", "SGC") + ";;;;")
    outcome = load(HEADER + ";Nature;Acte;Signé;Par", *lines, mapping=NO_ACT | {"columns": columns}, good_rows_only=True)
    assert counts(outcome) == (0, 1, 0, 1)
    line = db.session.query(Officer).filter_by(service_number="0101").one().rank_lines[1]
    assert (line.act_kind, line.act_reference, line.act_authority) == ("Arrêté", "A-7", "Ministre")
    assert line.starts_on == line.act_signed_on == dt.date(2024, 6, 1)


def test_the_columns_of_an_act_are_recognised_by_their_headings(load):
    load(HEADER, AWA, mapping=NO_ACT)
    header = "Matricule;Grade;Nature de l’acte;Référence de l’acte;Signé le"
    assert counts(load(header, "0101;ADJ;Décision;D-9;2024-06-01", mapping=None)) == (0, 1, 0, 0)


def test_an_act_dated_ahead_waits_for_its_day(load):
    load(HEADER, AWA)
    ahead = now().date() + dt.timedelta(days=30)
    mapping = ROSTER | {"act": ACT | {"effect_on": ahead.isoformat()}}
    assert counts(load(HEADER, ADJUDANT, mapping=mapping)) == (0, 1, 0, 0)
    officer = only_officer()
    assert officer.rank.code == "SGC"
    assert [(line.rank.code, line.ends_on) for line in officer.rank_lines] == [("SGC", ahead), ("ADJ", None)]
    assert counts(load(HEADER, ADJUDANT, mapping=mapping)) == (0, 0, 1, 0), "the same file again"
    assert counts(load(HEADER, AWA, mapping=mapping)) == (0, 0, 1, 0), "what holds today"


def test_lines_told_for_the_first_time_are_taken_over_and_a_change_needs_its_act(load):
    load_roster(load)
    plain = {key: value for key, value in POSTINGS.items() if key != "act"}
    first = load(HEAD, "0101;CA-1;;2016-01-01;", mapping=plain, record="posting")
    assert counts(first) == (1, 0, 0, 0)
    assert db.session.query(Posting).one().act_kind == "Reprise d'un fichier"
    past = load(HEAD, "0101;CA-3;;2015-10-01;2015-12-31", mapping=plain, record="posting")
    assert counts(past) == (1, 0, 0, 0), "a line of the past changes nothing of today"
    change = load(HEAD, "0101;CA-2;;2020-01-01;", "0102;CA-2;;2020-01-01;", mapping=plain, record="posting", good_rows_only=True)
    assert counts(change) == (1, 0, 0, 1) and "no act says so" in str(change.problems[0].reason)
    assert db.session.query(Officer).filter_by(service_number="0101").one().unit.code == "CA-1"


def test_an_award_is_loaded_with_its_act(load):
    load_roster(load)
    with guard.unscoped("the test"):
        db.session.add(AwardKind(code="MED", name="Médaille"))
        db.session.flush()
    mapping = {"record": "award", "columns": {"Matricule": "officer", "Du": "starts_on", "Distinction": "kind"}, "act": ACT}
    lines = ("Matricule;Du;Distinction", "0101;2020-01-01;Médaille")
    assert counts(load(*lines, mapping=mapping, record="award")) == (1, 0, 0, 0)
    assert db.session.query(Award).one().act_reference == ACT["reference"]
    assert counts(load(*lines, mapping=mapping, record="award")) == (0, 0, 1, 0)
