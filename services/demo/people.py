"""The fictional people of the demo force: who they are and what their file says, from the seed and a number alone.

Every officer has a source of chance of his or her own, so that nobody depends on the size of a block or
on the order in which people are made.
"""

from __future__ import annotations

import datetime as dt
import random
import string
from dataclasses import dataclass

from .careers import Career, career
from .lists import REFERENCE_ON, Situation, lists
from .units import HEADS_SINCE, Plan, PlannedUnit

WOMEN = 0.18
# One name as long as names get, for the screens that must show it.
LONGEST_NAME = ("Sidi Baba-Cissé", "Abdoulaye Ag Mohamed El-Moctar dit Bazoumana")
LONGEST_NAME_OF = 41
ENTRY_AGES = {"commissaire": (23, 28), "administration": (22, 29)}
OLDEST_ENTRY, VETERANS_LEAVE_WITHIN = 34, 4  # years
IN_SERVICE, IN_TRAINING, LENT = "ACT", "STG", "MAD"
# Invented patterns of service numbers, one for each agency.
PATTERNS = {
    "PN": "P{year}-{number:05d}",
    "GEND": "G{number:06d}",
    "DOUANE": "{number:05d}-D",
    "MSPC": "01{number:05d}-{key}",
}
KEYS = string.ascii_uppercase


@dataclass(frozen=True)
class Stay:
    """A unit somebody served in, with what he or she did there."""

    unit: PlannedUnit
    starts_on: dt.date
    ends_on: dt.date | None
    function: str
    is_head: bool


@dataclass(frozen=True)
class State:
    """A position somebody was in, with the kind of act that put him or her there."""

    position: str
    starts_on: dt.date
    ends_on: dt.date | None
    act_kind: str


@dataclass(frozen=True)
class Person:
    """An officer of the demo force with a whole file."""

    number: int
    home_agency: str
    service_number: str
    last_name: str
    first_names: str
    sex: str
    birth_on: dt.date
    is_birth_known: bool
    birth_place: str
    nina: str | None
    phone: str | None
    address: str
    career: Career
    postings: list[Stay]
    positions: list[State]

    @property
    def rank(self) -> str:
        """The present rank."""
        return self.career.ranks[-1][0]

    def posting_on(self, day: dt.date) -> Stay | None:
        """Where he or she served on a day."""
        return next((stay for stay in self.postings if _holds(stay, day)), None)

    def position_on(self, day: dt.date) -> str | None:
        """In which position he or she was on a day."""
        return next((state.position for state in self.positions if _holds(state, day)), None)


def _holds(line: Stay | State, day: dt.date) -> bool:
    return line.starts_on <= day and (line.ends_on is None or day < line.ends_on)


def person(plan: Plan, seed: int, number: int) -> Person:
    """The officer of this number in the force of this seed."""
    rng = random.Random(f"{seed}/{number}")
    unit = plan.unit_of(number)
    is_head = number == unit.first
    home_agency, path = _hired_as(unit, is_head, rng)
    sex = "F" if rng.random() < WOMEN else "M"
    situation, until = _situation(path, sex, is_head, rng)
    made = career(path, until, _least_years(path[1], situation, is_head), rng)
    if situation and made.graduated_on + dt.timedelta(days=90) > until:
        situation, until = None, REFERENCE_ON
    ends_on = until if situation and situation.leaves_unit else None
    postings = _postings(plan, number, (made, home_agency, ends_on), rng)
    return Person(
        number=number,
        home_agency=home_agency,
        career=made,
        sex=sex,
        postings=postings,
        positions=_positions(made, postings, (situation, until), rng),
        **_identity((number, sex, home_agency), (path, made, situation, until), unit, rng),
    )


def _hired_as(unit: PlannedUnit, is_head: bool, rng: random.Random) -> tuple[str, tuple[str, str]]:
    """The agency that hired, and career and rank. Heads come from the police, or from the ministry's own staff."""
    if not is_head:
        agency, name, rank = lists().staff[unit.staff].pick(rng)
        return agency, (name, rank)
    rank = rng.choice(unit.head_ranks)
    name = lists().career_of_rank[rank]
    return ("MSPC" if name == "administration" else "PN"), (name, rank)


def _is_student(path: tuple[str, str]) -> bool:
    ladder = lists().ladders[path[0]]
    return path[1] == ladder[0].rank and lists().intakes[path[0]][-1].graduated_on > REFERENCE_ON


def _situation(
    path: tuple[str, str], sex: str, is_head: bool, rng: random.Random
) -> tuple[Situation | None, dt.date]:
    """What somebody is in besides plain service, and the day on which that began."""
    drawn: Situation = lists().situations.pick(rng)
    days = rng.randint(drawn.days_least, drawn.days_most)
    is_plain = drawn.position == IN_SERVICE or is_head or _is_student(path)
    if is_plain or drawn.sex not in (None, sex) or (drawn.position == "RET" and not _may_retire(path)):
        return None, REFERENCE_ON
    return drawn, REFERENCE_ON - dt.timedelta(days=days)


def _may_retire(path: tuple[str, str]) -> bool:
    """Only upper ranks of the two old corps: nobody retires a sergeant."""
    ladder = [rung.rank for rung in lists().ladders[path[0]]]
    return path[0] in ("sous-officier", "commissaire") and ladder.index(path[1]) >= 3


def _least_years(rank: str, situation: Situation | None, is_head: bool) -> int:
    """Years since the first rank: heads had left school before they headed, the retired entered at 28 at most."""
    if situation and situation.position == "RET":
        return lists().retirement_ages[rank] - 28
    return REFERENCE_ON.year - HEADS_SINCE.year + 1 if is_head else 0


def _identity(who: tuple[int, str, str], life: tuple, unit: PlannedUnit, rng: random.Random) -> dict:
    number, sex, home_agency = who
    made = life[1]
    birth_on = _birth(life, rng)
    region, birth_place = lists().places[""].pick(rng)
    key = rng.choice(KEYS)
    last_name, first_names = lists().family_names[sex].pick(rng), lists().given_names[sex].pick(rng)
    if number == LONGEST_NAME_OF:
        last_name, first_names = LONGEST_NAME
    pattern = PATTERNS[home_agency]
    return {
        "last_name": last_name,
        "first_names": first_names,
        "birth_on": birth_on,
        "is_birth_known": rng.random() >= 0.04,
        "birth_place": birth_place,
        "nina": _nina(number, sex, birth_on, region) + key if rng.random() < 0.96 else None,
        # No Malian number begins with 0: these ring nowhere.
        "phone": "+223 0{} {:02d} {:02d} {:02d}".format(rng.randrange(10), *(rng.randrange(100) for _ in range(3))),
        "address": f"Rue {rng.randint(1, 700)}, porte {rng.randint(1, 900)}, {lists().places[unit.region].pick(rng)}",
        "service_number": pattern.format(year=f"{made.entered_on.year % 100:02d}", number=number + 1, key=key),
    }


def _birth(life: tuple, rng: random.Random) -> dt.date:
    """Of age at entry, and not yet of retirement age, or exactly so on the day of retirement."""
    path, made, situation, until = life
    retirement_age = lists().retirement_ages[path[1]]
    if situation and situation.position == "RET":
        return dt.date(until.year - retirement_age, until.month, min(until.day, 28))
    least, most = ENTRY_AGES.get(path[0], (19, 25))
    served = REFERENCE_ON.year - made.entered_on.year
    age = min(rng.randint(least, most), retirement_age - 1 - served)
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    near = REFERENCE_ON.year + 1 + day % VETERANS_LEAVE_WITHIN - retirement_age
    if month % 2 and made.entered_on.year - near <= OLDEST_ENTRY:
        return dt.date(near, month, day)  # entered late: somebody is always about to retire
    return dt.date(made.entered_on.year - age - 1, month, day)


def _nina(number: int, sex: str, birth_on: dt.date, region: str) -> str:
    """14 digits: nationality, sex, year, place (region first), order. The number makes it unique."""
    scattered = number * 7919 % 100_000_000
    return f"1{1 if sex == 'M' else 2}{birth_on.year % 100:02d}{region}{scattered:08d}"


def _function(unit: PlannedUnit, rank: str, rng: random.Random) -> str:
    known = lists().functions
    return rng.choice(known.get((unit.staff, rank)) or known.get((unit.staff, "")) or ["Adjoint"])


def _postings(plan: Plan, number: int, about: tuple, rng: random.Random) -> list[Stay]:
    """From school to the present unit. Only the police has units in this force: others begin where they are lent."""
    made, home_agency, ends_on = about
    unit, last = plan.unit_of(number), ends_on or REFERENCE_ON
    heads = sorted(plan.led_by.get(number, []), key=lambda pair: pair[0])
    stays = [(since, led, led.head_function, True) for since, led in heads]
    if not stays:
        since = max(made.graduated_on, last - dt.timedelta(days=rng.randint(60, 1800)))
        if made.graduated_on > last:
            since = made.entered_on
        stays = [(since, unit, _function(unit, made.ranks[-1][0], rng), False)]
    if home_agency == "PN":
        stays = _earlier(plan, made, stays[0][0], rng) + stays
    ends = [stay[0] for stay in stays[1:]] + [ends_on]
    return [Stay(led, since, end, *did) for (since, led, *did), end in zip(stays, ends, strict=True)]


def _earlier(plan: Plan, made: Career, until: dt.date, rng: random.Random) -> list[tuple]:
    """The school and up to three units after it."""
    stays: list[tuple] = []
    while until > made.graduated_on:
        since = until - dt.timedelta(days=rng.randint(700, 1900))
        if since < made.graduated_on or len(stays) == 2:
            since = made.graduated_on
        unit = plan.field.pick(rng)
        rank = [rank for rank, start in made.ranks if start <= since][-1]
        stays.insert(0, (since, unit, _function(unit, rank, rng), False))
        until = since
    school = plan.by_code.get("ENP")
    if school and made.entered_on < until:
        stays.insert(0, (made.entered_on, school, "Élève", False))
    return stays


def _positions(made: Career, postings: list[Stay], present: tuple, rng: random.Random) -> list[State]:
    situation, until = present
    states = [(IN_TRAINING, made.entered_on, "Décision")] if made.graduated_on > made.entered_on else []
    if made.graduated_on <= until:
        states.append((IN_SERVICE, made.graduated_on, "Décision"))
    lent_on = postings[-1].starts_on
    if postings[-1].unit.agency == "OCS":
        states = [state for state in states if state[1] < lent_on] + [(LENT, lent_on, "Arrêté")]
    if situation and until > states[-1][1]:
        states.append((situation.position, until, situation.act_kind))
    ends = [state[1] for state in states[1:]] + [None]
    return [State(name, since, end, act) for (name, since, act), end in zip(states, ends, strict=True)]
