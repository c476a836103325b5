"""Who was where on a day: compared with a naive replay, at the edges, and within one's scope."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from models import Agency, Annulment, Officer, Position, PositionLine, Posting, Rank, RankLine, User, db
from services import account, guard, situation
from services.situation import Asked, Who
from tests import force

ACT = {"act_kind": "ARRETE", "act_reference": "Arrêté n° 7"}
FIRST = dt.date(2005, 1, 1)
DAYS = [FIRST + dt.timedelta(days=300 * number) for number in range(27)]


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


@pytest.fixture
def chaos(in_app):
    """Forty officers with random histories in a tree of five units, some lines annulled, some officers deleted; as plain data."""
    guard.act_as(guard.SYSTEM)
    rng = random.Random(7)
    top = force.unit("Direction")
    middle = [force.unit(f"Division {number}", parent=top) for number in range(2)]
    units = [top, *middle, *[force.unit(f"Section {number}", parent=middle[0]) for number in range(2)]]
    ranks = db.session.query(Rank).order_by(Rank.level).limit(4).all()
    positions = [force.of_code(Position, code) for code in ("ACT", "RET", "MAD")]
    plain = {}
    for number in range(40):
        who, kept = officer(f"Nom{number}", rng), {}
        for model, name, things in ((Posting, "unit", units), (RankLine, "rank", ranks), (PositionLine, "position", positions)):
            kept[model] = history(who, model, name, things, rng)
        if rng.random() < 0.1:
            who.deleted_at, who.deleted_by, who.deletion_reason = dt.datetime.now(dt.UTC), "x", "x"
            continue
        plain[who.id] = {"entered_on": who.entered_on, **kept}
    db.session.flush()
    return units, ranks, positions, plain


def officer(last_name: str, rng: random.Random) -> Officer:
    made = Officer(last_name=last_name, first_names="A", entered_on=day(rng.randint(0, 900)), home_agency=force.of_code(Agency, "PN"))
    db.session.add(made)
    db.session.flush()
    return made


def history(who: Officer, model: type, name: str, things: list, rng: random.Random) -> list[tuple]:
    """Lines one after the other, with holes at times; the same as (from, until, thing), without those annulled."""
    start, kept = who.entered_on + dt.timedelta(days=rng.randint(0, 400)), []
    while start < day(8000) and rng.random() < 0.85:
        end = start + dt.timedelta(days=rng.randint(1, 1500))
        thing, is_open = rng.choice(things), rng.random() < 0.15
        line = model(officer=who, starts_on=start, ends_on=None if is_open else end, **{name: thing}, **ACT)
        db.session.add(line)
        if rng.random() < 0.15:
            line.annulment = Annulment(officer=who, reason="erreur", act_signed_on=start, **ACT)
        else:
            kept.append((start, line.ends_on, thing))
            if is_open:
                break
        start = end + dt.timedelta(days=rng.choice((0, 0, 0, 90)))
    return kept


def held(lines: list[tuple], on: dt.date):
    """The naive replay: what the lines say of a day, one by one."""
    found = [thing for start, end, thing in lines if start <= on and (end is None or on < end)]
    assert len(found) < 2
    return found[0] if found else None


def replayed(plain: dict, on: dt.date) -> dict:
    """{officer: (unit, rank, position)} of those who had entered."""
    models = (Posting, RankLine, PositionLine)
    return {number: tuple(held(kept[model], on) for model in models) for number, kept in plain.items() if kept["entered_on"] <= on}


def test_every_day_equals_a_naive_replay(chaos):
    _units, _ranks, _positions, plain = chaos
    for on in DAYS:
        found = {one.officer_id: (one.unit_id, one.rank_id, one.position_id) for one in situation.at(on, who=Who.EVER)}
        expected = replayed(plain, on)
        assert found == {number: tuple(thing and thing.id for thing in things) for number, things in expected.items()}


def test_those_who_left_are_left_out_unless_asked_for(chaos):
    _units, _ranks, _positions, plain = chaos
    for on in DAYS:
        expected = replayed(plain, on)
        force_then = {number for number, (_u, _r, position) in expected.items() if position is None or not position.ends_service}
        serving = {number for number, (_u, _r, position) in expected.items() if position is not None and position.is_serving}
        assert {one.officer_id for one in situation.at(on)} == force_then
        assert {one.officer_id for one in situation.at(on, who=Who.SERVING)} == serving


def test_a_unit_is_asked_for_with_or_without_those_below(chaos):
    units, ranks, positions, plain = chaos
    for on in DAYS:
        expected = replayed(plain, on)
        for unit in units:
            below = {one.id for one in units if one.path.startswith(unit.path)}
            wanted = {number for number, (here, *_rest) in expected.items() if here is not None and here.id in below}
            alone = {number for number in wanted if expected[number][0] is unit}
            assert {one.officer_id for one in situation.at(on, unit=unit.id, who=Who.EVER)} == wanted
            assert {one.officer_id for one in situation.at(on, unit=unit.id, is_below=False, who=Who.EVER)} == alone
        for place, things, name in ((1, ranks, "rank"), (2, positions, "position")):
            wanted = {number for number, held_then in expected.items() if held_then[place] is things[0]}
            assert {one.officer_id for one in situation.at(on, **{name: things[0].id}, who=Who.EVER)} == wanted


def test_counts_and_pages_agree_with_the_whole(chaos):
    for on in DAYS[::5]:
        asked, whole = Asked(on, who=Who.EVER), situation.at(on, who=Who.EVER)
        counted = dict(situation.by_rank(asked).rows)
        assert sum(counted.values()) == len(whole) == situation.shares(asked, "region").total.total
        assert all(counted[rank] == len(situation.at(on, who=Who.EVER, rank=rank)) for rank in counted if rank)
        pages = [one for first in range(0, len(whole), 7) for one in situation.page(asked, "name", first, 7)]
        assert pages == situation.page(asked, "name", most=None)


def test_one_officer_has_the_same_state_as_in_the_list(chaos):
    for on in DAYS[::3]:
        for one in situation.at(on, who=Who.EVER):
            state = situation.of(db.session.get(Officer, one.officer_id), on)
            assert (state.unit and state.unit.id, state.rank and state.rank.id, state.step) == (one.unit_id, one.rank_id, one.step)
            assert (state.position and state.position.id, state.function) == (one.position_id, one.function)


def test_a_line_names_its_act_and_its_first_and_last_day_are_right(in_app):
    guard.act_as(guard.SYSTEM)
    unit = force.unit("Brigade")
    who = force.officer("Keïta", "Awa", unit)
    who.postings[0].act_reference, who.postings[0].function = "Décision n° 12", "Adjointe"
    db.session.flush()
    [one] = situation.at(force.ENTERED_ON, unit=unit.id)
    assert str(one.posted_by) == "Décision n° 12" and one.posted_by.starts_on == force.ENTERED_ON
    assert (one.unit, one.function, one.step) == ("Brigade", "Adjointe", 1)
    assert situation.at(force.ENTERED_ON - dt.timedelta(days=1), unit=unit.id) == []
    who.postings[0].ends_on = dt.date(2020, 1, 1)
    db.session.flush()
    assert len(situation.at(dt.date(2019, 12, 31), unit=unit.id)) == 1 and not situation.at(dt.date(2020, 1, 1), unit=unit.id)


def test_before_the_entry_and_after_the_end_of_service_an_officer_says_so(in_app):
    guard.act_as(guard.SYSTEM)
    who = force.officer("Keïta", "Awa", force.unit("Brigade"))
    who.position_lines[0].ends_on = dt.date(2024, 1, 1)
    db.session.flush()
    db.session.add(PositionLine(officer=who, position=force.of_code(Position, "RET"), starts_on=dt.date(2024, 1, 1), **ACT))
    db.session.flush()
    assert not situation.of(who, dt.date(2010, 1, 1)).had_entered
    on, eve = (situation.of(who, dt.date(2024, 1, 1)).position, situation.of(who, dt.date(2023, 12, 31)).position)
    assert on.ends_service and not eve.ends_service


# --- whose past one sees --------------------------------------------------------------------------


def act_as(person) -> None:
    with guard.unscoped("the test signs in"):
        guard.act_as(account.actor_of(db.session.get(User, person.user_id)))


def test_a_commander_sees_the_past_of_todays_people_only(in_app, people):
    """Somebody of another unit who once served in hers is not hers, not even for that time."""
    with guard.unscoped("the test makes a past"):
        passed_by = db.session.get(Officer, people.colleague_id)
        [now_there] = passed_by.postings
        now_there.starts_on = dt.date(2020, 1, 1)
        db.session.flush()
        db.session.add(Posting(officer=passed_by, unit_id=people.unit_id, starts_on=force.ENTERED_ON, ends_on=dt.date(2020, 1, 1), **ACT))
    on = dt.date(2018, 1, 1)
    act_as(people.coumba)
    seen = {one.officer_id for one in situation.at(on)}
    assert people.daouda.officer_id in seen and people.colleague_id not in seen and people.canary_id not in seen
    assert people.colleague_id not in {one.officer_id for one in situation.at(on, unit=people.unit_id)}
    act_as(people.boubacar)
    assert people.colleague_id in {one.officer_id for one in situation.at(on, unit=people.unit_id)}


def test_nobody_of_the_police_finds_or_counts_the_canary_on_any_day(in_app, people):
    for person in (people.coumba, people.boubacar, people.fanta):
        act_as(person)
        for on in (dt.date(2016, 1, 1), dt.date(2026, 1, 1)):
            assert people.canary_id not in {one.officer_id for one in situation.at(on, who=Who.EVER)}
            assert situation.at(on, unit=people.foreign_unit_id) == []
            assert sum(dict(situation.by_rank(Asked(on, unit=people.foreign_unit_id)).rows).values()) == 0
    act_as(people.aminata)
    assert people.canary_id in {one.officer_id for one in situation.at(dt.date(2016, 1, 1))}
