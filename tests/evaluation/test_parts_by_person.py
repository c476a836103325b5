"""Nobody settles, records or decides on an evaluation in which he has a part himself, with whichever of his accounts."""

from __future__ import annotations

import io

import pytest

from models import (
    Agency,
    AppealVerdict,
    Aside,
    CycleState,
    Evaluation,
    EvaluationAppeal,
    EvaluationPart,
    EvaluationState,
    FamilyMember,
    Kinship,
    Notice,
    Officer,
    PartState,
    Rank,
    Signature,
    Unit,
    User,
    db,
)
from rules.access import Actor
from rules.refused import Forbidden, Refused
from services import evaluation, guard
from services.evaluation import Ruling, Upload
from tests import force
from tests.evaluation import campaign
from tests.papers.papers import pdf

WHY = "Vérifié avec le chef de service."
REJECTED = Ruling(AppealVerdict.REJECTED, "Les notes sont motivées.")


@pytest.fixture
def here(in_app, people):
    """The officers of the five, and Sali who has no account; Moussa is the second level."""
    with guard.unscoped("the ground of a test"):
        found = [db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id, people.colleague_id)]
        return *found, force.officer("Kanté", "Sali", found[0].unit)


def hr(username: str, officer: Officer | None = None, called: str | None = None, agency: str = "PN") -> Actor:
    """Somebody who leads human resources; with no file, but called like an officer, it is a second account."""
    person = force.user(username, "hr_manager", agency=force.of_code(Agency, agency), **({"officer": officer} if officer else {}))
    with guard.unscoped("the name of an account"):
        db.session.get(User, person.user_id).name = called or username
        db.session.flush()
    return campaign.act_as(person, "admin")


def twin(officer: Officer) -> Actor:
    return hr("double", called=f"{officer.first_names} {officer.last_name}")


def related(one: Officer, other: Officer) -> None:
    with guard.unscoped("two of a family"):
        db.session.add(FamilyMember(officer=one, kinship=Kinship.SIBLING, last_name=other.last_name, first_names=other.first_names))
        db.session.flush()


def settling(one: Evaluation, somebody: Officer, by: Actor) -> list:
    with guard.unscoped("what somebody has before him, though he may not"):
        part = one.parts[0]
        assert part.evaluation is one
    return [
        lambda: evaluation.reassign(part, somebody, WHY, by=by),
        lambda: evaluation.set_reviewer(one, somebody, WHY, by=by),
        lambda: evaluation.excuse(one, WHY, by=by),
        lambda: evaluation.resume(one, by=by),
    ]


def paper() -> Upload:
    return Upload(io.BytesIO(pdf()), "signe.pdf")


def told(person: force.Person) -> list[str]:
    with guard.unscoped("who was told"):
        return list(db.session.scalars(db.select(Notice.event).where(Notice.reader_id == person.user_id)))


def appealed(one: Evaluation) -> EvaluationAppeal:
    """The appeal of an evaluation, made by the officer himself."""
    with guard.unscoped("an appeal for a test"):
        made = EvaluationAppeal(evaluation=one, body="Commission", reason="Trop bas", score_before=one.score)
        db.session.add(made)
        db.session.flush()
    return made


# --- settling --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["daouda", "coumba", "moussa"])
def test_a_second_account_settles_nothing_of_its_own_evaluation_nor_of_one_it_marks(here, who):
    daouda, coumba, moussa, sali = here
    one = campaign.an_evaluation(daouda, coumba, moussa)
    by = twin({"daouda": daouda, "coumba": coumba, "moussa": moussa}[who])
    assert not evaluation.may_settle(one, by)
    for act in settling(one, sali, by):
        with pytest.raises(Forbidden, match="a colleague does this"):
            act()


def test_family_of_the_officer_settles_nothing_even_while_away(here):
    daouda, coumba, _moussa, sali = here
    one = campaign.an_evaluation(daouda, coumba)
    by = hr("sali", sali)
    related(daouda, sali)
    for act in settling(one, sali, by):
        with pytest.raises(Forbidden, match="close family"):
            act()


def test_nobody_names_himself_nor_his_family(here):
    daouda, coumba, moussa, sali = here
    one, by = campaign.an_evaluation(daouda, coumba), hr("sali", sali)
    related(sali, moussa)
    for named, words in ((sali, "Nobody names himself"), (moussa, "close family of yours")):
        for act in settling(one, named, by)[:2]:
            with pytest.raises(Refused, match=words):
                act()


def test_who_was_set_aside_for_family_is_not_let_mark_by_himself(here, people):
    daouda, coumba, _moussa, _sali = here
    with guard.unscoped("a head for a test"):
        coumba.postings[0].is_head = True
        account = db.session.get(User, people.coumba.user_id)
        account.role, account.unit_id = "hr_manager", None
    related(coumba, daouda)
    cycle = campaign.a_cycle(state=CycleState.PREPARED)
    evaluation.open_cycle(cycle, by=campaign.act_as(people.aminata, "admin"))
    part = db.session.query(EvaluationPart).join(Evaluation).filter(Evaluation.officer_id == daouda.id).one()
    assert part.aside is Aside.FAMILY
    with pytest.raises(Forbidden, match="close family"):
        evaluation.let_mark(part, WHY, by=campaign.act_as(people.coumba, "admin"))
    with guard.unscoped("set aside for a dispute instead"):
        db.session.query(FamilyMember).one().last_name = "Homonyme"
        part.aside = Aside.DISPUTE
        db.session.flush()
    with pytest.raises(Refused, match="Nobody names himself"):
        evaluation.let_mark(part, WHY, by=campaign.act_as(people.coumba, "admin"))
    assert part.state is PartState.SET_ASIDE


def test_human_resources_of_one_agency_settle_nothing_of_another(here, people):
    _daouda, coumba, moussa, _sali = here
    with guard.unscoped("somebody of another agency"):
        canary = db.session.get(Officer, people.canary_id)
    one = campaign.an_evaluation(canary, coumba)
    for act in settling(one, moussa, hr("rh")):
        with pytest.raises(Forbidden, match="not entitled"):
            act()


# --- papers ----------------------------------------------------------------------------------------


def test_nobody_with_a_part_records_a_paper(here):
    _daouda, coumba, moussa, sali = here
    one = campaign.an_evaluation(sali, coumba, moussa, state=EvaluationState.READING)
    related(sali, here[0])
    for name, somebody in (("c", coumba), ("m", moussa)):
        with pytest.raises(Forbidden, match="marked or reviewed"):
            evaluation.sign_on_paper(one, paper(), by=hr(name, called=f"{somebody.last_name} {somebody.first_names}"))
    with pytest.raises(Forbidden, match="close family"):
        evaluation.sign_on_paper(one, paper(), by=hr("d", called="Daouda Traoré"))
    evaluation.sign_on_paper(one, paper(), by=hr("rh"))
    assert one.signature is Signature.ON_PAPER


def test_who_has_access_signs_and_appeals_himself(here, people):
    daouda, coumba, _moussa, _sali = here
    one = campaign.an_evaluation(daouda, coumba, state=EvaluationState.READING)
    by = hr("rh")
    for act in (lambda: evaluation.sign_on_paper(one, paper(), by=by), lambda: evaluation.appeal(one, "Lettre.", by=by)):
        with pytest.raises(Forbidden, match="has access"):
            act()


def test_the_officer_is_told_of_every_paper_recorded_in_his_name(here, people):
    daouda, coumba, _moussa, _sali = here
    with guard.unscoped("an account that was never opened"):
        db.session.get(User, people.daouda.user_id).must_change_password = True
    one, by = campaign.an_evaluation(daouda, coumba, state=EvaluationState.READING), hr("rh")
    evaluation.sign_on_paper(one, paper(), by=by)
    evaluation.appeal(one, "Lettre reçue.", by=by)
    assert {"evaluation.signed_on_paper", "evaluation.appealed_on_paper"} <= set(told(people.daouda))


# --- appeals ---------------------------------------------------------------------------------------


def test_who_recorded_the_appeal_does_not_decide_on_it(here, people):
    _daouda, coumba, _moussa, sali = here
    one, by = campaign.an_evaluation(sali, coumba, state=EvaluationState.SIGNED), hr("rh")
    made = evaluation.appeal(one, "Lettre reçue.", by=by)
    with pytest.raises(Forbidden, match="recorded this appeal"):
        evaluation.decide_appeal(made, REJECTED, by=by)
    with pytest.raises(Forbidden, match="recorded this appeal"):
        evaluation.decide_appeal(made, REJECTED, by=hr("rh2", called="rh"))
    evaluation.decide_appeal(made, REJECTED, by=campaign.act_as(people.aminata, "admin"))
    assert one.state is EvaluationState.CLOSED


@pytest.mark.parametrize("who", [0, 1, 2])
def test_a_second_account_of_who_has_a_part_decides_on_no_appeal(here, who):
    daouda, coumba, moussa, _sali = here
    made = appealed(campaign.an_evaluation(daouda, coumba, moussa, state=EvaluationState.APPEALED))
    with pytest.raises(Forbidden, match="a colleague does this"):
        evaluation.decide_appeal(made, REJECTED, by=twin(here[who]))


def test_a_second_level_that_was_replaced_decides_on_no_appeal(here, people):
    daouda, coumba, moussa, sali = here
    one = campaign.an_evaluation(daouda, coumba)
    for named in (moussa, sali):
        evaluation.set_reviewer(one, named, WHY, by=campaign.act_as(people.aminata, "admin"))
    with guard.unscoped("the way of an evaluation, for a test"):
        one.score, one.state = 14, EvaluationState.APPEALED
        db.session.flush()
    made = appealed(one)
    with pytest.raises(Forbidden, match="marked or reviewed"):
        evaluation.decide_appeal(made, REJECTED, by=hr("moussa", moussa))


# --- the campaign of the whole force ---------------------------------------------------------------


def test_where_there_are_several_agencies_one_of_them_opens_and_closes_nothing(here, people):
    cycle = campaign.a_cycle(state=CycleState.PREPARED)
    by = hr("rh")
    with pytest.raises(Forbidden, match="all agencies"):
        evaluation.rehearse(cycle, by=by)
    with pytest.raises(Forbidden, match="all agencies"):
        evaluation.open_cycle(cycle, by=by)
    evaluation.open_cycle(cycle, by=campaign.act_as(people.aminata, "admin"))
    with pytest.raises(Forbidden, match="all agencies"):
        evaluation.close_cycle(cycle, WHY, by=campaign.act_as(force.Person("rh", by.user_id, None), "admin"))


def test_what_moved_is_shown_and_recomputed_within_ones_agency_alone(here, people):
    _daouda, coumba, _moussa, _sali = here
    with guard.unscoped("somebody of another agency"):
        canary = db.session.get(Officer, people.canary_id)
        chief = force.officer("Chef", "Canari", db.session.get(Unit, people.foreign_unit_id), home_agency=force.of_code(Agency, "OCS"))
        chief.postings[0].is_head = coumba.postings[0].is_head = True
        db.session.flush()
    one = campaign.an_evaluation(canary, None)
    by = hr("rh")
    found = [each.officer for each in evaluation.moved(one.cycle, by=by)]
    assert "TRAORÉ Daouda" in found and not [name for name in found if "CANARI" in name or "Canari" in name]
    evaluation.recompute(one.cycle, by=by)
    db.session.refresh(one)
    assert one.evaluator_id is None


def test_where_there_is_one_agency_its_human_resources_run_the_campaign(here, people):
    with guard.unscoped("an installation of one agency"):
        db.session.get(Officer, people.canary_id).home_agency = force.of_code(Agency, "PN")
        db.session.flush()
    cycle, by = campaign.a_cycle(state=CycleState.PREPARED), hr("rh")
    assert evaluation.runs_force(by) and evaluation.open_cycle(cycle, by=by) == 5
    evaluation.close_cycle(cycle, WHY, by=by)
    assert cycle.state is CycleState.CLOSED


# --- at the desk -----------------------------------------------------------------------------------


def test_who_is_named_below_the_rank_of_the_officer_is_asked_about_once_more(app, people, signed_in):
    with app.app_context(), guard.unscoped("a commissioner evaluated by nobody yet"):
        coumba = db.session.get(Officer, people.coumba.officer_id)
        assert force.of_code(Rank, "SGT").level < coumba.rank.level
        part = campaign.an_evaluation(coumba, None).parts[0]
        db.session.commit()
        number = part.id
    client, typed = signed_in("aminata"), {"officer": people.colleague_id, "because": WHY}
    asked = client.post(f"/admin/evaluation-part/reassign/?id={number}", data=typed)
    assert asked.status_code == 200 and 'name="sure"' in asked.text
    assert client.post(f"/admin/evaluation-part/reassign/?id={number}", data=typed | {"sure": "y"}).status_code == 302


def test_the_page_says_why_no_paper_is_recorded(app, people, signed_in):
    with app.app_context(), guard.unscoped("an evaluation that its officer reads"):
        daouda, coumba = (db.session.get(Officer, number) for number in (people.daouda.officer_id, people.coumba.officer_id))
        number = campaign.an_evaluation(daouda, coumba, state=EvaluationState.READING).id
        db.session.commit()
    page = f"/admin/evaluation/details/?id={number}"
    client = signed_in("aminata")
    assert "notice notice-info" in client.get(page).text and "/sign-on-paper/" not in client.get(page).text
    assert client.get(f"/admin/evaluation/sign-on-paper/?id={number}").status_code == 403


def test_human_resources_of_one_agency_of_several_cannot_queue_the_opening(app, people, signed_in):
    with app.app_context():
        force.user("rh", "hr_manager", agency=force.of_code(Agency, "PN"))
        cycle = campaign.a_cycle(state=CycleState.PREPARED).id
        db.session.commit()
    client = signed_in("rh")
    assert client.post("/admin/evaluation-cycle/open/", data={"id": cycle}).status_code == 403
    assert "/rehearse/" not in client.get(f"/admin/evaluation-cycle/details/?id={cycle}").text
