"""The estimate of severity on a small force: two evaluators who share officers, one who shares nobody."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import event, select

from models import AuditEvent, CycleState, Evaluation, EvaluationCycle, EvaluationMark, EvaluationState, EvaluatorSeverity, MarkLevel, Officer, Rank, SeverityFit, Unit, db
from rules.evaluation import leniency
from rules.refused import Forbidden, Refused
from services import guard
from services.evaluation import criteria_of
from services.evaluation.fairness import severity
from services.evaluation.fairness.severity import gathering, reading
from services.evaluation.way import closing
from tests import force

from . import campaign

YEARS = (2024, 2025)


@pytest.fixture
def marked(in_app, people):
    """Two closed years: a lenient and a severe evaluator exchange half of their people, a lone one marks others. {name: number}."""
    with guard.unscoped("the force of a test"):
        unit = db.session.get(Unit, people.unit_id)
        judges = {name: force.officer(name, "X", unit, rank="COM") for name in ("Lenient", "Severe", "Lone")}
        staff = [force.officer(f"Agent{number}", "X", unit) for number in range(16)]
        alone = [force.officer(f"Isolated{number}", "X", unit) for number in range(2)]
        for place, year in enumerate(YEARS):
            cycle = campaign.a_cycle(f"Notation {year}", state=CycleState.CLOSED, starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31))
            for number, officer in enumerate(staff):
                is_lenient = (number + place * (number // 2)) % 2 == 0
                _closed(officer, judges["Lenient" if is_lenient else "Severe"], cycle, 13 + number % 5 * 0.5 + (1.5 if is_lenient else -1.5))
            for officer in alone:
                _closed(officer, judges["Lone"], cycle, 18)
        db.session.flush()
        return {name: one.id for name, one in judges.items()}


def _closed(officer: Officer, evaluator: Officer, cycle, mark: float) -> None:
    campaign.an_evaluation(officer, evaluator, cycle=cycle, state=EvaluationState.CLOSED, mark=f"{mark:.2f}")


def _last_cycle():
    return db.session.query(EvaluationCycle).filter_by(name=f"Notation {YEARS[-1]}").one()


def _staff() -> list[Officer]:
    with guard.unscoped("the force of a test"):
        return db.session.query(Officer).filter(Officer.last_name.ilike("agent%")).order_by(Officer.id).all()


def _line(evaluator_id: int) -> EvaluatorSeverity:
    asked = select(EvaluatorSeverity).where(EvaluatorSeverity.evaluator_id == evaluator_id).order_by(EvaluatorSeverity.id.desc())
    return db.session.scalars(asked).first()


def test_who_marks_generously_stands_above_who_marks_severely(marked, people):
    who = campaign.act_as(people.aminata)
    (fit,) = severity.estimate(_last_cycle(), by=who)
    lenient, severe = _line(marked["Lenient"]), _line(marked["Severe"])
    assert (fit.marks, fit.officers, fit.evaluators, fit.groups, fit.years) == (32, 16, 2, 1, 2)
    assert lenient.severity == pytest.approx(1.5, abs=0.15)
    assert severe.severity == pytest.approx(-1.5, abs=0.15)
    assert lenient.applied == lenient.severity and lenient.why_not is None
    assert lenient.identical_share == 1  # the builder marks every criterion alike
    assert 0 < lenient.standard_error < 2


def test_who_shares_nobody_is_not_corrected(marked, people):
    severity.estimate(_last_cycle(), by=campaign.act_as(people.aminata))
    lone = _line(marked["Lone"])
    assert (lone.applied, lone.why_not) == (0, leniency.ALONE)
    one = db.session.scalars(select(Evaluation).where(Evaluation.evaluator_id == marked["Lone"])).first()
    found = severity.corrected([one])[one.id]
    assert found.corrected == found.raw == one.score


def _one_more_year(of_judges: dict[str, list[tuple[Officer, float]]], year: int = 2026):
    """A closed year in which these officers got these marks from these evaluators."""
    with guard.unscoped("the force of a test"):
        cycle = campaign.a_cycle(f"Notation {year}", state=CycleState.CLOSED, starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31))
        for name, marks in of_judges.items():
            judge = db.session.query(Officer).filter(Officer.last_name.ilike(name)).one()
            for officer, mark in marks:
                _closed(officer, judge, cycle, mark)
        db.session.flush()
    return cycle


def _chosen(number: int) -> list[Officer]:
    unit = _staff()[0].unit
    return [force.officer(f"Elite{place}", "X", unit) for place in range(number)]


def _of_year(evaluator_id: int, cycle: EvaluationCycle) -> EvaluatorSeverity:
    asked = select(EvaluatorSeverity).where(EvaluatorSeverity.evaluator_id == evaluator_id, EvaluatorSeverity.cycle_id == cycle.id)
    return db.session.scalars(asked).one()


def _usual(number: int, half: int) -> float:
    return 13 + number % 5 * 0.5 + (1.5 if half == 0 else -1.5)


def test_a_year_in_which_nobody_else_ever_marked_his_people_is_not_corrected(marked, people):
    """The severe one gets a chosen unit that is all his alone: that he shared people in other years says nothing about this one."""
    with guard.unscoped("the force of a test"):
        chosen = _chosen(25)
    usual = [(officer, _usual(number, 0)) for number, officer in enumerate(_staff()[:8])]
    cycle = _one_more_year({"Lenient": usual, "Severe": [(one, 18 + place % 3 * 0.5) for place, one in enumerate(chosen)]})
    severity.estimate(cycle, by=campaign.act_as(people.aminata))
    line = _of_year(marked["Severe"], cycle)
    assert (line.severity, line.applied, line.why_not) == (0, 0, leniency.ALONE)


def test_one_shared_officer_does_not_make_the_head_of_a_chosen_unit_lenient(marked, people):
    with guard.unscoped("the force of a test"):
        chosen, staff = _chosen(25), _staff()
    usual = [(officer, _usual(number, 0)) for number, officer in enumerate(staff[:8])]
    cycle = _one_more_year({"Lenient": usual, "Severe": [(one, 18 + place % 3 * 0.5) for place, one in enumerate(chosen)] + [(staff[9], 13.5)]})
    severity.estimate(cycle, by=campaign.act_as(people.aminata))
    line = _of_year(marked["Severe"], cycle)
    assert (line.severity, line.applied, line.why_not) == (0, 0, leniency.RARE)
    assert severity.in_words(line).count(".") == 1  # the reason, and no number that would be one of his people
    one = db.session.scalars(select(Evaluation).where(Evaluation.evaluator_id == marked["Severe"], Evaluation.cycle_id == cycle.id)).first()
    assert severity.corrected([one])[one.id].points == 0


def test_a_year_in_which_all_mark_higher_makes_nobody_lenient(marked, people):
    staff = _staff()
    cycle = _one_more_year({
        name: [(one, _usual(number, half) + 2) for number, one in enumerate(staff) if number % 2 == half]
        for half, name in enumerate(("Lenient", "Severe"))
    })  # fmt: skip
    severity.estimate(cycle, by=campaign.act_as(people.aminata))
    lenient, severe = _of_year(marked["Lenient"], cycle), _of_year(marked["Severe"], cycle)
    assert lenient.severity == pytest.approx(1.5, abs=0.2)
    assert severe.severity == pytest.approx(-1.5, abs=0.2)


def test_a_corps_marked_all_alike_is_left_out_and_the_others_are_estimated(marked, people):
    with guard.unscoped("the force of a test"):
        officers = [force.officer(f"Chef{number}", "X", _staff()[0].unit, rank="COM") for number in range(32)]
        cycle = _last_cycle()
        for number, officer in enumerate(officers):
            judges = ("Lenient", "Severe") if number % 2 else ("Severe", "Lenient")
            for name, of_year in zip(judges, reversed(gathering.cycles_until(cycle)), strict=True):
                _closed(officer, db.session.get(Officer, marked[name]), of_year, 15)
        db.session.flush()
    (fit,) = severity.estimate(cycle, by=campaign.act_as(people.aminata))
    assert fit.corps_id == force.of_code(Rank, "SGT").corps_id != force.of_code(Rank, "COM").corps_id


def test_all_marks_are_read_once_however_many_corps_there_are(marked, people):
    cycles = gathering.cycles_until(_last_cycle())
    with guard.unscoped("counting questions"):
        assert _statements(lambda: gathering.marks_by_corps(cycles)) == 2


def test_a_page_reads_the_lines_of_those_who_marked_it_and_no_others(marked, people):
    severity.estimate(_last_cycle(), by=campaign.act_as(people.aminata))
    one = db.session.scalars(select(Evaluation).where(Evaluation.evaluator_id == marked["Lenient"])).first()
    with guard.unscoped("what is read of a page"):
        assert {(evaluator, cycle) for _corps, evaluator, cycle in reading._judged([one.id])} == {(marked["Lenient"], one.cycle_id)}


def test_the_corrected_mark_takes_off_what_was_estimated_and_leaves_the_mark_as_given(marked, people):
    severity.estimate(_last_cycle(), by=campaign.act_as(people.aminata))
    line = _line(marked["Lenient"])
    one = db.session.scalars(select(Evaluation).where(Evaluation.evaluator_id == marked["Lenient"], Evaluation.cycle_id == line.cycle_id)).first()
    before, applied = one.score, line.applied
    found = severity.corrected([one])[one.id]
    assert float(found.raw - found.corrected) == pytest.approx(applied, abs=0.01)
    assert "Votre notateur" in found.words(own=True) or "Your evaluator" in found.words(own=True)
    db.session.refresh(one)
    assert one.score == before


def test_marks_of_the_second_level_are_not_corrected(marked, people):
    severity.estimate(_last_cycle(), by=campaign.act_as(people.aminata))
    one = db.session.scalars(select(Evaluation).where(Evaluation.evaluator_id == marked["Lenient"])).first()
    whole = severity.corrected([one])[one.id].points
    first, *rest = criteria_of(one)
    with guard.unscoped("the second level of a test"), closing.opened_for_correction():
        db.session.add(EvaluationMark(evaluation_id=one.id, cycle_criterion_id=first.id, level=MarkLevel.SECOND, mark=Decimal(12)))
        db.session.flush()
    left = sum(criterion.weight for criterion in rest) / (first.weight + sum(criterion.weight for criterion in rest))
    assert float(severity.corrected([one])[one.id].points) == pytest.approx(float(whole * left), abs=0.01)


def test_only_a_closed_cycle_is_estimated(marked, people):
    opened = campaign.a_cycle("Notation 2026")
    with pytest.raises(Refused, match="once the cycle"):
        severity.estimate(opened, by=campaign.act_as(people.aminata))


def test_a_commander_and_a_clerk_estimate_nothing(marked, people):
    for person in (people.coumba, people.boubacar, people.daouda):
        with pytest.raises(Forbidden):
            severity.estimate(_last_cycle(), by=campaign.act_as(person))


def test_the_trail_tells_of_an_estimate_once_and_not_of_each_line(marked, people):
    severity.estimate(_last_cycle(), by=campaign.act_as(people.aminata))
    with guard.unscoped("the trail of a test"):
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.record_type.in_(("severity_fit", "evaluator_severity")))).all()
    assert [event.action for event in events if event.record_type == "evaluator_severity"] == ["create"]
    assert "estimate" in [event.action for event in events]


def test_a_newer_estimate_counts_instead_of_the_older(marked, people):
    who = campaign.act_as(people.aminata)
    severity.estimate(_last_cycle(), by=who)
    one = db.session.scalars(select(Evaluation).where(Evaluation.evaluator_id == marked["Lenient"])).first()
    (newer,) = severity.estimate(_last_cycle(), by=who)
    assert {line.fit_id for line in db.session.scalars(select(EvaluatorSeverity))} == {newer.id}
    with guard.unscoped("an estimate that says otherwise"):
        for line in db.session.scalars(select(EvaluatorSeverity)):
            line.applied = 0.5
        db.session.flush()
    assert severity.corrected([one])[one.id].points == Decimal("0.5")
    assert db.session.query(SeverityFit).count() == 2


def test_a_mark_on_another_scale_is_brought_to_that_of_the_estimate(marked, people):
    with guard.unscoped("the force of a test"):
        cycle = campaign.a_cycle("Notation 2023", state=CycleState.CLOSED, starts_on=dt.date(2023, 1, 1), ends_on=dt.date(2023, 12, 31), scale_max=Decimal(10))
        judges = [db.session.get(Officer, marked[name]) for name in ("Lenient", "Severe")]
        for number, officer in enumerate(_staff()):
            _closed(officer, judges[number % 2], cycle, 6.5 + number % 5 * 0.25 + (0.75 if number % 2 == 0 else -0.75))
    severity.estimate(_last_cycle(), by=campaign.act_as(people.aminata))
    of_cycle = (EvaluatorSeverity.cycle_id == cycle.id, EvaluatorSeverity.evaluator_id == marked["Lenient"])
    first = db.session.scalars(select(EvaluatorSeverity).where(*of_cycle)).one()
    assert first.mean == pytest.approx(15.5, abs=0.3)
    one = db.session.scalars(select(Evaluation).where(Evaluation.cycle_id == cycle.id, Evaluation.evaluator_id == marked["Lenient"])).first()
    assert first.applied > 1
    assert float(severity.corrected([one])[one.id].points) == pytest.approx(first.applied / 2, abs=0.01)


def test_many_marks_are_corrected_in_a_handful_of_questions(marked, people):
    severity.estimate(_last_cycle(), by=campaign.act_as(people.aminata))
    evaluations = db.session.scalars(select(Evaluation).where(Evaluation.evaluator_id == marked["Lenient"])).all()
    numbers = [one.id for one in evaluations]
    assert len(numbers) > 10
    assert _statements(lambda: severity.corrected_of(numbers)) == _statements(lambda: severity.corrected_of(numbers[:1])) <= 6


def _statements(act) -> int:
    sent = []
    event.listen(db.engine, "before_cursor_execute", note := lambda *given: sent.append(given[2]))
    act()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)
