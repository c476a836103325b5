"""A file does not change what a position means to the careers that name it."""

from __future__ import annotations

from models import Position, db
from tests.force import of_code

from .conftest import AWA, HEADER

HEAD = "Code;Nom;Fin"
MAPPING = {"record": "position", "columns": {"Code": "code", "Nom": "name", "Fin": "ends_service"}}


def test_a_position_that_lines_name_keeps_its_meaning_and_may_be_renamed(load):
    load(HEADER, AWA)
    refused = load(HEAD, "ACT;En activité;oui", mapping=MAPPING, record="position", good_rows_only=True)
    assert refused.counts["refused"] == 1 and not of_code(Position, "ACT").ends_service
    renamed = load(HEAD, "ACT;En activité de service;non", mapping=MAPPING, record="position")
    assert renamed.counts["changed"] == 1 and of_code(Position, "ACT").name == "En activité de service"


def test_a_position_that_no_line_names_is_free(load):
    load(HEAD, "DET;Détachement;oui", mapping=MAPPING, record="position")
    db.session.expire_all()
    assert of_code(Position, "DET").ends_service
