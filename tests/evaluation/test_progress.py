"""The progress of a campaign by unit, who is awaited, and the reminder to them."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from models import (
    AuditEvent,
    EvaluationCycle,
    EvaluationPart,
    EvaluationState,
    Notice,
    Officer,
    PartState,
    Unit,
    db,
)
from rules.refused import Forbidden, Refused
from services import evaluation, guard
from services.evaluation import Stage
from tests import force
from tests.evaluation import campaign

PAGE = "/admin/evaluation-progress/"
TO_ALL = 'class="btn btn-primary" type="submit"'
PAST = {"marks_due_on": dt.date(2026, 6, 1), "review_due_on": dt.date(2026, 7, 1)}


def daniel(people) -> force.Person:
    """A manager of human resources of the police."""
    with guard.unscoped("an HR manager for tests"):
        return force.user("daniel", "hr_manager", agency=db.session.get(Unit, people.unit_id).agency)


def the(number: int) -> Officer:
    return db.session.get(Officer, number)


def a_campaign(people, **values) -> EvaluationCycle:
    """Daouda not begun and Moussa begun by Coumba, a third with the second level, a fourth set aside; the canary elsewhere."""
    with guard.unscoped("a campaign for tests"):
        cycle = campaign.a_cycle(**values)
        coumba, first, second = the(people.coumba.officer_id), db.session.get(Unit, people.unit_id), db.session.get(Unit, people.other_unit_id)
        campaign.an_evaluation(the(people.daouda.officer_id), coumba, cycle=cycle)
        begun = campaign.an_evaluation(the(people.colleague_id), coumba, cycle=cycle)
        campaign.a_draft(begun.parts[0], comment="Un secret de brouillon")
        third = force.officer("Diallo", "Awa", second)
        campaign.an_evaluation(third, coumba, the(people.colleague_id), cycle=cycle, state=EvaluationState.REVIEWING)
        campaign.an_evaluation(force.officer("Sow", "Issa", first), None, cycle=cycle).parts[0].state = PartState.SET_ASIDE
        campaign.an_evaluation(force.officer("Ba", "Oumar", first), coumba, cycle=cycle, state=EvaluationState.EXCUSED)
        campaign.an_evaluation(the(people.canary_id), third, cycle=cycle)
        db.session.flush()
    return cycle


@pytest.fixture
def opened(in_app, people):
    """A campaign whose first day is over, and who runs it."""
    cycle = a_campaign(people, **PAST)
    return cycle, campaign.act_as(daniel(people), "admin"), people


def test_every_stage_is_counted_once_in_its_unit_and_in_those_above(opened):
    cycle, daniel, people = opened
    found = evaluation.progress_of(cycle, by=daniel)
    first, second = found.tallies[people.unit_id], found.tallies[people.other_unit_id]
    assert (first[Stage.NOT_BEGUN], first[Stage.SET_ASIDE], first[Stage.EXCUSED]) == (1, 1, 1)
    assert (second[Stage.BEGUN], second[Stage.REVIEWING]) == (1, 1)
    assert (found.total.asked, found.total.sent, sum(found.total.values())) == (4, 1, 5), "the other agency is not counted"
    assert people.foreign_unit_id not in found.places


def test_what_hangs_below_a_unit_counts_in_it(opened):
    cycle, daniel, people = opened
    with guard.unscoped("a section"):
        section = force.unit("Section", parent=db.session.get(Unit, people.unit_id))
        campaign.an_evaluation(force.officer("Koné", "Ali", section), the(people.coumba.officer_id), cycle=cycle)
    found = evaluation.progress_of(cycle, by=daniel, below=db.session.get(Unit, people.unit_id))
    assert found.tallies[section.id][Stage.NOT_BEGUN] == 1
    assert found.tallies[people.unit_id][Stage.NOT_BEGUN] == 2 == found.total[Stage.NOT_BEGUN]


def test_what_is_late_is_late_by_the_calendar_of_the_cycle(opened):
    cycle, daniel, _people = opened
    total = evaluation.progress_of(cycle, by=daniel).total
    assert total.late(cycle, dt.date(2026, 6, 1)) == 0, "the last day is not late"
    assert total.late(cycle, dt.date(2026, 6, 2)) == 2, "what is set aside is no evaluator's delay"
    assert total.late(cycle, dt.date(2026, 7, 2)) == 3, "with the second level"


def test_one_s_own_evaluation_is_not_counted_before_it_may_be_read(opened):
    cycle, _daniel, people = opened
    with guard.unscoped("Coumba is evaluated"):
        own = campaign.an_evaluation(the(people.coumba.officer_id), the(people.colleague_id), cycle=cycle)
    coumba = campaign.act_as(people.coumba)
    counted = evaluation.progress_of(cycle, by=coumba).tallies[people.unit_id]
    assert counted[Stage.NOT_BEGUN] == 1, "Daouda's alone"
    with guard.unscoped("it is given to her"):
        own.state = EvaluationState.READING
    assert evaluation.progress_of(cycle, by=coumba).tallies[people.unit_id][Stage.READING] == 1


def test_the_awaited_are_told_with_what_is_late_first(opened):
    cycle, daniel, people = opened
    found = evaluation.people_awaited(cycle, by=daniel)
    assert [(one.officer_id, one.not_begun, one.begun, one.reviews, one.late) for one in found] == [
        (people.coumba.officer_id, 1, 1, 0, 2),
        (people.colleague_id, 0, 0, 1, 1),
    ]
    assert found[0].account_id == people.coumba.user_id and found[1].account_id is None


def test_a_reminder_reaches_each_once_a_day_and_names_those_without_an_account(opened):
    cycle, daniel, people = opened
    done = evaluation.remind(cycle, by=daniel)
    assert [one.officer_id for one in done.told] == [people.coumba.officer_id]
    assert [one.officer_id for one in done.on_paper] == [people.colleague_id]
    again = evaluation.remind(cycle, by=daniel)
    assert not again.told and [one.officer_id for one in again.again] == [people.coumba.officer_id]
    with guard.unscoped("the test reads"):
        notices = db.session.scalars(select(Notice).where(Notice.event == "evaluation.reminded")).all()
        assert [(one.reader_id, one.values["count"]) for one in notices] == [(people.coumba.user_id, 2)]
        notices[0].told_at -= dt.timedelta(days=1)
        said = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "remind").order_by(AuditEvent.id)).all()
        assert [event.changes["people"] for event in said] == [1, 0]
    assert len(evaluation.remind(cycle, by=daniel).told) == 1, "the next day"


def test_one_person_or_one_unit_is_reminded_alone(opened):
    cycle, daniel, people = opened
    assert [one.officer_id for one in evaluation.remind(cycle, by=daniel, only=people.colleague_id).on_paper] == [people.colleague_id]
    below = evaluation.remind(cycle, by=daniel, below=db.session.get(Unit, people.unit_id))
    assert [(one.officer_id, one.total) for one in below.told] == [(people.coumba.officer_id, 1)]
    with pytest.raises(Refused, match="Nobody is awaited"):
        evaluation.remind(cycle, by=daniel, only=people.daouda.officer_id)


def test_only_who_runs_the_campaign_reminds(opened):
    cycle, _daniel, people = opened
    for person in (people.boubacar, people.coumba, people.daouda, people.fanta):
        with pytest.raises(Forbidden):
            evaluation.remind(cycle, by=campaign.act_as(person, "admin"))


def test_where_nobody_is_late_a_reminder_is_for_all_who_are_awaited(in_app, people):
    cycle = a_campaign(people, marks_due_on=dt.date(2099, 1, 1), review_due_on=dt.date(2099, 2, 1))
    found = evaluation.people_awaited(cycle, by=campaign.act_as(daniel(people), "admin"))
    assert len(evaluation.to_remind(found)) == 2 and not any(one.late for one in found)


def test_a_part_given_to_somebody_else_is_awaited_from_nobody(opened):
    cycle, daniel, people = opened
    with guard.unscoped("a part ends"):
        part = db.session.scalar(select(EvaluationPart).join(EvaluationPart.evaluation).where(EvaluationPart.evaluator_id == people.coumba.officer_id, EvaluationPart.state == PartState.OPEN))
        part.state = PartState.ENDED
        db.session.flush()
    assert evaluation.people_awaited(cycle, by=daniel)[0].total == 1


# --- the page ----------------------------------------------------------------------------------------


@pytest.fixture
def shown(app, people):
    """The same, committed, with Daniel's account."""
    with app.app_context():
        cycle = a_campaign(people, **PAST)
        daniel(people)
        db.session.commit()
        return cycle.id


def test_the_page_tells_figures_and_never_what_a_draft_says(signed_in, shown, people):
    page = signed_in("daniel").get(PAGE).text
    assert "Commissariat du 1er arrondissement" in page and "Sangaré" in page.replace("SANGARÉ", "Sangaré")
    assert "secret de brouillon" not in page and force.CANARY not in page and "Antenne de Kayes" not in page


def test_one_click_reminds_and_the_second_says_so(signed_in, shown, people):
    daniel = signed_in("daniel")
    assert TO_ALL in daniel.get(PAGE).text
    answer = daniel.post(f"{PAGE}remind/", data={"cycle": shown}, follow_redirects=True)
    assert answer.status_code == 200 and "KEÏTA Moussa" in answer.text
    assert TO_ALL not in daniel.get(PAGE).text
    coumba = signed_in("coumba").get("/my/notices/").text
    assert "Notation 2026" in coumba


def test_a_clerk_reads_the_figures_and_reminds_nobody(signed_in, shown, people):
    boubacar = signed_in("boubacar")
    page = boubacar.get(PAGE)
    assert page.status_code == 200 and "/remind/" not in page.text
    assert boubacar.post(f"{PAGE}remind/", data={"cycle": shown}).status_code == 403
    assert boubacar.get(f"{PAGE}export/csv/").status_code == 403


def test_a_commander_sees_her_own_units_and_no_other(signed_in, shown, people):
    coumba = signed_in("coumba")
    page = coumba.get(PAGE).text
    assert "Commissariat du 1er" in page and "Commissariat du 2e" not in page
    assert coumba.get(f"{PAGE}?unit={people.other_unit_id}").status_code == 404
    assert "/remind/" not in page
    assert coumba.post(f"{PAGE}remind/", data={"cycle": shown}).status_code == 403
    assert TO_ALL in signed_in("daniel").get(PAGE).text, "nobody was reminded by her"


def test_others_stay_outside(signed_in, client, shown, people):
    assert client.get(PAGE).location.startswith("/login")
    for name in ("daouda", "fanta"):
        assert signed_in(name).get(PAGE).status_code == 403
    daniel = signed_in("daniel")
    assert daniel.get(f"{PAGE}?unit={people.foreign_unit_id}").status_code == 404
    assert daniel.get(f"{PAGE}?cycle=999999").status_code == 404


def test_the_file_says_what_the_page_says(signed_in, shown, people):
    text = signed_in("daniel").get(f"{PAGE}export/csv/").data.decode("utf-8-sig")
    rows = [line.split(";") for line in text.replace(",", ";").splitlines()]
    assert "Notation 2026" in rows[0][0]
    total = rows[3]
    assert total[1] == "4" and total[-2:] == ["1", "3"]


def test_without_a_campaign_the_page_says_so(signed_in, people):
    assert signed_in("aminata").get(PAGE).status_code == 200


def test_the_home_of_who_runs_the_campaign_says_what_waits(signed_in, shown, people):
    page = signed_in("daniel").get("/admin/").text
    assert page.count(PAGE) >= 3, "late, set aside, and the figure"

