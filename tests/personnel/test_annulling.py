"""An act is annulled by another: what follows is read first, two people do it, and both acts stay in the file."""

from __future__ import annotations

import datetime as dt

import pytest
from flask_babel import force_locale

from models import (
    Annulment,
    Award,
    AwardKind,
    CycleForm,
    CycleState,
    Degree,
    Evaluation,
    EvaluationCycle,
    EvaluationPart,
    EvaluationState,
    Officer,
    PartState,
    Position,
    PromotionCandidate,
    PromotionRound,
    PromotionRule,
    Proposal,
    ProposalState,
    Rank,
    RoundState,
    Sanction,
    SanctionKind,
    Unit,
    User,
    db,
    now,
)
from rules.refused import Forbidden, Refused
from services import account, approval, guard, personnel
from services.personnel import Act, Paper, two_people
from tests import force
from tests.badge import cards

PAPER = Paper("ARRETE", "Arrêté n° 99", "Le ministre", dt.date(2026, 3, 1))
WHY = "Rapporté par le ministre"


def actor_named(username: str):
    with guard.unscoped("the test takes a place"):
        return account.actor_of(db.session.query(User).filter_by(username=username).one(), "admin", None, None)


@pytest.fixture
def officer(in_app, people) -> Officer:
    """Daouda's file, Boubacar acting, and Kadidia who may approve."""
    with guard.unscoped("who may approve"):
        force.user("kadidia", "hr_manager", agency=db.session.get(Unit, people.unit_id).agency)
    guard.act_as(actor_named("boubacar"))
    return db.session.get(Officer, people.daouda.officer_id)


def act(*day: int) -> Act:
    return Act(dt.date(*day), "ARRETE", reference="Arrêté n° 12")


def promoted(officer: Officer, code: str, *day: int):
    return personnel.promote(officer, force.of_code(Rank, code), act(*day))


def put(officer: Officer, code: str, *day: int):
    return personnel.set_position(officer, force.of_code(Position, code), act(*day))


def told(lines) -> list[str]:
    return [each.message % each.values for each in personnel.consequences(lines).told()]


def read(proposal: Proposal) -> list[str]:
    """What an approver reads."""
    with force_locale("en"):
        return [str(value) for _label, value in approval.described(proposal)]


def ends(officer: Officer, model_lines: str) -> list[tuple]:
    db.session.expire_all()
    return [(str(line), line.ends_on, line.annulment is not None) for line in getattr(officer, model_lines)]


def test_the_rank_before_holds_again_and_both_acts_stay(officer):
    line = promoted(officer, "SGC", 2024, 1, 1)
    [annulment] = personnel.annul([line], PAPER, WHY)
    assert (officer.rank.code, officer.step) == ("SGT", 1)
    assert ends(officer, "rank_lines") == [("Sergent de police", None, False), ("Sergent-chef", None, True)]
    assert (annulment.act_reference, annulment.reason, annulment.officer) == ("Arrêté n° 99", WHY, officer)


def test_an_act_between_two_others_is_taken_out_as_if_it_had_never_been(officer):
    middle = promoted(officer, "SGC", 2020, 1, 1)
    promoted(officer, "ADJ", 2024, 1, 1)
    personnel.annul([middle], PAPER, WHY)
    assert [end for _name, end, is_annulled in ends(officer, "rank_lines") if not is_annulled] == [dt.date(2024, 1, 1), None]


def test_on_the_day_of_an_annulled_act_another_may_begin(officer):
    line = promoted(officer, "SGC", 2024, 1, 1)
    personnel.annul([line], PAPER, WHY)
    assert promoted(officer, "ADJ", 2024, 1, 1).ends_on is None and officer.rank.code == "ADJ"


def test_the_consequences_say_what_will_be_and_change_nothing(officer):
    line = promoted(officer, "SGC", 2024, 1, 1)
    before = ends(officer, "rank_lines")
    assert told([line]) == [
        "Rank today: Sergent-chef (1) → Sergent de police (1).",
        "“Sergent de police (1)” (since 01/10/2015) no longer ends on 01/01/2024: it holds on.",
    ]
    assert ends(officer, "rank_lines") == before and not db.session.query(Annulment).count()


def test_the_only_line_of_a_history_leaves_a_hole_that_is_told(officer):
    [line] = officer.rank_lines
    assert "No rank from 01/10/2015 on." in told([line])
    personnel.annul([line], PAPER, WHY)
    assert officer.rank is None and officer.step is None


def test_a_departure_that_is_annulled_gives_the_unit_back(officer, people):
    line = put(officer, "RET", 2024, 1, 1)
    assert officer.unit is None
    assert "Unit today: – → Commissariat du 1er arrondissement." in told([line])
    personnel.annul([line], PAPER, WHY)
    assert officer.unit_id == people.unit_id and officer.position.code == "ACT"


def test_a_return_is_not_annulled_before_the_posting_that_followed_it(officer, people):
    put(officer, "DEM", 2020, 1, 1)
    back = put(officer, "ACT", 2022, 1, 1)
    posting = personnel.post(officer, db.session.get(Unit, people.other_unit_id), act(2022, 2, 1))
    for attempt in (lambda: personnel.consequences([back]), lambda: personnel.annul([back], PAPER, WHY)):
        with pytest.raises(Refused, match="begins on 01/02/2022: annul that posting first"):
            attempt()
    personnel.annul([posting], PAPER, WHY)
    personnel.annul([back], PAPER, WHY)
    assert officer.position.code == "DEM" and officer.unit is None


def test_both_are_annulled_together(officer, people):
    put(officer, "DEM", 2020, 1, 1)
    back = put(officer, "ACT", 2022, 1, 1)
    posting = personnel.post(officer, db.session.get(Unit, people.other_unit_id), act(2022, 2, 1))
    [annulment] = personnel.annul([back, posting], PAPER, WHY)
    assert back.annulment is posting.annulment is annulment


def test_an_act_is_annulled_once_and_with_a_reason(officer):
    line = promoted(officer, "SGC", 2024, 1, 1)
    with pytest.raises(Refused, match="Say why"):
        personnel.annul([line], PAPER, " ")
    personnel.annul([line], PAPER, WHY)
    for attempt in (lambda: personnel.consequences([line]), lambda: personnel.annul([line], PAPER, WHY)):
        with pytest.raises(Refused, match="annulled already"):
            attempt()


def test_an_award_is_annulled_and_no_history_is_touched(officer):
    with guard.unscoped("a kind of award"):
        kind = AwardKind(code="MED", name="Médaille d’essai")
        db.session.add(kind)
        db.session.flush()
    given = personnel.award(officer, kind, act(2023, 9, 22))
    before = officer.version
    [annulment] = personnel.annul([given], PAPER, WHY)
    assert db.session.get(Award, given.id).annulment is annulment and officer.version == before


def test_lines_of_several_files_get_an_annulment_each(officer, people):
    colleague = db.session.get(Officer, people.colleague_id)
    made = personnel.annul([promoted(one, "SGC", 2024, 1, 1) for one in (officer, colleague)], PAPER, WHY)
    assert [one.officer for one in made] == [officer, colleague]


# --- what relied on it ---------------------------------------------------------------------------


def cycle_of(year: int) -> EvaluationCycle:
    made = EvaluationCycle(name=f"Notation {year}", starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31), state=CycleState.CLOSED)
    db.session.add(made)
    return made


def evaluation(cycle, officer, evaluator, year: int) -> None:
    sent = dt.datetime(year, 11, 2, tzinfo=dt.UTC)
    form = cycle.forms[0] if cycle.forms else CycleForm(cycle=cycle, name="Fiche")
    made = Evaluation(cycle=cycle, form=form, officer=officer, evaluator=evaluator, unit=officer.unit, state=EvaluationState.CLOSED)
    made.shown_at = made.closed_at = sent
    part = EvaluationPart(evaluation=made, evaluator=evaluator, unit=officer.unit, starts_on=cycle.starts_on, ends_on=cycle.ends_on, days=365)
    part.state, part.sent_at = PartState.SENT, sent
    db.session.add_all([made, part])


def test_marks_of_the_time_and_marks_given_as_head_are_told(officer, people):
    colleague = db.session.get(Officer, people.colleague_id)
    posting = personnel.post(officer, db.session.get(Unit, people.other_unit_id), act(2024, 1, 1), is_head=True)
    with guard.unscoped("marks"):
        for year in (2023, 2024):
            cycle = cycle_of(year)
            evaluation(cycle, officer, None, year)
            evaluation(cycle, colleague, officer, year)
        db.session.flush()
    sentences = told([posting])
    assert "Evaluations sent as head of “Commissariat du 2e arrondissement”: 1." in sentences
    assert "Evaluations of the officer in this time: Notation 2024." in sentences


def round_of(officer: Officer, year: int, state: RoundState) -> None:
    rule = db.session.query(PromotionRule).first()
    made = PromotionRound(name=f"Tableau {year}", agency=officer.home_agency, rule=rule, reference_on=dt.date(year, 12, 31), places=3)
    made.state = state
    made.candidates = [PromotionCandidate(officer=officer, is_eligible=True, dossier={}, conditions=[], parts=[])]
    db.session.add(made)


def test_rounds_that_ranked_with_it_and_badges_that_bear_it_are_told(officer):
    line = promoted(officer, "SGC", 2024, 1, 1)
    with guard.unscoped("rounds and a badge"):
        for year, state in ((2022, RoundState.SEALED), (2024, RoundState.SEALED), (2025, RoundState.RANKED)):
            round_of(officer, year, state)
        badge = cards.printed_card(officer)
        badge.number, badge.printed_at = "A1", dt.datetime(2024, 2, 2, tzinfo=dt.UTC)
        db.session.flush()
    assert told([line])[2:] == [
        "The promotion round “Tableau 2024” (31/12/2024) ranked the officer with it and is sealed: its list stays as it is.",
        "The promotion round “Tableau 2025” (31/12/2025) ranked the officer with it: rank it again.",
        "Badge A1 bears this rank: issue another one.",
    ]


# --- two people ----------------------------------------------------------------------------------


def proposed(line) -> Proposal:
    return two_people.propose([line], PAPER, reason=WHY, by=actor_named("boubacar"))


def approve(proposal: Proposal, username: str = "kadidia") -> Proposal:
    guard.act_as(actor_named(username))
    return approval.approve(proposal, by=guard.actor(), digest=proposal.digest)


def test_nothing_changes_before_a_second_person_approves(officer):
    line = promoted(officer, "SGC", 2024, 1, 1)
    proposal = proposed(line)
    assert line.annulment is None and officer.rank.code == "SGC"
    with pytest.raises(Forbidden):
        approve(proposal, "boubacar")
    assert approve(proposal).state is ProposalState.DONE
    assert line.annulment.reason == WHY and officer.rank.code == "SGT"


def test_the_approver_reads_what_follows_before_and_after(officer):
    proposal = proposed(promoted(officer, "SGC", 2024, 1, 1))
    sentence = "Rank today: Sergent-chef (1) → Sergent de police (1)."
    for _moment in ("before", "after"):
        words = read(proposal)
        assert sentence in words and any("Arrêté n° 99" in word for word in words)
        if proposal.state is ProposalState.WAITING:
            approve(proposal)


def test_an_act_recorded_meanwhile_voids_the_proposal(officer):
    line = promoted(officer, "SGC", 2024, 1, 1)
    proposal = proposed(line)
    promoted(officer, "ADJ", 2025, 1, 1)
    assert approve(proposal).state is ProposalState.VOID and line.annulment is None


def test_what_follows_otherwise_than_it_was_read_is_refused(officer):
    """A round was ranked meanwhile: the line is the same, what relies on it is not."""
    line = promoted(officer, "SGC", 2024, 1, 1)
    proposal = proposed(line)
    with guard.unscoped("a round"):
        round_of(officer, 2025, RoundState.RANKED)
        db.session.flush()
    words = read(proposal)
    assert any("Tableau 2025" in word for word in words) and any("withdraw the proposal" in word for word in words)
    with pytest.raises(Refused, match="not what it was"):
        approve(proposal)


def test_nobody_annuls_an_act_of_his_own_file(officer, people):
    own = db.session.get(Officer, people.colleague_id)
    with guard.unscoped("the clerk has a file"):
        db.session.query(User).filter_by(username="boubacar").one().officer = own
        line = promoted(own, "SGC", 2024, 1, 1)
    guard.act_as(actor_named("boubacar"))
    with pytest.raises(Forbidden):
        proposed(line)


def test_an_act_that_annuls_has_a_reference(officer):
    line = promoted(officer, "SGC", 2024, 1, 1)
    with pytest.raises(Refused, match="reference of the act that annuls"):
        two_people.propose([line], Paper("ARRETE"), reason=WHY, by=actor_named("boubacar"))


def test_an_act_dated_ahead_is_annulled_before_its_day(officer):
    line = promoted(officer, "SGC", now().year + 3, 1, 1)
    assert not any("today" in sentence for sentence in told([line]))
    personnel.annul([line], PAPER, WHY)
    assert ends(officer, "rank_lines")[0][1] is None


def test_a_sanction_is_annulled_by_those_who_see_it_and_approved_by_the_right_of_discipline(officer):
    with guard.unscoped("a sanction"):
        kind = SanctionKind(code="ESSAI", name="Avertissement d’essai", degree=Degree.FIRST)
        sanction = Sanction(officer=officer, kind=kind, grounds="Retard", **act(2023, 9, 22).as_columns())
        db.session.add(sanction)
        db.session.flush()
    with pytest.raises(Forbidden):
        proposed(sanction)
    guard.act_as(actor_named("kadidia"))
    proposal = two_people.propose([sanction], PAPER, reason=WHY, by=guard.actor())
    assert proposal.permission == "discipline.approve"
    assert approve(proposal, "aminata").state is ProposalState.DONE and sanction.annulment.reason == WHY
