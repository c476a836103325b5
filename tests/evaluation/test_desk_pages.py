"""What human resources see of a campaign at the desk: one count, names before it opens, shares in per cent, errors beside their fields."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from models import CycleState, EvaluationCycle, Officer, db
from services import evaluation, guard
from services.home import figures
from tests.evaluation import campaign
from web import signed

CYCLE = "/admin/evaluation-cycle"
TYPED = {
    "name": "Notation 2031", "starts_on": "01/01/2031", "ends_on": "31/12/2031", "least_days": "60", "notice_days": "8", "reading_days": "15",
    "appeal_days": "15", "appeal_body": "Commission", "scale_max": "20", "least_share": "70", "extreme_low": "5", "extreme_high": "18",
    "severity_years": "5", "most_correction": "2",
}  # fmt: skip


@pytest.fixture
def prepared(app, people) -> int:
    """A cycle that is prepared, and Coumba at the head of her unit."""
    with app.app_context():
        with guard.unscoped("a head for a test"):
            db.session.get(Officer, people.coumba.officer_id).postings[0].is_head = True
        made = campaign.a_cycle(state=CycleState.PREPARED)
        db.session.commit()
        return made.id


def open_(app, people, number: int) -> None:
    with app.app_context():
        evaluation.open_cycle(db.session.get(EvaluationCycle, number), by=campaign.act_as(people.aminata, "admin"))
        db.session.commit()


def test_the_rehearsal_names_who_marks_whom_and_can_be_narrowed(signed_in, prepared):
    client = signed_in("aminata")
    whole = client.get(f"{CYCLE}/rehearse/?id={prepared}").text
    assert "TRAORÉ Daouda" in whole and "SANGARÉ Coumba (365" in whole
    aside = client.get(f"{CYCLE}/rehearse/?id={prepared}&only=aside").text
    assert "KEÏTA Moussa" in aside and "SANGARÉ Coumba (365" not in aside


def test_who_marks_whom_leaves_as_a_file_for_who_may_take_it(signed_in, prepared):
    file = signed_in("aminata").get(f"{CYCLE}/rehearse/csv/?id={prepared}")
    assert file.status_code == 200 and "TRAORÉ Daouda" in file.get_data(as_text=True)
    assert signed_in("daouda").get(f"{CYCLE}/rehearse/csv/?id={prepared}").status_code == 403


def test_nothing_can_be_opened_from_the_rehearsal_while_another_campaign_runs(app, people, signed_in, prepared):
    open_(app, people, prepared)
    with app.app_context():
        other = campaign.a_cycle(name="Notation 2040", state=CycleState.PREPARED)
        db.session.commit()
        number = other.id
    page = signed_in("aminata").get(f"{CYCLE}/rehearse/?id={number}")
    assert page.status_code == 200 and "notice-warn" in page.text and f"{CYCLE}/open/" not in page.text


def test_the_page_of_a_campaign_counts_as_its_progress_does(app, people, signed_in, prepared):
    open_(app, people, prepared)
    page = signed_in("aminata").get(f"{CYCLE}/details/?id={prepared}").text
    with app.app_context():
        by = campaign.act_as(people.aminata, "admin")
        cycle = db.session.get(EvaluationCycle, prepared)
        asked, counted = figures.standing(cycle, by).asked, evaluation.count_aside(cycle, by=by)
        listed = len(evaluation.set_aside(cycle, by=by))
        assert len(evaluation.set_aside(cycle, by=by, among=slice(0, 1))) == 1
    assert f'<div class="figure-number">{asked}</div>' in page
    assert counted == listed and f"({counted})" in page


def test_the_share_is_typed_and_told_in_per_cent(app, signed_in):
    client = signed_in("aminata")
    answer = client.post(f"{CYCLE}/new/", data=TYPED)
    assert answer.status_code == 302
    with app.app_context(), guard.unscoped("a test"):
        made = db.session.query(EvaluationCycle).filter_by(name="Notation 2031").one()
        assert made.least_share == Decimal("0.7")
        number = made.id
    page = client.get(f"{CYCLE}/details/?id={number}").text
    assert "70\u00a0%" in page and "31/01/2032" in page
    assert 'value="70"' in client.get(f"{CYCLE}/edit/?id={number}").text


def test_what_cannot_be_in_a_calendar_stands_beside_its_field(app, signed_in):
    page = signed_in("aminata").post(f"{CYCLE}/new/", data=TYPED | {"ends_on": "31/12/2030"})
    assert page.status_code == 200 and 'id="ends_on-error"' in page.text and 'href="#ends_on"' in page.text
    with app.app_context(), guard.unscoped("a test"):
        assert db.session.query(EvaluationCycle).filter_by(ends_on=dt.date(2030, 12, 31)).first() is None


def test_everybody_awaited_leaves_as_a_file(app, people, signed_in, prepared):
    open_(app, people, prepared)
    file = signed_in("aminata").get(f"/admin/evaluation-progress/awaited/csv/?cycle={prepared}")
    assert file.status_code == 200 and "SANGARÉ Coumba" in file.get_data(as_text=True)
    assert signed_in("coumba").get(f"/admin/evaluation-progress/awaited/csv/?cycle={prepared}").status_code == 403


def test_an_empty_list_of_severity_says_who_estimates_it(signed_in):
    runs, reads = (_empty(signed_in(name).get("/admin/evaluator-severity/").text) for name in ("aminata", "boubacar"))
    assert runs and reads and runs != reads


def _empty(page: str) -> str:
    """What the empty list says."""
    return page.partition('class="empty-state"')[2].partition("</div>")[0].partition("<p>")[2]


@pytest.mark.parametrize(("points", "words"), [(0.04, "0,0"), (-0.04, "0,0"), (1.96, "+2,0"), (-0.5, "−0,5"), (None, "–")])
def test_points_have_a_sign_unless_they_round_to_nothing(app, points, words):
    with app.test_request_context():
        assert signed(points) == words
