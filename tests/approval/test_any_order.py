"""In no order of acts does one person get a sensitive act through alone, and nothing is carried out twice or too late."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

import models
from models import Decision, Proposal, ProposalState, Verdict, db
from rules.refused import Refused
from services import approval, guard

from .conftest import Cast, carried_out

NAMES = ("boubacar", "kadidia", "modibo", "other", "fanta")
KINDS = ("test.at-once", "test.two", "test.later")
PLACES = ("services.approval.proposing", "services.approval.deciding", "services.approval.queue", "services.approval.sweeping")


class TwoPeople(RuleBasedStateMachine):
    """Five people who may do anything in any order, and a clock that only goes forward."""

    cast: Cast
    monkeypatch: object

    def __init__(self):
        super().__init__()
        self.numbers: list[int] = []
        self.used: list[int] = []
        self.clock = models.now()

    @initialize()
    def begin(self):
        carried_out.clear()
        for place in PLACES:
            self.monkeypatch.setattr(f"{place}.now", lambda: self.clock)
        for who, kind in zip(("boubacar", "kadidia", "modibo"), KINDS, strict=True):
            self.propose_as(who, kind)

    def act(self, who: str, act) -> bool:
        """Whether the act went through, as this person."""
        by = getattr(self.cast, who)
        guard.act_as(by)
        try:
            act(by)
            db.session.commit()
            return True
        except Refused:
            db.session.rollback()
            return False

    def one(self, place: int) -> Proposal:
        with guard.unscoped("the machine looks"):
            return db.session.get(Proposal, self.numbers[place % len(self.numbers)])

    @rule(who=st.sampled_from(NAMES), kind=st.sampled_from(KINDS))
    def propose(self, who, kind):
        self.propose_as(who, kind)

    def propose_as(self, who, kind):
        content = {"number": len(self.numbers)}
        self.act(who, lambda by: self.numbers.append(approval.propose(kind, content, reason="Essai", by=by).id))

    @rule(who=st.sampled_from(NAMES), place=st.integers(0, 4), stale=st.sampled_from((False, False, False, True)))
    def approve(self, who, place, stale):
        proposal = self.one(place)
        digest = "0" * 64 if stale else proposal.digest
        done = self.act(who, lambda by: approval.approve(proposal, by=by, digest=digest))
        assert not (done and stale)

    @rule(place=st.integers(0, 4))
    def managers_approve(self, place):
        for who in ("kadidia", "modibo"):
            self.approve(who, place, False)

    @rule(place=st.integers(0, 4))
    def proposer_uses(self, place):
        by_number = {getattr(self.cast, name).user_id: name for name in NAMES}
        self.use(by_number[self.one(place).proposer_id], place, False)

    @rule(who=st.sampled_from(NAMES), place=st.integers(0, 4), is_no=st.booleans())
    def reject_or_withdraw(self, who, place, is_no):
        proposal = self.one(place)
        if is_no:
            self.act(who, lambda by: approval.reject(proposal, by=by, reason="Non"))
        else:
            self.act(who, lambda by: approval.withdraw(proposal, by=by))

    @rule(who=st.sampled_from(NAMES), place=st.integers(0, 4), other=st.sampled_from((False, False, True)))
    def use(self, who, place, other):
        proposal = self.one(place)
        content = {"number": -1} if other else dict(proposal.content)
        live = proposal.expires_at > self.clock
        if self.act(who, lambda by: approval.use(proposal, content, by=by)):
            assert live and not other
            self.used.append(proposal.id)

    @rule(place=st.integers(0, 4))
    def tamper(self, place):
        proposal = self.one(place)
        if proposal.state in (ProposalState.WAITING, ProposalState.APPROVED):
            with guard.unscoped("somebody with the database in hand"):
                proposal.content = proposal.content | {"altered": True}
            db.session.commit()

    @rule(hours=st.sampled_from((1, 30)))
    def time_goes_by(self, hours):
        self.clock += dt.timedelta(hours=hours)

    @rule()
    def sweep(self):
        approval.expire()
        db.session.commit()

    @invariant()
    def nobody_acts_alone_and_nothing_twice(self):
        with guard.unscoped("the machine looks"):
            proposals = db.session.query(Proposal).filter(Proposal.id.in_(self.numbers)).all()
            done = [one for one in proposals if one.state is ProposalState.DONE]
            for one in done:
                self.check(one)
            at_once = [one.content for one in done if one.kind != "test.later"]
        assert sorted(map(str, at_once)) == sorted(map(str, carried_out))
        assert len(self.used) == len(set(self.used)) == len([one for one in done if one.kind == "test.later"])

    def check(self, proposal: Proposal):
        """Enough other persons said yes to this very content, in time."""
        yes = db.session.query(Decision).filter_by(proposal_id=proposal.id, verdict=Verdict.APPROVED).all()
        persons = {one.user_id for one in yes if one.digest == proposal.digest}
        assert proposal.proposer_id not in persons and len(persons) >= proposal.approvals_needed
        assert persons <= {self.cast.kadidia.user_id, self.cast.modibo.user_id}
        assert "altered" not in proposal.content
        assert proposal.ended_at < proposal.expires_at


def test_in_no_order_does_one_person_get_an_act_through_alone(app, cast, monkeypatch):
    machine = type("Machine", (TwoPeople,), {"cast": cast, "monkeypatch": monkeypatch})
    few = settings(max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    with app.app_context():
        run_state_machine_as_test(machine, settings=few)
