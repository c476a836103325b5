"""Which facts stand beside an evaluation, which marks they found, and that what was read or sent on them does not change."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from models import Evaluation, EvaluationFact, EvaluationState, FactTone, Officer, User, db, now
from rules.evaluation import WrongFact, facts as rule, founds
from rules.refused import Forbidden, Refused
from services import account, evaluation, guard
from services.evaluation import Given
from services.evaluation.marking import sending
from tests.evaluation import campaign

MOMENT = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
TOLD = {"happened_on": "03/03/2026", "tone": "good", "words": "A désarmé seul un forcené au marché, sans blessé."}


def officer(number: int) -> Officer:
    with guard.unscoped("a test"):
        return db.session.get(Officer, number)


def numbers(made: Evaluation) -> list[int]:
    with guard.unscoped("the test looks"):
        return [fact.id for facts in evaluation.facts_for(made).values() for fact in facts]


@pytest.fixture
def given(in_app, people):
    """Daouda's evaluation as he signed it, marked by Coumba, with a fact that she had noted before."""
    daouda = officer(people.daouda.officer_id)
    fact = campaign.a_fact(daouda, people.coumba, noted_at=now() - dt.timedelta(days=1))
    made = campaign.an_evaluation(daouda, officer(people.coumba.officer_id), state=EvaluationState.SIGNED)
    with guard.unscoped("a test"):
        db.session.flush()
    return made, fact


# --- what stands beside an evaluation ------------------------------------------------------------


def test_a_fact_noted_after_the_officer_read_his_evaluation_is_not_on_it(given, people):
    made, before = given
    campaign.a_fact(made.officer, people.coumba, tone=FactTone.BAD, noted_at=now() + dt.timedelta(minutes=1))
    assert numbers(made) == [before.id]


def test_what_stands_on_a_given_evaluation_is_not_withdrawn_and_what_came_later_is(given, people):
    made, before = given
    later = campaign.a_fact(made.officer, people.coumba, noted_at=now() + dt.timedelta(minutes=1))
    coumba = campaign.act_as(people.coumba)
    with pytest.raises(Refused, match="the fact stays"):
        evaluation.withdraw_fact(before, "Je me suis trompée.", by=coumba)
    evaluation.withdraw_fact(later, "Je me suis trompée.", by=coumba)
    assert numbers(made) == [before.id]


def test_a_fact_noted_between_sending_and_giving_stays_once_it_was_given(given, people):
    made, before = given
    with guard.unscoped("sent before the fact was noted"):
        made.parts[0].sent_at = before.noted_at - dt.timedelta(days=1)
    with pytest.raises(Refused, match="the fact stays"):
        evaluation.withdraw_fact(before, "Je me suis trompée.", by=campaign.act_as(people.coumba))


def test_an_answer_may_change_until_the_evaluation_is_closed(given, people):
    made, fact = given
    daouda = campaign.act_as(people.daouda)
    evaluation.reply_to_fact(fact, "J’étais bien de service.", by=daouda)
    evaluation.reply_to_fact(fact, "J’étais de service ce jour-là.", by=daouda)
    with guard.unscoped("it ends"):
        made.state, made.closed_at = EvaluationState.CLOSED, now()
        db.session.flush()
    with pytest.raises(Refused, match="was closed on"):
        evaluation.reply_to_fact(fact, "Finalement je n’y étais pas.", by=campaign.act_as(people.daouda))
    assert fact.reply == "J’étais de service ce jour-là."


def test_a_fact_cannot_be_withdrawn_while_marks_are_sent_on_it(app, people, monkeypatch):
    with app.app_context():
        made = campaign.an_evaluation(officer(people.daouda.officer_id), officer(people.coumba.officer_id))
        fact = campaign.a_fact(made.officer, people.coumba, noted_at=now() - dt.timedelta(days=1))
        with guard.unscoped("ready to send"):
            made.not_interviewed = "En mission à Kidal"
            db.session.flush()
            part, fact_id = made.parts[0].id, fact.id
            asked = evaluation.criteria_of(made)
            typed = {f"{kind}-{one.id}": text for one in asked for kind, text in (("mark", "19"), ("why", "Exemplaire"))}
            campaign.a_draft(made.parts[0], **typed)
        db.session.commit()
    looked, quick, refused = threading.Event(), sending._check, []

    def slow(ready) -> None:
        quick(ready)
        looked.set()
        threading.Event().wait(0.5)

    monkeypatch.setattr(sending, "_check", slow)

    def acting(act) -> None:
        with app.app_context():
            with guard.unscoped("who acts"):
                by = account.actor_of(db.session.get(User, people.coumba.user_id), "portal", None, None)
            guard.act_as(by)
            try:
                act(by)
                db.session.commit()
            except Refused as wrong:
                db.session.rollback()
                refused.append(str(wrong.message))

    def withdraw(by) -> None:
        looked.wait(20)
        with guard.unscoped("a test"):
            found = db.session.get(EvaluationFact, fact_id)
        evaluation.withdraw_fact(found, "Je me suis trompée.", by=by)

    def send(by) -> None:
        evaluation.send(next(one for one in evaluation.my_parts(by) if one.id == part), by=by)

    threads = [threading.Thread(target=acting, args=[act]) for act in (send, withdraw)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert refused == ["An evaluation that this fact stands beside was sent on %(day)s: the fact stays. It can still be answered."]


# --- which marks facts found ---------------------------------------------------------------------


def test_nobody_founds_his_own_high_mark_and_what_he_admits_counts():
    assert not founds("good", is_own_note=True) and founds("good", is_own_note=False)
    assert founds("bad", is_own_note=True)


def test_a_high_mark_needs_a_fact_that_somebody_else_noted(in_app, people):
    made = campaign.an_evaluation(officer(people.daouda.officer_id), officer(people.coumba.officer_id))
    asked = evaluation.criteria_of(made)[0].criterion_id
    campaign.a_fact(made.officer, people.daouda)
    campaign.act_as(people.coumba)
    assert evaluation.spoken(made, [asked]) == {asked: set()}
    campaign.a_fact(made.officer, people.coumba)
    assert evaluation.spoken(made, [asked]) == {asked: {"good"}}


def test_the_form_wants_a_fact_of_somebody_else_too(in_app, people):
    made = campaign.an_evaluation(officer(people.daouda.officer_id), officer(people.coumba.officer_id))
    campaign.a_fact(made.officer, people.daouda)
    coumba = campaign.act_as(people.coumba)
    first = evaluation.criteria_of(made)[0].id
    evaluation.type_in([evaluation.Cell(made.parts[0].id, f"mark-{first}", "20"), evaluation.Cell(made.parts[0].id, f"why-{first}", "Exemplaire")], by=coumba)
    (desk,) = evaluation.desks(made.parts, today=now().date(), by=coumba)
    assert any("noted by somebody else" in str(lack.words.message) for lack in desk.lacks)


def test_the_second_level_wants_one_too(in_app, people):
    made = campaign.an_evaluation(officer(people.colleague_id), officer(people.coumba.officer_id), officer(people.daouda.officer_id), state=EvaluationState.REVIEWING)
    campaign.a_fact(made.officer, people.coumba, tone=FactTone.BAD)
    daouda = campaign.act_as(people.daouda)
    first = evaluation.criteria_of(made)[0].id
    with pytest.raises(Refused, match="not right"):
        evaluation.review(made, {first: Given("20", "Exemplaire")}, "", by=daouda)


# --- who notes, and how often --------------------------------------------------------------------


def test_a_right_over_everybody_makes_nobody_a_superior(in_app, people):
    aminata = campaign.act_as(people.aminata)
    with pytest.raises(Forbidden):
        evaluation.note_fact(officer(people.daouda.officer_id), TOLD, by=aminata)


def test_so_many_facts_a_day_and_a_year_and_no_more():
    (day, most, _today), (year, most_a_year, _this_year) = rule.MOST_NOTED
    rule.check_often([MOMENT] * (most - 1), MOMENT)
    rule.check_often([MOMENT - day] * most, MOMENT)
    for noted_at in ([MOMENT] * most, [MOMENT - day] * most_a_year):
        with pytest.raises(Refused, match="note the next one"):
            rule.check_often(noted_at, MOMENT)
    rule.check_often([MOMENT - year] * most_a_year, MOMENT)


def test_a_flood_of_facts_is_refused_and_hides_none_of_the_others(in_app, people):
    daouda = officer(people.daouda.officer_id)
    bad = campaign.a_fact(daouda, people.coumba, tone=FactTone.BAD, on=dt.date(2026, 1, 5))
    by, (_day, most, _why) = campaign.act_as(people.daouda), rule.MOST_NOTED[0]
    for _number in range(most):
        evaluation.note_fact(daouda, TOLD, by=by)
    with pytest.raises(WrongFact) as refused:
        evaluation.note_fact(daouda, TOLD, by=by)
    assert list(refused.value.by_field) == ["words"]
    assert [one.id for one in evaluation.facts_about(daouda)] == [bad.id]
    assert len(evaluation.facts_about(daouda, is_own=True)) == most


@pytest.mark.parametrize("number", ["9" * 23, "9" * 5000, "2147483648", "999999", "٣", "-1", "x"])
def test_a_criterion_that_is_not_in_the_list_is_refused_beside_its_field(in_app, people, number):
    with pytest.raises(WrongFact) as refused:
        evaluation.note_fact(officer(people.daouda.officer_id), TOLD | {"criterion_id": number}, by=campaign.act_as(people.coumba))
    assert list(refused.value.by_field) == ["criterion_id"]


# --- the pages -----------------------------------------------------------------------------------


@pytest.fixture
def flooded(app, people):
    """Daouda with thirty facts of Coumba's and as many of his own; she marks him."""
    with app.app_context():
        made = campaign.an_evaluation(officer(people.daouda.officer_id), officer(people.coumba.officer_id))
        for who in (people.coumba, people.daouda):
            for day in range(1, 31):
                campaign.a_fact(made.officer, who, on=dt.date(2026, 4, day), words=f"{who.username} le {day:02d} avril")
        with guard.unscoped("a test"):
            db.session.flush()
            part = made.parts[0].id
        db.session.commit()
    return part


def test_the_list_is_turned_page_by_page_and_own_facts_stand_apart(people, flooded, signed_in):
    page, client = f"/my/team/facts/{people.daouda.officer_id}/", signed_in("coumba")
    first, second = client.get(page).text, client.get(f"{page}?page=2").text
    assert "coumba le 30 avril" in first and "coumba le 05 avril" not in first and "?page=2#" in first
    assert "coumba le 05 avril" in second and "coumba le 30 avril" not in second and "daouda le 30 avril" in second
    assert "daouda le 01 avril" in client.get(f"{page}?own=99999999999999999999999").text


def test_an_answer_from_the_second_page_stays_there_with_what_is_wrong(app, people, flooded, signed_in):
    client = signed_in("daouda")
    with app.app_context(), guard.unscoped("a test"):
        fact = db.session.query(EvaluationFact).filter_by(words="coumba le 01 avril").one().id
    answer = client.post(f"/my/evaluations/facts/{fact}/reply?page=2", data={"words": "non"})
    assert answer.status_code == 422 and f'id="reply_to_fact-{fact}-wrong"' in answer.text


def test_the_form_shows_a_few_of_many_facts_those_of_others_first(flooded, signed_in):
    page = signed_in("coumba").get(f"/my/team/{flooded}/").text
    assert "coumba le 30 avril" in page and "coumba le 20 avril" not in page and "daouda" not in page.split("<h2>", 2)[2].split("</ul>")[0]
    assert "60" in page
