"""From a sealed list to ranks: one click, two people, an act; and what the list says for ever when one of them is annulled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from models import (
    CollectiveAct,
    CollectivePurpose,
    CollectiveState,
    GridStep,
    Notice,
    Officer,
    ProposalState,
    PromotionCandidate,
    PromotionRound,
    Rank,
    RankLine,
    RoundState,
    Unit,
    db,
)
from rules.refused import Forbidden, Refused
from rules.steps import Grid, Step, step_for
from services import approval, collective, guard, personnel, promotion
from services.personnel import two_people
from services.promotion import appointing, steps, training
from services.promotion.appointing import Standing
from tests import force
from tests.promotion import walking
from tests.promotion.scenes import evaluate

ON = dt.date(2026, 2, 1)
PAPER = {"act_kind": "Arrêté", "act_reference": "Arrêté n° 2026-0107/MSPC-SG"}
ANNULS = personnel.Paper("Arrêté", "Arrêté n° 2026-0200/MSPC-SG")


@dataclass
class Scene:
    """A sealed list of two places: the first two within them, the third behind."""

    round: PromotionRound
    officers: list[Officer]


@pytest.fixture
def scene(in_app, people):
    with guard.unscoped("a round for tests"):
        unit = db.session.get(Unit, people.unit_id)
        found = [force.officer(*name, unit) for name in (("Cissé", "Oumar"), ("Diallo", "Binta"), ("Koné", "Salif"))]
        for officer, score in zip(found, ("16", "14", "12"), strict=True):
            evaluate(officer, score)
        made = walking.a_round(places=2)
    walking.to_sealed(made, people)
    return Scene(made, found)


def begun(scene: Scene, people) -> CollectiveAct:
    act = appointing.begin(scene.round, by=walking.actor(people.boubacar))
    act.starts_on = ON
    for name, value in PAPER.items():
        setattr(act, name, value)
    db.session.flush()
    return act


def apply(act: CollectiveAct, people) -> None:
    """Proposed by the clerk, approved by the manager, applied by the clerk."""
    by = walking.actor(people.boubacar)
    seen = collective.preview(act, by).digest
    proposal = collective.propose(act, seen=seen, reason="Le tableau est définitif.", by=by, url="/")
    assert walking.approve(proposal, walking.the_manager()).state is ProposalState.APPROVED
    collective.apply_approved(act, by=walking.actor(people.boubacar), progress=lambda done, total: None)


def standings(scene: Scene) -> list[tuple]:
    return [(one.officer_id, one.standing) for one in appointing.standings(scene.round)]


def annul(line: RankLine, people) -> None:
    """By an act, and by two people, as any line of a file."""
    by = walking.actor(people.boubacar)
    proposal = two_people.propose([line], ANNULS, reason="Nommé par erreur de personne.", by=by)
    walking.approve(proposal, walking.the_manager())


def line_of(officer: Officer) -> RankLine:
    with guard.unscoped("look"):
        return db.session.query(RankLine).filter_by(officer_id=officer.id).order_by(RankLine.starts_on.desc()).first()


# --- the step of the new grid ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("index", "step"), [(100, 1), (240, 1), (241, 2), (260, 2), (999, 3), (None, 1)],
)  # fmt: skip
def test_the_new_step_is_the_first_that_pays_no_less(index, step):
    grid = Grid(ON, {1: Step(24, 240), 2: Step(24, 260), 3: Step(None, 280)})
    assert step_for(grid, index) == step


def test_without_a_grid_or_its_indices_the_first_step_is_given():
    assert step_for(None, 300) == 1
    assert step_for(Grid(ON, {2: Step(24, None), 3: Step(24, None)}), 300) == 2


# --- the act ---------------------------------------------------------------------------------------


def test_one_click_names_those_admitted_in_the_order_of_the_list_and_two_people_appoint_them(scene, people):
    act = begun(scene, people)
    first, second, third = scene.officers
    assert (act.purpose, [row.officer_id for row in act.rows]) == (CollectivePurpose.PROMOTION, [first.id, second.id])
    found = collective.preview(act, guard.actor())
    assert [(one.person.id, one.before, one.after) for one in found.able] == [
        (first.id, "Sergent de police · 1", "Sergent-chef · 1"), (second.id, "Sergent de police · 1", "Sergent-chef · 1"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="second person"):
        collective.apply_alone(act, seen=found.digest, by=guard.actor())
    apply(act, people)
    assert (scene.round.state, act.state) == (RoundState.APPOINTED, CollectiveState.APPLIED)
    assert [db.session.get(Officer, one.id).rank.code for one in (first, second, third)] == ["SGC", "SGC", "SGT"]
    assert standings(scene) == [(first.id, Standing.APPOINTED), (second.id, Standing.APPOINTED)]
    assert steps.taken(scene.round)[-1].act == "appoint" and promotion.verify(scene.round) == []


def test_each_is_told_and_points_to_the_line_of_rank(scene, people):
    with guard.unscoped("an account"):
        account = force.user("oumar", "officer", agency=scene.officers[0].home_agency, officer=scene.officers[0])
    apply(begun(scene, people), people)
    with guard.unscoped("look"):
        assert db.session.query(Notice).filter_by(reader_id=account.user_id, event="promotion.appointed").count() == 1
        one = db.session.query(PromotionCandidate).filter_by(round_id=scene.round.id, officer_id=scene.officers[0].id).one()
        assert (one.rank_line.rank.code, one.rank_line.act_reference) == ("SGC", PAPER["act_reference"])


def test_the_pay_step_follows_from_the_index_held(scene, people):
    with guard.unscoped("two grids"):
        for code, points in (("SGT", (200, 220)), ("SGC", (190, 210, 230))):
            rank = force.of_code(Rank, code)
            for stood in db.session.query(GridStep).filter_by(rank_id=rank.id):
                db.session.delete(stood)
            db.session.flush()
            for step, index in enumerate(points, 1):
                db.session.add(GridStep(rank=rank, starts_on=dt.date(2010, 1, 1), step=step, index_points=index, months=None))
        db.session.flush()
    act = begun(scene, people)
    assert [one.after for one in collective.preview(act, guard.actor()).able] == ["Sergent-chef · 2", "Sergent-chef · 2"]


def test_whoever_holds_another_rank_by_then_is_left_as_he_is(scene, people):
    act = begun(scene, people)
    with guard.unscoped("promoted otherwise"):
        personnel.promote(scene.officers[0], force.of_code(Rank, "ADJ"), personnel.Act(dt.date(2026, 1, 15), "Arrêté"))
    found = collective.preview(act, guard.actor())
    [left] = found.left_out
    assert left.person.id == scene.officers[0].id and "from which one is promoted" in left.refused.message
    assert len(found.able) == 1


def test_appointments_begin_once_from_a_sealed_list_by_somebody_entitled(scene, people):
    begun(scene, people)
    with pytest.raises(Refused, match="prepared already"):
        appointing.begin(scene.round, by=walking.actor(people.boubacar))
    with pytest.raises(Forbidden):
        appointing.begin(scene.round, by=walking.actor(people.fanta))
    with guard.unscoped("a list that is not sealed"):
        other = walking.a_round(name="Un autre tableau", rule=scene.round.rule)
    with pytest.raises(Refused, match="sealed list"):
        appointing.begin(other, by=walking.actor(people.boubacar))


def test_an_act_thrown_away_leaves_the_list_as_it_was(scene, people):
    act = begun(scene, people)
    collective.preparing.discard(act, guard.actor())
    assert (scene.round.collective_act_id, scene.round.state) == (None, RoundState.SEALED)
    assert len(begun(scene, people).rows) == 2


def test_nobody_makes_appointments_by_hand(scene, people):
    walking.actor(people.boubacar)
    act = CollectiveAct(title="Nominations", purpose=CollectivePurpose.PROMOTION, agency=scene.round.agency, starts_on=ON, act_kind="Arrêté")
    with pytest.raises(Refused, match="page of a sealed"):
        collective.preparing.check_act(act)


# --- annulment -------------------------------------------------------------------------------------


def test_an_annulled_appointment_is_told_for_ever_and_the_next_is_named_not_appointed(scene, people):
    apply(begun(scene, people), people)
    first, second, third = scene.officers
    line = line_of(first)
    told = [one.message for one in personnel.consequences([line]).told()]
    assert any("names who is next" in message for message in told)
    annul(line, people)
    assert standings(scene) == [(first.id, Standing.ANNULLED), (second.id, Standing.APPOINTED), (third.id, Standing.NEXT)]
    assert [db.session.get(Officer, one.id).rank.code for one in (first, third)] == ["SGT", "SGT"]
    last = steps.taken(scene.round)[-1]
    assert last.act == "annul" and "place 1" in last.words and "place 3" in last.words
    assert promotion.verify(scene.round) == [] and scene.round.state is RoundState.APPOINTED


def test_who_is_next_is_appointed_by_an_act_of_its_own(scene, people):
    apply(begun(scene, people), people)
    first, second, third = scene.officers
    annul(line_of(first), people)
    act = begun(scene, people)
    assert [row.officer_id for row in act.rows] == [third.id]
    apply(act, people)
    assert standings(scene) == [(first.id, Standing.ANNULLED), (second.id, Standing.APPOINTED), (third.id, Standing.APPOINTED)]
    with pytest.raises(Refused, match="nothing left"):
        begun(scene, people)


def test_a_line_that_was_corrected_is_an_appointment_still(scene, people):
    apply(begun(scene, people), people)
    with guard.unscoped("a date is corrected"):
        personnel.correct(line_of(scene.officers[0]), ANNULS, "La date de l’acte était fausse.", starts_on=dt.date(2026, 2, 15))
    assert standings(scene)[0] == (scene.officers[0].id, Standing.APPOINTED)


def test_an_act_annulled_as_a_whole_leaves_the_list_to_be_appointed_again(scene, people):
    act = begun(scene, people)
    apply(act, people)
    by = walking.actor(people.boubacar)
    proposal = collective.propose_annulment(act, ANNULS.columns(), reason="L’arrêté est retiré.", by=by, url="/")
    walking.approve(proposal, walking.the_manager())
    collective.carry_out(act, by=walking.actor(people.boubacar), progress=lambda done, total: None)
    assert scene.round.state is RoundState.SEALED
    assert [standing for _officer, standing in standings(scene)] == [Standing.WAITING, Standing.WAITING]
    assert [row.officer_id for row in begun(scene, people).rows] == [one.id for one in scene.officers[:2]]


# --- trainings -------------------------------------------------------------------------------------


def test_trainings_that_the_new_rank_asks_for_are_listed_as_to_plan(scene, people):
    with guard.unscoped("a rule that goes on from the new rank"):
        walking.a_rule("SGC", "ADJ", trainings=["Brevet de chef de brigade"])
    assert training.to_plan(scene.round, appointing.standings(scene.round)) == []
    apply(begun(scene, people), people)
    [found] = training.to_plan(scene.round, appointing.standings(scene.round))
    assert (found.title, found.count) == ("Brevet de chef de brigade", 2)


def test_the_approver_of_the_act_is_none_of_those_it_appoints(scene, people):
    act = begun(scene, people)
    with guard.unscoped("a manager who stands in the list"):
        manager = force.user("oumar", "hr_manager", agency=scene.officers[0].home_agency, officer=scene.officers[0])
    by = walking.actor(people.boubacar)
    proposal = collective.propose(act, seen=collective.preview(act, by).digest, reason="Définitif.", by=by, url="/")
    with pytest.raises(Forbidden, match="own cause"):
        approval.approve(proposal, by=walking.actor(manager), digest=proposal.digest)
