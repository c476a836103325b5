"""The fact log: who notes what about whom, who reads it, what the officer answers, and until when it may be withdrawn."""

from __future__ import annotations

import datetime as dt

import pytest

from models import EvaluationFact, EvaluationState, FactTone, Notice, Officer, db, now
from rules.evaluation import WrongFact, parse_fact
from rules.refused import Forbidden, Refused
from services import evaluation, guard
from tests.evaluation import campaign

TODAY = dt.date(2026, 11, 22)
TOLD = {"happened_on": "03/03/2026", "tone": "good", "words": "A désarmé seul un forcené au marché, sans blessé."}


def officer(number: int) -> Officer:
    with guard.unscoped("a test"):
        return db.session.get(Officer, number)


def events() -> list[str]:
    with guard.unscoped("a test"):
        return [one.event for one in db.session.query(Notice).order_by(Notice.id)]


@pytest.mark.parametrize(
    ("field", "typed"), [("happened_on", "23/11/2026"), ("happened_on", "31/02/2026"), ("happened_on", ""), ("words", "Bon agent"), ("words", "x" * 2001), ("tone", "neutre")]
)
def test_what_is_no_fact_is_refused_beside_its_field(field, typed):
    with pytest.raises(WrongFact) as refused:
        parse_fact(TOLD | {field: typed}, today=TODAY)
    assert list(refused.value.by_field) == [field]


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(WrongFact) as refused:
        parse_fact({}, today=TODAY)
    assert set(refused.value.by_field) == {"happened_on", "tone", "words"}


def test_a_superior_notes_a_fact_and_the_officer_is_told_and_answers(in_app, people):
    coumba = campaign.act_as(people.coumba)
    fact = evaluation.note_fact(officer(people.daouda.officer_id), TOLD, by=coumba)
    assert events() == ["evaluation.fact"]
    daouda = campaign.act_as(people.daouda)
    assert [one.id for one in evaluation.facts_about(officer(people.daouda.officer_id))] == [fact.id]
    evaluation.reply_to_fact(fact, "C’est bien moi qui étais de service.", by=daouda)
    assert (fact.reply, events()[1:]) == ("C’est bien moi qui étais de service.", ["evaluation.fact_answered"])


def test_an_officer_notes_a_fact_about_himself_and_nobody_else(in_app, people):
    daouda = campaign.act_as(people.daouda)
    own = evaluation.note_fact(officer(people.daouda.officer_id), TOLD, by=daouda)
    assert events() == []
    with pytest.raises(Refused):
        evaluation.reply_to_fact(own, "Je me réponds à moi-même.", by=daouda)
    with pytest.raises(Forbidden):
        evaluation.note_fact(officer(people.colleague_id), TOLD, by=daouda)


@pytest.mark.parametrize("who", ["colleague_id", "canary_id"])
def test_a_head_notes_nothing_about_people_of_others(in_app, people, who):
    coumba = campaign.act_as(people.coumba)
    with pytest.raises(Forbidden):
        evaluation.note_fact(officer(getattr(people, who)), TOLD, by=coumba)


def test_who_is_assigned_notes_and_reads_whatever_his_role(in_app, people):
    campaign.an_evaluation(officer(people.colleague_id), officer(people.daouda.officer_id))
    daouda = campaign.act_as(people.daouda)
    fact = evaluation.note_fact(officer(people.colleague_id), TOLD, by=daouda)
    assert [one.id for one in evaluation.facts_about(officer(people.colleague_id))] == [fact.id]


def test_a_second_level_notes_and_after_the_end_no_more(in_app, people):
    made = campaign.an_evaluation(officer(people.colleague_id), officer(people.coumba.officer_id), officer(people.daouda.officer_id))
    daouda = campaign.act_as(people.daouda)
    assert evaluation.may_note(officer(people.colleague_id), daouda)
    with guard.unscoped("the evaluation ends"):
        made.state = EvaluationState.CLOSED
    assert not evaluation.may_note(officer(people.colleague_id), daouda)


def test_only_who_noted_a_fact_withdraws_it_and_says_why(in_app, people):
    coumba = campaign.act_as(people.coumba)
    fact = evaluation.note_fact(officer(people.daouda.officer_id), TOLD, by=coumba)
    with pytest.raises(Refused, match="Only who noted"):
        evaluation.withdraw_fact(fact, "Ce n’est pas vrai.", by=campaign.act_as(people.daouda))
    coumba = campaign.act_as(people.coumba)
    with pytest.raises(Refused, match="Say why"):
        evaluation.withdraw_fact(fact, " ", by=coumba)
    evaluation.withdraw_fact(fact, "C’était un homonyme.", by=coumba)
    assert (fact.withdrawn_because, events()[-1]) == ("C’était un homonyme.", "evaluation.fact_withdrawn")
    with pytest.raises(Refused, match="before"):
        evaluation.withdraw_fact(fact, "Encore.", by=coumba)


def test_a_fact_that_founded_a_sent_mark_stays(in_app, people):
    coumba = campaign.act_as(people.coumba)
    daouda = officer(people.daouda.officer_id)
    made = campaign.an_evaluation(daouda, officer(people.coumba.officer_id))
    before = evaluation.note_fact(daouda, TOLD, by=coumba)
    elsewhere = evaluation.note_fact(daouda, TOLD | {"happened_on": "03/03/2025"}, by=coumba)
    campaign.sent(made.parts[0])
    with guard.unscoped("the moment of sending"):
        made.parts[0].sent_at = now() + dt.timedelta(minutes=1)
    with pytest.raises(Refused, match="was sent"):
        evaluation.withdraw_fact(before, "Je me suis trompé.", by=coumba)
    evaluation.withdraw_fact(elsewhere, "Je me suis trompé.", by=coumba)


def test_facts_stand_beside_their_criterion_within_the_period(in_app, people):
    campaign.act_as(people.coumba)
    daouda = officer(people.daouda.officer_id)
    made = campaign.an_evaluation(daouda, officer(people.coumba.officer_id))
    asked = evaluation.criteria_of(made)[0].criterion_id
    here = campaign.a_fact(daouda, people.coumba, criterion_id=asked)
    anywhere = campaign.a_fact(daouda, people.daouda, tone=FactTone.BAD)
    campaign.a_fact(daouda, people.coumba, on=dt.date(2025, 12, 31))
    campaign.a_fact(daouda, people.coumba, withdrawn_at=now(), withdrawn_because="Erreur.")
    found = {key: [fact.id for fact in facts] for key, facts in evaluation.facts_for(made).items()}
    assert found == {asked: [here.id], None: [anywhere.id]}
    other = evaluation.criteria_of(made)[1].criterion_id
    assert evaluation.spoken(made, [asked, other]) == {asked: {"good", "bad"}, other: {"bad"}}


# --- the pages ---------------------------------------------------------------------------------


def stored(app) -> list[EvaluationFact]:
    with app.app_context(), guard.unscoped("a test"):
        return db.session.query(EvaluationFact).order_by(EvaluationFact.id).all()


def test_a_head_notes_on_the_page_and_the_officer_reads_and_answers(app, people, signed_in):
    coumba, page = signed_in("coumba"), f"/my/team/facts/{people.daouda.officer_id}/"
    assert "TRAORÉ Daouda" in coumba.get(page).text
    assert page in coumba.get(f"/my/people/{people.daouda.officer_id}/").text
    assert coumba.post(page, data=TOLD).location == page
    daouda, own = signed_in("daouda"), "/my/evaluations/facts/"
    assert TOLD["words"] in daouda.get(own).text and own in daouda.get("/my/evaluations/").text
    fact = stored(app)[0].id
    assert daouda.post(f"{own}{fact}/reply", data={"words": "Je n’étais pas seul."}).status_code == 302
    assert "Je n’étais pas seul." in coumba.get(page).text


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(app, people, signed_in):
    answer = signed_in("coumba").post(f"/my/team/facts/{people.daouda.officer_id}/", data=TOLD | {"happened_on": "31/02/2026"})
    assert answer.status_code == 422 and 'id="happened_on-wrong"' in answer.text
    assert TOLD["words"] in answer.text and "31/02/2026" in answer.text and 'value="good" checked' in answer.text
    assert stored(app) == []


def test_a_withdrawal_without_a_reason_comes_back_open(app, people, signed_in):
    coumba, page = signed_in("coumba"), f"/my/team/facts/{people.daouda.officer_id}/"
    coumba.post(page, data=TOLD)
    fact = stored(app)[0].id
    answer = coumba.post(f"{page}{fact}/withdraw", data={"words": ""})
    assert answer.status_code == 422 and f'id="withdraw_fact-{fact}-wrong"' in answer.text
    assert coumba.post(f"{page}{fact}/withdraw", data={"words": "Mauvaise personne."}).location == page
    assert "<del>" in signed_in("daouda").get("/my/evaluations/facts/").text


@pytest.mark.parametrize("who", ["colleague_id", "canary_id"])
def test_the_page_of_people_of_others_is_not_there(people, signed_in, who):
    coumba, page = signed_in("coumba"), f"/my/team/facts/{getattr(people, who)}/"
    assert coumba.get(page).status_code == 404 and coumba.post(page, data=TOLD).status_code == 404


def test_a_fact_of_somebody_else_is_not_there(app, people, signed_in):
    with app.app_context():
        fact = campaign.a_fact(officer(people.colleague_id), people.aminata).id
        db.session.commit()
    daouda = signed_in("daouda")
    for act in ("reply", "withdraw"):
        assert daouda.post(f"/my/evaluations/facts/{fact}/{act}", data={"words": "Ce n’est pas à moi."}).status_code == 404
    assert signed_in("coumba").post(f"/my/team/facts/{people.daouda.officer_id}/{fact}/withdraw", data={"words": "Non."}).status_code == 404


def test_strangers_sign_in_and_the_own_page_is_ones_own(people, client, signed_in):
    page = f"/my/team/facts/{people.daouda.officer_id}/"
    assert client.get(page).location.startswith("/login") and client.get("/my/evaluations/facts/").location.startswith("/login")
    assert signed_in("daouda").get(page).location == "/my/evaluations/facts/"


def test_the_officer_reads_that_his_facts_were_opened(app, people, signed_in):
    signed_in("coumba").get(f"/my/team/facts/{people.daouda.officer_id}/")
    assert "Coumba" in signed_in("daouda").get("/my/looks/").text


def test_at_the_desk_facts_are_read_and_not_written(app, people, signed_in):
    with app.app_context():
        fact = campaign.a_fact(officer(people.daouda.officer_id), people.coumba).id
        db.session.commit()
    aminata = signed_in("aminata")
    assert "TRAORÉ Daouda" in aminata.get("/admin/evaluation-fact/").text
    assert "Relève assurée" in aminata.get(f"/admin/evaluation-fact/details/?id={fact}", follow_redirects=True).text
    assert aminata.get("/admin/evaluation-fact/new/").status_code in (302, 403, 404)
