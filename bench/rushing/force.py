"""A force in the last days of its campaign: heads with ten to thirty people each, an open cycle, and a session for each head.

Officers, postings and sessions go in by block; the cycle is opened by the service, which finds the evaluators from the
postings. Each head's session is written as the sign-in writes it, and his cookie signed with the key of the installation:
hashing a thousand passwords would take minutes and is not what is measured.
"""

from __future__ import annotations

import datetime as dt
import random
import secrets
from dataclasses import dataclass

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from models import (
    Agency,
    CycleCriterion,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationPart,
    Officer,
    PartState,
    Position,
    PositionLine,
    Posting,
    Rank,
    RankLine,
    SignIn,
    Unit,
    User,
    db,
    now,
)
from services import account, bulk, evaluation, guard, reference
from web import keeping

BROWSER = "rush"
LEAST_PEOPLE, MOST_PEOPLE = 10, 30
HEADS_OF_A_CHIEF = 20
SINCE, ACT = dt.date(2020, 1, 1), "ARRETE"
PERIOD = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
SEEN_ON, TOLD_AT = dt.date(2026, 10, 30), dt.datetime(2026, 10, 15, 8, 0, tzinfo=dt.UTC)
WHY = "a force for the benchmark"


@dataclass(frozen=True)
class Form:
    """One form to fill: the number of the part, and the criteria that it asks."""

    part_id: int
    criteria: tuple[int, ...]


@dataclass
class Supervisor:
    """A head at his screen: what his browser holds, and his people."""

    officer_id: int
    cookie: str
    csrf: str
    forms: list[Form]


def make(app: Flask, heads: int, seed: int) -> list[Supervisor]:
    """Fill the empty database of this application; the heads, each with his session and his forms."""
    rng = random.Random(seed)
    with app.test_request_context():
        guard.act_as(guard.SYSTEM)
        reference.load()
        with guard.unscoped(WHY):
            chiefs, in_command = _units_and_people(heads, rng)
            signed_in = _sessions(app, chiefs + in_command)
            cycle = EvaluationCycle(name="Notation 2026", starts_on=PERIOD[0], ends_on=PERIOD[1], state=CycleState.PREPARED)
            db.session.add(cycle)
            db.session.flush()
            evaluation.open_cycle(cycle, by=guard.SYSTEM)
            _interview(cycle)
            forms = _forms(cycle)
        db.session.commit()
    return [Supervisor(number, *signed_in[number], forms[number]) for number in in_command]


# --- the force -----------------------------------------------------------------------------------


def _units_and_people(heads: int, rng: random.Random) -> tuple[list[int], list[int]]:
    """Units below chiefs who review, each unit with its head and his people; the numbers of the chiefs and of the heads."""
    known = {model: dict(db.session.query(model.code, model.id).all()) for model in (Agency, Rank, Position)}
    police = known[Agency]["PN"]
    chiefs = -(-heads // HEADS_OF_A_CHIEF)
    numbers = bulk.new_ids(Unit, chiefs + heads)
    above, below = numbers[:chiefs], numbers[chiefs:]
    places = [(unit, None) for unit in above] + [(unit, above[place // HEADS_OF_A_CHIEF]) for place, unit in enumerate(below)]
    bulk.insert(Unit, [_unit(unit, parent, police) for unit, parent in places])
    in_units = [(unit, place == 0) for unit in below for place in range(1 + rng.randint(LEAST_PEOPLE, MOST_PEOPLE))]
    in_units = [(unit, True) for unit in above] + in_units
    rows = [_officer(place, unit, is_head, known) for place, (unit, is_head) in enumerate(in_units)]
    people = bulk.insert(Officer, rows)
    _histories(people, in_units, known)
    in_command = [number for number, (_unit, is_head) in zip(people, in_units, strict=True) if is_head]
    return in_command[:chiefs], in_command[chiefs:]


def _unit(number: int, parent: int | None, agency: int) -> dict:
    path = f"/{parent}/{number}/" if parent else f"/{number}/"
    return {"id": number, "code": f"R{number}", "name": f"Commissariat {number}", "agency_id": agency, "parent_id": parent, "path": path}


def _officer(place: int, unit: int, is_head: bool, known: dict) -> dict:
    rank = known[Rank]["COM" if is_head else "SGT"]
    named = {"last_name": "Chef" if is_head else "Agent", "first_names": f"N° {place + 1}", "service_number": f"R-{place + 1:05d}"}
    stands = {"home_agency_id": known[Agency]["PN"], "unit_id": unit, "rank_id": rank, "step": 1, "position_id": known[Position]["ACT"]}
    return named | stands | {"entered_on": SINCE}


def _histories(people: list[int], in_units: list[tuple[int, bool]], known: dict) -> None:
    """One open line in each history."""
    told = list(zip(people, in_units, strict=True))
    line = {"starts_on": SINCE, "act_kind": ACT}
    bulk.insert(Posting, [line | {"officer_id": one, "unit_id": unit, "is_head": is_head} for one, (unit, is_head) in told])
    ranks = {True: known[Rank]["COM"], False: known[Rank]["SGT"]}
    bulk.insert(RankLine, [line | {"officer_id": one, "rank_id": ranks[is_head], "step": 1} for one, (_unit, is_head) in told])
    bulk.insert(PositionLine, [line | {"officer_id": one, "position_id": known[Position]["ACT"]} for one in people])


# --- the sessions --------------------------------------------------------------------------------


def _sessions(app: Flask, heads: list[int]) -> dict[int, tuple[str, str]]:
    """By the number of the head, the cookie of his session and the token that his forms carry."""
    units = dict(db.session.execute(select(Officer.id, Officer.unit_id).where(Officer.id.in_(heads))).all())
    police = db.session.scalar(select(Agency.id).where(Agency.code == "PN"))
    rows = [
        {"username": f"chef{one}", "name": f"Chef {one}", "role": "supervisor", "agency_id": police, "unit_id": units[one],
         "officer_id": one, "must_change_password": False, "active": True, "language": "fr", "fs_uniquifier": secrets.token_hex(32)}
        for one in heads
    ]  # fmt: skip
    bulk.insert(User, rows)
    users = db.session.scalars(select(User).where(User.officer_id.in_(heads))).all()
    tokens = {user.officer_id: secrets.token_urlsafe(32) for user in users}
    begun = {"started_at": now(), "seen_at": now(), "address": "127.0.0.1", "browser": BROWSER}
    bulk.insert(SignIn, [begun | {"user_id": user.id, "token_digest": account.digest(tokens[user.officer_id])} for user in users])
    return {user.officer_id: _browser_of(app, user, tokens[user.officer_id]) for user in users}


def _browser_of(app: Flask, user: User, token: str) -> tuple[str, str]:
    own = keeping.token_for(user)
    cookie = app.session_interface.get_signing_serializer(app).dumps({"sign_in": token, "csrf_token": own})
    csrf = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(own)
    return f"{app.config['SESSION_COOKIE_NAME']}={cookie}", csrf


# --- the forms -----------------------------------------------------------------------------------


def _interview(cycle: EvaluationCycle) -> None:
    """Everybody was seen in the weeks before: on the last day only the marks are missing."""
    numbers = db.session.scalars(select(Evaluation.id).where(Evaluation.cycle_id == cycle.id)).all()
    bulk.update(Evaluation, {number: {"interview_on": (None, SEEN_ON), "interview_told_at": (None, TOLD_AT)} for number in numbers})


def _forms(cycle: EvaluationCycle) -> dict[int, list[Form]]:
    """By evaluator, what is open to him."""
    asked: dict[int, tuple[int, ...]] = {}
    for form, number in db.session.execute(select(CycleCriterion.form_id, CycleCriterion.id).order_by(CycleCriterion.sort_order)):
        asked[form] = (*asked.get(form, ()), number)
    found: dict[int, list[Form]] = {}
    parts = select(EvaluationPart.evaluator_id, EvaluationPart.id, Evaluation.form_id).join(Evaluation, EvaluationPart.evaluation_id == Evaluation.id)
    open_ones = parts.where(Evaluation.cycle_id == cycle.id, EvaluationPart.state == PartState.OPEN)
    for evaluator, part, form in db.session.execute(open_ones.order_by(EvaluationPart.id)):
        found.setdefault(evaluator, []).append(Form(part, asked[form]))
    return found
