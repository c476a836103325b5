"""The transposition of a corps: previewed, approved by a second person, applied whole, annulled whole."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from models import (
    Annulment,
    CollectiveState,
    GridStep,
    Officer,
    Position,
    ProposalState,
    PromotionRound,
    PromotionRule,
    Rank,
    RankLine,
    db,
)
from rules.access import Actor
from rules.refused import Forbidden, Refused
from rules.transposition import Row
from services import approval, audit, collective, guard, personnel, steps
from services.personnel import Act
from services.promotion.dossiers import dossiers
from tests import force

from .conftest import ON, act_of, approved, member, proposed


def no_progress(_done: int, _total: int) -> None:
    """Nobody waits in a test."""


def apply(act, by: Actor) -> int:
    people = collective.apply_approved(act, by=by, progress=no_progress)
    db.session.commit()
    return people


def after(found) -> dict[str, str]:
    return {one.person.name.split()[0]: one.after for one in found.able}


def why_not(found) -> dict[str, str]:
    return {one.person.name.split()[0]: str(one.refused) for one in found.left_out}


def everything() -> list[tuple]:
    """All the lines of the force, to see whether nothing was written."""
    with guard.unscoped("the test"):
        columns = (RankLine.id, RankLine.ends_on, RankLine.annulment_id, RankLine.collective_act_id)
        return db.session.execute(select(*columns).order_by(RankLine.id)).all()


@pytest.fixture
def act(in_app, cast):
    """The prepared act, and Boubacar acting."""
    return act_of(cast, cast.boubacar)


def test_the_preview_says_what_each_gets_and_how_many(act, cast):
    found = collective.preview(act, cast.boubacar)
    assert after(found) == {
        "DEMBÉLÉ": "Commissaire principal · 2", "CISSÉ": "Commissaire de police · 2", "BERTHÉ": "Commissaire stagiaire · 1",
    }  # fmt: skip
    assert ("Capitaine", "Commissaire de police", 1) in found.counts


def test_the_preview_says_who_cannot_and_why(act, cast, people):
    with guard.unscoped("the test"):
        unit = db.session.get(Officer, cast.members[0]).unit
        later = member("Later", "CNE", unit)
        personnel.promote(later, force.of_code(Rank, "COM"), Act(dt.date(2023, 11, 1), "Décret"))
        gone = member("Gone", "CNE", unit)
        personnel.set_position(gone, force.of_code(Position, "RET"), Act(dt.date(2022, 1, 1), "Arrêté"))
        moved = member("Moved", "CNE", unit)
        personnel.promote(moved, force.of_code(Rank, "ECO"), Act(ON, "Arrêté"))
        member("Rowless", "SLT", unit)
        db.session.commit()
    found = why_not(collective.preview(act, cast.boubacar))
    assert "later act takes effect on 01/11/2023" in found["LATER"]
    assert "service ended on 01/01/2022" in found["GONE"]
    assert "no longer a member of the corps" in found["MOVED"]
    assert "no row for the rank “Sous-lieutenant”" in found["ROWLESS"]


def test_members_whom_another_agency_hired_are_not_in_it(act, cast, people):
    with guard.unscoped("the test"):
        canary = db.session.get(Officer, people.canary_id)
        member("Foreign", "CNE", canary.unit, home_agency=canary.home_agency)
        db.session.commit()
    assert "FOREIGN" not in str([one.person.name for one in collective.preview(act, cast.boubacar).changes])


def test_one_transaction_writes_everybody_and_keeps_the_seniority(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    assert apply(act, cast.boubacar) == 3
    captain = db.session.get(Officer, cast.members[1])
    assert (captain.rank.code, captain.step) == ("COM", 2)
    line = captain.rank_lines[-1]
    assert (line.starts_on, line.counts_from_on, line.collective_act_id) == (ON, dt.date(2019, 1, 1), act.id)
    assert line.act_reference == "Arrêté n° 2023-0411/MSPC-SG"
    assert captain.rank_lines[-2].ends_on == ON
    assert db.session.get(Officer, cast.members[0]).rank_lines[-1].counts_from_on is None
    assert (act.state, act.people) == (CollectiveState.APPLIED, 3)
    assert audit.verify() is None


def test_who_keeps_the_step_is_due_when_the_time_in_the_step_is_over_and_not_that_in_the_rank(act, cast):
    due = due_after_the_transposition(act, cast)
    assert due(dt.date(2024, 5, 31)) == []
    assert due(dt.date(2024, 6, 1)) == [(5, dt.date(2024, 6, 1))]  # step 4 since 01/06/2022, the rank since 01/01/2019


def test_who_begins_at_the_first_step_is_due_as_from_the_transposition(act, cast):
    captain, commissioner = force.of_code(Rank, "CNE").id, force.of_code(Rank, "COM").id
    collective.transposing.set_table(act, {captain: Row(commissioner, False, True)})
    due = due_after_the_transposition(act, cast)
    assert due(dt.date(2025, 3, 29)) == []
    assert due(dt.date(2025, 3, 30)) == [(2, dt.date(2025, 3, 30))]


def due_after_the_transposition(act, cast):
    """A captain in step 4 since 1 June 2022 is transposed. Returns due(on): [(step, since)]."""
    with guard.unscoped("the test"):
        captain = db.session.get(Officer, cast.members[1])
        personnel.promote(captain, captain.rank, Act(dt.date(2022, 6, 1), "Arrêté"), step=4)
        for code in ("CNE", "COM"):
            rank = force.of_code(Rank, code)
            db.session.add_all([GridStep(rank=rank, starts_on=dt.date(2000, 1, 1), step=step, months=24) for step in range(1, 8)])
        db.session.commit()
    approved(act, cast.boubacar, cast.kadidia)
    apply(act, cast.boubacar)
    return lambda on: [(one.step, one.due_on) for one in steps.due(on) if one.officer_id == cast.members[1]]


def test_the_time_in_the_old_corps_counts_where_the_seniority_is_kept(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    apply(act, cast.boubacar)
    with guard.unscoped("the test"):
        since = {one.officer_id: one.corps_since for code in ("COM", "CST") for one in dossiers(a_round(act, code))}
    assert since[cast.members[1]] == dt.date(2019, 1, 1)
    assert since[cast.members[0]] == ON  # the seniority begins anew, and the corps with it


def test_an_act_dated_ahead_takes_effect_on_its_day(act, cast):
    act.starts_on = dt.date(2030, 1, 1)
    db.session.commit()
    approved(act, cast.boubacar, cast.kadidia)
    apply(act, cast.boubacar)
    captain = db.session.get(Officer, cast.members[1])
    assert captain.rank.code == "CNE" and captain.rank_lines[-1].rank.code == "COM"
    personnel.take_effect(dt.date(2030, 1, 1))
    db.session.expire_all()
    assert captain.rank.code == "COM"


def test_the_kept_seniority_counts_for_promotion(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    apply(act, cast.boubacar)
    with guard.unscoped("the test"):
        since = {one.officer_id: one.rank_since for code in ("COM", "CST") for one in dossiers(a_round(act, code))}
    assert since[cast.members[1]] == dt.date(2019, 1, 1)  # kept
    assert since[cast.members[0]] == ON  # begun anew


def a_round(act, from_rank: str) -> PromotionRound:
    ranks = force.of_code(Rank, from_rank), force.of_code(Rank, "CDV")
    rule = PromotionRule(from_rank=ranks[0], to_rank=ranks[1], route="tableau", starts_on=ON, legal_text="Essai", conditions={}, weights={})
    made = PromotionRound(name=from_rank, agency_id=act.agency_id, rule=rule, reference_on=dt.date(2026, 1, 1), places=1)
    db.session.add(made)
    db.session.flush()
    return made


# --- two people ----------------------------------------------------------------------------------


def test_nothing_is_applied_without_a_second_person(act, cast):
    stood = everything()
    proposed(act, cast.boubacar)
    with pytest.raises(Refused, match="not approved"):
        collective.apply_approved(act, by=cast.boubacar, progress=no_progress)
    with pytest.raises(Refused):
        collective.apply_alone(act, seen=collective.preview(act, cast.boubacar).digest, by=cast.boubacar)
    assert everything() == stood


def test_who_proposed_does_not_approve(act, cast):
    made = proposed(act, cast.kadidia)
    with pytest.raises(Forbidden, match="You proposed this act"):
        approval.approve(made, by=cast.kadidia, digest=made.digest)


def test_nobody_who_stands_in_the_list_approves_it(act, cast):
    made = proposed(act, cast.boubacar)
    guard.act_as(cast.idrissa)
    assert not approval.can_decide(made, cast.idrissa)
    with pytest.raises(Forbidden, match="concerns yourself"):
        approval.approve(made, by=cast.idrissa, digest=made.digest)


def test_who_proposes_is_not_in_his_own_act(act, cast):
    guard.act_as(cast.idrissa)
    found = collective.preview(act, cast.idrissa)
    assert "own file" in why_not(found)["CISSÉ"]
    approved(act, cast.idrissa, cast.kadidia)
    assert apply(act, cast.idrissa) == 2
    assert db.session.get(Officer, cast.members[1]).rank.code == "CNE"


def test_a_manager_of_another_agency_sees_nothing_and_approves_nothing(act, cast):
    made = proposed(act, cast.boubacar)
    guard.act_as(cast.zeinab)
    assert db.session.query(type(act)).count() == 0
    with pytest.raises(Forbidden):
        approval.approve(made, by=cast.zeinab, digest=made.digest)


def test_only_who_proposed_applies_it(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    guard.act_as(cast.kadidia)
    with pytest.raises(Refused, match="Whoever proposed it applies it"):
        collective.apply_approved(act, by=cast.kadidia, progress=no_progress)


def test_it_is_applied_once(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    apply(act, cast.boubacar)
    stood = everything()
    with pytest.raises(Refused, match="applied already"):
        apply(act, cast.boubacar)
    assert everything() == stood


# --- what changed meanwhile ----------------------------------------------------------------------


def test_a_preview_that_is_no_longer_true_is_not_proposed(act, cast):
    seen = collective.preview(act, cast.boubacar).digest
    personnel.promote(db.session.get(Officer, cast.members[0]), force.of_code(Rank, "CNE"), Act(dt.date(2022, 1, 1), "Arrêté"))
    with pytest.raises(Refused, match="Something changed"):
        collective.propose(act, seen=seen, reason="Arrêté", by=cast.boubacar, url="/")


def test_whoever_changed_after_the_approval_stops_the_whole_act_and_is_named(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    personnel.promote(db.session.get(Officer, cast.members[0]), force.of_code(Rank, "ECO"), Act(dt.date(2024, 1, 1), "Arrêté"))
    db.session.commit()
    stood = everything()
    with pytest.raises(Refused, match="BERTHÉ"):
        apply(act, cast.boubacar)
    db.session.rollback()
    assert everything() == stood


def test_the_table_does_not_change_while_somebody_is_asked(act, cast):
    proposed(act, cast.boubacar)
    with pytest.raises(Refused, match="Withdraw the proposal"):
        collective.preparing.check_open(act, cast.boubacar)


def test_a_table_changed_past_the_screens_stops_the_act(act, cast):
    made = approved(act, cast.boubacar, cast.kadidia)
    captain, new = force.of_code(Rank, "CNE").id, force.of_code(Rank, "CGB").id
    collective.transposing.set_table(act, {captain: Row(new)})
    db.session.commit()
    with pytest.raises(Refused, match="The table was changed|tableau"):
        apply(act, cast.boubacar)
    db.session.rollback()
    assert db.session.get(Officer, cast.members[1]).rank.code == "CNE"
    with guard.unscoped("the test"):
        db.session.refresh(made)
        assert made.state is ProposalState.APPROVED  # not used up


def test_a_change_of_the_act_itself_voids_the_approval(act, cast):
    made = proposed(act, cast.boubacar)
    act.act_reference = "Arrêté n° 1"
    db.session.commit()
    guard.act_as(cast.kadidia)
    assert approval.approve(made, by=cast.kadidia, digest=made.digest).state is ProposalState.VOID


# --- annulled ------------------------------------------------------------------------------------


ANNULLING = {"act_kind": "Arrêté", "act_reference": "Arrêté n° 9", "act_authority": None, "act_signed_on": "2024-05-01", "act_scan": None}


def annulled(act, cast) -> int:
    made = collective.propose_annulment(act, ANNULLING, reason="Annulé par le juge", by=cast.boubacar, url="/")
    db.session.commit()
    guard.act_as(cast.kadidia)
    approval.approve(made, by=cast.kadidia, digest=made.digest)
    db.session.commit()
    guard.act_as(cast.boubacar)
    people = collective.carry_out(act, by=cast.boubacar, progress=no_progress)
    db.session.commit()
    return people


def test_annulled_as_a_whole_everybody_stands_as_before_and_both_remain(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    apply(act, cast.boubacar)
    assert collective.consequences(act).people == 3
    assert annulled(act, cast) == 3
    captain = db.session.get(Officer, cast.members[1])
    assert (captain.rank.code, captain.step) == ("CNE", 2)
    assert [(line.rank.code, line.annulment_id is None, line.ends_on) for line in captain.rank_lines if line.rank.code in ("CNE", "COM")] == [
        ("CNE", True, None), ("COM", False, None),
    ]  # fmt: skip
    assert act.state is CollectiveState.ANNULLED
    assert {one.act_reference for one in db.session.query(Annulment)} == {"Arrêté n° 9"}
    assert not personnel.behind(dt.date.today())


def test_careers_that_went_on_are_counted_and_stay(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    apply(act, cast.boubacar)
    captain = db.session.get(Officer, cast.members[1])
    personnel.promote(captain, force.of_code(Rank, "CPR"), Act(dt.date(2025, 1, 1), "Décret"))
    db.session.commit()
    assert collective.consequences(act).gone_on == 1
    annulled(act, cast)
    assert captain.rank.code == "CPR"
    assert [line.rank.code for line in personnel.lines(captain, RankLine)] == ["SGC", "CNE", "CPR"]


def test_an_annulment_takes_two_people(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    apply(act, cast.boubacar)
    collective.propose_annulment(act, ANNULLING, reason="Erreur", by=cast.boubacar, url="/")
    with pytest.raises(Refused, match="not approved"):
        collective.carry_out(act, by=cast.boubacar, progress=no_progress)


def test_an_annulment_is_refused_when_what_follows_from_it_changed_since(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    apply(act, cast.boubacar)
    made = collective.propose_annulment(act, ANNULLING, reason="Erreur", by=cast.boubacar, url="/")
    db.session.commit()
    guard.act_as(cast.kadidia)
    approval.approve(made, by=cast.kadidia, digest=made.digest)
    db.session.commit()
    guard.act_as(cast.boubacar)
    captain = db.session.get(Officer, cast.members[1])
    personnel.promote(captain, force.of_code(Rank, "CPR"), Act(dt.date(2025, 1, 1), "Décret"))
    db.session.commit()
    with pytest.raises(Refused, match="has changed"):
        collective.carry_out(act, by=cast.boubacar, progress=no_progress)


def test_an_act_that_was_not_applied_is_not_annulled(act, cast):
    with pytest.raises(Refused, match="Only an act that was applied"):
        collective.propose_annulment(act, ANNULLING, reason="Erreur", by=cast.boubacar, url="/")


def test_what_was_applied_is_not_thrown_away(act, cast):
    approved(act, cast.boubacar, cast.kadidia)
    apply(act, cast.boubacar)
    with pytest.raises(Refused, match="applied"):
        collective.preparing.discard(act, cast.boubacar)
