"""Whatever the order of edits at the desk, requests, decisions and appeals, the file is what was decided or typed last; each change has one act."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from models import (
    Annulment,
    AuditEvent,
    CorrectionDecision,
    CorrectionRequest,
    CorrectionState,
    CorrectionVerdict,
    Officer,
    Posting,
    Proposal,
    ProposalState,
    db,
)
from rules.refused import Refused
from services import approval, correction, guard, personnel
from tests import force

from .conftest import WHY, Cast

# One field that one person decides, one that two do, and one of a dated line.
FIELDS = ("birth_place", "birth_on", "function")
WISHES = {
    "birth_place": ("Ségou", "Kayes", "Mopti"),
    "birth_on": ("14/03/1985", "15/03/1985", "16/03/1985"),
    "function": ("Adjoint", "Chef de poste", "Secrétaire"),
}
DESK = ("boubacar", "awa", "kadidia", "modibo")
CLOSED = (CorrectionState.ACCEPTED, CorrectionState.PARTLY)
which = st.integers(0, 2)
wish = st.integers(0, 2)


class File(RuleBasedStateMachine):
    """A file with a pencil copy beside it: whatever goes through is written in both."""

    cast: Cast

    @initialize()
    def begin(self):
        self.pencil: dict[str, object] = dict.fromkeys(FIELDS)
        self.requests: list[int] = []
        self.wished: dict[int, object] = {}  # by request
        self.awaited: dict[int, object] = {}  # by decision that waits for a second person
        with guard.unscoped("the machine begins"):
            made = force.officer("Traoré", "Daouda", self.cast.officer.unit)
            self.daouda = replace(self.cast.daouda, officer_id=made.id)
            self.last_event = db.session.scalar(select(func.max(AuditEvent.id)))
        db.session.commit()
        for choice, field in enumerate(FIELDS):
            self.ask(field, choice)

    def officer(self) -> Officer:
        with guard.unscoped("the machine looks"):
            return db.session.get(Officer, self.daouda.officer_id)

    def line(self) -> Posting:
        with guard.unscoped("the machine looks"):
            [line] = personnel.lines(self.officer(), Posting)
            return line

    def stands(self, field: str) -> object:
        return self.line().function if field == "function" else getattr(self.officer(), field)

    def act(self, who: str, act):
        """What the act gave, or None where it was refused; as this person, in a transaction of its own."""
        by = self.daouda if who == "daouda" else getattr(self.cast, who)
        guard.act_as(by)
        try:
            done = act(by)
            db.session.commit()
            return done
        except Refused:
            db.session.rollback()
            return None

    def one(self, place: int) -> CorrectionRequest | None:
        if not self.requests:
            return None
        with guard.unscoped("the machine looks"):
            return db.session.get(CorrectionRequest, self.requests[place % len(self.requests)])

    # --- what may happen -------------------------------------------------------------------------

    @rule(field=st.sampled_from(FIELDS), choice=wish)
    def asks(self, field, choice):
        self.ask(field, choice)

    def ask(self, field, choice):
        def asking(by):
            record = self.line() if field == "function" else self.officer()
            made = correction.begin(self.officer(), record=record, field=field, by=by)
            correction.write(made, {field: WISHES[field][choice]}, WHY, by=by)
            correction.send(made, by=by)
            return made.id

        if (number := self.act("daouda", asking)) is not None:
            self.requests.append(number)
            self.wished[number] = self.value(field, choice)

    @rule(field=st.sampled_from(FIELDS), choice=wish)
    def edit_at_the_desk(self, field, choice):
        value = self.value(field, choice)

        def editing(_by):
            with guard.unscoped("a clerk edits"):
                setattr(self.line() if field == "function" else self.officer(), field, value)
            return True

        assert self.act("boubacar", editing)
        self.pencil[field] = value

    def value(self, field: str, choice: int) -> object:
        """What one of the wishes means."""
        typed = WISHES[field][choice]
        return dt.datetime.strptime(typed, "%d/%m/%Y").date() if field == "birth_on" else typed

    @rule(place=which, who=st.sampled_from(DESK), verdict=st.sampled_from(CorrectionVerdict), choice=wish, stale=st.sampled_from((False, False, False, True)))
    def decide(self, place, who, verdict, choice, stale):
        request = self.one(place)
        if request is None:
            return
        granted = {request.field: WISHES[request.field][choice]} if verdict is CorrectionVerdict.PARTLY else None
        field, number, is_appeal = request.field, request.id, request.appealed_at is not None

        def deciding(by):
            seen = "0" * 64 if stale else correction.situation(request).seen
            return correction.decide(request, verdict, granted=granted, reason="Vu.", seen=seen, by=by)

        decision = self.act(who, deciding)
        if decision is not None:
            assert not stale and not (is_appeal and who in ("boubacar", "awa"))
            self.note(decision, field, self.value(field, choice) if granted else self.wished[number])

    def note(self, decision: CorrectionDecision, field: str, value: object) -> None:
        """The pencil writes what took effect, and remembers what waits for a second person."""
        if decision.proposal_id is not None:
            self.awaited[decision.id] = value
        elif decision.took_effect_at is not None:
            assert field != "birth_on", "a birth date takes two people"
            self.pencil[field] = value

    @rule(who=st.sampled_from(DESK), is_yes=st.sampled_from((True, True, False)))
    def second_person(self, who, is_yes):
        with guard.unscoped("the machine looks"):
            proposal = db.session.query(Proposal).filter(Proposal.state == ProposalState.WAITING, Proposal.concerned_id == self.daouda.officer_id).first()
        if proposal is None:
            return
        proposer, number = proposal.proposer_id, proposal.content["decision"]
        if not is_yes:
            self.act(who, lambda by: approval.reject(proposal, by=by, reason="Non"))
            return
        done = self.act(who, lambda by: approval.approve(proposal, by=by, digest=proposal.digest))
        if done is not None and done.state is ProposalState.DONE:
            assert getattr(self.cast, who).user_id != proposer
            self.pencil["birth_on"] = self.awaited[number]

    @rule(place=which)
    def appeal(self, place):
        if request := self.one(place):
            self.act("daouda", lambda by: correction.appeal(request, "Encore.", by=by))

    @rule(place=which)
    def withdraw(self, place):
        if request := self.one(place):
            self.act("daouda", lambda by: correction.withdraw(request, by=by))

    # --- what always holds -----------------------------------------------------------------------

    @invariant()
    def the_file_is_what_was_decided_or_typed_last(self):
        db.session.expire_all()
        assert {field: self.stands(field) for field in FIELDS} == self.pencil

    @invariant()
    def each_change_has_exactly_one_act(self):
        with guard.unscoped("the machine looks"):
            decisions = db.session.query(CorrectionDecision).filter(CorrectionDecision.request_id.in_(self.requests)).all()
            done = [one for one in decisions if one.took_effect_at is not None]
            later = (AuditEvent.id > self.last_event, AuditEvent.record_type == "officer", AuditEvent.action == "edit")
            events = db.session.query(AuditEvent).filter(*later, AuditEvent.purpose.is_distinct_from("a clerk edits"))
            fields = [name for one in events for name in one.changes if name in FIELDS]
            annulments = db.session.query(Annulment).filter_by(officer_id=self.officer().id).count()
            assert sorted(fields) == sorted(one.request.field for one in done if one.applied_type == "officer")
            assert annulments == len([one for one in done if one.applied_type == "posting"])
            for one in done:
                assert not one.is_void and one.verdict is not CorrectionVerdict.REFUSED and one.applied_id
            for request in {one.request for one in decisions}:
                held = [one for one in request.decisions if not one.is_void]
                assert len({one.is_appeal for one in held}) == len(held) <= 2
                assert (request.state in CLOSED) <= any(one in done for one in held)


def test_in_any_order_the_file_is_what_was_decided_last_and_each_change_has_one_act(app, cast, database_kind):
    with app.app_context():
        machine = type("Machine", (File,), {"cast": cast})
        examples = 20 if database_kind == "sqlite" else 12
        few = settings(max_examples=examples, stateful_step_count=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        run_state_machine_as_test(machine, settings=few)
