"""Exceptional promotion: a case with its evidence, a cap, two signatures by two other people, then an act; apart from every round."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from models import (
    ExceptionalGround,
    ExceptionalPromotion,
    ExceptionalState,
    FamilyMember,
    Kinship,
    Officer,
    PromotionRule,
    Proposal,
    ProposalState,
    Rank,
    Route,
    Unit,
    db,
)
from rules.promotion.exceptional import cap
from rules.refused import Forbidden, Refused
from services import approval, guard, personnel
from services.personnel import two_people
from services.promotion import exceptional
from tests import force
from tests.promotion import walking

TODAY = dt.date.today()
ACT = personnel.Act(TODAY, "Décret", "Décret n° 2026-0099/PT-RM")


@dataclass
class Scene:
    """A sergeant wounded on mission, a rule of the exceptional route with a cap of one, and two who sign."""

    officer: Officer
    other: Officer
    rule: PromotionRule
    signers: list[force.Person]


@pytest.fixture
def scene(in_app, people):
    with guard.unscoped("a case for tests"):
        unit = db.session.get(Unit, people.unit_id)
        found = force.officer("Cissé", "Oumar", unit), force.officer("Diallo", "Binta", unit)
        rule = walking.a_rule(route=Route.EXCEPTIONAL, most_per_year=1)
        signers = [walking.the_manager(), force.user("hawa", "board_member", agency=unit.agency)]
    walking.actor(people.boubacar)
    return Scene(*found, rule, signers)


def case(scene: Scene, officer: Officer | None = None, **other) -> ExceptionalPromotion:
    values = {
        "officer": officer or scene.officer, "rule": scene.rule, "ground": ExceptionalGround.WOUNDED, "legal_text": "Texte inventé",
        "happened_on": TODAY - dt.timedelta(days=20), "facts": "Blessé au poste de contrôle.", "evidence": "rapport.pdf",
    }  # fmt: skip
    return ExceptionalPromotion(**values | other)


def proposed(scene: Scene, people, **other) -> tuple[ExceptionalPromotion, Proposal]:
    one = case(scene, **other)
    return one, exceptional.propose(one, by=walking.actor(people.boubacar))


def signed(scene: Scene, people) -> ExceptionalPromotion:
    one, proposal = proposed(scene, people)
    for person in scene.signers:
        walking.approve(proposal, person)
    return one


# --- the cap ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("says", "strength", "most"), [(3, 1000, 3), ("2 %", 149, 2), ("2%", 49, 0), ("0", 10, 0)])
def test_a_cap_is_a_number_or_a_share_of_the_rank_in_whole_people(says, strength, most):
    assert cap({"most_per_year": says}, strength) == most


@pytest.mark.parametrize("says", [None, "", "beaucoup", "120 %", -1])
def test_a_rule_without_a_cap_that_can_be_meant_promotes_nobody(says):
    with pytest.raises(Refused):
        cap({"most_per_year": says}, 100)


def test_the_cap_of_the_year_is_kept_and_a_death_in_the_service_stands_outside_it(scene, people):
    proposed(scene, people)
    with pytest.raises(Refused, match="cap of this year"):
        proposed(scene, people, officer=scene.other)
    db.session.expunge_all()
    people_of_it = (db.session.get(Officer, one.id) for one in (scene.officer, scene.other))
    again = Scene(*people_of_it, db.session.get(PromotionRule, scene.rule.id), scene.signers)
    one, _proposal = proposed(again, people, officer=again.other, ground=ExceptionalGround.POSTHUMOUS)
    assert one.state is ExceptionalState.PROPOSED


# --- proposing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"evidence": None}, "evidence"), ({"facts": " "}, "evidence"), ({"happened_on": TODAY + dt.timedelta(days=1)}, "lies ahead"),
        ({"happened_on": dt.date(2001, 1, 1)}, "not in the service"),
    ],
)  # fmt: skip
def test_a_case_without_its_deed_and_its_evidence_is_refused(scene, people, wrong, why):
    with db.session.no_autoflush, pytest.raises(Refused, match=why):
        proposed(scene, people, **wrong)


def test_only_a_rule_of_the_route_in_force_promotes_and_never_over_a_rank(scene, people):
    with guard.unscoped("rules that do not fit"):
        by_choice = walking.a_rule()
        leap = walking.a_rule("SGT", "MAJ", Route.EXCEPTIONAL, most_per_year=5)
        over = walking.a_rule("SGC", "ADJ", Route.EXCEPTIONAL, most_per_year=5)
    for rule, why in ((by_choice, "not one of exceptional"), (leap, "two ranks at once"), (over, "promotes from")):
        with db.session.no_autoflush, pytest.raises(Refused, match=why):
            proposed(scene, people, rule=rule)


def test_one_case_at_a_time(scene, people):
    with guard.unscoped("a wider cap"):
        scene.rule.conditions = scene.rule.conditions | {"most_per_year": 5}
    proposed(scene, people)
    with db.session.no_autoflush, pytest.raises(Refused, match="under way"):
        proposed(scene, people)


def test_nobody_proposes_for_himself_or_his_family(scene, people):
    with guard.unscoped("people with a part in it"):
        own = force.user("oumar", "hr_clerk", agency=scene.officer.home_agency, officer=scene.officer)
        relative = force.officer("Cissé", "Awa", scene.officer.unit)
        sister = force.user("awa", "hr_clerk", agency=scene.officer.home_agency, officer=relative)
        db.session.add(FamilyMember(officer=scene.officer, last_name="Cissé", first_names="Awa", kinship=Kinship.SIBLING))
        db.session.flush()
    for person in (own, sister):
        with db.session.no_autoflush, pytest.raises(Forbidden):
            exceptional.propose(case(scene), by=walking.actor(person))


# --- two signatures --------------------------------------------------------------------------------


def test_two_other_people_sign_and_only_then_an_act_gives_the_rank(scene, people):
    one, proposal = proposed(scene, people)
    with pytest.raises(Refused, match="two people signed"):
        exceptional.appoint(one, ACT, by=walking.actor(people.boubacar))
    walking.approve(proposal, scene.signers[0])
    assert one.state is ExceptionalState.PROPOSED
    with pytest.raises(Forbidden, match="already"):
        walking.approve(proposal, scene.signers[0])
    walking.approve(proposal, scene.signers[1])
    assert (one.state, proposal.state) == (ExceptionalState.SIGNED, ProposalState.DONE)
    assert [name for name, _at in exceptional.signatures(one)] == ["Kadidia", "Hawa"]
    line = exceptional.appoint(one, ACT, by=walking.actor(people.boubacar))
    assert (one.state, one.rank_line, line.rank.code, scene.officer.rank.code) == (ExceptionalState.APPOINTED, line, "SGC", "SGC")
    with pytest.raises(Refused):
        exceptional.appoint(one, ACT, by=walking.actor(people.boubacar))


def test_neither_himself_nor_his_family_signs(scene, people):
    with guard.unscoped("people with a part in it"):
        own = force.user("oumar", "hr_manager", agency=scene.officer.home_agency, officer=scene.officer)
        relative = force.officer("Cissé", "Awa", scene.officer.unit)
        sister = force.user("awa", "hr_manager", agency=scene.officer.home_agency, officer=relative)
        db.session.add(FamilyMember(officer=scene.officer, last_name="Cissé", first_names="Awa", kinship=Kinship.SIBLING))
        db.session.flush()
    _one, proposal = proposed(scene, people)
    for person in (own, sister):
        with pytest.raises(Forbidden):
            walking.approve(proposal, person)


def test_one_no_ends_it_and_frees_its_place_under_the_cap(scene, people):
    one, proposal = proposed(scene, people)
    approval.reject(proposal, by=walking.actor(scene.signers[0]), reason="La pièce ne le montre pas.")
    assert one.state is ExceptionalState.REFUSED
    proposed(scene, people)


def test_a_rank_that_changed_meanwhile_is_not_given(scene, people):
    one = signed(scene, people)
    with guard.unscoped("promoted otherwise"):
        personnel.promote(scene.officer, force.of_code(Rank, "SGC"), personnel.Act(TODAY - dt.timedelta(days=1), "Arrêté"))
    with pytest.raises(Refused, match="promotes from"):
        exceptional.appoint(one, ACT, by=walking.actor(people.boubacar))


def test_the_officer_sees_it_once_it_is_given_and_its_annulment_is_told_before(scene, people):
    one = signed(scene, people)
    with guard.unscoped("his account"):
        own = force.user("oumar", "officer", agency=scene.officer.home_agency, officer=scene.officer)
    walking.actor(own, "portal")
    assert db.session.query(ExceptionalPromotion).count() == 0
    line = exceptional.appoint(one, ACT, by=walking.actor(people.boubacar))
    walking.actor(own, "portal")
    assert db.session.query(ExceptionalPromotion).count() == 1
    walking.actor(people.boubacar)
    assert any("exceptional promotion" in told.message for told in personnel.consequences([line]).told())
    paper = personnel.Paper("Décret", "Décret n° 2026-0100/PT-RM")
    walking.approve(two_people.propose([line], paper, reason="Le rapport était faux.", by=guard.actor()), walking.the_manager())
    with guard.unscoped("look"):
        assert one.rank_line.annulment is not None and scene.officer.rank.code == "SGT"
