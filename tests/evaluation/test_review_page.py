"""The page of the second level over the line: what is refused is said beside its field, and what was typed stays."""

from __future__ import annotations

import pytest

from models import Evaluation, EvaluationDraft, EvaluationState, Officer, db
from services import evaluation, guard
from tests import force
from tests.evaluation import campaign


@pytest.fixture
def waiting(app, people):
    """The number of Daouda's evaluation, sent by Coumba, that waits for Moussa, and of its first criterion."""
    with app.app_context(), guard.unscoped("the ground of a test"):
        daouda, coumba, moussa = (db.session.get(Officer, one) for one in (people.daouda.officer_id, people.coumba.officer_id, people.colleague_id))
        force.user("moussa", "officer", agency=moussa.home_agency, officer=moussa)
        made = campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.REVIEWING)
        db.session.commit()
        return made.id, evaluation.criteria_of(made)[0].id


def test_an_extreme_mark_without_justification_is_refused_with_the_reason_beside_it(waiting, signed_in, app):
    number, key = waiting
    moussa, page = signed_in("moussa"), f"/my/reviews/{number}/"
    typed = {f"mark-{key}": "19", "comment": "Vu.", "act": "finish", "_submission": "r" * 32}
    for _click in range(2):
        answer = moussa.post(page, data=typed)
        assert answer.status_code == 422 and f'id="mark-{key}-wrong"' in answer.text and "justif" in answer.text.split("problems")[1].split("</ul>")[0]
        assert 'id="problems"' in answer.text and 'value="19"' in answer.text
    with app.app_context(), guard.unscoped("what is kept"):
        assert db.session.get(Evaluation, number).state is EvaluationState.REVIEWING
        assert db.session.scalars(db.select(EvaluationDraft.typed)).one()[f"mark-{key}"] == "19"


def test_what_stands_is_given_to_the_officer_once(waiting, signed_in, app):
    number, _key = waiting
    moussa, typed = signed_in("moussa"), {"comment": "Vu.", "act": "finish", "_submission": "r" * 32}
    assert [moussa.post(f"/my/reviews/{number}/", data=typed).location for _click in range(2)] == ["/my/reviews/"] * 2
    with app.app_context(), guard.unscoped("what is kept"):
        found = db.session.get(Evaluation, number)
        assert found.state is EvaluationState.READING and found.review_comment == "Vu."
        assert db.session.scalars(db.select(EvaluationDraft)).all() == []


def test_what_went_elsewhere_meanwhile_is_said(waiting, signed_in, app):
    number, _key = waiting
    moussa = signed_in("moussa")
    moussa.post(f"/my/reviews/{number}/", data={"act": "finish"})
    answer = moussa.post(f"/my/reviews/{number}/", data={"act": "finish", "comment": "Encore."})
    assert answer.status_code == 422 and 'note-warn" role="status"' in answer.text
