"""The correction requests of the demo: in every state, the same for the same seed, and nobody's career changed by them."""

from __future__ import annotations

import pytest

from models import CorrectionDecision, CorrectionRequest, CorrectionState, LanguageSkill, Officer, Posting, RankLine, StepKind, User, db, now
from services import account, approval, correction, demo, guard
from services.demo import corrections

# What the first database gave; the second must give the same.
TOLD: dict[int, list] = {}


@pytest.fixture
def filled(in_app):
    demo.fill(60, seed=3)
    with guard.unscoped("test"):
        yield


def requests() -> list[CorrectionRequest]:
    return db.session.query(CorrectionRequest).order_by(CorrectionRequest.id).all()


def test_there_is_a_request_in_every_state_that_a_clerk_meets(filled):
    states = {one.state for one in requests()}
    assert states >= {
        CorrectionState.DRAFT, CorrectionState.WAITING, CorrectionState.PIECE_ASKED, CorrectionState.PROPOSED, CorrectionState.ACCEPTED,
        CorrectionState.PARTLY, CorrectionState.REFUSED,
    }  # fmt: skip
    assert any(one.appealed_at for one in requests()) and any(one.signed_form for one in requests())


def test_one_is_overdue_and_was_passed_on(filled):
    (late,) = [one for one in requests() if one.escalated_at]
    assert late.due_on < now().date() and late.steps[-1].kind is StepKind.ESCALATED


def test_the_second_person_can_approve_what_waits_for_one(filled):
    (waiting,) = [one for one in requests() if one.state is CorrectionState.PROPOSED]
    head = account.actor_of(db.session.query(User).filter_by(username="drh").one(), "admin")
    proposal = waiting.decisions[0].proposal
    approval.approve(proposal, by=head, digest=proposal.digest)
    assert waiting.state is CorrectionState.ACCEPTED


def test_the_account_agent_has_an_accepted_request_and_an_open_one(filled):
    agent = db.session.query(User).filter_by(username="agent").one()
    mine = [one for one in requests() if one.officer_id == agent.officer_id]
    assert [one.state for one in mine] == [CorrectionState.ACCEPTED, CorrectionState.WAITING]
    decision = db.session.query(CorrectionDecision).filter_by(request_id=mine[0].id).one()
    assert db.session.get(LanguageSkill, decision.applied_id).officer_id == agent.officer_id


def test_the_requests_of_a_seed_are_the_same_on_every_database(filled):
    told = [(str(one.officer), correction.label(one), one.state.value, one.wished and len(one.wished), one.reason) for one in requests()]
    assert TOLD.setdefault(3, told) == told


def test_a_story_is_told_in_the_order_in_which_it_happened(filled):
    for one in requests():
        at = [step.at for step in one.steps]
        assert at == sorted(at) and (one.sent_at is None or one.written_at <= one.sent_at)


def test_the_careers_of_a_seed_stay_what_they_were(in_app, monkeypatch):
    def careers() -> list:
        demo.fill(60, seed=3)
        with guard.unscoped("test"):
            lines = [[(str(line.officer), line.starts_on, line.act_reference) for line in db.session.query(model).order_by(model.id)] for model in (RankLine, Posting)]
            return lines + [[(str(one), one.birth_on, one.email, one.birth_place) for one in db.session.query(Officer).order_by(Officer.id)]]

    found = careers()
    db.session.rollback()
    monkeypatch.setattr(corrections, "create", lambda: None)
    assert careers() == found


@pytest.mark.parametrize("officers", [40, 200])
def test_forces_of_other_sizes_have_them_too(in_app, officers):
    demo.fill(officers, seed=5)
    with guard.unscoped("test"):
        assert len(requests()) >= 6
