"""The page of equal treatment: a planted difference is told in words, small groups and single people never are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models import EvaluationCycle, EvaluationState, Officer, Sex, Unit, db
from services import guard
from services.evaluation.fairness import equality
from tests import force
from tests.evaluation import campaign

PAGE = "/admin/evaluation-equality/"
HEADS = 12


def marked_force(people, less: float) -> int:
    """Twelve heads who mark four people each, one woman in four; women get so many points less. Returns the cycle."""
    with guard.unscoped("marks for tests"):
        cycle, unit = campaign.a_cycle(), db.session.get(Unit, people.unit_id)
        for number in range(HEADS):
            head = force.officer(f"Chef{number}", "Ali", unit, rank="COM", sex=Sex.M)
            for place in range(4):
                sex = Sex.F if place == number % 4 else Sex.M
                officer = force.officer(f"Agent{number}x{place}", "Awa", unit, sex=sex, rank="SGT" if place else "COM")
                made = campaign.an_evaluation(officer, head, cycle=cycle, state=EvaluationState.MARKING)
                # Each head has his own severity, and chance its part.
                mark = 13 + (number % 5 - 2) * 0.6 + ((number * 7 + place * 3) % 5 - 2) * 0.3 - (less if sex is Sex.F else 0)
                made.score, made.state = Decimal(f"{mark:.3f}"), EvaluationState.CLOSED
        db.session.flush()
    return cycle.id


@pytest.fixture
def unequal(app, people):
    with app.app_context():
        made = marked_force(people, 1.5)
        db.session.commit()
    return made


@pytest.fixture
def equal(app, people):
    with app.app_context():
        made = marked_force(people, 0)
        db.session.commit()
    return made


def test_women_marked_lower_are_told_in_words(signed_in, unequal, people):
    page = signed_in("fanta").get(PAGE).text
    assert "equality-findings" in page
    assert "<svg" in page and "<table" in page


def test_nothing_is_told_where_nothing_was_planted(signed_in, equal, people):
    page = signed_in("fanta").get(PAGE).text
    assert "equality-findings" not in page and "<table" in page


def test_the_comparison_within_each_corps_and_the_other_choices_open(signed_in, unequal, people):
    fanta = signed_in("fanta")
    for asked in ("within=corps", "marks=corrected", f"cycle={unequal}&within=corps&marks=corrected"):
        assert fanta.get(f"{PAGE}?{asked}").status_code == 200
    assert fanta.get(f"{PAGE}?cycle=999999").status_code == 404


def test_the_groups_are_those_of_the_last_day_of_the_period(in_app, people):
    with guard.unscoped("the test compares"):
        number = marked_force(people, 1.5)
        cycle = db.session.get(EvaluationCycle, number)
        found = equality.marked(cycle)
        assert len(found) == HEADS * 4 and {one.groups["head"] for one in found} == {False}
        sexes = {group.key: group for group in equality.compare(found, "sex").groups}
        assert sexes["F"].number == 12 and sexes["F"].difference.high < -0.5
        ranks = equality.compare(found, "rank")
        assert sorted(group.number for group in ranks.groups) == [12, 36]
        assert equality.compare(found, "rank", within_corps=True).groups[0].difference is None, "each rank is alone in its corps"


def test_marks_not_read_by_their_officers_are_not_compared(in_app, people):
    with guard.unscoped("the test compares"):
        cycle = campaign.a_cycle()
        campaign.an_evaluation(db.session.get(Officer, people.daouda.officer_id), None, cycle=cycle)
        assert equality.marked(cycle) == []


def test_the_page_is_for_those_who_read_a_whole_agency(signed_in, client, unequal, people):
    assert client.get(PAGE).location.startswith("/login")
    for name in ("daouda", "coumba"):
        assert signed_in(name).get(PAGE).status_code == 403
    boubacar = signed_in("boubacar")
    assert boubacar.get(PAGE).status_code == 200
    assert boubacar.get(f"{PAGE}export/csv/").status_code == 403


def test_the_file_holds_groups_and_no_names(signed_in, unequal, people):
    text = signed_in("aminata").get(f"{PAGE}export/csv/").data.decode("utf-8-sig")
    assert "Notation 2026" in text.splitlines()[0] and "Agent" not in text.replace("Agents", "")
    assert len(text.splitlines()) > 5


def test_a_cycle_with_few_marks_says_so(signed_in, app, people):
    with app.app_context(), guard.unscoped("one mark for tests"):
        campaign.an_evaluation(db.session.get(Officer, people.daouda.officer_id), None, state=EvaluationState.CLOSED)
        db.session.commit()
    page = signed_in("aminata").get(PAGE)
    assert page.status_code == 200 and "<svg class=\"chart\"" not in page.text
