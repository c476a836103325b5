"""The records of a file come from a file as well; the same file a second time changes nothing."""

from __future__ import annotations

import pytest

from models import Absence, IdentityPaper, LanguageSkill, db
from services import guard
from tests.imports.conftest import load  # noqa: F401  (the fixture)
from tests.imports.test_histories import load_roster
from tests.imports.test_officers import counts

FILES = {
    "identity_paper": (
        "Matricule;Nature;Numéro;Établie le;Expire le", {"Nature": "kind", "Numéro": "number", "Établie le": "issued_on", "Expire le": "expires_on"},
        ["0101;Carte nationale d’identité;A123456;01/02/2022;31/01/2027", "0101;Passeport;B777;;31/01/2028"],
    ),
    "family_member": (
        "Matricule;Lien;Nom;Prénoms;Né le", {"Lien": "kinship", "Nom": "last_name", "Prénoms": "first_names", "Né le": "birth_on"},
        ["0101;Enfant;Diarra;Bintou;05/06/2018", "0101;Enfant;Diarra;Seydou;12/01/2021"],
    ),
    "education": (
        "Matricule;Niveau;Diplôme;École;Obtenu le", {"Niveau": "level", "Diplôme": "title", "École": "school", "Obtenu le": "obtained_on"},
        ["0101;Baccalauréat;Bac lettres;Lycée de Kati;15/07/2012"],
    ),
    "language_skill": (
        "Matricule;Langue;Parlée;Écrite", {"Langue": "language", "Parlée": "spoken", "Écrite": "written"},
        ["0101;BAM;fluent;basic", "0101;FRA;working;working"],
    ),
    "absence": (
        "Matricule;Type;Du;Au;Acte", {"Type": "kind", "Du": "starts_on", "Au": "last_day_on", "Acte": "act_kind"},
        ["0101;ANNU;01/03/2026;30/03/2026;Décision", "0101;MALA;01/06/2026;;Certificat"],
    ),
    "medical_fitness": (
        "Matricule;Décision;Visite;Jusqu’au", {"Décision": "outcome", "Visite": "examined_on", "Jusqu’au": "valid_until_on"},
        ["0101;fit;01/02/2025;01/02/2027"],
    ),
}  # fmt: skip


def mapping(record: str) -> dict:
    columns = {name: {"field": field, "dates": "jj/mm/aaaa"} if field.endswith("_on") else field for name, field in FILES[record][1].items()}
    return {"record": record, "columns": {"Matricule": "officer"} | columns}


@pytest.mark.parametrize("record", FILES)
def test_a_small_file_loads_once_and_changes_nothing_when_it_comes_again(load, record):  # noqa: F811
    load_roster(load)
    header, _columns, rows = FILES[record]
    first = load(header, *rows, mapping=mapping(record), record=record)
    assert counts(first) == (len(rows), 0, 0, 0), [(each.value, str(each.reason)) for each in first.problems]
    assert counts(load(header, *rows, mapping=mapping(record), record=record)) == (0, 0, len(rows), 0)


def test_a_changed_row_changes_its_record_and_no_other(load):  # noqa: F811
    load_roster(load)
    header, _columns, rows = FILES["absence"]
    load(header, *rows, mapping=mapping("absence"), record="absence")
    changed = [rows[0], "0101;MALA;01/06/2026;10/06/2026;Certificat"]
    assert counts(load(header, *changed, mapping=mapping("absence"), record="absence")) == (0, 1, 1, 0)
    with guard.unscoped("the test looks"):
        assert {str(one.last_day_on) for one in db.session.query(Absence)} == {"2026-03-30", "2026-06-10"}


def test_what_is_loaded_is_kept_as_a_form_keeps_it(load):  # noqa: F811
    load_roster(load)
    for record in ("identity_paper", "language_skill"):
        header, _columns, rows = FILES[record]
        load(header, *rows, mapping=mapping(record), record=record)
    with guard.unscoped("the test looks"):
        assert {one.number for one in db.session.query(IdentityPaper)} == {"A123456", "B777"}
        assert {one.language.code for one in db.session.query(LanguageSkill)} == {"BAM", "FRA"}
