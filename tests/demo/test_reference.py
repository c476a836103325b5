"""Reference data: loaded by code, loaded twice without effect, and refused with row and column."""

from __future__ import annotations

import shutil

import pytest

from models import Corps, Criterion, EvaluationForm, Position, PromotionRule, Rank, Region, db
from rules.promotion import check_weights, rule_from
from rules.refused import Refused
from services import guard, reference


@pytest.fixture
def folder(tmp_path):
    """A copy of the reference data that a test may spoil."""
    return shutil.copytree(reference.FOLDER, tmp_path / "reference")


def replace(folder, name: str, old: str, new: str) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def test_loading_twice_changes_nothing(in_app):
    assert set(reference.load().values()) == {(0, 0)}


def test_a_corrected_file_corrects_the_record_of_that_code(in_app, folder):
    replace(folder, "ranks.csv", "Sergent-chef", "Sergent-chef de police")
    assert reference.load(folder)["ranks.csv"] == (0, 1)
    assert db.session.query(Rank).filter_by(code="SGC").one().name == "Sergent-chef de police"


def test_the_police_ladder_has_its_24_ranks_each_with_its_own_level(in_app):
    police = db.session.query(Rank.level).join(Rank.corps).join(Corps.agency).filter_by(code="PN")
    levels = [level for (level,) in police]
    assert len(levels) == len(set(levels)) == 24


def test_officers_corps_ended_in_2023_and_its_ranks_are_transposed(in_app):
    ended = db.session.query(Rank).join(Rank.corps).filter(Corps.code == "OFF").all()
    assert {str(rank.ends_on) for rank in ended} == {"2023-03-30"}
    assert {rank.transposed_to.code for rank in ended} == {"COM"}


def test_there_are_19_regions_and_the_district(in_app):
    assert db.session.query(Region).count() == 20


def test_only_serving_officers_may_be_promoted(in_app):
    assert not db.session.query(Position).filter_by(is_promotable=True, is_serving=False).all()


def test_the_weights_of_the_ten_criteria_make_100_and_one_is_for_leaders(in_app):
    criteria = db.session.query(Criterion).all()
    assert len(criteria) == 10 and sum(one.weight for one in criteria) == 100
    asked = {form.code: {one.criterion.code for one in form.criteria} for form in db.session.query(EvaluationForm)}
    assert asked["CHF"] - asked["AGT"] == {"COM"}


def test_every_promotion_rule_can_be_read_and_says_that_it_is_assumed(in_app):
    for rule in db.session.query(PromotionRule):
        rule_from(rule.conditions)
        check_weights(rule.weights)
        assert rule.is_assumed and rule.legal_text


def test_what_is_assumed_says_why(in_app):
    for model in (Rank, Corps, Region, Position, Criterion):
        assert all(one.source for one in db.session.query(model).filter_by(is_assumed=True))


def test_a_wrong_number_is_refused_with_row_and_column(in_app, folder):
    replace(folder, "regions.csv", "Kayes,Kayes,1,", "Kayes,Kayes,first,")
    with pytest.raises(Refused, match="regions.csv, row 3, column sort_order: “first”"):
        reference.load(folder)


def test_an_unknown_code_is_refused_with_row_and_column(in_app, folder):
    replace(folder, "corps.csv", "Constables,PN", "Constables,XX")
    with pytest.raises(Refused, match="corps.csv, row 2, column agency: “XX”"):
        reference.load(folder)


def test_a_missing_value_is_refused_with_row_and_column(in_app, folder):
    replace(folder, "positions.csv", "ACT,Activité", "ACT,")
    with pytest.raises(Refused, match="positions.csv, row 2, column name: a value is needed"):
        reference.load(folder)


def test_a_missing_column_is_refused(in_app, folder):
    replace(folder, "agencies.csv", "legal_text", "law")
    with pytest.raises(Refused, match="agencies.csv: the column legal_text is missing"):
        reference.load(folder)


def test_a_rank_transposed_to_nothing_is_refused(in_app, folder):
    replace(folder, "ranks.csv", "2018-03-15,LTN", "2018-03-15,XXX")
    with guard.unscoped("test"), pytest.raises(Refused, match="no rank has the code “XXX”"):
        reference.load(folder)


def test_kinds_of_act_have_codes_and_names_in_both_languages():
    assert {"code": "ARRETE", "name": "Arrêté", "name_en": "Order (arrêté)"} in reference.act_kinds()
