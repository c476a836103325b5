"""The demo force in the database: the same for the same seed on both databases, once, with its accounts."""

from __future__ import annotations

import hashlib
import re

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import MANYTOONE

from models import (
    AuditEvent,
    Evaluation,
    EvaluationMark,
    EvaluationState,
    Installation,
    Officer,
    PositionLine,
    Posting,
    PromotionRound,
    RankLine,
    RoundState,
    Unit,
    User,
    db,
)
from rules import access
from rules.refused import Refused
from services import account, audit, demo, guard, promotion

FORCE = (Unit, Officer, RankLine, Posting, PositionLine, Evaluation, EvaluationMark, PromotionRound)
# What the first database gave; the second must give the same.
DIGESTS: dict[int, str] = {}


@pytest.fixture
def filled(in_app):
    """A force of 60, which sees the whole of itself."""
    demo.fill(60, seed=3)
    with guard.unscoped("test"):
        yield


def digest() -> str:
    """Of all values of the force, with names instead of row numbers."""
    told = []
    for model in FORCE:
        columns = [column.key for column in model.__table__.columns if not column.foreign_keys]
        links = [link.key for link in inspect(model).relationships if link.direction is MANYTOONE]
        for record in db.session.query(model):
            plain = [str(getattr(record, key)) for key in columns if key not in ("id", "path", "digest")]
            told.append("|".join([model.__name__, *plain, *(str(getattr(record, key)) for key in links)]))
    return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()


def test_the_same_seed_gives_the_same_force_on_every_database(filled):
    found = digest()
    assert DIGESTS.setdefault(3, found) == found
    db.session.rollback()
    demo.fill(60, seed=3)
    assert digest() == found


def test_another_seed_gives_another_force(filled):
    found = digest()
    db.session.rollback()
    demo.fill(60, seed=4)
    assert digest() != found


def test_a_force_fills_an_empty_database_only(filled):
    with pytest.raises(Refused, match="only fills an empty one"):
        demo.fill(60, seed=3)


@pytest.mark.parametrize("officers", [0, 39, 1_000_001])
def test_a_force_too_small_or_too_large_is_refused(in_app, officers):
    with pytest.raises(Refused, match="between 40 and 1000000"):
        demo.fill(officers, seed=1)


def test_an_empty_database_says_so(in_app):
    assert demo.is_empty()
    demo.fill(60, seed=3)
    assert not demo.is_empty()


def test_progress_goes_from_nothing_to_all(in_app):
    heard = []
    demo.fill(60, seed=3, progress=lambda *step: heard.append(step))
    assert heard[0] == (0, 60, "Units") and heard[-1] == (60, 60, "Evaluations")


def test_the_file_of_an_officer_repeats_the_last_line_of_each_history(filled):
    for officer in db.session.query(Officer):
        last = officer.postings[-1]
        assert officer.unit is (None if last.ends_on else last.unit)
        assert (officer.rank, officer.step) == (officer.rank_lines[-1].rank, officer.rank_lines[-1].step)
        assert officer.position is officer.position_lines[-1].position


def test_the_path_of_a_unit_leads_through_its_parents(filled):
    for unit in db.session.query(Unit):
        assert unit.path == f"{unit.parent.path if unit.parent else '/'}{unit.id}/"


def test_every_act_has_an_invented_reference_of_its_kind(filled):
    for line in db.session.query(RankLine):
        assert re.match(rf"{line.act_kind} n° \d{{4}}-\d{{4}}/", line.act_reference)
        assert line.act_signed_on < line.starts_on


def test_there_is_an_account_for_every_role_with_the_demo_password(filled):
    users = {user.username: user for user in db.session.query(User)}
    assert {user.role for user in users.values()} == set(access.ROLES)
    assert not any(user.must_change_password for user in users.values())
    assert account.sign_in("chef", demo.PASSWORD, address="127.0.0.1", browser="test")


def test_the_chief_heads_the_unit_and_the_agent_serves_in_it(filled):
    chief, agent = (db.session.query(User).filter_by(username=name).one() for name in ("chef", "agent"))
    assert chief.officer.postings[-1].is_head and chief.officer.unit is chief.unit
    assert agent.officer.unit is chief.unit
    closed = db.session.query(Evaluation).filter_by(officer=agent.officer, state=EvaluationState.CLOSED)
    assert closed.count() >= 2


def test_one_round_waits_to_be_ranked_and_one_is_ranked_and_whole(filled):
    prepared, ranked = db.session.query(PromotionRound).order_by(PromotionRound.id)
    assert (prepared.state, ranked.state) == (RoundState.PREPARED, RoundState.RANKED)
    assert ranked.candidates and promotion.verify(ranked) == []


def test_the_database_knows_that_it_is_a_demonstration(filled):
    assert [(one.is_demo, one.seed) for one in db.session.query(Installation)] == [(True, 3)]


def test_the_trail_tells_the_filling_in_a_few_sealed_events(filled):
    events = db.session.query(AuditEvent).filter_by(record_type="officer").all()
    assert len(events) == 1 and events[0].purpose == "demo force"
    assert audit.verify() is None


def test_ids_go_on_after_the_force(filled):
    unit = db.session.query(Unit).first()
    db.session.add(Unit(code="NEW", name="Nouveau service", agency=unit.agency))
    db.session.flush()
