"""A version of a rule reads as sentences, and says sentence by sentence what it changes."""

from __future__ import annotations

import datetime as dt

import pytest
from flask_babel import force_locale

from models import Agency, PromotionRound, PromotionRule, Rank, RoundState, Route, db
from rules.refused import Refused
from services import guard
from services.promotion import ruling
from services.promotion.chapters import Chapter
from services.promotion.sentences import changes, sentences, version_before
from tests import force
from tests.promotion.scenes import act_as

WEIGHTS = {"evaluation": 60, "seniority": 40}


@pytest.fixture
def write(in_app, people):
    """write(starts_on, …): a version for sergeants of the police."""

    def version(year: int, conditions: dict | None = None, weights: dict | None = None, **other) -> PromotionRule:
        with guard.unscoped("a rule for tests"):
            ranks = {"from_rank": force.of_code(Rank, "SGT"), "to_rank": force.of_code(Rank, "SGC")}
            values = {"route": Route.EXAMINATION, "legal_text": "Texte inventé.", "starts_on": dt.date(year, 1, 1)} | ranks
            made = PromotionRule(conditions=conditions or {}, weights=WEIGHTS if weights is None else weights, **values | other)
            db.session.add(made)
            db.session.flush()
        return made

    with force_locale("en"):
        yield version


def told(rule: PromotionRule, chapter: Chapter | None = None) -> list[str]:
    return [one.text for one in sentences(rule) if chapter in (None, one.chapter)]


def test_every_condition_has_its_sentence(write):
    asked = {
        "min_years_in_rank": 5, "min_years_in_corps": 3, "min_years_of_service": 8, "evaluations_required": 3, "least_mark": 12,
        "years_barred_first_degree": 1, "years_barred_second_degree": 2, "needs_fitness": True, "positions": ["ACT"],
        "least_education": "secondary", "trainings": ["BS 1", "Secourisme"], "months_before_retirement": 24,
    }  # fmt: skip
    read = told(write(2027, asked), Chapter.CONDITIONS)
    assert len(read) == 1 + len(asked)
    assert read[1] == "The officer has held this rank for at least 5 years."
    assert "The mean of the last 3 marks is at least 12 of 20." in read
    assert "No sanction of the first degree was given in the last 1 year before the date of reference." in read
    assert "The officer stands in one of these positions: Activité." in read
    assert "Each of these diplomas is on file: BS 1 ; Secourisme." in read


def test_what_is_not_asked_is_not_said(write):
    read = told(write(2027), Chapter.CONDITIONS)
    assert [one.split(" ")[2:4] for one in read] == [["holds", "the"], ["stands", "in"]]


def test_quota_share_of_seniority_and_the_freedom_of_the_board_are_said(write):
    rule = write(2027, {"most_percent": 40, "overrides_allowed": True, "most_overrides": 10}, seniority_percent=30)
    assert told(rule, Chapter.PLACES) == [
        "Of the places, 30 % go to the longest in the rank among those whom the order of merit leaves; the others go by the order of merit.",
        "At most 40 % of those who may be promoted are promoted.",
        "The board may depart from the computed order, one officer at a time and with written reasons, for at most 10 % of the places.",
    ]
    assert "The board may not depart from the computed order." in told(write(2028), Chapter.PLACES)


def test_weights_caps_deductions_and_ties_are_said(write):
    read = told(write(2027), Chapter.POINTS)
    assert read[0] == "The evaluations bring up to 60 points of 100, by the mean of the last 3 marks."
    assert "Time in the rank never brings more than 20 points of 100 where anything else counts." in read
    assert any(one.startswith("Each sanction of the last 5 years takes points off: 1 for the first degree, 2 for the second") for one in read)
    assert told(write(2028), Chapter.TIES)[0].startswith("Equal points are settled by time in the rank, then time in the service, then ")


def test_the_law_and_what_is_assumed_are_said(write):
    read = told(write(2027, is_assumed=False, ends_on=dt.date(2029, 1, 1)), Chapter.SCOPE)
    assert read[1:] == ["It is in force from 01/01/2027 until 01/01/2029.", "Its legal text is: Texte inventé.", "It stands in that text."]
    assert "assumed" in told(write(2028), Chapter.SCOPE)[-1]


@pytest.mark.parametrize(
    ("cap", "said"),
    [("3", "In a year at most 3 are promoted so."), ("2 %", "In a year at most 2 % of those who hold the rank are promoted so.")],
)
def test_an_exceptional_promotion_has_a_cap_and_no_points(write, cap, said):
    rule = write(2027, {"min_years_of_service": 2, "most_per_year": cap}, {}, route=Route.EXCEPTIONAL)
    assert {one.chapter for one in sentences(rule)} == {Chapter.SCOPE, Chapter.CONDITIONS, Chapter.PLACES}
    assert told(rule, Chapter.PLACES) == [said]


def test_two_versions_are_held_side_by_side_sentence_by_sentence(write):
    before = write(2027, {"min_years_in_rank": 5, "needs_fitness": True})
    after = write(2028, {"min_years_in_rank": 4, "least_mark": 12})
    found = {(one.before, one.after) for one in changes(sentences(before), sentences(after)) if one.chapter is Chapter.CONDITIONS}
    assert found == {
        ("The officer has held this rank for at least 5 years.", "The officer has held this rank for at least 4 years."),
        ("The officer is medically fit, by an examination that is valid on the date of reference.", None),
        (None, "The mean of the last 3 marks is at least 12 of 20."),
    }


def test_a_version_follows_the_latest_one_of_its_own_step_and_route(write):
    first, second, third = write(2027), write(2028), write(2029)
    write(2028, route=Route.CHOICE, starts_on=dt.date(2028, 6, 1))
    assert (version_before(third), version_before(second), version_before(first)) == (second, first, None)


def frozen_round(rule: PromotionRule, state: RoundState) -> None:
    with guard.unscoped("a round for tests"):
        agency = force.of_code(Agency, "OCS")
        db.session.add(PromotionRound(name=str(state), agency=agency, rule=rule, places=1, reference_on=dt.date(2027, 1, 1), state=state))
        db.session.flush()


@pytest.mark.parametrize("state", [state for state in RoundState if state is not RoundState.PREPARED])
def test_a_version_by_which_criteria_were_frozen_in_whatever_agency_stays_as_it_is(write, state):
    rule = write(2027)
    frozen_round(rule, state)
    with guard.unscoped("a change that is not saved"), db.session.no_autoflush:
        rule.conditions = {"min_years_in_rank": 1}
        with pytest.raises(Refused, match="new version"):
            ruling.check_rule(rule)
        db.session.expire(rule)


def test_its_last_day_may_still_be_set(write):
    rule = write(2027)
    frozen_round(rule, RoundState.SEALED)
    rule.ends_on = dt.date(2029, 1, 1)
    ruling.check_rule(rule)


def test_a_version_of_which_a_round_is_only_being_prepared_may_change(write, people):
    rule = write(2027)
    frozen_round(rule, RoundState.PREPARED)
    act_as(people.aminata)
    rule.conditions = {"min_years_in_rank": 1}
    ruling.check_rule(rule)
    assert not ruling.has_decided(rule)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": {"evaluation": 80}}, {"weights": {"evaluation": 80, "charm": 20}}, {"weights": {}},
        {"conditions": {"least_mark": 21}}, {"conditions": {"least_education": "wisdom"}}, {"ends_on": dt.date(2026, 1, 1)},
        {"route": Route.EXCEPTIONAL}, {"route": Route.EXCEPTIONAL, "weights": {}},
    ],
)  # fmt: skip
def test_a_version_that_says_nothing_clear_is_refused(write, wrong):
    values = {"conditions": {}, "weights": WEIGHTS, "route": Route.CHOICE, "starts_on": dt.date(2027, 1, 1), "ends_on": None, "seniority_percent": 0}
    with pytest.raises(Refused), db.session.no_autoflush:
        ruling.check_rule(PromotionRule(**values | wrong))
