"""What is granted is written by the service of its area: a line is annulled and recorded anew, its paper completed, a mark corrected."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from models import (
    Absence,
    AbsenceKind,
    AuditEvent,
    Award,
    AwardKind,
    CorrectionState,
    CorrectionVerdict,
    Education,
    EducationLevel,
    EvaluationMark,
    Officer,
    Position,
    PositionLine,
    Posting,
    Rank,
    RankLine,
    Sanction,
    SanctionKind,
    Unit,
    db,
    now,
)
from rules.refused import Forbidden, Refused
from services import correction, guard, personnel
from services.correction import values
from services.personnel import Act
from tests import force
from tests.evaluation import campaign

from .conftest import asked, decide, second

LATER = force.ENTERED_ON + dt.timedelta(days=900)
REASONS = "Vu les pièces."


def holding(officer: Officer, model) -> list:
    with guard.unscoped("the test looks"):
        return personnel.lines(officer, model)


def other_unit(people) -> Unit:
    return db.session.get(Unit, people.other_unit_id)


# --- dated lines ---------------------------------------------------------------------------------


def test_a_wrong_unit_is_annulled_and_recorded_anew_by_the_request(play, people):
    [line] = holding(play.officer, Posting)
    request = asked(play, "Commissariat du 2e", record=line, field="unit")
    with pytest.raises(Refused, match="Commissariat du 2e"):
        decide(request, play.boubacar)
    decision = decide(request, play.boubacar, granted={"unit": str(people.other_unit_id)})
    [made] = holding(play.officer, Posting)
    assert (made.unit_id, made.starts_on, made.act_kind) == (people.other_unit_id, force.ENTERED_ON, "ARRETE")
    assert play.officer.unit_id == people.other_unit_id
    with guard.unscoped("the test looks"):
        assert (line.annulment.act_kind, line.annulment.act_reference, line.annulment.act_signed_on) == (
            "Demande de rectification", request.reference, now().date(),
        )  # fmt: skip
        assert line.annulment.reason == REASONS and line.unit_id == people.unit_id
    assert (decision.applied_type, decision.applied_id) == ("posting", made.id)


def test_a_unit_of_another_agency_is_not_granted_by_this_one(play, people):
    [line] = holding(play.officer, Posting)
    request = asked(play, "Kayes", record=line, field="unit")
    with pytest.raises(Forbidden):
        decide(request, play.boubacar, granted={"unit": str(people.foreign_unit_id)})
    assert [one.unit_id for one in holding(play.officer, Posting)] == [people.unit_id]


def test_a_line_in_the_middle_moves_and_its_neighbours_fit(play, people):
    with guard.unscoped("the test prepares"):
        personnel.post(play.officer, other_unit(people), Act(LATER, "ARRETE", "N° 12"), function="Adjoint")
        personnel.post(play.officer, db.session.get(Unit, people.unit_id), Act(LATER + dt.timedelta(days=400), "ARRETE"))
    first, middle, last = holding(play.officer, Posting)
    moved = LATER - dt.timedelta(days=30)
    decide(asked(play, moved.strftime("%d/%m/%Y"), record=middle, field="starts_on"), play.boubacar)
    lines = holding(play.officer, Posting)
    assert [(one.starts_on, one.ends_on) for one in lines] == [(first.starts_on, moved), (moved, last.starts_on), (last.starts_on, None)]
    assert (lines[1].function, lines[1].act_reference) == ("Adjoint", "N° 12")


def test_a_return_moves_though_a_posting_rests_on_it(play, people):
    """Between its annulment and the new line the posting would begin outside every unit: it is one step."""
    days = [LATER + dt.timedelta(days=100 * place) for place in range(3)]
    with guard.unscoped("the test prepares"):
        personnel.set_position(play.officer, force.of_code(Position, "DET"), Act(days[0], "ARRETE"))
        back = personnel.set_position(play.officer, force.of_code(Position, "ACT"), Act(days[1], "ARRETE"))
        personnel.post(play.officer, other_unit(people), Act(days[2], "ARRETE"))
    earlier = days[1] - dt.timedelta(days=20)
    request = asked(play, earlier.strftime("%d/%m/%Y"), record=back, field="starts_on")
    decide(request, play.boubacar)
    second(request, play.kadidia)
    assert [one.starts_on for one in holding(play.officer, PositionLine)] == [force.ENTERED_ON, days[0], earlier]


def test_what_contradicts_the_file_is_refused_and_nothing_is_annulled(play):
    [line] = holding(play.officer, Posting)
    before = (force.ENTERED_ON - dt.timedelta(days=5)).strftime("%d/%m/%Y")
    request = asked(play, before, record=line, field="starts_on")
    with pytest.raises(Refused, match="entered the service"):
        decide(request, play.boubacar)
    assert holding(play.officer, Posting) == [line] and line.annulment_id is None


def test_paper_that_the_line_does_not_say_yet_is_completed(play):
    [line] = holding(play.officer, Posting)
    decide(asked(play, "N° 0042/MSPC", record=line, field="act_reference"), play.boubacar)
    assert holding(play.officer, Posting) == [line] and line.act_reference == "N° 0042/MSPC"
    decide(asked(play, "N° 0043/MSPC", record=line, field="act_reference"), play.boubacar)
    [made] = holding(play.officer, Posting)
    assert made is not line and made.act_reference == "N° 0043/MSPC" and line.annulment_id is not None


def test_the_next_request_finds_the_line_that_took_the_place_of_the_other(play):
    [line] = holding(play.officer, Posting)
    first = asked(play, "Adjoint", record=line, field="function")
    other = asked(play, (force.ENTERED_ON + dt.timedelta(days=3)).strftime("%d/%m/%Y"), record=line, field="starts_on")
    decide(first, play.boubacar)
    assert not correction.situation(other).changed
    decide(other, play.boubacar)
    [made] = holding(play.officer, Posting)
    assert (made.function, made.starts_on) == ("Adjoint", force.ENTERED_ON + dt.timedelta(days=3))


def test_a_line_that_was_annulled_otherwise_is_gone(play, people):
    [first] = holding(play.officer, Posting)
    with guard.unscoped("the test prepares"):
        line = personnel.post(play.officer, other_unit(people), Act(LATER, "ARRETE"))
    request = asked(play, "Adjoint", record=line, field="function")
    with guard.unscoped("a clerk annuls it"):
        personnel.annul([line], personnel.Paper("ARRETE", "N° 9"), "Erreur")
    assert correction.situation(request).changed
    with pytest.raises(Refused):
        decide(request, play.boubacar)
    decide(request, play.boubacar, CorrectionVerdict.REFUSED, reason="L’affectation est annulée.")


def test_a_rank_is_corrected_by_two_people(play):
    [line] = holding(play.officer, RankLine)
    request = asked(play, str(force.of_code(Rank, "SGC").id), record=line, field="rank")
    decide(request, play.boubacar)
    second(request, play.kadidia)
    assert play.officer.rank.code == "SGC" and [one.rank.code for one in holding(play.officer, RankLine)] == ["SGC"]


def test_an_award_and_a_sanction_are_recorded_anew(play):
    with guard.unscoped("the test prepares"):
        award = Award(officer=play.officer, kind=db.session.query(AwardKind).first(), starts_on=LATER, act_kind="DECISION")
        kind = db.session.query(SanctionKind).filter(SanctionKind.most_days.is_(None), SanctionKind.erased_after_years.is_not(None)).first()
        sanction = Sanction(officer=play.officer, kind=kind, grounds="Retard", starts_on=LATER, erased_on=dt.date(2099, 1, 1), act_kind="DECISION")
        db.session.add_all([award, sanction])
    decide(asked(play, "Bravoure", record=award, field="grounds"), play.boubacar)
    request = asked(play, (LATER + dt.timedelta(days=1)).strftime("%d/%m/%Y"), record=sanction, field="starts_on")
    with pytest.raises(Forbidden):
        decide(request, play.boubacar)
    decide(request, play.kadidia)
    second(request, play.modibo)
    with guard.unscoped("the test looks"):
        assert [(one.grounds, one.annulment_id is None) for one in db.session.query(Award).order_by(Award.id)] == [(None, False), ("Bravoure", True)]
        made = db.session.query(Sanction).execution_options(with_deleted=True).order_by(Sanction.id.desc()).first()
        assert made.starts_on == LATER + dt.timedelta(days=1) and made.erased_on.year == made.starts_on.year + kind.erased_after_years


# --- what is missing -----------------------------------------------------------------------------


def test_a_missing_posting_is_recorded_with_the_paper_that_the_officer_named(play, people):
    wished = {"unit": "Le 2e", "function": "Adjoint", "starts_on": LATER.strftime("%d/%m/%Y"), "act_kind": "Décision", "act_reference": "N° 77"}
    decide(asked(play, wished, missing="posting"), play.boubacar, granted={"unit": str(people.other_unit_id)})
    made = holding(play.officer, Posting)[-1]
    assert (made.unit_id, made.function, made.act_kind, made.act_reference) == (people.other_unit_id, "Adjoint", "Décision", "N° 77")
    assert play.officer.unit_id == people.other_unit_id


def test_without_a_paper_the_request_is_the_act(play):
    kind = str(db.session.query(AbsenceKind).first().id)
    request = asked(play, {"kind": kind, "starts_on": "03/02/2020", "last_day_on": "10/02/2020"}, missing="absence")
    decide(request, play.boubacar)
    with guard.unscoped("the test looks"):
        [made] = db.session.query(Absence)
        assert (made.act_kind, made.act_reference) == ("Demande de rectification", request.reference)


def test_an_absence_on_days_that_are_taken_is_refused(play):
    with guard.unscoped("the test prepares"):
        kind = db.session.query(AbsenceKind).first()
        db.session.add(Absence(officer=play.officer, kind=kind, starts_on=dt.date(2020, 2, 1), last_day_on=dt.date(2020, 2, 5), act_kind="TITRE"))
    request = asked(play, {"kind": str(kind.id), "starts_on": "03/02/2020", "last_day_on": "10/02/2020"}, missing="absence")
    with pytest.raises(Refused, match="already away"):
        decide(request, play.boubacar)
    with guard.unscoped("the test looks"):
        assert db.session.query(Absence).count() == 1


def test_every_table_that_can_miss_a_record_takes_one(play, people):
    day = LATER.strftime("%d/%m/%Y")
    wished = {
        "rank_line": {"rank": str(force.of_code(Rank, "SGC").id), "step": "1", "starts_on": day},
        "position_line": {"position": str(force.of_code(Position, "STG").id), "starts_on": day},
        "award": {"kind": str(db.session.query(AwardKind).first().id), "grounds": "Bravoure", "starts_on": day},
        "education": {"level": "MASTER", "title": "Droit public", "school": "USJPB", "obtained_on": ""},
        "identity_paper": {"kind": "PASSPORT", "number": "AA123456", "issued_on": day},
        "family_member": {"kinship": "CHILD", "last_name": "Traoré", "first_names": "Fatou", "birth_on": day},
        "emergency_contact": {"name": "Aïssata", "kinship": "SPOUSE", "phone": "70112233", "is_first": "yes"},
    }
    for table, typed in wished.items():
        request = asked(play, typed, missing=table)
        decision = decide(request, play.kadidia)  # she sees the number of a paper, too
        if request.needs_second:
            second(request, play.modibo)
        assert (request.state, decision.applied_type) == (CorrectionState.ACCEPTED, table)


def test_a_record_that_came_meanwhile_is_told(play):
    request = asked(play, {"level": "MASTER", "title": "Droit public"}, missing="education")
    seen = correction.situation(request).seen
    with guard.unscoped("a clerk records it"):
        db.session.add(Education(officer=play.officer, level=EducationLevel.MASTER, title="Droit"))
    with pytest.raises(Refused):
        decide(request, play.boubacar, seen=seen)


# --- words of constraints, marks, the trail -------------------------------------------------------


def test_a_number_that_somebody_else_has_is_refused_in_words(play, people):
    with guard.unscoped("the test prepares"):
        db.session.get(Officer, people.colleague_id).service_number = "M-1"
    request = asked(play, "M-1", field="service_number")
    with pytest.raises(Refused, match="already has this value"):
        decide(request, play.boubacar)
    assert play.officer.service_number != "M-1" and request.state is CorrectionState.WAITING


def test_an_entry_after_the_first_line_is_refused_in_words(play):
    request = asked(play, (force.ENTERED_ON + dt.timedelta(days=9)).strftime("%d/%m/%Y"), field="entered_on")
    with pytest.raises(Refused, match="line of this career"):
        decide(request, play.boubacar)
    assert play.officer.entered_on == force.ENTERED_ON


def marked(play) -> EvaluationMark:
    """A mark of a closed evaluation of Daouda by Coumba: 12 and 16, of equal weight."""
    with guard.unscoped("the test prepares"):
        coumba = db.session.get(Officer, play.coumba.officer_id)
        return campaign.closed_with(campaign.of_two_criteria(), play.officer, coumba, 12, 16).marks[0]


def test_a_mark_is_corrected_by_two_people_with_its_score(play):
    mark = marked(play)
    request = asked(play, "14,5", record=mark, field="mark")
    assert request.needs_second and request.about_area == "evaluation"
    with pytest.raises(Forbidden):
        decide(request, play.boubacar)
    decide(request, play.kadidia)
    assert mark.mark == 12
    second(request, play.modibo)
    with guard.unscoped("the test looks"):
        assert (mark.mark, mark.evaluation.score) == (Decimal("14.5"), Decimal("15.250"))


def test_a_mark_beyond_the_scale_is_not_even_asked_for(play):
    request = correction.begin(play.officer, record=marked(play), field="mark", by=play.daouda)
    assert set(correction.write(request, {"mark": "20,5"}, "Erreur", by=play.daouda)) == {"mark"}


def test_who_gave_the_mark_does_not_decide_on_it(play):
    request = asked(play, "14,5", record=marked(play), field="mark")
    assert correction.why_not(request, play.kadidia) is None
    assert correction.why_not(request, replace(play.kadidia, officer_id=play.coumba.officer_id)) is not None


def test_each_change_has_one_act_and_one_event(play):
    request = asked(play, "Ségou", field="birth_place")
    decision = decide(request, play.boubacar)
    with guard.unscoped("the test looks"):
        events = db.session.query(AuditEvent).filter_by(record_type="officer", record_id=play.officer.id, action="edit").all()
        assert [one.changes["birth_place"] for one in events if "birth_place" in one.changes] == [[None, "Ségou"]]
        [told] = db.session.query(AuditEvent).filter_by(record_type="correction_decision", record_id=decision.id, action="create").all()
        assert (told.officer_id, told.user_id) == (play.officer.id, play.boubacar.user_id)
        assert "Ségou" not in str(told.changes) and values.opened(decision.granted) == {"birth_place": "Ségou"}
