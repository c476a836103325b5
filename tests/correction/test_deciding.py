"""Human resources decide: who may, what is told, what waits for a second person, and what is refused because the file changed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from models import (
    CorrectionDecision,
    CorrectionState,
    CorrectionVerdict,
    Officer,
    ProposalState,
    StepKind,
    db,
    now,
)
from rules import correction as rules
from rules.refused import Forbidden, Refused
from services import approval, correction, guard, notices
from services.correction import values

from .conftest import asked, decide, photo, proposal_of, second

BORN = dt.date(1985, 3, 14)


def test_an_accepted_field_stands_in_the_file_at_once(play):
    request = asked(play, "Ségou", field="birth_place")
    decision = decide(request, play.boubacar, reason="")
    assert (play.officer.birth_place, request.state) == ("Ségou", CorrectionState.ACCEPTED)
    assert values.opened(decision.found) == {"birth_place": None} and values.opened(decision.granted) == {"birth_place": "Ségou"}
    assert (decision.applied_type, decision.applied_id) == ("officer", play.officer.id) and decision.took_effect_at
    guard.act_as(play.daouda)
    assert [one.event for one in notices.latest(play.daouda)] == ["correction.accepted"]


def test_in_part_another_value_is_granted_with_reasons(play):
    request = asked(play, "Ségou", field="birth_place")
    with pytest.raises(Refused):
        decide(request, play.boubacar, CorrectionVerdict.ACCEPTED, granted={"birth_place": "Markala"})
    with pytest.raises(Refused):
        decide(request, play.boubacar, CorrectionVerdict.PARTLY, granted={"birth_place": "Markala"}, reason=" ")
    with pytest.raises(Refused):
        decide(request, play.boubacar, CorrectionVerdict.PARTLY, granted={"birth_place": "Ségou"})
    decide(request, play.boubacar, CorrectionVerdict.PARTLY, granted={"birth_place": "Markala"})
    assert (play.officer.birth_place, request.state) == ("Markala", CorrectionState.PARTLY)


def test_a_refusal_gives_its_reasons_and_changes_nothing(play):
    request = asked(play, "Ségou", field="birth_place")
    with pytest.raises(Refused):
        decide(request, play.boubacar, CorrectionVerdict.REFUSED, reason="")
    decision = decide(request, play.boubacar, CorrectionVerdict.REFUSED, reason="L’acte dit autre chose.")
    assert (play.officer.birth_place, request.state, decision.took_effect_at) == (None, CorrectionState.REFUSED, None)
    assert correction.story(request)[-1].words == "L’acte dit autre chose."


def test_what_is_told_in_words_is_answered_in_words(play):
    request = correction.begin(play.officer, by=play.daouda)
    correction.write(request, {}, "Il manque ma photo.", by=play.daouda)
    correction.send(request, by=play.daouda)
    with pytest.raises(Refused):
        decide(request, play.boubacar, reason="")
    decision = decide(request, play.boubacar, reason="La photo est prise.")
    assert request.state is CorrectionState.ACCEPTED and decision.took_effect_at and decision.applied_id is None


@pytest.mark.parametrize(
    ("verdict", "kind", "needed"),
    [("accepted", "change", False), ("accepted", "missing", False), ("accepted", "other", True), ("partly", "change", True), ("refused", "other", True)],
)
def test_a_decision_gives_its_reasons_unless_the_file_says_all(verdict, kind, needed):
    assert rules.needs_reason(verdict, kind) is needed


@pytest.mark.parametrize("who", ["daouda", "coumba", "mariam", "fanta", "zeinab"])
def test_who_does_not_keep_the_file_does_not_decide(play, who):
    request = asked(play, "Ségou", field="birth_place")
    by = getattr(play, who)
    assert isinstance(correction.why_not(request, by), Forbidden)
    seen = correction.situation(request).seen
    for act in (
        lambda: correction.take(request, by=by),
        lambda: correction.ask_piece(request, "Un acte", by=by),
        lambda: correction.decide(request, CorrectionVerdict.ACCEPTED, reason="Oui", seen=seen, by=by),
    ):
        with pytest.raises(Forbidden):
            act()
    assert play.officer.birth_place is None


def test_nobody_decides_on_his_own_file_by_any_door(play):
    request = asked(play, "Ségou", field="birth_place")
    himself = replace(play.boubacar, officer_id=play.daouda.officer_id, door="portal")
    assert isinstance(correction.why_not(request, himself), Forbidden)
    assert correction.to_decide(himself)[0] == 0


def test_a_request_is_taken_a_piece_is_asked_for_and_given(play):
    request = asked(play, "Ségou", field="birth_place")
    guard.act_as(play.boubacar)
    correction.take(request, by=play.boubacar)
    assert "Boubacar" in correction.with_whom(request)
    correction.ask_piece(request, "L’acte de naissance", by=play.boubacar)
    assert request.state is CorrectionState.PIECE_ASKED and correction.to_decide(play.boubacar)[0] == 0
    guard.act_as(play.daouda)
    assert [one.event for one in notices.latest(play.daouda)] == ["correction.piece_asked"]
    correction.add_piece(request, photo(), "Acte", by=play.daouda)
    assert request.state is CorrectionState.WAITING
    assert [one.kind for one in request.steps] == [StepKind.SENT, StepKind.TAKEN, StepKind.PIECE_ASKED, StepKind.PIECE_GIVEN]
    guard.act_as(play.boubacar)
    assert notices.latest(play.boubacar)[0].event == "correction.piece_given"
    assert correction.to_decide(play.boubacar) == (1, request.due_on)


def test_what_changed_since_it_was_read_is_not_decided_unseen(play):
    request = asked(play, "Ségou", field="birth_place")
    seen = correction.situation(request).seen
    with guard.unscoped("a clerk mends the file meanwhile"):
        play.officer.birth_place = "Mopti"
    with pytest.raises(Refused):
        decide(request, play.boubacar, seen=seen)
    told = correction.situation(request)
    assert told.changed and told.lines[0][1:] == ("", "Mopti", "Ségou") and told.seen != seen
    decide(request, play.boubacar)
    assert play.officer.birth_place == "Ségou"


def test_a_decision_that_would_change_nothing_is_refused(play):
    request = asked(play, "Ségou", field="birth_place")
    with guard.unscoped("a clerk mends the file meanwhile"):
        play.officer.birth_place = "Ségou"
    with pytest.raises(Refused):
        decide(request, play.boubacar)


# --- two people ----------------------------------------------------------------------------------


def test_a_birth_date_waits_for_a_second_person(play):
    request = asked(play, "14/03/1985", field="birth_on")
    decision = decide(request, play.boubacar)
    assert request.state is CorrectionState.PROPOSED and play.officer.birth_on is None and decision.took_effect_at is None
    with pytest.raises(Forbidden):
        second(request, play.boubacar)
    assert second(request, play.kadidia).state is ProposalState.DONE
    assert (play.officer.birth_on, request.state) == (BORN, CorrectionState.ACCEPTED)
    assert [one.kind for one in request.steps] == [StepKind.SENT, StepKind.PROPOSED, StepKind.ACCEPTED]


def test_the_proposal_holds_no_value_and_its_reader_sees_them(play):
    request = asked(play, "18503141234567A", field="nina")
    decide(request, play.kadidia)
    proposal = proposal_of(request)
    assert "18503141234567A" not in json.dumps([proposal.content, proposal.title, proposal.reason])
    guard.act_as(play.modibo)
    assert ("", "18503141234567A") in [value for _label, value in approval.described(proposal)]
    guard.act_as(play.boubacar)  # does not see the number
    shown = [value for _label, value in approval.described(proposal) if isinstance(value, tuple)]
    assert all("18503141234567A" not in str(value) for value in shown)
    guard.act_as(play.fanta)
    assert [value for _label, value in approval.described(proposal)] == [request.reference]


def test_a_rejection_sends_it_back_and_it_can_be_decided_again(play):
    request = asked(play, "14/03/1985", field="birth_on")
    first = decide(request, play.boubacar)
    guard.act_as(play.kadidia)
    approval.reject(proposal_of(request), by=play.kadidia, reason="L’acte manque.")
    assert first.is_void and request.state is CorrectionState.WAITING and request.steps[-1].kind is StepKind.SENT_BACK
    decide(request, play.awa)
    second(request, play.kadidia)
    assert play.officer.birth_on == BORN
    assert db.session.query(CorrectionDecision).filter(CorrectionDecision.took_effect_at.is_not(None)).count() == 1


def test_what_changed_meanwhile_makes_the_proposal_void(play):
    request = asked(play, "14/03/1985", field="birth_on")
    decision = decide(request, play.boubacar)
    with guard.unscoped("a clerk mends the file meanwhile"):
        play.officer.birth_on = dt.date(1984, 1, 1)
    assert second(request, play.kadidia).state is ProposalState.VOID
    assert play.officer.birth_on == dt.date(1984, 1, 1)
    assert decision.is_void and request.state is CorrectionState.WAITING


def test_a_proposal_out_of_time_sends_it_back(play, monkeypatch):
    request = asked(play, "14/03/1985", field="birth_on")
    decide(request, play.boubacar)
    later = now() + dt.timedelta(days=8)
    for place in ("proposing", "sweeping"):
        monkeypatch.setattr(f"services.approval.{place}.now", lambda: later)
    approval.expire()
    assert request.state is CorrectionState.WAITING and request.steps[-1].kind is StepKind.SENT_BACK


def test_what_the_file_does_not_take_is_said_to_who_proposes_it(play):
    request = asked(play, "14/03/1985", field="birth_on")
    with pytest.raises(Refused, match="before birth"):
        decide(request, play.boubacar, CorrectionVerdict.PARTLY, granted={"birth_on": "14/03/2020"})
    assert request.state is CorrectionState.WAITING and proposal_of(request) is None and play.officer.birth_on is None


def test_the_officer_withdraws_what_waits_for_a_second_person(play):
    request = asked(play, "14/03/1985", field="birth_on")
    decision = decide(request, play.boubacar)
    guard.act_as(play.daouda)
    correction.withdraw(request, by=play.daouda)
    assert second(request, play.kadidia).state is ProposalState.VOID
    assert (request.state, decision.is_void, play.officer.birth_on) == (CorrectionState.WITHDRAWN, True, None)


def test_a_clerk_who_filed_it_is_not_the_second_person_either(play):
    guard.act_as(play.kadidia)
    draft = correction.begin(play.officer, record=play.officer, field="birth_on", by=play.kadidia)
    correction.write(draft, {"birth_on": "14/03/1985"}, "Il me l’a dit.", by=play.kadidia)
    correction.send(draft, by=play.kadidia, signed_form="form.pdf")
    decide(draft, play.boubacar)
    with pytest.raises(Forbidden):
        second(draft, play.kadidia)
    db.session.rollback()


def test_a_number_that_somebody_else_has_is_said_to_who_proposes_it(play, people):
    with guard.unscoped("the test prepares"):
        db.session.get(Officer, people.colleague_id).nina = "18503141234567A"
    request = asked(play, "18503141234567A", field="nina")
    with pytest.raises(Refused, match="already has this value"):
        decide(request, play.kadidia)
    assert request.state is CorrectionState.WAITING and proposal_of(request) is None and play.officer.nina is None
    decide(request, play.kadidia, CorrectionVerdict.REFUSED)


def test_an_appeal_waits_for_those_who_may_decide_on_it(play):
    request = asked(play, "Ségou", field="birth_place")
    decide(request, play.kadidia, CorrectionVerdict.REFUSED)
    guard.act_as(play.daouda)
    correction.appeal(request, "Voici le jugement.", by=play.daouda)
    for who, waiting in ((play.boubacar, 0), (play.modibo, 1)):
        guard.act_as(who)
        assert correction.to_decide(who)[0] == waiting
