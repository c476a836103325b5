"""Ways in which somebody might widen what he may do: each is tried below the screens, where it must fail."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from models import (
    Agency,
    AuditEvent,
    CollectiveAct,
    CollectivePurpose,
    Criterion,
    DisciplinaryCase,
    EvaluationDraft,
    Officer,
    Position,
    PromotionCandidate,
    PromotionRound,
    PromotionRule,
    Rank,
    RankLine,
    RoundState,
    Unit,
    User,
    db,
)
from rules.promotion import as_plain
from rules.refused import Forbidden
from services import account, guard
from tests import force
from tests.evaluation import campaign
from tests.promotion import candidates


@pytest.fixture
def acting(in_app, people):
    """acting("hr_manager"): from now on somebody of the police with this role acts."""

    def act(role: str, **anchors):
        with guard.unscoped("the test takes a place"):
            police = force.of_code(Agency, "PN")
            person = force.user(f"acts-as-{role}", role, agency=police, **anchors)
            db.session.commit()
            guard.act_as(account.actor_of(db.session.get(User, person.user_id)))

    return act


def refused_at_the_flush() -> bool:
    try:
        db.session.flush()
    except Forbidden:
        return True
    finally:
        db.session.rollback()
    return False


def test_what_is_pending_is_judged_before_the_guard_is_lifted(acting, people):
    acting("auditor")
    db.session.get(User, people.aminata.user_id).name = "Pris"
    with pytest.raises(Forbidden), guard.unscoped("something harmless"):
        pass


def test_nobody_raises_the_own_account(acting, people):
    acting("hr_clerk")
    with guard.unscoped("the test looks"):
        own = db.session.get(User, guard.actor().user_id)
    own.role = "administrator"
    assert refused_at_the_flush()


def test_a_unit_of_another_agency_is_not_taken_over(acting, people):
    acting("hr_manager")
    unit = db.session.get(Unit, people.foreign_unit_id)
    unit.agency_id = guard.actor().agency_id
    assert refused_at_the_flush()


@pytest.mark.parametrize("model", [Agency, Position, Criterion])
def test_what_all_agencies_share_is_not_changed_by_one(acting, people, model):
    acting("hr_manager")
    db.session.scalars(select(model).order_by(model.id)).first().name = "Changé"
    assert refused_at_the_flush()


def test_a_clerk_does_not_decide_which_positions_are_promoted(acting, people):
    acting("hr_clerk")
    db.session.scalars(select(Position).where(~Position.is_promotable)).first().is_promotable = True
    assert refused_at_the_flush()


def test_a_rule_of_another_agency_is_not_changed(acting, people):
    acting("hr_manager")
    foreign = select(PromotionRule).join(Rank, PromotionRule.from_rank_id == Rank.id)
    rule = db.session.scalars(foreign).first()
    with guard.unscoped("the rule goes to another agency"):
        rule.from_rank.corps.agency = force.of_code(Agency, "OCS")
    rule.legal_text = "Changé"
    assert refused_at_the_flush()


def test_one_does_not_add_to_what_all_agencies_share(acting, people):
    acting("hr_manager")
    db.session.add(Position(code="NEUF", name="Neuf"))
    assert refused_at_the_flush()


def test_a_draft_is_not_read_by_the_office(acting, people):
    with guard.unscoped("the test writes"):
        daouda, chief = (db.session.get(Officer, one.officer_id) for one in (people.daouda, people.coumba))
        campaign.a_draft(campaign.an_evaluation(daouda, chief).parts[0], comment="Brouillon")
        db.session.commit()
    for role in ("hr_manager", "administrator"):
        acting(role)
        assert db.session.scalars(select(EvaluationDraft)).all() == []
    campaign.act_as(people.coumba)
    assert len(db.session.scalars(select(EvaluationDraft)).all()) == 1


@pytest.fixture
def lent(in_app, people):
    """An officer of the other agency who serves in Coumba's unit, and his place in his agency's sealed round."""
    with guard.unscoped("the test writes"):
        home = force.of_code(Agency, "OCS")
        officer = force.officer("Maïga", "Issa", db.session.get(Unit, people.unit_id), home_agency=home)
        rule = db.session.query(PromotionRule).first()
        held = PromotionRound(
            name="Tableau de l'OCS", agency=home, rule=rule, reference_on=dt.date(2026, 1, 1), places=1,
            state=RoundState.SEALED,
        )  # fmt: skip
        candidate = PromotionCandidate(
            round=held, officer=officer, is_eligible=True, place=1, dossier=as_plain(candidates.dossier(officer.id)),
            conditions=[], parts=[],
        )  # fmt: skip
        db.session.add(candidate)
        db.session.commit()
    return officer


def test_a_lent_officer_is_read_where_he_serves_and_changed_where_he_belongs(acting, lent):
    acting("hr_manager")
    officer = db.session.get(Officer, lent.id)
    officer.first_names = "Autre"
    assert refused_at_the_flush()


@pytest.mark.parametrize("day", [dt.date(2022, 1, 1), dt.date(2999, 1, 1)], ids=["past", "ahead"])
def test_the_career_of_a_lent_officer_is_not_written_where_he_serves(acting, lent, day):
    """A line that changes nothing today touches no file of the officer, and is judged all the same."""
    acting("hr_clerk")
    db.session.add(RankLine(officer_id=lent.id, rank_id=lent.rank_id, starts_on=day, ends_on=day + dt.timedelta(days=1), act_kind="X"))
    assert refused_at_the_flush()


def test_a_record_does_not_pass_into_another_file(acting, people):
    """What one was told and heard of is not of the other."""
    acting("hr_manager")
    case = DisciplinaryCase(officer_id=people.colleague_id, opened_on=dt.date(2026, 1, 5), facts="Faits")
    db.session.add(case)
    db.session.commit()
    case.officer_id = people.daouda.officer_id
    assert refused_at_the_flush()
    case.officer = db.session.get(Officer, people.daouda.officer_id)
    assert refused_at_the_flush()


@pytest.mark.parametrize(("role", "sees"), [("hr_clerk", True), ("auditor", True), ("supervisor", False), ("training_officer", False)])
def test_an_act_for_many_is_seen_by_those_who_prepare_or_check_it(acting, people, role, sees):
    with guard.unscoped("the test prepares an act"):
        named = {"title": "Mouvement", "purpose": CollectivePurpose.POSTING, "starts_on": dt.date(2026, 1, 1), "act_kind": "X"}
        db.session.add(CollectiveAct(agency=force.of_code(Agency, "PN"), **named))
        db.session.commit()
    acting(role, unit_id=people.unit_id)
    assert bool(db.session.scalars(select(CollectiveAct)).all()) is sees


def test_nobody_is_drawn_into_another_agency(acting, people, lent):
    acting("hr_manager")
    with guard.unscoped("the test looks"):
        officer = db.session.get(Officer, lent.id)
    officer.home_agency_id = guard.actor().agency_id
    assert refused_at_the_flush()


def test_the_round_of_a_lent_officer_is_not_read_where_he_serves(acting, lent):
    acting("hr_clerk")
    assert db.session.get(Officer, lent.id) is not None
    assert db.session.scalars(select(PromotionCandidate)).all() == []
    assert db.session.scalars(select(PromotionRound)).all() == []


def test_a_lent_officer_reads_the_own_place_and_its_round(acting, lent):
    acting("officer", officer_id=lent.id)
    (candidate,) = db.session.scalars(select(PromotionCandidate)).all()
    assert candidate.round.name == "Tableau de l'OCS"


def test_a_candidate_does_not_read_the_places_of_the_others(acting, people, lent):
    with guard.unscoped("the test writes"):
        held = db.session.query(PromotionRound).one()
        db.session.add(
            PromotionCandidate(
                round=held, officer_id=people.daouda.officer_id, is_eligible=True, place=2, dossier={}, conditions=[], parts=[]
            )
        )
        db.session.commit()
    acting("officer", officer_id=lent.id)
    assert [candidate.place for candidate in db.session.scalars(select(PromotionCandidate))] == [1]


def test_the_trail_says_what_stood_before_even_after_a_commit(acting, people):
    acting("administrator")
    unit = db.session.get(Unit, people.unit_id)
    db.session.commit()
    unit.name = "Autre nom"
    db.session.commit()
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.record_type == "unit").order_by(AuditEvent.id.desc())).first()
    assert event.changes["name"] == ["Commissariat du 1er arrondissement", "Autre nom"]
