"""Who is within the places: by merit, by seniority, by the board."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from rules.promotion import Terms, open_places, outcome, rank, rule_from

from .candidates import ON, RULE, WEIGHTS, dossier, forces


def in_order(*ranks_since: int):
    """Candidates 1, 2, 3 … in the order of merit, with the year since which each holds the rank."""
    return [dossier(number, rank_since=dt.date(year, 1, 1)) for number, year in enumerate(ranks_since, 1)]


def by(percent: int) -> Terms:
    return Terms(weights=WEIGHTS, seniority_percent=percent)


def test_the_first_by_merit_are_admitted():
    assert outcome(in_order(2019, 2019, 2019), 2, by(0)) == {1: "choice", 2: "choice"}


def test_a_share_of_the_places_goes_to_the_most_senior_of_those_whom_merit_leaves():
    order = in_order(2010, 2019, 2018, 2012, 2015)
    assert outcome(order, 3, by(34)) == {1: "choice", 2: "choice", 4: "seniority"}


def test_what_makes_no_whole_place_goes_by_merit():
    assert set(outcome(in_order(2019, 2018, 2012), 2, by(30)).values()) == {"choice"}


def test_whom_the_board_admits_takes_the_place_of_the_last_by_merit():
    order = in_order(2019, 2019, 2019, 2010, 2018)
    assert outcome(order, 3, by(34), {5: "admit"}) == {1: "choice", 4: "seniority", 5: "board"}


def test_whom_the_board_leaves_out_is_followed_by_the_next():
    assert outcome(in_order(2019, 2019, 2019), 2, by(0), {1: "leave_out"}) == {2: "choice", 3: "choice"}


def test_who_is_admitted_anyhow_is_not_admitted_by_the_board():
    assert outcome(in_order(2019, 2019, 2019), 2, by(0), {1: "leave_out", 3: "admit"}) == {2: "choice", 3: "choice"}


def test_whom_the_board_admits_never_loses_to_another_whom_it_admits():
    assert outcome(in_order(2019, 2019, 2019, 2019), 2, by(0), {2: "admit", 4: "admit"}) == {2: "board", 4: "board"}


def test_the_board_admits_no_more_than_there_are_places():
    assert outcome(in_order(2019, 2019, 2019), 1, by(0), {2: "admit", 3: "admit"}) == {2: "board"}


@pytest.mark.parametrize(("percent", "eligible", "places"), [(None, 9, 5), (30, 9, 2), (100, 3, 3)])
def test_a_quota_counts_whole_people(percent, eligible, places):
    assert open_places(5, rule_from({"most_percent": percent}), eligible) == places


DECISIONS = st.dictionaries(st.integers(1, 9), st.sampled_from(["admit", "leave_out"]), max_size=4)


@given(forces(), st.integers(0, 5), st.sampled_from([0, 30, 50, 100]), DECISIONS)
def test_the_number_of_places_stays_whatever_the_board_decides(force, places, percent, decisions):
    able = [place.dossier for place in rank(force, RULE, by(percent), places, ON) if place.is_eligible]
    admitted = outcome(able, places, by(percent), decisions)
    left_out = sum(decisions.get(one.officer_id) == "leave_out" for one in able)
    assert len(admitted) == min(places, len(able) - left_out)
    assert not any(decisions.get(officer) == "leave_out" for officer in admitted)


@given(forces(), st.integers(0, 5), DECISIONS)
def test_a_decision_of_the_board_never_changes_a_place(force, places, decisions):
    computed, decided = rank(force, RULE, by(30), places, ON), rank(force, RULE, by(30), places, ON, None, decisions)
    assert [one.place for one in computed] == [one.place for one in decided]
    assert [one.dossier for one in computed] == [one.dossier for one in decided]
