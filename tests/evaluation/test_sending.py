"""What is sent is complete, founded and said once; what is missing is told in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from models import EvaluationMark, EvaluationStep, EvaluationStepKind, FactTone, Officer, PartState, db, now
from rules.evaluation import tone_wanted
from rules.refused import Forbidden, Refused
from services import evaluation, guard
from services.evaluation import Cell, Incomplete
from tests.evaluation import campaign


@pytest.fixture
def part(in_app, people):
    """Coumba's part in the evaluation of Daouda, whom she saw; somebody else commanded him too, so that it stays being marked."""
    with guard.unscoped("a form for a test"):
        daouda, coumba, other = (db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id, people.colleague_id))
        made = campaign.an_evaluation(daouda, coumba, days=200)
        campaign.a_part(made, other, days=100)
        made.interview_told_at, made.interview_on = now() - dt.timedelta(days=9), now().date()
    campaign.act_as(people.coumba)
    return made.parts[0]


def criteria(part):
    with guard.unscoped("a test"):
        return evaluation.criteria_of(part.evaluation)


def mark(part, text: str = "14", but: dict[int, str] | None = None, **more: str) -> None:
    """Type a mark for every criterion, other ones by their place in `but`."""
    texts = {f"mark-{one.id}": (but or {}).get(place, text) for place, one in enumerate(criteria(part))} | more
    assert evaluation.type_in([Cell(part.id, field, typed) for field, typed in texts.items()], by=guard.actor()) == []


def missing(part) -> list[str]:
    return [str(lack.words) for desk in evaluation.desks([part], today=now().date(), by=guard.actor()) for lack in desk.lacks]


def test_what_was_sent_stands_as_marks_with_its_score_and_step(part):
    mark(part, "14", {0: "12,5", 1: ""}, comment=" Sérieux. ")
    evaluation.send(part, by=guard.actor())
    first, second, *_rest = criteria(part)
    given = {one.cycle_criterion_id: one.mark for one in part.marks}
    assert given[first.id] == Decimal("12.5") and second.id not in given
    assert (part.state, part.comment) == (PartState.SENT, "Sérieux.") and part.score == evaluation.part_score(part)
    with guard.unscoped("the test looks"):
        assert [one.kind for one in db.session.query(EvaluationStep)] == [EvaluationStepKind.SENT]


def test_a_second_sending_is_told_that_it_was_sent_and_writes_nothing(part):
    mark(part)
    evaluation.send(part, by=guard.actor())
    with pytest.raises(Refused, match="was sent on"):
        evaluation.send(part, by=guard.actor())
    with guard.unscoped("the test looks"):
        assert db.session.query(EvaluationMark).count() == len(criteria(part))


def test_too_little_is_refused_with_what_is_missing_and_is_never_a_zero(part):
    mark(part, "", {0: "14"})
    with pytest.raises(Incomplete):
        evaluation.send(part, by=guard.actor())
    assert "Still to mark" in missing(part)[0] and part.state is PartState.OPEN


def test_a_text_that_is_no_mark_is_kept_and_not_sent(part):
    mark(part, but={2: "bien"})
    assert "“bien” is not a mark" in missing(part)[0]


@pytest.mark.parametrize(("extreme", "tone", "other"), [("19", FactTone.GOOD, FactTone.BAD), ("4", FactTone.BAD, FactTone.GOOD)])
def test_an_extreme_mark_needs_a_justification_and_a_fact_of_its_tone(part, people, extreme, tone, other):
    mark(part, but={0: extreme})
    assert len(missing(part)) == 2, "the justification, and the fact"
    with guard.unscoped("a test"):
        officer = part.evaluation.officer
    campaign.a_fact(officer, people.coumba, tone=other)
    campaign.a_fact(officer, people.coumba, tone=tone, on=dt.date(2025, 12, 31))
    mark(part, but={0: extreme}, **{f"why-{criteria(part)[0].id}": "Voir les faits notés."})
    assert len(missing(part)) == 1, "neither a fact of the other tone nor one of another year founds it"
    campaign.a_fact(officer, people.coumba, tone=tone)
    assert missing(part) == []
    evaluation.send(part, by=guard.actor())
    assert part.marks[0].justification == "Voir les faits notés."


@pytest.mark.parametrize("text", ["5.5", "17,5"])
def test_a_mark_between_the_extremes_needs_nothing(part, text):
    mark(part, text)
    assert missing(part) == []


def test_the_marks_wait_for_the_interview_of_the_one_who_commanded_longest(part):
    mark(part)
    with guard.unscoped("a test"):
        part.evaluation.interview_on = now().date() + dt.timedelta(days=1)
    assert "interview is on" in missing(part)[0]
    with guard.unscoped("a test"):
        part.evaluation.interview_on = None
    assert "not announced" in missing(part)[0]
    with guard.unscoped("a test"):
        part.evaluation.not_interviewed = "En mission à Kidal"
    assert missing(part) == []


def test_nobody_sends_for_somebody_else(part, people):
    mark(part)
    for other in (people.aminata, people.boubacar, people.daouda):
        campaign.act_as(other)
        with pytest.raises(Forbidden):
            evaluation.send(part, by=guard.actor())


def test_what_is_asked_back_is_sent_anew_in_the_place_of_what_was_sent(part):
    mark(part)
    evaluation.send(part, by=guard.actor())
    with guard.unscoped("a test"):
        part.state, part.returned_at = PartState.OPEN, now()
    mark(part, "15", {1: ""})
    evaluation.send(part, by=guard.actor())
    with guard.unscoped("the test looks"):
        db.session.refresh(part)
        assert {one.mark for one in part.marks} == {Decimal(15)} and len(part.marks) == len(criteria(part)) - 1


def test_no_extreme_is_wanted_where_the_cycle_names_none():
    assert tone_wanted(Decimal(20), low=None, high=None) is None
    assert tone_wanted(Decimal(18), low=Decimal(5), high=Decimal(18)) == "good"
    assert tone_wanted(Decimal(5), low=Decimal(5), high=Decimal(18)) == "bad"
