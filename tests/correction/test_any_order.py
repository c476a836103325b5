"""Whatever the order of edits at the desk, requests, decisions and appeals, the file is what was decided or typed last; each change has one act."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

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
    DatedLine,
    Education,
    EducationLevel,
    EvaluationMark,
    Officer,
    Proposal,
    ProposalState,
    db,
)
from rules.correction import MOST_OPEN
from rules.refused import Refused
from services import approval, correction, guard, personnel
from tests import force

from .conftest import WHY, Cast
from .wishes import AT_THE_DESK, BY_TWO, FIELDS, LINES, OTHER_MARK, TOLD, cycle, marked, meant, typed

# A page that is no longer what stands; a decision that a second person follows at once, where it takes two.
HOW = ("stale", "plain", "followed", "followed")
DESK = ("boubacar", "awa", "kadidia", "modibo")
CLOSED = (CorrectionState.ACCEPTED, CorrectionState.PARTLY)
which = st.integers(0, 5)
wish = st.integers(0, 2)


class File(RuleBasedStateMachine):
    """A file with a pencil copy beside it: whatever goes through is written in both."""

    cast: Cast
    cycle_id: int

    @initialize(first=st.integers(0, 3))
    def begin(self, first):
        self.pencil: dict[str, object] = dict.fromkeys(FIELDS) | {"rank": "SGT", "mark": Decimal(12), "education": []}
        self.requests: list[int] = []
        self.about: dict[int, str] = {}  # the field, by request
        self.wished: dict[int, object] = {}  # by request
        self.awaited: dict[int, object] = {}  # by decision that waits for a second person
        with guard.unscoped("the machine begins"):
            made = force.officer("Traoré", "Daouda", self.cast.officer.unit)
            self.mark_id = marked(made, self.cycle_id, self.cast.coumba.officer_id).id
            self.daouda = replace(self.cast.daouda, officer_id=made.id)
            self.last_event = db.session.scalar(select(func.max(AuditEvent.id)))
        db.session.commit()
        for choice, field in enumerate(FIELDS[: MOST_OPEN - 1]):
            self.ask(field, choice % 3)
        self.decide(first, "kadidia", CorrectionVerdict.ACCEPTED, 0, "followed")  # each file has changed once

    def officer(self) -> Officer:
        with guard.unscoped("the machine looks"):
            return db.session.get(Officer, self.daouda.officer_id)

    def record(self, field: str) -> Officer | DatedLine | EvaluationMark:
        """The record that says it now."""
        if field not in LINES:
            with guard.unscoped("the machine looks"):
                return db.session.get(EvaluationMark, self.mark_id) if field == "mark" else self.officer()
        with guard.unscoped("the machine looks"):
            [line] = personnel.lines(self.officer(), LINES[field])
            return line

    def stands(self, field: str) -> object:
        with guard.unscoped("the machine looks"):
            if field == "education":
                return sorted(db.session.scalars(select(Education.title).where(Education.officer_id == self.daouda.officer_id)))
            value = getattr(self.record(field), field)
            return value.code if field == "rank" else value

    def put(self, field: str, value: object) -> None:
        """The pencil writes it: a record that was missing beside the others, anything else in place of what stood."""
        self.pencil[field] = sorted([*self.pencil[field], value]) if field == "education" else value

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
            place = {"missing": field} if field == "education" else {"record": self.record(field), "field": field}
            made = correction.begin(self.officer(), **place, by=by)
            level = {"level": "MASTER"} if field == "education" else {}
            correction.write(made, level | typed(field, choice), WHY, by=by)
            correction.send(made, by=by)
            return made.id

        if (number := self.act("daouda", asking)) is not None:
            self.requests.append(number)
            self.about[number], self.wished[number] = field, meant(field, choice)

    @rule(field=st.sampled_from(AT_THE_DESK), choice=wish)
    def edit_at_the_desk(self, field, choice):
        value = meant(field, choice)

        def editing(_by):
            with guard.unscoped("a clerk edits"):
                if field == "education":
                    db.session.add(Education(officer=self.officer(), level=EducationLevel.MASTER, title=value))
                else:
                    setattr(self.record(field), field, value)
            return True

        assert self.act("boubacar", editing)
        self.put(field, value)

    @rule(place=which, who=st.sampled_from(DESK), verdict=st.sampled_from(CorrectionVerdict), choice=wish, how=st.sampled_from(HOW))
    def decide(self, place, who, verdict, choice, how):
        request = self.one(place)
        if request is None:
            return
        field, number, is_appeal = self.about[request.id], request.id, request.appealed_at is not None
        granted = typed(field, choice) if verdict is CorrectionVerdict.PARTLY else None

        def deciding(by):
            seen = "0" * 64 if how == "stale" else correction.situation(request).seen
            return correction.decide(request, verdict, granted=granted, reason="Vu.", seen=seen, by=by)

        decision = self.act(who, deciding)
        if decision is not None:
            assert how != "stale" and not (is_appeal and who in ("boubacar", "awa"))
            self.note(decision, field, meant(field, choice) if granted else self.wished[number])
            if decision.proposal_id is not None and how == "followed":
                self.second_approves("modibo" if who == "kadidia" else "kadidia", decision.proposal)

    def note(self, decision: CorrectionDecision, field: str, value: object) -> None:
        """The pencil writes what took effect, and remembers what waits for a second person."""
        if decision.proposal_id is not None:
            self.awaited[decision.id] = (field, value)
        elif decision.took_effect_at is not None:
            assert field not in BY_TWO, "it takes two people"
            self.put(field, value)

    @rule(who=st.sampled_from(DESK), is_yes=st.sampled_from((True, True, False)))
    def second_person(self, who, is_yes):
        with guard.unscoped("the machine looks"):
            proposal = db.session.query(Proposal).filter(Proposal.state == ProposalState.WAITING, Proposal.concerned_id == self.daouda.officer_id).first()
        if proposal is None:
            return
        if is_yes:
            self.second_approves(who, proposal)
        else:
            self.act(who, lambda by: approval.reject(proposal, by=by, reason="Non"))

    def second_approves(self, who: str, proposal: Proposal) -> None:
        proposer, number = proposal.proposer_id, proposal.content["decision"]
        done = self.act(who, lambda by: approval.approve(proposal, by=by, digest=proposal.digest))
        if done is not None and done.state is ProposalState.DONE:
            assert getattr(self.cast, who).user_id != proposer
            self.put(*self.awaited[number])

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
        with guard.unscoped("the machine looks"):
            assert self.officer().rank.code == self.pencil["rank"]
            assert self.record("mark").evaluation.score == (self.pencil["mark"] + OTHER_MARK) / 2

    @invariant()
    def each_change_has_exactly_one_act(self):
        with guard.unscoped("the machine looks"):
            decisions = db.session.query(CorrectionDecision).filter(CorrectionDecision.request_id.in_(self.requests)).all()
            done = [one for one in decisions if one.took_effect_at is not None]
            later = (AuditEvent.id > self.last_event, AuditEvent.record_type.in_({table for table, _act, _name in TOLD}))
            events = db.session.query(AuditEvent).filter(*later, AuditEvent.purpose.is_distinct_from("a clerk edits"))
            told = [TOLD.get((one.record_type, one.action, name)) for one in events for name in one.changes]
            annulments = db.session.query(Annulment).filter_by(officer_id=self.officer().id).count()
            by_field = [self.about[one.request_id] for one in done]
            assert sorted(filter(None, told)) == sorted(field for field in by_field if field not in LINES)
            assert annulments == len([field for field in by_field if field in LINES])
            for one in done:
                assert not one.is_void and one.verdict is not CorrectionVerdict.REFUSED and one.applied_id
            for request in {one.request for one in decisions}:
                held = [one for one in request.decisions if not one.is_void]
                assert len({one.is_appeal for one in held}) == len(held) <= 2
                assert (request.state in CLOSED) <= any(one in done for one in held)


def test_in_any_order_the_file_is_what_was_decided_last_and_each_change_has_one_act(app, cast, database_kind):
    with app.app_context():
        machine = type("Machine", (File,), {"cast": cast, "cycle_id": cycle()})
        examples = 20 if database_kind == "sqlite" else 12
        few = settings(max_examples=examples, stateful_step_count=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        run_state_machine_as_test(machine, settings=few)
