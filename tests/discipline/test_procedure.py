"""The disciplinary procedure: what may follow what, what a sanction may be, and the day of its erasure."""

from __future__ import annotations

import datetime as dt

import pytest

from rules import discipline
from rules.discipline import Case, Kind
from rules.refused import Refused

TODAY = dt.date(2026, 11, 22)
OPENED, TOLD, HEARD, DECIDED = dt.date(2026, 3, 2), dt.date(2026, 3, 5), dt.date(2026, 4, 1), dt.date(2026, 4, 20)
ARREST, REPRIMAND, DISMISSAL = Kind(False, 30, 3), Kind(False, None, 3), Kind(True)


def case(state: str = "open", **days) -> Case:
    return Case(state, OPENED, **days)


def heard(by_council: bool = False) -> Case:
    return case("heard", notified_on=TOLD, heard_on=HEARD, heard_by_council=by_council)


@pytest.mark.parametrize(
    ("stands", "follow"),
    [
        (case(), ("tell", "decide")),
        (case(notified_on=TOLD), ("hear", "decide")),
        (heard(), ("hear", "decide")),
        (case("decided", notified_on=TOLD, decided_on=DECIDED), ("appeal", "close")),
        (case("appealed", notified_on=TOLD, decided_on=DECIDED, appealed_on=DECIDED), ("close",)),
        (case("closed"), ()),
    ],
)
def test_each_state_has_its_next_steps(stands, follow):
    assert discipline.may_follow(stands) == follow


def test_nobody_is_heard_on_what_he_does_not_know():
    with pytest.raises(Refused, match="was told"):
        discipline.check_step(case(), "hear", HEARD, TODAY)


@pytest.mark.parametrize(
    ("stands", "step", "day"),
    [
        (case(), "tell", dt.date(2026, 3, 1)),
        (case(notified_on=TOLD), "hear", dt.date(2026, 3, 4)),
        (heard(), "decide", dt.date(2026, 3, 31)),
        (case("decided", decided_on=DECIDED), "appeal", dt.date(2026, 4, 19)),
        (case("appealed", decided_on=DECIDED, appealed_on=dt.date(2026, 5, 1)), "close", DECIDED),
        (case(), "tell", dt.date(2026, 11, 23)),
    ],
)
def test_no_step_lies_before_the_one_it_follows_nor_ahead_of_today(stands, step, day):
    with pytest.raises(Refused):
        discipline.check_step(stands, step, day, TODAY)


def test_a_second_hearing_before_the_first_is_told_as_such():
    with pytest.raises(Refused, match="heard on .* already"):
        discipline.check_step(heard(), "hear", TOLD, TODAY)


@pytest.mark.parametrize("step", ["appeal", "close", "decide"])
def test_a_closed_case_goes_no_further(step):
    with pytest.raises(Refused, match="cannot follow"):
        discipline.check_step(case("closed", decided_on=DECIDED), step, TODAY, TODAY)


def test_the_second_degree_needs_the_disciplinary_council():
    with pytest.raises(Refused, match="disciplinary council"):
        discipline.check_sanction(heard(), DISMISSAL, DECIDED, DECIDED, None)
    discipline.check_sanction(heard(by_council=True), DISMISSAL, DECIDED, DECIDED, None)


def test_the_first_degree_is_within_the_powers_of_the_head():
    discipline.check_sanction(case(notified_on=TOLD), REPRIMAND, DECIDED, DECIDED, None)


def test_nobody_is_sanctioned_who_was_not_told():
    with pytest.raises(Refused, match="without having been told"):
        discipline.check_sanction(case(), REPRIMAND, DECIDED, DECIDED, None)


def test_a_sanction_does_not_take_effect_before_it_is_decided():
    with pytest.raises(Refused, match="take effect"):
        discipline.check_sanction(heard(), REPRIMAND, DECIDED, HEARD, None)


@pytest.mark.parametrize(("kind", "days"), [(ARREST, None), (ARREST, 0), (ARREST, 31), (REPRIMAND, 5)])
def test_a_sanction_lasts_as_long_as_its_kind_lets_it(kind, days):
    with pytest.raises(Refused):
        discipline.check_days(kind, days)
    discipline.check_days(ARREST, 30)


def test_the_day_of_erasure_is_counted_from_the_end_of_the_sanction():
    ends = discipline.ends_on(DECIDED, 30)
    assert ends == dt.date(2026, 5, 20)
    assert discipline.erased_on(ARREST, DECIDED, ends) == dt.date(2029, 5, 20)
    assert discipline.erased_on(REPRIMAND, dt.date(2024, 2, 29), None) == dt.date(2027, 2, 28)
    assert discipline.erased_on(DISMISSAL, DECIDED, None) is None
