"""The campaign at the desk: rehearsed, opened by the worker, settled, closed; forms and levels on one page each."""

from __future__ import annotations

import pytest

import jobs
from jobs import running
from models import Criterion, CriterionLevel, CycleState, Evaluation, EvaluationCycle, EvaluationForm, EvaluationState, FormCriterion, Job, Officer, PartState, db
from services import evaluation, guard
from tests import force
from tests.evaluation import campaign

CYCLE, PART, EVALUATION = "/admin/evaluation-cycle", "/admin/evaluation-part", "/admin/evaluation"


@pytest.fixture
def prepared(app, people) -> int:
    """A cycle that is prepared, and Coumba at the head of her unit."""
    with app.app_context():
        with guard.unscoped("a head for a test"):
            db.session.get(Officer, people.coumba.officer_id).postings[0].is_head = True
        made = campaign.a_cycle(state=CycleState.PREPARED)
        db.session.commit()
        return made.id


@pytest.fixture
def opened(app, people, prepared) -> int:
    with app.app_context():
        evaluation.open_cycle(db.session.get(EvaluationCycle, prepared), by=campaign.act_as(people.aminata, "admin"))
        db.session.commit()
    return prepared


def of(app, officer_id: int) -> tuple[int, int]:
    """The numbers of an evaluation and of its first part."""
    with app.app_context(), guard.unscoped("a test"):
        one = db.session.query(Evaluation).filter_by(officer_id=officer_id).one()
        return one.id, one.parts[0].id


def stands(app, officer_id: int) -> tuple:
    with app.app_context(), guard.unscoped("a test"):
        one = db.session.query(Evaluation).filter_by(officer_id=officer_id).one()
        return one.state, one.evaluator_id, one.reviewer_id, [part.state for part in one.parts]


def test_the_rehearsal_shows_what_opening_does(signed_in, prepared):
    page = signed_in("aminata").get(f"{CYCLE}/rehearse/?id={prepared}")
    assert page.status_code == 200 and "Agents notés" in page.text and "Personne ne commandait alors" in page.text
    assert "Notateurs sans compte" in page.text and f"{CYCLE}/open/" in page.text


def test_the_worker_opens_the_cycle_once(app, signed_in, prepared, people):
    client = signed_in("aminata")
    for _click in range(2):
        assert client.post(f"{CYCLE}/open/", data={"id": prepared}).status_code == 302
    with app.app_context(), guard.unscoped("a test"):
        (job,) = db.session.query(Job).filter_by(kind="open cycle").all()
        number = job.id
    with app.app_context():
        running.run(number)
    assert stands(app, people.daouda.officer_id) == (EvaluationState.MARKING, people.coumba.officer_id, None, [PartState.OPEN])
    page = client.get(f"{CYCLE}/details/?id={prepared}")
    assert "Mises de côté (" in page.text and "Sens de chaque niveau" in page.text


@pytest.mark.parametrize("path", ["rehearse", "set-aside", "moved", "close"])
def test_who_does_not_run_the_campaign_is_refused(signed_in, opened, path):
    for name in ("coumba", "daouda", "fanta"):
        assert signed_in(name).get(f"{CYCLE}/{path}/?id={opened}").status_code == 403


def test_what_is_set_aside_is_given_to_somebody_with_a_reason(app, signed_in, opened, people):
    _one, part = of(app, people.colleague_id)
    client = signed_in("aminata")
    assert "KEÏTA Moussa" in client.get(f"{CYCLE}/set-aside/?id={opened}").text
    refused = client.post(f"{PART}/reassign/?id={part}", data={"officer": people.coumba.officer_id, "because": ""})
    assert refused.status_code == 200 and stands(app, people.colleague_id)[3] == [PartState.SET_ASIDE]
    typed = {"officer": people.coumba.officer_id, "because": "Le commissaire voisin le connaît."}
    doubted = client.post(f"{PART}/reassign/?id={part}", data=typed)
    assert doubted.status_code == 200 and 'name="sure"' in doubted.text and stands(app, people.colleague_id)[3] == [PartState.SET_ASIDE]
    done = client.post(f"{PART}/reassign/?id={part}", data=typed | {"sure": "y"})
    assert done.status_code == 302
    assert stands(app, people.colleague_id)[1:] == (people.coumba.officer_id, None, [PartState.ENDED, PartState.OPEN])
    assert "Le commissaire voisin" in client.get(done.location).text


def test_a_refusal_stands_on_the_form_with_what_was_typed(app, signed_in, opened, people):
    _one, part = of(app, people.colleague_id)
    page = signed_in("aminata").post(f"{PART}/reassign/?id={part}", data={"officer": people.colleague_id, "because": "Lui-même", "sure": "y"})
    assert "Nul ne se note soi-même" in page.text and "Lui-même" in page.text


def test_not_evaluated_then_taken_up_again(app, signed_in, opened, people):
    one, _part = of(app, people.daouda.officer_id)
    client = signed_in("aminata")
    client.post(f"{EVALUATION}/excuse/?id={one}", data={"because": "En formation toute l’année."})
    assert stands(app, people.daouda.officer_id)[0] is EvaluationState.EXCUSED
    client.post(f"{EVALUATION}/resume/", data={"id": one})
    assert stands(app, people.daouda.officer_id)[0] is EvaluationState.MARKING


def test_closing_asks_why_while_something_is_not_finished(app, signed_in, opened, people):
    client = signed_in("aminata")
    assert "ne sont pas terminées" in client.post(f"{CYCLE}/close/?id={opened}", data={"because": ""}).text
    assert client.post(f"{CYCLE}/close/?id={opened}", data={"because": "Fin de la campagne."}).status_code == 302
    assert stands(app, people.daouda.officer_id)[0] is EvaluationState.EXCUSED


def test_the_weights_of_a_form_are_typed_on_one_page(app, signed_in):
    with app.app_context():
        form = force.of_code(EvaluationForm, "AGT").id
        wanted = {f"weight-{force.of_code(Criterion, code).id}": weight for code, weight in (("DIS", "60"), ("TEN", "40,5"), ("DEO", ""))}
    client = signed_in("aminata")
    assert client.get(f"/admin/evaluation-form/weights/?id={form}").status_code == 200
    refused = client.post(f"/admin/evaluation-form/weights/?id={form}", data=wanted | {next(iter(wanted)): "beaucoup"})
    assert "n’est pas un coefficient" in refused.text and "beaucoup" in refused.text
    assert client.post(f"/admin/evaluation-form/weights/?id={form}", data=wanted).status_code == 302
    with app.app_context(), guard.unscoped("a test"):
        assert [(one.criterion.code, str(one.weight)) for one in db.session.query(FormCriterion).filter_by(form_id=form).order_by(FormCriterion.weight)] == [("TEN", "40.50"), ("DIS", "60.00")]
    assert "59.7" in client.get(f"/admin/evaluation-form/details/?id={form}").text.replace(",", ".")


def test_the_levels_of_a_criterion_are_typed_on_one_page(app, signed_in):
    with app.app_context():
        criterion = force.of_code(Criterion, "DIS").id
    client, lines = signed_in("aminata"), {"from-0": "0", "words-0": "Insuffisant", "from-1": "80", "words-1": "Exemplaire"}
    page = f"/admin/criterion/levels/?id={criterion}"
    assert client.get(page).status_code == 200
    assert "commencent à la même note" in client.post(page, data=lines | {"from-1": "0"}).text
    assert client.post(page, data=lines).status_code == 302
    with app.app_context(), guard.unscoped("a test"):
        found = db.session.query(CriterionLevel).filter_by(criterion_id=criterion).order_by(CriterionLevel.from_share)
        assert [(one.from_share, one.words) for one in found] == [(0, "Insuffisant"), (80, "Exemplaire")]


def test_a_clerk_changes_no_weights(app, signed_in):
    with app.app_context():
        form = force.of_code(EvaluationForm, "AGT").id
    for name in ("boubacar", "coumba"):
        assert signed_in(name).post(f"/admin/evaluation-form/weights/?id={form}", data={}).status_code == 403


def test_another_cycle_is_not_shown_the_job_of_this_one(in_app, people):
    campaign.act_as(people.aminata, "admin")
    asked = jobs.ask("open cycle", "Opening", cycle=1, language="fr")
    assert jobs.under_way("open cycle", cycle=1) is asked
    assert jobs.under_way("open cycle", cycle=2) is None and jobs.under_way("severity", cycle=1) is None
