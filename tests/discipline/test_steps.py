"""The steps of a case as acts: each is dated and checked, and a decision gives a sanction or closes without one."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Annulment, CaseState, HearingBody, SanctionKind, db
from rules.refused import Forbidden, Refused
from services import discipline, guard
from services.personnel import Act
from tests import force
from tests.discipline.cases import DECIDED, HEARD, TOLD, act_as, opened, punished

BY = guard.SYSTEM


@pytest.fixture
def case(in_app, people, head):
    """A case against Daouda, opened by Hawa, who acts."""
    act_as(head)
    return opened(people.daouda.officer_id)


def penalty(code: str, days: int | None = None) -> discipline.Penalty:
    kind = force.of_code(SanctionKind, code)
    return discipline.Penalty(kind, days, "Manquement", Act(DECIDED, "Décision", "n° 1"))


def test_a_case_goes_its_way_from_the_opening_to_the_end(case):
    discipline.tell(case, TOLD, by=BY)
    discipline.hear(case, HEARD, HearingBody.HEAD, by=BY)
    given = discipline.punish(case, DECIDED, penalty("ARR", 30), by=BY)
    assert (given.ends_on, given.erased_on) == (dt.date(2026, 5, 20), dt.date(2029, 5, 20))
    discipline.appeal(case, dt.date(2026, 5, 2), by=BY)
    assert case.state is CaseState.APPEALED
    discipline.close(case, dt.date(2026, 6, 1), by=BY, answer="Recours rejeté")
    assert case.state is CaseState.CLOSED and discipline.may_follow(case) == ()
    assert discipline.sanctions(case) == [given]


def test_a_case_may_end_without_a_sanction(case):
    discipline.dismiss(case, DECIDED, "Faits non établis", by=BY)
    assert case.state is CaseState.CLOSED and case.closed_on == DECIDED
    assert discipline.sanctions(case) == []


def test_the_council_counts_though_the_head_hears_again(case):
    discipline.tell(case, TOLD, by=BY)
    discipline.hear(case, HEARD, HearingBody.COUNCIL, by=BY)
    discipline.hear(case, dt.date(2026, 4, 10), HearingBody.HEAD, by=BY)
    assert discipline.punish(case, DECIDED, penalty("REV"), by=BY).erased_on is None


def test_the_second_degree_is_refused_without_the_council(case):
    discipline.tell(case, TOLD, by=BY)
    discipline.hear(case, HEARD, HearingBody.HEAD, by=BY)
    with pytest.raises(Refused, match="council"):
        discipline.punish(case, DECIDED, penalty("REV"), by=BY)
    assert case.state is CaseState.HEARD and discipline.sanctions(case) == []


def test_what_an_appeal_set_aside_is_annulled_before_the_case_is_closed(in_app, people, head):
    act_as(head)
    given = punished(people.daouda.officer_id)
    case = given.case
    discipline.appeal(case, dt.date(2026, 5, 2), by=BY)
    day = dt.date(2026, 6, 1)
    with pytest.raises(Refused, match="annul the sanction"):
        discipline.close(case, day, by=BY, answer="Sanction retirée", upholds=False)
    given.annulment = Annulment(officer=case.officer, act_kind="Décision", act_reference="n° 9", reason="Recours admis")
    db.session.flush()
    discipline.close(case, day, by=BY, answer="Sanction retirée", upholds=False)
    assert case.state is CaseState.CLOSED and given in discipline.sanctions(case)


def test_an_appeal_is_not_closed_without_an_answer(in_app, people, head):
    act_as(head)
    case = punished(people.daouda.officer_id).case
    discipline.appeal(case, dt.date(2026, 5, 2), by=BY)
    with pytest.raises(Refused, match="decided on the appeal"):
        discipline.close(case, dt.date(2026, 6, 1), by=BY)


def test_nobody_decides_in_his_own_case(case, people):
    own = guard.actor().__class__(name="x", role="hr_manager", officer_id=people.daouda.officer_id)
    with pytest.raises(Forbidden, match="own cause"):
        discipline.dismiss(case, DECIDED, "Rien", by=own)


def test_no_case_is_opened_ahead_of_its_day(case):
    case.opened_on = dt.date(2999, 1, 1)
    with pytest.raises(Refused, match="not there yet"):
        discipline.check_opening(case)
