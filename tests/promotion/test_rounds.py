"""A round is ranked, sealed by a second person, and checked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from models import (
    Agency,
    AuditEvent,
    CycleState,
    EvaluationCycle,
    Officer,
    PromotionCandidate,
    PromotionRound,
    PromotionRule,
    Rank,
    RankLine,
    RoundState,
    Route,
    User,
    db,
)
from rules.refused import Forbidden, Refused
from services import account, audit, guard, promotion
from services.badge import keys
from services.promotion import sealing
from tests import force
from tests.promotion.scenes import Scene, act_as, sergeants


@pytest.fixture
def scene(in_app, people):
    made = sergeants(people, name="Tableau SGT", state=RoundState.LISTED)
    act_as(people.boubacar)
    return made


def rank(scene: Scene):
    return promotion.rank(scene.round, by=guard.actor())


def to_published(scene: Scene) -> None:
    """As if the board had examined it, and nobody had appealed in time."""
    with guard.unscoped("time goes by"):
        scene.round.state, scene.round.appeals_until_on = RoundState.PROVISIONAL, dt.date(2026, 1, 31)
        scene.round.fairness_conclusion = "Aucun écart n’est à signaler."
        db.session.flush()


def seal(scene: Scene, people) -> None:
    """Proposed by the clerk, sealed by somebody who has just read the list."""
    to_published(scene)
    if not keys.public_keys():
        keys.new_key()
    act_as(people.boubacar)
    sealing.propose(scene.round, "Le délai est passé.", by=guard.actor())
    act_as(people.fanta)
    promotion.seal(scene.round, by=guard.actor(), digest=promotion.seal_digest(scene.round))


def candidate(scene: Scene, officer: Officer) -> PromotionCandidate:
    with guard.unscoped("look"):
        return db.session.query(PromotionCandidate).filter_by(round_id=scene.round.id, officer_id=officer.id).one()


def test_a_round_is_ranked_with_reasons(scene):
    rank(scene)
    first, second, new = (candidate(scene, one) for one in (scene.first, scene.second, scene.new))
    assert [(one.place, one.is_admitted) for one in (first, second, new)] == [(1, True), (2, False), (None, False)]
    assert first.score == sum(Decimal(part["points"]) for part in first.parts)
    unmet = next(condition for condition in new.conditions if condition["is_met"] is False)
    assert (unmet["key"], unmet["met_on"]) == ("years_in_rank", "2029-10-01")
    assert (scene.round.state, len(scene.round.digest)) == (RoundState.RANKED, 64)


def test_everybody_of_the_rank_is_in_the_list_even_with_an_incomplete_file(scene, people):
    with guard.unscoped("a file without lines"):
        lost = force.officer("Sow", "Hawa", scene.first.unit)
        for line in list(lost.rank_lines):
            db.session.delete(line)
    assert lost.id in {place.dossier.officer_id for place in rank(scene)}
    assert candidate(scene, lost).conditions[0] | {"source": None} == {
        "key": "rank", "required": None, "found": None, "is_met": False, "from_on": None, "met_on": None, "source": None,
    }  # fmt: skip


def test_the_rank_held_on_the_date_of_reference_counts(scene):
    with guard.unscoped("promoted since"):
        scene.first.rank_lines[0].ends_on = dt.date(2026, 3, 1)
        promoted = RankLine(
            officer=scene.first, rank=force.of_code(Rank, "SGC"), starts_on=dt.date(2026, 3, 1), act_kind="ARRETE"
        )
        db.session.add(promoted)
    assert scene.first.id in {place.dossier.officer_id for place in rank(scene)}


def test_only_officers_whom_the_agency_hired_are_ranked(scene, people):
    with guard.unscoped("lent by another agency"):
        lent = force.officer("Ba", "Aïssata", scene.first.unit, home_agency=force.of_code(Agency, "OCS"))
    assert lent.id not in {place.dossier.officer_id for place in rank(scene)}


def test_an_open_cycle_counts_for_nobody(scene):
    with guard.unscoped("a cycle that is still open"):
        db.session.query(EvaluationCycle).filter_by(name="Notation 2025").one().state = CycleState.OPEN
    assert not any(place.is_eligible for place in rank(scene))


def test_ranking_again_replaces_the_list(scene):
    rank(scene)
    before = scene.round.digest
    rank(scene)
    assert scene.round.digest == before
    with guard.unscoped("look"):
        assert db.session.query(PromotionCandidate).count() == 5  # three of the scene, Daouda and his colleague


def test_the_list_is_computed_again_and_agrees(scene):
    rank(scene)
    db.session.flush()
    db.session.expire_all()
    assert promotion.verify(scene.round) == []


def test_a_round_that_is_not_ranked_cannot_be_checked_or_sealed(scene, people):
    with pytest.raises(Refused, match="not ranked yet"):
        promotion.verify(scene.round)
    with pytest.raises(Refused, match="Only a provisional list"):
        sealing.propose(scene.round, "Vite.", by=guard.actor())


def altered_place(scene):
    candidate(scene, scene.second).place = 9


def altered_score(scene):
    candidate(scene, scene.first).score = Decimal("99.999")


def altered_part(scene):
    one = candidate(scene, scene.first)
    one.parts = [one.parts[0] | {"points": "70.000"}, *one.parts[1:]]


def altered_mark(scene):
    one = candidate(scene, scene.second)
    one.dossier = one.dossier | {"marks": [one.dossier["marks"][0] | {"score": "20.000"}, *one.dossier["marks"][1:]]}


def altered_condition(scene):
    one = candidate(scene, scene.new)
    one.conditions = [condition | {"is_met": True} for condition in one.conditions]


def altered_eligibility(scene):
    candidate(scene, scene.new).is_eligible = True


def altered_name(scene):
    one = candidate(scene, scene.first)
    one.dossier = one.dossier | {"name": "SOMEBODY Else"}


def unreadable_file(scene):
    candidate(scene, scene.first).dossier = {"name": "CISSÉ Oumar"}


def exchanged_files(scene):
    first, second = candidate(scene, scene.first), candidate(scene, scene.second)
    first.dossier, second.dossier = second.dossier, first.dossier


def altered_places(scene):
    scene.round.places = 2


def altered_rule(scene):
    scene.round.rule.conditions = scene.round.rule.conditions | {"min_years_in_rank": 4}


def altered_terms(scene):
    scene.round.terms = scene.round.terms | {"marks_counted": 2}


def removed_candidate(scene):
    db.session.delete(candidate(scene, scene.second))


@pytest.mark.parametrize(
    "alteration",
    [
        altered_place, altered_score, altered_part, altered_mark, altered_condition, altered_eligibility, altered_name,
        unreadable_file, exchanged_files, altered_places, altered_rule, altered_terms, removed_candidate,
    ],
)  # fmt: skip
def test_any_alteration_of_a_ranked_list_is_found(scene, alteration):
    rank(scene)
    with guard.unscoped("somebody with the database in hand"):
        alteration(scene)
    db.session.expire_all()
    assert promotion.verify(scene.round)


def test_a_second_person_seals_what_a_clerk_proposed(scene, people):
    rank(scene)
    seal(scene, people)
    assert scene.round.state == RoundState.SEALED


def test_a_list_that_changed_after_it_was_read_is_not_sealed(scene, people):
    rank(scene)
    to_published(scene)
    sealing.propose(scene.round, "Le délai est passé.", by=guard.actor())
    read = promotion.seal_digest(scene.round)
    with guard.unscoped("an appeal is answered"):
        scene.round.digest = "0" * 64
        db.session.flush()
    act_as(people.fanta)
    with pytest.raises(Refused, match="Propose it first"):
        promotion.seal(scene.round, by=guard.actor(), digest=read)
    assert scene.round.state == RoundState.PROVISIONAL


def test_a_list_is_sealed_under_the_digest_that_was_read_alone(scene, people):
    rank(scene)
    to_published(scene)
    sealing.propose(scene.round, "Le délai est passé.", by=guard.actor())
    act_as(people.fanta)
    for digest in ("", "0" * 64):
        with pytest.raises(Refused, match="changed after you opened"):
            promotion.seal(scene.round, by=guard.actor(), digest=digest)


def test_a_sealed_list_is_never_computed_again(scene, people):
    rank(scene)
    seal(scene, people)
    act_as(people.boubacar)
    with pytest.raises(Refused, match="sealed"):
        rank(scene)


def test_an_altered_list_is_not_sealed(scene, people):
    rank(scene)
    with guard.unscoped("somebody with the database in hand"):
        altered_score(scene)
    with pytest.raises(Refused, match="somebody changed it"):
        seal(scene, people)


def test_who_proposed_does_not_seal(scene):
    rank(scene)
    to_published(scene)
    with guard.unscoped("an account of HR"):
        manager = force.user("kadidia", "hr_manager", agency=force.of_code(Agency, "PN"))
    act_as(manager)
    sealing.propose(scene.round, "Le délai est passé.", by=guard.actor())
    with pytest.raises(Forbidden, match="another person"):
        promotion.seal(scene.round, by=guard.actor(), digest=promotion.seal_digest(scene.round))


def test_nobody_ranks_or_seals_a_list_in_which_he_stands(scene, people):
    with guard.unscoped("a clerk who is a sergeant"):
        clerk = db.session.get(User, people.boubacar.user_id)
        clerk.officer = scene.second
    act_as(people.boubacar)
    with pytest.raises(Forbidden, match="own cause"):
        rank(scene)


def test_a_clerk_ranks_the_rounds_of_his_own_agency_only(scene, people):
    with guard.unscoped("a round of another agency"):
        scene.round.agency = force.of_code(Agency, "OCS")
    with pytest.raises(Forbidden):
        rank(scene)


def test_a_supervisor_ranks_nothing(scene, people):
    act_as(people.coumba)
    with pytest.raises(Forbidden):
        rank(scene)


def test_ranking_is_in_the_audit_trail_with_its_purpose(scene):
    rank(scene)
    with guard.unscoped("look"):
        event = db.session.query(AuditEvent).filter_by(action="rank").one()
    assert event.purpose == "a step of the round Tableau SGT" and event.user_name == "Boubacar"
    assert event.changes["digest"] == scene.round.digest


def test_a_list_is_one_event_of_what_went_and_one_of_what_came(scene):
    rank(scene)
    rank(scene)
    with guard.unscoped("look"):
        about = db.session.query(AuditEvent).filter_by(record_type="promotion_candidate").order_by(AuditEvent.id)
        told = [(event.action, event.changes["records"], event.changes.get("digest")) for event in about]
    assert told == [("create", 5, scene.round.digest), ("delete", 5, None), ("create", 5, scene.round.digest)]
    assert audit.verify() is None


def test_a_rule_that_decided_in_another_agency_stays_as_it_was(scene, people):
    rank(scene)
    with guard.unscoped("an HR manager of another agency"):
        manager = force.user("kadidia", "hr_manager", agency=force.of_code(Agency, "OCS"))
    act_as(manager)
    assert db.session.query(PromotionRound).all() == []
    with guard.unscoped("a rule of all agencies"), db.session.no_autoflush, pytest.raises(Refused, match="new version"):
        scene.round.rule.legal_text = "Un autre texte"
        promotion.check_rule(scene.round.rule)


@pytest.mark.parametrize("weights", [{"evaluation": 80}, {"evaluation": 80, "charm": 20}, {}])
def test_weights_that_say_nothing_clear_are_refused(scene, weights):
    with guard.unscoped("a rule that is not saved"), pytest.raises(Refused), db.session.no_autoflush:
        promotion.check_rule(PromotionRule(route=Route.CHOICE, conditions={}, weights=weights))


def test_the_number_of_queries_does_not_grow_with_the_candidates(scene, people):
    def queries() -> int:
        seen: list[str] = []
        note = lambda _c, _cursor, statement, *_rest: seen.append(statement)  # noqa: E731
        db.event.listen(db.engine, "before_cursor_execute", note)
        with guard.unscoped("count"):
            promotion.dossiers(scene.round)
        db.event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    few = queries()
    with guard.unscoped("more people"):
        for number in range(20):
            force.officer("Coulibaly", f"Awa {number}", scene.first.unit)
    assert queries() == few
