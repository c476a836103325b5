"""Other terms are tried before the criteria are frozen, in the open: who would enter and leave, what the fairness figures would be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from models import Agency, AuditEvent, Officer, PromotionRound, PromotionRule, Rank, RoundState, RoundStep, Route, Simulation, Unit, User, db
from rules.promotion import default_terms
from rules.refused import Forbidden, Refused
from services import guard
from services.promotion import simulated, simulating
from tests import force
from tests.promotion.scenes import act_as, evaluate

MERIT, TIME = {"evaluation": 100}, {"seniority": 100}


@dataclass
class Scene:
    """A round by merit with one place, for sergeants: the better marked, the longer in the rank, one who comes too late."""

    round: PromotionRound
    better: Officer
    longer: Officer
    late: Officer


@pytest.fixture
def scene(in_app, people):
    with guard.unscoped("a round for tests"):
        unit = db.session.get(Unit, people.unit_id)
        better, longer, late = (force.officer(name, "Awa", unit) for name in ("Berthé", "Lah", "Tounkara"))
        better.rank_lines[0].starts_on, late.rank_lines[0].starts_on = dt.date(2018, 1, 1), dt.date(2022, 3, 1)
        for officer, score in ((better, "18"), (longer, "12"), (late, "19")):
            evaluate(officer, score)
        made = round_by_merit()
    act_as(people.boubacar)
    return Scene(made, better, longer, late)


def round_by_merit() -> PromotionRound:
    """One place; five years in the rank and three evaluations are asked for."""
    ranks = {"from_rank": force.of_code(Rank, "SGT"), "to_rank": force.of_code(Rank, "SGC")}
    asked = {"min_years_in_rank": 5, "evaluations_required": 3}
    rule = PromotionRule(route=Route.EXAMINATION, starts_on=dt.date(2026, 1, 1), legal_text="Texte inventé", conditions=asked, weights=MERIT, **ranks)
    made = PromotionRound(
        name="Tableau d’essai", agency=force.of_code(Agency, "PN"), rule=rule, places=1, reference_on=dt.date(2026, 1, 1), terms=default_terms(MERIT)
    )
    db.session.add(made)
    db.session.flush()
    return made


def tried(scene: Scene, **changed) -> Simulation:
    asked = {"terms": default_terms(TIME), "places": scene.round.places, "reference_on": scene.round.reference_on} | changed
    trial = simulating.trial(asked["terms"], asked["places"], asked["reference_on"], scene.round)
    return simulating.simulate(scene.round, trial, by=guard.actor())


def test_other_weights_say_who_would_enter_and_who_would_leave(scene):
    made = tried(scene)
    assert made.result["enter"] == [[scene.longer.id, 2, 1]]
    assert made.result["leave"] == [[scene.better.id, 1, 2]]
    assert (made.result["enters"], made.result["leaves"], made.result["now"]["eligible"]) == (1, 1, 2)


def test_more_places_let_somebody_enter_and_nobody_leave(scene):
    made = tried(scene, terms=scene.round.terms, places=2)
    assert (made.result["enter"], made.result["leave"]) == ([[scene.longer.id, 2, 2]], [])


def test_a_later_day_lets_somebody_enter_who_could_not_be_promoted_before(scene):
    made = tried(scene, terms=scene.round.terms, reference_on=dt.date(2027, 6, 30))
    assert made.result["enter"] == [[scene.late.id, None, 1]]
    assert (made.result["now"]["eligible"], made.result["then"]["eligible"]) == (2, 3)


def test_the_fairness_figures_of_both_stand_side_by_side(scene, people):
    with guard.unscoped("who is what"):
        scene.better.sex, scene.longer.sex = "F", "M"
        db.session.flush()
    made = tried(scene)
    act_as(people.fanta)
    sexes = next(one for one in simulated.compared(made, scene.round, guard.actor()) if len(one.groups) == 2)
    sides = {group.name: (group.now.selected, group.then.selected) for group in sexes.groups}
    assert set(sides.values()) == {(1, 0), (0, 1)}


def test_small_groups_stay_hidden_from_who_does_not_decide(scene):
    with guard.unscoped("who is what"):
        scene.better.sex, scene.longer.sex = "F", "M"
        db.session.flush()
    shown = simulated.compared(tried(scene), scene.round, guard.actor())
    assert all(not one.groups and one.hidden for one in shown)


def test_nothing_of_the_round_changes_and_the_try_is_a_step_that_all_read(scene):
    before = dict(scene.round.terms)
    made = tried(scene)
    assert (scene.round.state, scene.round.terms, scene.round.places) == (RoundState.PREPARED, before, 1)
    with guard.unscoped("look"):
        step = db.session.query(RoundStep).filter_by(round_id=scene.round.id, act="simulate").one()
        event = db.session.query(AuditEvent).filter_by(action="simulate").one()
    assert (step.by_name, event.changes["simulation"]) == ("Boubacar", made.id)


def test_who_sees_the_round_sees_what_was_tried_and_by_whom(scene, people):
    made = tried(scene)
    act_as(people.fanta)
    assert [(one.id, one.by.name) for one in simulating.simulations(scene.round, 10)] == [(made.id, "Boubacar")]
    act_as(people.daouda)
    assert db.session.query(Simulation).all() == []


def test_names_are_for_those_who_may_see_them(scene, people):
    made = tried(scene)
    assert [one.name for one in simulated.named(made.result["enter"])] == [str(scene.longer)]
    act_as(people.daouda)
    assert simulated.named(made.result["enter"]) == []


def test_who_stands_in_the_round_reads_the_figures_and_no_names(scene, people):
    made = tried(scene)
    assert simulated.may_read_names(scene.round, guard.actor())
    with guard.unscoped("a member of the board who is a sergeant"):
        db.session.get(User, people.fanta.user_id).officer = scene.longer
        db.session.flush()
    act_as(people.fanta)
    assert not simulated.may_read_names(made.round, guard.actor())


def test_nobody_tries_terms_for_a_round_in_which_he_stands(scene, people):
    with guard.unscoped("a clerk who is a sergeant"):
        db.session.get(User, people.boubacar.user_id).officer = scene.longer
        db.session.flush()
    act_as(people.boubacar)
    with pytest.raises(Forbidden, match="own cause"):
        tried(scene)


def test_the_board_reads_and_does_not_try(scene, people):
    act_as(people.fanta)
    with pytest.raises(Forbidden):
        tried(scene)


@pytest.mark.parametrize("state", [state for state in RoundState if state is not RoundState.PREPARED])
def test_once_the_criteria_are_frozen_nothing_is_tried_any_more(scene, state):
    with guard.unscoped("later"):
        scene.round.state = state
        db.session.flush()
    with pytest.raises(Refused):
        tried(scene)


@pytest.mark.parametrize(
    "wrong",
    [
        {"terms": {"weights": {"evaluation": 90}}}, {"terms": {"weights": {"charm": 100}}}, {"places": -1}, {"places": 10**7},
        {"reference_on": dt.date(2060, 1, 1)}, {"terms": default_terms(MERIT)},
    ],
)  # fmt: skip
def test_what_no_list_could_be_made_with_or_changes_nothing_is_refused(scene, wrong):
    with pytest.raises(Refused):
        tried(scene, **wrong)


def test_what_was_tried_can_be_given_to_the_round(scene):
    made = tried(scene, places=3)
    simulating.adopt(made, by=guard.actor())
    assert (scene.round.terms["weights"], scene.round.places) == (TIME, 3)
    with guard.unscoped("look"):
        acts = [one.act for one in db.session.query(RoundStep).order_by(RoundStep.id)]
    assert acts == ["simulate", "set_terms", "change"]


def test_the_sentences_that_were_changed_are_told(scene):
    changed = simulated.changed(tried(scene))
    assert len(changed) == 2 and {(one.before is None, one.after is None) for one in changed} == {(True, False), (False, True)}
