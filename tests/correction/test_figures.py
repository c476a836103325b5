"""Figures of corrections: counted by unit, field and outcome within one's scope, with few statements."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from models import (
    Agency,
    CorrectionDecision,
    CorrectionKind,
    CorrectionRequest,
    CorrectionState,
    CorrectionVerdict,
    db,
    now,
)
from rules.access import Actor
from services import correction, guard
from services.correction import figures
from tests import force

TODAY = now().date()
PERIOD = figures.usual_period(TODAY)


def asked(officer_id: int, state: CorrectionState = CorrectionState.WAITING, *, days_ago: int = 5, **values) -> CorrectionRequest:
    """A request that was sent, and of a closed one the decision, taken within two days."""
    sent_at = now() - dt.timedelta(days=days_ago)
    about = {"kind": CorrectionKind.CHANGE, "about_type": "officer", "about_id": officer_id, "field": "birth_place"} | values
    made = CorrectionRequest(officer_id=officer_id, state=state, sent_at=sent_at, due_on=sent_at.date() + dt.timedelta(days=30), **about)
    db.session.add(made)
    db.session.flush()
    return made


def decided(request: CorrectionRequest, by_id: int, after_days: int, **values) -> None:
    """The decision on a request, so many days after it was sent."""
    at = request.sent_at + dt.timedelta(days=after_days)
    verdict = values.pop("verdict", CorrectionVerdict.ACCEPTED)
    db.session.add(CorrectionDecision(request=request, verdict=verdict, decided_by_id=by_id, decided_at=at, took_effect_at=at, **values))
    db.session.flush()


@pytest.fixture
def clerk(in_app, people):
    """Boubacar, as the figures are counted for him."""
    police = force.of_code(Agency, "PN")
    who = Actor("Boubacar", "hr_clerk", people.boubacar.user_id, agency_id=police.id, door="admin")
    guard.act_as(who)
    return who


def test_requests_are_counted_by_unit_field_and_outcome(people, clerk):
    with guard.unscoped("test"):
        asked(people.daouda.officer_id)
        asked(people.daouda.officer_id, CorrectionState.ACCEPTED, about_type="posting", field="unit")
        asked(people.colleague_id, CorrectionState.REFUSED)
    found = figures.counted(PERIOD)
    assert found.asked == 3
    assert {row.name: (row.asked, row.granted, row.refused) for row in found.by_unit()} == {
        "Commissariat du 1er arrondissement": (2, 1, 0), "Commissariat du 2e arrondissement": (1, 0, 1),
    }  # fmt: skip
    birth_place = correction.in_short(CorrectionKind.CHANGE, "officer", "birth_place")
    assert [(row.name, row.asked) for row in found.by_field()] == [(birth_place, 2), (correction.in_short(CorrectionKind.CHANGE, "posting", "unit"), 1)]
    assert dict(found.by_outcome()) == {CorrectionState.WAITING: 1, CorrectionState.ACCEPTED: 1, CorrectionState.REFUSED: 1}


def test_the_fields_most_often_wrong_are_those_of_accepted_requests(people, clerk):
    with guard.unscoped("test"):
        for state in (CorrectionState.ACCEPTED, CorrectionState.PARTLY, CorrectionState.REFUSED):
            asked(people.daouda.officer_id, state)
        asked(people.daouda.officer_id, CorrectionState.ACCEPTED, kind=CorrectionKind.MISSING, about_type="award", field=None)
    birth_place, award = correction.in_short(CorrectionKind.CHANGE, "officer", "birth_place"), correction.in_short(CorrectionKind.MISSING, "award", None)
    assert figures.counted(PERIOD).wrong() == [(birth_place, 2), (award, 1)]


def test_what_is_told_in_words_about_a_record_is_not_counted_as_missing(people, clerk):
    with guard.unscoped("test"):
        asked(people.daouda.officer_id, kind=CorrectionKind.OTHER, about_type="posting", about_id=1, field=None)
        asked(people.daouda.officer_id, kind=CorrectionKind.MISSING, about_type="posting", about_id=None, field=None)
    assert {row.name: row.asked for row in figures.counted(PERIOD).by_field()} == {
        correction.in_short(kind, "posting", None): 1 for kind in (CorrectionKind.OTHER, CorrectionKind.MISSING)
    }


def test_what_is_past_its_deadline_is_overdue_whenever_it_was_sent(people, clerk):
    with guard.unscoped("test"):
        asked(people.daouda.officer_id, days_ago=40)
        asked(people.daouda.officer_id, CorrectionState.PIECE_ASKED, days_ago=500)
        asked(people.daouda.officer_id, CorrectionState.ACCEPTED, days_ago=50)
    found = figures.counted(PERIOD)
    assert found.late_now == 2
    assert sum(row.late for row in found.by_unit()) == 1
    assert found.asked == 2


def test_the_days_run_to_the_first_decision_that_took_effect(people, clerk):
    with guard.unscoped("test"):
        for days in (2, 3, 4, 30):
            decided(asked(people.daouda.officer_id, CorrectionState.ACCEPTED, days_ago=60), people.boubacar.user_id, days)
        appealed = asked(people.daouda.officer_id, CorrectionState.ACCEPTED, days_ago=60, appealed_at=now())
        decided(appealed, people.boubacar.user_id, 1, is_void=True)
        decided(appealed, people.boubacar.user_id, 3, verdict=CorrectionVerdict.REFUSED)
        decided(appealed, people.aminata.user_id, 50, is_appeal=True)
        decided(asked(people.daouda.officer_id, CorrectionState.PROPOSED), people.boubacar.user_id, 1)
    found = figures.counted(PERIOD)
    assert found.days == [2, 3, 3, 4, 30]
    assert (found.median, found.nine_of_ten) == (3, 30)


def test_without_a_decision_there_is_no_median(people, clerk):
    assert (figures.counted(PERIOD).median, figures.counted(PERIOD).nine_of_ten) == (None, None)


def test_drafts_other_periods_other_agencies_and_areas_beyond_ones_right_do_not_count(people, clerk):
    with guard.unscoped("test"):
        asked(people.daouda.officer_id, CorrectionState.DRAFT).sent_at = None
        asked(people.daouda.officer_id, days_ago=400)
        asked(people.canary_id)
        asked(people.daouda.officer_id, about_type="sanction", about_area="discipline", field="grounds")
        db.session.flush()
    assert figures.counted(PERIOD).asked == 0
    guard.act_as(guard.SYSTEM)
    assert figures.counted(PERIOD).asked == 2


def test_the_statements_do_not_grow_with_the_requests(people, clerk):
    def statements() -> int:
        counted = []
        count = lambda *_call: counted.append(1)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", count)
        figures.counted(PERIOD)
        event.remove(db.engine, "before_cursor_execute", count)
        return len(counted)

    with guard.unscoped("test"):
        decided(asked(people.daouda.officer_id, CorrectionState.ACCEPTED), people.boubacar.user_id, 2)
    first = statements()
    with guard.unscoped("test"):
        for officer_id in (people.daouda.officer_id, people.colleague_id) * 5:
            decided(asked(officer_id, CorrectionState.ACCEPTED), people.boubacar.user_id, 2)
    assert statements() <= first


def test_the_usual_period_is_twelve_months_with_today():
    assert figures.usual_period(dt.date(2026, 11, 22)) == (dt.date(2025, 11, 23), dt.date(2026, 11, 22))
    assert figures.usual_period(dt.date(2024, 2, 29))[1] == dt.date(2024, 2, 29)


def test_a_share_of_the_days_is_one_of_them():
    assert figures.share_of([], 50) is None
    assert figures.share_of([7], 90) == 7
    assert figures.share_of(list(range(1, 11)), 90) == 9
