"""Whatever acts and annulments follow each other, a history is what a clerk with a pencil would have written, day by day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from models import Officer, Position, PositionLine, Posting, Rank, RankLine, Unit, db, now
from rules import career
from rules.career import Span
from rules.refused import Refused
from services import guard, personnel
from services.personnel import Act, Paper
from tests import force

DAYS = 40
FIRST = dt.date(2024, 2, 10)  # the leap day lies within
QUIET = {"deadline": None, "database": None}


@dataclass(frozen=True)
class Entry:
    """An act as the pencil writes it: in which history, from which day (counted from entry), what it gives."""

    history: str
    day: int
    gives: object
    leaves: bool = False
    term: int | None = None


def replay(entries: list[Entry], history: str) -> list[object]:
    """What holds on each day, found by going through the days one by one."""
    held, days = None, []
    for day in range(DAYS):
        if held is not None and held.term == day:
            held = None
        if history == "posting" and any(one.history == "position" and one.leaves and one.day == day for one in entries):
            held = None
        held = next((one for one in entries if one.history == history and one.day == day), held)
        days.append(held)
    return days


def is_away(entries: list[Entry]) -> list[bool]:
    """Whether the officer is out of service, on each day."""
    return [one is not None and one.leaves for one in replay(entries, "position")]


def contradicts(entries: list[Entry]) -> bool:
    """Whether a posting begins while the officer is out of service."""
    away = is_away(entries)
    return any(one.history == "posting" and away[one.day] for one in entries)


# --- the rule alone ------------------------------------------------------------------------------

entry = st.builds(
    Entry,
    history=st.sampled_from(["posting", "position"]),
    day=st.integers(0, DAYS - 1),
    gives=st.none(),
    leaves=st.booleans(),
    term=st.none() | st.integers(1, DAYS + 5),
)


def on(day: int) -> dt.date:
    return FIRST + dt.timedelta(days=day)


def spans(entries: list[Entry], history: str) -> list[Span]:
    own = [(number, one) for number, one in enumerate(entries) if one.history == history]
    return [Span(number, on(one.day), on(one.term) if one.term is not None else None) for number, one in own]


def ruled(entries: list[Entry], history: str) -> tuple[list, list]:
    """The history as the rule arranges it, and the times out of service."""
    positions = career.arrange(spans(entries, "position"))
    away = career.away((span.starts_on, end, entries[span.key].leaves) for span, end in positions)
    return career.arrange(spans(entries, history), [left for left, _back in away] if history == "posting" else ()), away


def accepted(asked: list[Entry]) -> list[Entry]:
    """Those of the acts that begin on a day of their own and end after it."""
    taken: dict[tuple[str, int], Entry] = {}
    for one in asked:
        if one.term is None or one.term > one.day:
            taken.setdefault((one.history, one.day), one)
    return list(taken.values())


@pytest.mark.parametrize("history", ["posting", "position"])
@settings(max_examples=150, **QUIET)
@given(asked=st.lists(entry, max_size=12), annulled=st.sets(st.integers(0, 11)))
def test_any_day_can_be_asked_after_any_acts_and_annulments(history, asked, annulled):
    entries = [one for number, one in enumerate(accepted(asked)) if number not in annulled]
    arranged, _away = ruled(entries, history)
    for day, held in enumerate(replay(entries, history)):
        found = career.holding(arranged, on(day))
        assert (entries[found.key] if found else None) is held, f"on day {day}"
    for (_span, end), (following, _end) in zip(arranged, arranged[1:], strict=False):
        assert end is not None and end <= following.starts_on
    assert all(end is None or end > span.starts_on for span, end in arranged)


@settings(max_examples=150, **QUIET)
@given(asked=st.lists(entry, max_size=12))
def test_a_posting_out_of_service_is_found_however_acts_follow(asked):
    entries = accepted(asked)
    arranged, away = ruled(entries, "posting")
    found = career.posted_outside([span.starts_on for span, _end in arranged], away)
    assert (found is not None) == contradicts(entries)
    assert [any(left <= on(day) and (back is None or on(day) < back) for left, back in away) for day in range(DAYS)] == is_away(entries)


period = st.tuples(st.integers(0, DAYS - 1), st.none() | st.integers(1, 9)).map(
    lambda pair: (on(pair[0]), None if pair[1] is None else on(pair[0] + pair[1]))
)


@settings(max_examples=150, **QUIET)
@given(before=st.lists(period, max_size=6), after=st.lists(period, max_size=6))
def test_what_is_lost_is_each_day_that_was_covered_and_is_no_more(before, after):
    def covers(periods, day: int) -> bool:
        return any(start <= on(day) and (end is None or on(day) < end) for start, end in periods)

    lost = career.lost(before, after)
    assert [covers(lost, day) for day in range(DAYS)] == [covers(before, day) and not covers(after, day) for day in range(DAYS)]
    assert all(end is not None and end < start for (_start, end), (start, _end) in zip(lost, lost[1:], strict=False)), "they lie apart"


# --- the services on the database ----------------------------------------------------------------

MODELS = {"posting": Posting, "rank": RankLine, "position": PositionLine}
POSITIONS = ("ACT", "STG", "SUS", "RET", "DEM")
LEAVING = {"RET", "DEM"}
RANKS = ("SGT", "SGC", "ADJ")
TODAY = 20  # acts lie before, on and after today
step = st.one_of(
    st.tuples(st.just("posting"), st.integers(-2, DAYS - 1), st.sampled_from([0, 1])),
    st.tuples(st.just("rank"), st.integers(-2, DAYS - 1), st.tuples(st.sampled_from(RANKS), st.integers(1, 3))),
    st.tuples(st.just("position"), st.integers(-2, DAYS - 1), st.sampled_from(POSITIONS)),
    st.tuples(st.just("annul"), st.sampled_from(sorted(MODELS)), st.integers(0, 9)),
)


class Clerk:
    """Does the same with the services and with a pencil."""

    def __init__(self, people):
        self.units = [db.session.get(Unit, number) for number in (people.unit_id, people.other_unit_id)]
        self.entered_on = now().date() - dt.timedelta(days=TODAY)
        agency = self.units[0].agency
        self.officer = Officer(last_name="Coulibaly", first_names="Awa", entered_on=self.entered_on, home_agency=agency)
        db.session.add(self.officer)
        db.session.flush()
        self.written: dict[str, dict[int, Entry]] = {name: {} for name in MODELS}

    @property
    def entries(self) -> list[Entry]:
        return [one for lines in self.written.values() for one in lines.values()]

    def day(self, number: int) -> dt.date:
        return self.entered_on + dt.timedelta(days=number)

    def do(self, asked: tuple) -> None:
        self.annul(*asked[1:]) if asked[0] == "annul" else self.act(*asked)

    def act(self, history: str, day: int, gives: object) -> None:
        """The service refuses exactly what the pencil would not write."""
        entry = Entry(history, day, gives, leaves=gives in LEAVING if history == "position" else False)
        is_wrong = day < 0 or any(one.day == day for one in self.written[history].values()) or contradicts([*self.entries, entry])
        is_wrong = is_wrong or (history == "rank" and is_away(self.entries)[day])  # nobody is promoted who has left
        try:
            line = self.record(history, self.day(day), gives)
        except Refused:
            assert is_wrong, f"{entry} is refused"
            return
        assert not is_wrong, f"{entry} is accepted"
        self.written[history][line.id] = entry

    def record(self, history: str, starts_on: dt.date, gives: object):
        act = Act(starts_on, "ARRETE")
        if history == "posting":
            return personnel.post(self.officer, self.units[gives], act)
        if history == "rank":
            return personnel.promote(self.officer, force.of_code(Rank, gives[0]), act, step=gives[1])
        return personnel.set_position(self.officer, force.of_code(Position, gives), act)

    def annul(self, history: str, place: int) -> None:
        if not self.written[history]:
            return
        number = sorted(self.written[history])[place % len(self.written[history])]
        left = [one for name, lines in self.written.items() for key, one in lines.items() if (name, key) != (history, number)]
        line = db.session.get(MODELS[history], number)
        try:
            personnel.annul([line], Paper("ARRETE"), "Erreur")
        except Refused:
            assert contradicts(left), f"annulling {self.written[history][number]} is refused"
            return
        assert not contradicts(left)
        assert line.annulment is not None
        del self.written[history][number]

    def check(self) -> None:
        """No overlap, one open line, no hole, nothing before entry; every day and the file itself as the pencil has them."""
        db.session.expire_all()
        for history, model in MODELS.items():
            lines = personnel.lines(self.officer, model)
            assert all(line.starts_on >= self.entered_on for line in lines)
            assert sum(line.ends_on is None for line in lines) <= 1
            away = [left for left, _back in self.away()] if history == "posting" else []
            for line, following in zip(lines, lines[1:], strict=False):
                assert line.ends_on <= following.starts_on
                assert line.ends_on == following.starts_on or line.ends_on in away, "there is a hole"
            days = replay(self.entries, history)
            for day in range(0, DAYS, 3):
                holding = select(model).where(model.officer_id == self.officer.id, personnel.holds(model, self.day(day)))
                held = days[day]
                assert [self.given(line) for line in db.session.scalars(holding)] == ([held.gives] if held else []), f"on day {day}"
        self.check_file()

    def away(self) -> list[tuple[dt.date, dt.date | None]]:
        return career.away((line.starts_on, line.ends_on, line.position.leaves_unit) for line in personnel.lines(self.officer, PositionLine))

    def check_file(self) -> None:
        today = {history: replay(self.entries, history)[TODAY] for history in MODELS}
        unit, rank, position = today["posting"], today["rank"], today["position"]
        assert self.officer.unit is (self.units[unit.gives] if unit else None)
        assert (self.officer.rank.code if self.officer.rank else None, self.officer.step) == (rank.gives if rank else (None, None))
        assert (self.officer.position.code if self.officer.position else None) == (position.gives if position else None)

    def given(self, line) -> object:
        if isinstance(line, Posting):
            return self.units.index(line.unit)
        return (line.rank.code, line.step) if isinstance(line, RankLine) else line.position.code


@pytest.mark.parametrize("most_steps", [5, 14])
def test_no_sequence_of_acts_and_annulments_contradicts_itself(in_app, people, database_kind, most_steps):
    guard.act_as(guard.SYSTEM)

    def check(steps):
        clerk = Clerk(people)
        for one in steps:
            clerk.do(one)
        clerk.check()
        db.session.rollback()

    examples = 20 if database_kind == "sqlite" else 6
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    run = given(st.lists(step, min_size=2, max_size=most_steps))(check)
    settings(max_examples=examples, suppress_health_check=checks, **QUIET)(run)()
