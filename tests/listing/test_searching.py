"""Officers are found by the words of their names, however typed, and only those one may see."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from models import CycleForm, Evaluation, EvaluationCycle, Officer, Unit, db
from services import guard, listing
from tests import force

NAMES = [("Traoré", "Aïssata"), ("N'Diaye", "Fatou"), ("Ba", "Oumar"), ("Bagayoko", "Sy"), ("Élie", "Jean-Baptiste")]


@pytest.fixture
def officers(people, in_app):
    with guard.unscoped("the test"):
        unit = db.session.get(Unit, people.unit_id)
        return {name: force.officer(*name, unit).id for name in NAMES}


def found(search: str, model=Officer) -> set[int]:
    with guard.unscoped("the test"):
        asked = listing.asked(model, MultiDict({"search": search, "size": "200"}), ())
        return {record.id for record in listing.page(model, asked, ()).records}


@pytest.mark.parametrize(
    ("search", "place"),
    [
        ("traore", 0), ("TRAORÉ", 0), ("aissata traore", 0), ("raor", 0), ("ïssa", 0),
        ("ndiaye", 1), ("N'Diaye", 1), ("n’diaye fatou", 1), ("n diaye", 1), ("diaye", 1),
        ("ba oumar", 2), ("oumar BA", 2), ("sy", 3), ("jean baptiste", 4), ("jean-baptiste", 4), ("jeanbaptiste elie", 4),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_typed(officers, search, place):
    assert officers[NAMES[place]] in found(search)


def test_a_short_word_finds_no_part_of_a_longer_one(officers):
    assert found("ba") == {officers["Ba", "Oumar"]}


def test_every_word_must_be_found(officers):
    assert found("traore fatou") == set()


@pytest.mark.parametrize(
    "search", ["%", "_", "'", '"', 'a" OR "b', "traore*", "NEAR(a b)", "tra%", "(", "-", "\x00", "NOT", "AND", "\ud800", "é" * 5000]
)
def test_signs_with_a_meaning_for_a_database_have_none_here(officers, search):
    assert officers["Ba", "Oumar"] not in found(search)


def test_a_service_number_is_found_by_any_part(officers):
    with guard.unscoped("the test"):
        officer = db.session.get(Officer, officers["Ba", "Oumar"])
        officer.service_number = "PN-2031/K"
        db.session.flush()
    assert found("PN-2031/K") == found("2031") == found("pn2031k") == {officer.id}


def test_a_new_name_is_found_and_the_old_one_no_more(officers):
    with guard.unscoped("the test"):
        officer = db.session.get(Officer, officers["Ba", "Oumar"])
        officer.last_name = "Dembélé"
        db.session.flush()
    assert found("dembele oumar") == {officer.id} and found("ba oumar") == set()


def test_who_is_gone_is_not_found(officers, in_app):
    with guard.unscoped("the test"):
        unit = Unit(code="X", name="Zébu", agency=force.of_code(force.Agency, "PN"))
        db.session.add(unit)
        db.session.flush()
        assert found("zebu", Unit) == {unit.id}
        db.session.rollback()
    assert found("zebu", Unit) == set()


def test_an_evaluation_is_found_by_its_officer_and_its_cycle(officers):
    with guard.unscoped("the test"):
        cycle = EvaluationCycle(name="Campagne 2025", starts_on=force.ENTERED_ON, ends_on=force.ENTERED_ON)
        made = Evaluation(cycle=cycle, form=CycleForm(cycle=cycle, name="Fiche"), officer_id=officers["Traoré", "Aïssata"])
        db.session.add_all([cycle, made])
        db.session.flush()
    assert found("traore 2025", Evaluation) == {made.id}
    assert found("traore 2024", Evaluation) == found("oumar", Evaluation) == set()
