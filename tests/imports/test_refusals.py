"""What an import says no to, whatever stands in the file."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from models import Officer, db
from rules.refused import Refused
from services.imports.existing import Existing

from .conftest import ALI, AWA, HEADER, ROSTER
from .test_officers import counts


def test_a_contradiction_found_by_the_database_is_a_refusal_in_our_own_words(load, monkeypatch):
    load(HEADER, AWA)
    monkeypatch.setattr(Existing, "get", lambda *_: None)
    monkeypatch.setattr(Existing, "refuse_taken", lambda *_: None)
    with pytest.raises(Refused) as refused:
        load(HEADER, AWA)
    assert "contradict records" in str(refused.value) and refused.value.__cause__ is None


@pytest.mark.parametrize("heading, field", [("NINA", "nina"), ("Pièce", "nina"), ("Pièce", "phone"), ("Téléphone", None)])
def test_what_is_kept_secret_may_not_identify_people(load, heading, field):
    mapping = ROSTER | {"columns": ROSTER["columns"] | {heading: field}, "identity": ["Nom", heading]}
    with pytest.raises(Refused, match="may not identify people"):
        load(f"{HEADER};{heading}", AWA + ";28502301002014K", mapping=mapping)


def test_the_mapping_is_remembered_whoever_loads(load):
    load.by = replace(load.by, role="technician")
    mapping = {"record": "region", "columns": {"Code": "code", "Nom": "name"}}
    outcome = load("Code;Nom", "R-99;Région neuve", mapping=mapping, record="region")
    assert outcome.is_loaded and counts(load("Code;Nom", "R-98;Autre région", mapping=None, record="region")) == (1, 0, 0, 0)


def test_the_traces_of_imports_are_no_records_to_load(load):
    with pytest.raises(Refused, match="cannot be loaded"):
        load("Nom", "x", mapping={"record": "import_mapping"}, record="import_mapping")


def test_nobody_loads_a_change_of_his_own_file(load):
    load(HEADER, AWA, ALI)
    own = db.session.scalar(select(Officer.id).where(Officer.service_number == "0101"))
    load.by = replace(load.by, officer_id=own)
    outcome = load(HEADER, AWA.replace("Sergent-chef", "Adjudant"), ALI.replace("Ali", "Alioune"))
    assert counts(outcome) == (0, 1, 0, 1)
    assert counts(load(HEADER, AWA)) == (0, 0, 1, 0), "a row that changes nothing is no matter"
