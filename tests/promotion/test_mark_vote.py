"""The board's vote on which marks a round counts, and a list by corrected marks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from models import (
    Agency,
    AuditEvent,
    BoardFunction,
    BoardMember,
    CycleState,
    EvaluationState,
    EvaluatorSeverity,
    MarkBasis,
    Officer,
    PromotionCandidate,
    PromotionRound,
    Rank,
    RoundState,
    SeverityFit,
    Unit,
    User,
    db,
)
from rules.promotion import dossier_from_plain
from rules.refused import Forbidden, Refused
from services import guard, promotion
from tests import force
from tests.evaluation import campaign
from tests.promotion import walking


def _a_round(people) -> PromotionRound:
    """A round for sergeants; one of them was marked 16 in each of three years by somebody who marks 1.5 points too high."""
    with guard.unscoped("the round of a test"):
        unit = db.session.get(Unit, people.unit_id)
        judge, marked = force.officer("Juge", "X", unit, rank="COM"), force.officer("Diarra", "Awa", unit)
        cycles = [
            campaign.a_cycle(f"Notation {year}", state=CycleState.CLOSED, starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31))
            for year in (2023, 2024, 2025)
        ]
        fit = SeverityFit(
            corps_id=force.of_code(Rank, "SGT").corps_id, cycle=cycles[-1], years=3, marks=90, officers=30, evaluators=6, groups=1,
            sd_officer=1, sd_evaluator=1, sd_error=1, deviance=1, most_points=2,
        )  # fmt: skip
        for cycle in cycles:
            campaign.an_evaluation(marked, judge, cycle=cycle, state=EvaluationState.CLOSED, mark="16")
            db.session.add(
                EvaluatorSeverity(
                    fit=fit, evaluator=judge, cycle=cycle, group_number=0, marks=15, mean=16, spread=1, identical_share=0,
                    severity=1.5, standard_error=0.3, applied=1.5,
                )  # fmt: skip
            )
        made = walking.a_round(name="Tableau d'essai")
        db.session.add(BoardMember(round=made, member_id=people.fanta.user_id, function=BoardFunction.PRESIDENT))
        db.session.flush()
        made.marked_id = marked.id
    return made


@pytest.fixture
def round_(in_app, people):
    return _a_round(people)


def _votes(round_, basis: MarkBasis, name: str) -> None:
    with guard.unscoped("one more member of the board"):
        member = force.user(name, "board_member", agency=round_.agency)
        db.session.add(BoardMember(round=round_, member_id=member.user_id))
    promotion.vote(round_, basis, by=campaign.act_as(member, "admin"))


def _ranked(round_, people) -> None:
    """Frozen and listed as if by two people, then ranked by the clerk."""
    with guard.unscoped("its criteria are frozen"):
        round_.state = RoundState.LISTED
        db.session.flush()
    promotion.rank(round_, by=campaign.act_as(people.boubacar, "admin"))


def _closed_by(person, round_) -> MarkBasis:
    return promotion.close_vote(round_, by=campaign.act_as(person, "admin"))


def _marks(round_) -> list:
    with guard.unscoped("look"):
        row = db.session.query(PromotionCandidate).filter_by(round_id=round_.id, officer_id=round_.marked_id).one()
        return list(dossier_from_plain(row.dossier).marks)


def test_the_majority_decides_and_the_list_shows_both_marks(round_, people):
    promotion.vote(round_, MarkBasis.CORRECTED, by=campaign.act_as(people.fanta, "admin"))
    _votes(round_, MarkBasis.CORRECTED, "salif")
    _votes(round_, MarkBasis.RAW, "rokia")
    assert _closed_by(people.boubacar, round_) is MarkBasis.CORRECTED
    _ranked(round_, people)
    assert [(mark.score, mark.raw) for mark in _marks(round_)] == [(Decimal("14.500"), Decimal(16))] * 3
    assert promotion.verify(round_) == []


def test_a_ranked_list_verifies_after_the_estimate_has_changed(round_, people):
    promotion.vote(round_, MarkBasis.CORRECTED, by=campaign.act_as(people.fanta, "admin"))
    _closed_by(people.boubacar, round_)
    _ranked(round_, people)
    with guard.unscoped("a newer estimate"):
        for line in db.session.query(EvaluatorSeverity):
            line.applied = 0
        db.session.flush()
    assert promotion.verify(round_) == []


@pytest.mark.parametrize("votes", [[], [MarkBasis.CORRECTED, MarkBasis.RAW]])
def test_without_a_majority_the_marks_count_as_given(round_, people, votes):
    for number, basis in enumerate(votes):
        _votes(round_, basis, f"member{number}")
    assert _closed_by(people.boubacar, round_) is MarkBasis.RAW
    _ranked(round_, people)
    assert [(mark.score, mark.raw) for mark in _marks(round_)] == [(Decimal(16), None)] * 3


def test_a_member_votes_once_and_never_after_the_end(round_, people):
    fanta = campaign.act_as(people.fanta, "admin")
    promotion.vote(round_, MarkBasis.RAW, by=fanta)
    with pytest.raises(Refused, match="not changed"):
        promotion.vote(round_, MarkBasis.CORRECTED, by=fanta)
    _closed_by(people.boubacar, round_)
    with pytest.raises(Refused, match="is over"):
        _votes(round_, MarkBasis.CORRECTED, "tard")
    with pytest.raises(Refused, match="is over"):
        _closed_by(people.boubacar, round_)


def test_only_the_board_of_the_agency_votes_and_only_who_prepares_closes(round_, people):
    with guard.unscoped("a member of another board"):
        stranger = force.user("ailleurs", "board_member", agency=force.of_code(Agency, "OCS"))
    for person in (people.boubacar, people.aminata, stranger):
        with pytest.raises((Forbidden, Refused)):
            promotion.vote(round_, MarkBasis.RAW, by=campaign.act_as(person, "admin"))
    with pytest.raises(Forbidden):
        _closed_by(people.fanta, round_)
    assert promotion.votes(round_) == []


def test_the_result_stands_in_the_trail(round_, people):
    promotion.vote(round_, MarkBasis.CORRECTED, by=campaign.act_as(people.fanta, "admin"))
    _closed_by(people.boubacar, round_)
    with guard.unscoped("the trail of a test"):
        event = db.session.query(AuditEvent).filter_by(action="close_vote", record_type="promotion_round").one()
    assert event.changes == {"state": "prepared", "basis": "corrected", "raw": 0, "corrected": 1}


def test_members_vote_on_the_page_of_the_round_and_all_who_see_it_read_who_voted_what(app, people, signed_in):
    with app.app_context():
        number = _a_round(people).id
        db.session.commit()
    fanta, boubacar = signed_in("fanta"), signed_in("boubacar")
    page = f"/admin/promotion-round/details/?id={number}"
    assert 'name="basis"' in fanta.get(page).text
    assert 'name="basis"' not in boubacar.get(page).text
    assert fanta.post("/admin/promotion-round/vote/", data={"id": number, "basis": "corrected"}).status_code == 302
    assert fanta.post("/admin/promotion-round/close-vote/", data={"id": number}).status_code == 403
    assert "Fanta" in boubacar.get(page).text
    assert boubacar.post("/admin/promotion-round/close-vote/", data={"id": number}).status_code == 302
    with app.app_context(), guard.unscoped("look"):
        assert db.session.get(PromotionRound, number).mark_basis is MarkBasis.CORRECTED


def test_once_the_criteria_are_frozen_nobody_votes_any_more(round_, people):
    _votes(round_, MarkBasis.CORRECTED, "salif")
    _ranked(round_, people)
    assert round_.mark_basis is MarkBasis.RAW
    with pytest.raises(Refused, match="is over"):
        _votes(round_, MarkBasis.CORRECTED, "tard")
    with pytest.raises(Refused, match="is over"):
        _closed_by(people.boubacar, round_)


def test_candidates_neither_vote_nor_close_the_vote_with_whichever_account(round_, people):
    with guard.unscoped("two accounts of a candidate, and a clerk who is one"):
        linked = force.user("awa", "board_member", agency=round_.agency, officer=db.session.get(Officer, round_.marked_id))
        db.session.add(BoardMember(round=round_, member_id=linked.user_id))
        other, clerk = (force.user(name, role, agency=round_.agency) for name, role in (("awa2", "board_member"), ("awa3", "hr_clerk")))
        for one in (other, clerk):
            db.session.get(User, one.user_id).name = "Awa Diarra"
        db.session.flush()
    for person in (linked, other):
        by = campaign.act_as(person, "admin")
        assert not promotion.may_vote(round_, by)
        with pytest.raises(Forbidden):
            promotion.vote(round_, MarkBasis.RAW, by=by)
    by = campaign.act_as(clerk, "admin")
    assert not promotion.may_close(round_, by)
    for act in (promotion.close_vote, promotion.rank):
        with pytest.raises(Forbidden, match="own cause"):
            act(round_, by=by)


def test_a_person_of_two_accounts_votes_once(round_, people):
    promotion.vote(round_, MarkBasis.RAW, by=campaign.act_as(people.fanta, "admin"))
    with guard.unscoped("a second account of Fanta"):
        again = force.user("fanta2", "board_member", agency=round_.agency)
        db.session.get(User, again.user_id).name = db.session.get(User, people.fanta.user_id).name
        db.session.flush()
    with pytest.raises(Refused, match="not changed"):
        promotion.vote(round_, MarkBasis.RAW, by=campaign.act_as(again, "admin"))


def test_the_page_says_when_nobody_voted(app, people, signed_in):
    with app.app_context():
        number = _a_round(people).id
        db.session.commit()
    client = signed_in("boubacar")
    assert "Personne n’a encore voté" in client.get(f"/admin/promotion-round/details/?id={number}").text
    client.post("/admin/promotion-round/close-vote/", data={"id": number})
    with app.app_context(), guard.unscoped("look"):
        assert db.session.get(PromotionRound, number).mark_basis is MarkBasis.RAW
