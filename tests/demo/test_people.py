"""The demo force before it is written: plausible careers, a head for every unit, nobody twice."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest

from rules.evaluation import Weighted
from rules.promotion.conditions import add_years
from services import reference
from services.demo import accounts
from services.demo.calendar import last_day
from services.demo.evaluations import Criteria, Evaluators, evaluations
from services.demo.lists import REFERENCE_ON, lists
from services.demo.people import LONGEST_NAME, person
from services.demo.units import Plan

SEED = 1


@pytest.fixture(scope="module")
def plan():
    return Plan(2000, lists())


@pytest.fixture(scope="module")
def force(plan):
    return [person(plan, SEED, number) for number in range(plan.officers)]


@pytest.fixture(scope="module")
def marked(plan, force):
    shared = [Weighted(key, f"Criterion {key}", Decimal(10)) for key in range(9)]
    criteria, evaluators = Criteria(shared, [*shared, Weighted(9, "Leadership", Decimal(10))]), Evaluators(plan, SEED)
    return [(one, done) for one in force for done in evaluations(one, criteria, evaluators, SEED)]


@pytest.mark.parametrize("officers", [40, 60, 500, 2000, 30_000])
def test_every_officer_has_a_place_and_every_unit_a_head(officers):
    plan = Plan(officers, lists())
    assert sum(unit.size for unit in plan.units) == officers
    assert all(unit.size >= 1 and plan.unit_of(unit.first) is unit for unit in plan.units)
    assert {unit.agency for unit in plan.units} == {"PN", "OCS", "MSPC"}
    assert len(plan.by_code) == len(plan.units)


def test_parents_stand_before_their_units_in_the_same_agency(plan):
    for unit in plan.units:
        assert unit.parent is None or (unit.parent.number < unit.number and unit.parent.agency == unit.agency)


def test_the_police_is_in_all_regions_and_all_arrondissements(plan):
    assert {unit.region for unit in plan.units if unit.agency == "PN"} == set(lists().regions)
    assert sum(unit.code.startswith("CA-") and unit.code.count("-") == 1 for unit in plan.units) == 12


def test_a_larger_force_has_more_units_not_only_larger_ones():
    assert len(Plan(30_000, lists()).units) > 2 * len(Plan(2000, lists()).units)
    assert max(unit.size for unit in Plan(30_000, lists()).units) <= 80


def test_nobody_heads_two_units_at_once(plan):
    for headings in plan.led_by.values():
        assert len({since for since, _ in headings}) == len(headings)


def test_the_same_seed_gives_the_same_person_and_another_seed_another(plan, force):
    assert person(plan, SEED, 7) == force[7]
    assert person(plan, SEED + 1, 7) != force[7]


def test_every_rank_was_held_at_least_as_long_as_the_rules_ask(force):
    columns = {"from_rank": reference.text, "to_rank": reference.text, "min_years_in_rank": reference.number}
    rules = [line for _, line in reference.read(reference.FOLDER / "promotion_rules.csv", columns, frozenset())]
    least = {(line["from_rank"], line["to_rank"]): line["min_years_in_rank"] or 0 for line in rules}
    for one in force:
        for (rank, start), (next_rank, next_start) in pairwise(one.career.ranks):
            assert add_years(start, least.get((rank, next_rank), 0)) <= next_start, one


def test_nobody_held_a_rank_before_it_existed(force):
    exists_from = {rung.rank: rung.exists_from for ladder in lists().ladders.values() for rung in ladder}
    assert all(start >= exists_from[rank] for one in force for rank, start in one.career.ranks)


def test_histories_run_without_gap_or_overlap_from_entry(force):
    for one in force:
        for lines in (one.postings, one.positions):
            assert all(line.ends_on == following.starts_on > line.starts_on for line, following in pairwise(lines))
            assert lines[-1].ends_on is None or lines[-1].starts_on < lines[-1].ends_on <= REFERENCE_ON
        starts = [start for _, start in one.career.ranks]
        assert starts == sorted(set(starts)) and starts[-1] <= REFERENCE_ON
        assert one.positions[0].starts_on == one.career.entered_on


def test_people_entered_as_adults_and_leave_on_their_retirement_day(force):
    for one in force:
        assert 18 <= one.career.entered_on.year - one.birth_on.year <= 34
        retires = one.birth_on.year + lists().retirement_ages[one.rank]
        assert retires <= REFERENCE_ON.year if one.positions[-1].position == "RET" else retires >= REFERENCE_ON.year


def test_whoever_serves_at_the_narcotics_office_is_lent_by_another_agency(force):
    lent = [one for one in force if one.postings[-1].unit.agency == "OCS"]
    assert {one.home_agency for one in lent} == {"PN", "GEND", "DOUANE"}
    assert all(any(state.position == "MAD" for state in one.positions) for one in lent)


def test_the_abolished_corps_live_on_in_the_history_only(force):
    former = [one for one in force if one.career.ranks[0][0] == "INS"]
    assert former and all(one.rank == "COM" for one in former)
    assert not {one.rank for one in force} & {"INS", "LTN", "CNE"}


def test_numbers_are_unique_and_the_nina_is_well_formed(force):
    numbers = [one.nina for one in force if one.nina]
    assert len(numbers) == len(set(numbers)) > 0.9 * len(force)
    assert all(re.fullmatch(r"[0-9]{14}[A-Z]", nina) for nina in numbers)
    assert all(one.nina is None or one.nina[2:4] == f"{one.birth_on.year % 100:02d}" for one in force)
    assert len({(one.home_agency, one.service_number) for one in force}) == len(force)


def test_telephones_ring_nowhere(force):
    assert all(one.phone.startswith("+223 0") for one in force)


def test_names_are_those_that_break_screens(force):
    names = [f"{one.last_name} {one.first_names}" for one in force]
    assert " ".join(LONGEST_NAME) in names
    assert any(one.last_name in ("Ba", "Sy", "Ly") for one in force)
    assert all(any(sign in name for name in names) for sign in "ɛɔ'-")


def test_about_one_in_six_is_a_woman(force):
    assert 0.15 < Counter(one.sex for one in force)["F"] / len(force) < 0.22


def test_most_have_three_closed_evaluations_by_somebody_else(force, marked):
    count = Counter(one.number for one, done in marked if done.year < 2026)
    assert sum(number == 3 for number in count.values()) > 0.6 * len(force)
    assert all(done.evaluator != one.number for one, done in marked)


def test_evaluators_headed_the_unit_or_the_one_above_when_they_evaluated(marked):
    for one, done in marked:
        day = last_day(done.year)
        heads = {unit.head_on(day) for unit in (done.unit, done.unit.parent) if unit}
        assert done.evaluator in heads and one.posting_on(day).unit is done.unit


def test_evaluators_differ_in_leniency(marked):
    by_evaluator: dict[int, list[Decimal]] = {}
    for _, done in marked:
        by_evaluator.setdefault(done.evaluator, []).append(done.score)
    means = [sum(scores) / len(scores) for scores in by_evaluator.values() if len(scores) >= 10]
    assert max(means) - min(means) > 3


def test_leadership_is_marked_for_heads_only(marked):
    for one, done in marked:
        is_head = one.posting_on(last_day(done.year)).is_head
        assert is_head or 9 not in done.marks


def test_closed_years_were_sent_within_weeks_of_their_period_and_the_open_one_is_told_from_today(marked):
    assert all((done.sent_at is None) == (done.year == 2026) for _, done in marked)
    assert all(last_day(done.year) < done.sent_at.date() < last_day(done.year) + dt.timedelta(days=40) for _, done in marked if done.sent_at)
    assert {done.stage for _, done in marked if done.year == 2026} == {"not begun", "draft", "sent"}


def test_the_commander_of_the_demo_knows_all_the_people_by_name(plan):
    unit = accounts.chief_unit(plan)
    below = [child for child in plan.units if child.parent is unit]
    assert below and 15 <= unit.size + sum(child.size for child in below) <= 30
