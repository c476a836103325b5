"""A round goes its way step by step: by the right person, with a second one where it counts, and nothing frozen changes."""

from __future__ import annotations

import datetime as dt

import pytest

from models import (
    AuditEvent,
    BoardDecision,
    BoardFunction,
    BoardMember,
    ExamMark,
    FamilyMember,
    Kinship,
    Notice,
    Officer,
    Override,
    Post,
    PromotionCandidate,
    PromotionRound,
    Rank,
    RoundState,
    RoundStep,
    User,
    db,
)
from rules.promotion.life import IS_FROZEN
from rules.refused import Forbidden, Refused
from services import bulk, guard, promotion
from services.promotion import freezing, sealing, steps
from tests import force
from tests.promotion import walking
from tests.promotion.scenes import Scene, evaluate, sergeants


@pytest.fixture
def scene(in_app, people):
    made = sergeants(people)
    walking.actor(people.boubacar)
    return made


def candidate(scene: Scene, officer: Officer) -> PromotionCandidate:
    return db.session.query(PromotionCandidate).filter_by(round_id=scene.round.id, officer_id=officer.id).one()


def place_of(scene: Scene, officer: Officer) -> tuple:
    with guard.unscoped("look"):
        one = candidate(scene, officer)
        return one.place, one.is_admitted, one.admitted_by and one.admitted_by.value


def acts(round_: PromotionRound) -> list[str]:
    return [one.act for one in steps.taken(round_)]


# --- the way ---------------------------------------------------------------------------------------


def test_a_round_goes_from_preparation_to_its_seal_each_step_dated_and_named(scene, people):
    walking.to_sealed(scene.round, people)
    assert scene.round.state is RoundState.SEALED and scene.round.signature
    assert acts(scene.round) == ["set_board"] * 3 + ["freeze", "list", "rank", "conclude", "examine", "publish", "seal"]
    named = {one.act: one.by_name for one in steps.taken(scene.round)}
    assert (named["list"], named["examine"], named["freeze"], named["seal"]) == ("Boubacar", "Fanta", "Kadidia", "Kadidia")
    with guard.unscoped("look"):
        assert db.session.query(AuditEvent).filter_by(action="publish", record_id=scene.round.id).one()


def test_a_round_cannot_skip_a_step(scene, people):
    by = walking.actor(people.boubacar)
    for act in (promotion.list_eligible, promotion.rank):
        with pytest.raises(Refused):
            act(scene.round, by=by)
    walking.to_ranked(scene.round, people)
    with pytest.raises(Refused, match="once the board has examined it"):
        promotion.publish(scene.round, by=walking.actor(walking.the_manager()))
    with pytest.raises(Refused, match="provisional"):
        sealing.propose(scene.round, "Vite.", by=walking.actor(people.boubacar))


def test_the_eligible_list_says_conditions_and_no_place_and_candidates_are_told(scene, people):
    with guard.unscoped("Daouda is a sergeant"):
        told = db.session.get(User, people.daouda.user_id)
    walking.to_listed(scene.round, people)
    assert place_of(scene, scene.first) == (None, False, None)
    with guard.unscoped("look"):
        one = candidate(scene, scene.new)
        assert not one.is_eligible and any(each["met_on"] for each in one.conditions)
        assert db.session.query(Notice).filter_by(reader_id=told.id, event="promotion.listed").count() == 1


def test_a_candidate_sees_his_conditions_when_listed_his_place_when_published_and_nothing_while_the_list_is_made(scene, people):
    def seen() -> int:
        walking.actor(people.daouda, "portal")
        db.session.expire_all()
        return db.session.query(PromotionCandidate).count()

    assert seen() == 0
    walking.to_listed(scene.round, people)
    assert seen() == 1
    promotion.rank(scene.round, by=walking.actor(people.boubacar))
    assert seen() == 0
    walking.conclude(scene.round, people)
    promotion.publish(scene.round, by=walking.actor(walking.the_manager()))
    assert seen() == 1


def test_what_the_board_decides_about_somebody_he_reads_with_the_list_and_not_before(scene, people):
    def seen() -> int:
        walking.actor(people.daouda, "portal")
        db.session.expire_all()
        return db.session.query(BoardDecision).count()

    with guard.unscoped("Daouda may be promoted"):
        evaluate(db.session.get(Officer, people.daouda.officer_id), "12")
    walking.to_ranked(scene.round, people)
    promotion.decide(scene.round, people.daouda.officer_id, Override.ADMIT, "A sauvé deux collègues à Mopti.", (3, 0), by=walking.actor(people.fanta))
    assert seen() == 0
    walking.conclude(scene.round, people)
    promotion.publish(scene.round, by=walking.actor(walking.the_manager()))
    assert seen() == 1


def test_nothing_is_published_without_a_conclusion_on_fairness_and_minutes(scene, people):
    walking.to_ranked(scene.round, people)
    by = walking.actor(people.fanta)
    with pytest.raises(Refused, match="fairness report"):
        promotion.close_examination(scene.round, by=by)
    promotion.fairness.conclude(scene.round, "Aucun écart n’est à signaler.", by=by)
    with pytest.raises(Refused, match="minutes"):
        promotion.close_examination(scene.round, by=by)


def test_a_list_is_sealed_when_the_delay_is_over_and_not_before(scene, people):
    walking.to_published(scene.round, people)
    with pytest.raises(Refused, match="time to appeal"):
        sealing.propose(scene.round, "Trop tôt.", by=walking.actor(people.boubacar))
    walking.end_appeals(scene.round)
    walking.seal(scene.round, people)
    assert scene.round.state is RoundState.SEALED


# --- two people ------------------------------------------------------------------------------------


def test_who_proposes_to_freeze_or_to_seal_is_not_the_second_person(scene, people):
    walking.name_board(scene.round, people)
    manager = walking.the_manager()
    proposal = freezing.propose(scene.round, "Complet.", by=walking.actor(manager))
    with pytest.raises(Forbidden, match="another person"):
        walking.approve(proposal, manager)
    walking.approve(proposal, people.fanta)
    assert scene.round.state is RoundState.FROZEN


def test_criteria_that_changed_after_they_were_proposed_are_not_frozen(scene, people):
    walking.name_board(scene.round, people)
    proposal = freezing.propose(scene.round, "Complet.", by=walking.actor(people.boubacar))
    changed = scene.round.terms | {"weights": scene.round.terms["weights"] | {"evaluation": 70, "training": 10}}
    promotion.set_terms(scene.round, changed, by=walking.actor(people.boubacar))
    walking.approve(proposal, walking.the_manager())
    assert scene.round.state is RoundState.PREPARED


def test_a_member_dismissed_after_the_criteria_were_proposed_stops_the_freezing(scene, people):
    walking.name_board(scene.round, people)
    by = walking.actor(people.boubacar)
    proposal = freezing.propose(scene.round, "Complet.", by=by)
    promotion.dismiss(scene.round, promotion.board.members(scene.round)[-1].id, by=by)
    with pytest.raises(Refused, match="Propose them again"):
        walking.approve(proposal, walking.the_manager())


def test_a_round_without_a_board_or_without_the_source_of_its_places_is_not_frozen(scene, people):
    by = walking.actor(people.boubacar)
    with pytest.raises(Refused, match="Name the board"):
        freezing.propose(scene.round, "Complet.", by=by)
    walking.name_board(scene.round, people)
    with guard.unscoped("no source"):
        scene.round.places_reason = ""
    with pytest.raises(Refused, match="comes from"):
        freezing.propose(scene.round, "Complet.", by=walking.actor(people.boubacar))


# --- frozen for good -------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", [{"places": 2}, {"reference_on": dt.date(2026, 2, 1)}, {"appeal_days": 3}, {"terms": {}}, {"places_reason": "Autre"}])
def test_no_form_changes_what_is_frozen(scene, people, changed):
    walking.freeze(scene.round, people)
    walking.actor(people.boubacar)
    for name, value in changed.items():
        setattr(scene.round, name, value)
    with pytest.raises(Refused) as refused:
        db.session.flush()
    assert refused.value.message == IS_FROZEN
    db.session.rollback()


def test_no_change_of_many_at_once_changes_what_is_frozen(scene, people):
    walking.freeze(scene.round, people)
    walking.actor(people.boubacar)
    with pytest.raises(Refused, match="never change again"):
        bulk.update(PromotionRound, {scene.round.id: {"places": (1, 5)}})
    db.session.rollback()


def test_no_service_changes_what_is_frozen(scene, people):
    walking.freeze(scene.round, people)
    by = walking.actor(people.boubacar)
    with pytest.raises(Refused, match="never change again"):
        promotion.set_terms(scene.round, scene.round.terms | {"seniority_percent": 50}, by=by)
    with pytest.raises(Refused, match="never change again"):
        promotion.dismiss(scene.round, promotion.board.members(scene.round)[0].id, by=by)


def test_what_steps_write_is_written_by_steps_alone(scene, people):
    walking.to_ranked(scene.round, people)
    walking.actor(people.boubacar)
    for made in (
        BoardMember(round_id=scene.round.id, member_id=people.coumba.user_id),
        RoundStep(round_id=scene.round.id, act="rank"),
    ):
        db.session.add(made)
        with pytest.raises(Forbidden):
            db.session.flush()
        db.session.rollback()
        walking.actor(people.boubacar)


def test_marks_of_an_examination_are_entered_between_freezing_and_examination_only(scene, people):
    walking.actor(people.boubacar)
    db.session.add(ExamMark(round_id=scene.round.id, officer_id=scene.first.id, mark=15))
    with pytest.raises(Refused, match="once the criteria are frozen"):
        db.session.flush()


# --- the board -------------------------------------------------------------------------------------


def on_board(scene: Scene, people, name: str, officer: Officer, role: str = "board_member"):
    with guard.unscoped("an account of an officer"):
        person = force.user(name, role, agency=scene.round.agency, officer=officer)
        user = db.session.get(User, person.user_id)
    return person, lambda: promotion.name(scene.round, user, BoardFunction.MEMBER, by=walking.actor(people.boubacar))


def test_no_candidate_and_nobody_below_the_rank_that_is_given_sits_on_the_board(scene, people):
    with guard.unscoped("somebody of a lower rank"):
        lower = force.officer("Maïga", "Alassane", scene.first.unit, rank="GPX")
    _first, name_first = on_board(scene, people, "oumar", scene.first)
    with pytest.raises(Refused, match="own cause"):
        name_first()
    _lower, name_lower = on_board(scene, people, "alassane", lower)
    with pytest.raises(Refused, match="rank below"):
        name_lower()


def test_a_member_decides_on_nobody_of_his_family_and_his_page_says_of_whom(scene, people):
    with guard.unscoped("an uncle, who is called a brother in the file"):
        chief = force.officer("Cissé", "Bakary", scene.first.unit, rank="COM")
        kin = FamilyMember(officer=scene.first, kinship=Kinship.SIBLING, last_name="Cissé", first_names="Bakary")
        db.session.add(kin)
    brother, name_him = on_board(scene, people, "bakary", chief)
    walking.name_board(scene.round, people)
    name_him()
    sitting = next(one for one in promotion.board.sittings(scene.round) if one.member.member_id == brother.user_id)
    assert [one.id for one in sitting.relatives] == [scene.first.id] and sitting.bar is None
    walking.to_ranked(scene.round, people)
    by = walking.actor(brother)
    with pytest.raises(Forbidden, match="family"):
        promotion.decide(scene.round, scene.first.id, Override.LEAVE_OUT, "Une procédure est ouverte contre lui.", (3, 0), by=by)
    with pytest.raises(Forbidden, match="family"):
        promotion.close_examination(scene.round, by=by)
    made = promotion.decide(scene.round, scene.second.id, Override.ADMIT, "A sauvé deux collègues à Mopti.", (3, 1), by=by)
    assert made.officer_id == scene.second.id


def test_who_is_not_on_the_board_of_this_round_does_not_decide_in_it(scene, people):
    walking.to_ranked(scene.round, people)
    with guard.unscoped("a board member of the agency, of another round"):
        stranger = force.user("sira", "board_member", agency=scene.round.agency)
    by = walking.actor(stranger)
    with pytest.raises(Forbidden, match="members of the board of this round"):
        promotion.decide(scene.round, scene.second.id, Override.ADMIT, "Parce que nous le voulons ainsi.", (3, 0), by=by)
    with pytest.raises(Forbidden, match="members of the board"):
        promotion.close_examination(scene.round, by=by)


def test_a_decision_of_the_board_stands_beside_the_computed_place_and_the_last_loses_his(scene, people):
    walking.to_ranked(scene.round, people)
    assert place_of(scene, scene.first) == (1, True, "choice")
    promotion.decide(scene.round, scene.second.id, Override.ADMIT, "A sauvé deux collègues à Mopti.", (3, 0), by=walking.actor(people.fanta))
    assert place_of(scene, scene.second) == (2, True, "board")
    assert place_of(scene, scene.first) == (1, False, None)
    with pytest.raises(Refused, match="taken once"):
        promotion.decide(scene.round, scene.second.id, Override.LEAVE_OUT, "Nous avons changé d’avis.", (3, 0), by=walking.actor(people.fanta))


def test_the_board_decides_only_where_the_rule_allows_it_with_reasons_and_a_majority(scene, people):
    walking.to_ranked(scene.round, people)
    by = walking.actor(people.fanta)
    asked = (scene.round, scene.second.id, Override.ADMIT)
    with pytest.raises(Refused, match="Say why"):
        promotion.decide(*asked, "Bon.", (3, 0), by=by)
    with pytest.raises(Refused, match="votes were counted"):
        promotion.decide(*asked, "A sauvé deux collègues à Mopti.", (9, 0), by=by)
    with pytest.raises(Refused, match="more votes"):
        promotion.decide(*asked, "A sauvé deux collègues à Mopti.", (1, 1), by=by)
    with pytest.raises(Refused, match="who may be promoted"):
        promotion.decide(scene.round, scene.new.id, Override.ADMIT, "A sauvé deux collègues à Mopti.", (3, 0), by=by)
    with guard.unscoped("a rule that allows none"):
        scene.round.rule.conditions = {name: value for name, value in scene.round.rule.conditions.items() if name != "overrides_allowed"}
        db.session.flush()
    with pytest.raises(Refused, match="in no case"):
        promotion.decide(*asked, "A sauvé deux collègues à Mopti.", (3, 0), by=walking.actor(people.fanta))


def test_lots_are_drawn_once_and_only_where_nothing_else_decides(scene, people):
    walking.to_ranked(scene.round, people)
    by = walking.actor(people.fanta)
    with pytest.raises(Refused, match="Nothing is left to draw"):
        promotion.draw(scene.round, "4711", "Tiré au sort devant les candidats.", by=by)
    with guard.unscoped("two equal files"):
        same = {name: candidate(scene, scene.first).dossier[name] for name in ("marks", "rank_since", "entered_on", "born_on", "birth_year")}
        for one in (scene.first, scene.second):
            row = candidate(scene, one)
            row.dossier = row.dossier | same
        db.session.flush()
        promotion.relisting.again(scene.round)
    assert promotion.undecided(scene.round) >= 2
    with pytest.raises(Refused, match="digits"):
        promotion.draw(scene.round, "au hasard", "Tiré au sort devant les candidats.", by=walking.actor(people.fanta))
    promotion.draw(scene.round, "4711", "Tiré au sort devant les candidats.", by=walking.actor(people.fanta))
    assert (scene.round.draw_seed, promotion.undecided(scene.round)) == ("4711", 0)
    with pytest.raises(Refused, match="drawn already"):
        promotion.draw(scene.round, "4712", "Tiré une deuxième fois au sort.", by=walking.actor(people.fanta))


# --- aside -----------------------------------------------------------------------------------------


def test_other_criteria_are_another_round_and_both_stay_visible(scene, people):
    walking.freeze(scene.round, people)
    with pytest.raises(Forbidden):
        promotion.replace(scene.round, "Le nombre de places a changé par décret.", by=walking.actor(people.boubacar))
    made = promotion.replace(scene.round, "Le nombre de places a changé par décret.", by=walking.actor(walking.the_manager()))
    assert (scene.round.state, made.state, made.replaces_id) == (RoundState.ABANDONED, RoundState.PREPARED, scene.round.id)
    assert made.terms == scene.round.terms and len(promotion.board.members(made)) == 3
    assert steps.taken(scene.round)[-1].words == "Le nombre de places a changé par décret."
    assert promotion.followers(scene.round) == [made]
    walking.actor(people.boubacar)
    assert {one.id for one in db.session.query(PromotionRound)} >= {scene.round.id, made.id}


def test_nobody_acts_in_a_round_in_which_he_stands(scene, people):
    with guard.unscoped("a clerk who is a sergeant"):
        db.session.get(User, people.boubacar.user_id).officer = scene.second
    by = walking.actor(people.boubacar)
    with pytest.raises(Forbidden, match="own cause"):
        freezing.propose(scene.round, "Complet.", by=by)
    assert steps.why_not(scene.round, steps.Act.LIST, by) is not None


def test_the_places_that_the_establishment_opens_are_posts_less_those_who_hold_the_rank(scene, people):
    with guard.unscoped("posts for senior sergeants"):
        target = force.of_code(Rank, "SGC")
        db.session.add(Post(unit=scene.first.unit, title="Chef de poste", headcount=5, lowest_rank=target))
        force.officer("Sow", "Hawa", scene.first.unit, rank="SGC")
    found = promotion.opened(scene.round)
    assert (found.authorised, found.held, found.vacant) == (5, 1, 4)
