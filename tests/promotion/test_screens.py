"""A round at the clerks' door: ranked, read, checked, sealed, over HTTP."""

from __future__ import annotations

import datetime as dt
import re
from threading import Barrier, Thread

import pytest

import jobs
from models import (
    Agency,
    Job,
    JobState,
    Officer,
    PromotionCandidate,
    PromotionRound,
    PromotionRule,
    Proposal,
    ProposalState,
    Rank,
    RoundState,
    RoundStep,
    Route,
    db,
)
from rules.promotion import default_terms
from services import guard
from services.badge import keys
from services.promotion import ranking
from tests import force

DETAILS = "/admin/promotion-round/details/?id={}"


@pytest.fixture
def round_id(app, people):
    """A round for sergeants by seniority alone, so that Daouda and his colleague may be promoted."""
    with app.app_context():
        with guard.unscoped("a round for tests"):
            rule = PromotionRule(
                from_rank=force.of_code(Rank, "SGT"), to_rank=force.of_code(Rank, "SGC"), route=Route.SENIORITY,
                starts_on=dt.date(2026, 1, 1), legal_text="Texte inventé", conditions={"min_years_in_rank": 5},
                weights={"seniority": 100},
            )  # fmt: skip
            made = PromotionRound(
                name="Tableau d'essai", agency=force.of_code(Agency, "PN"), rule=rule, places=1,
                reference_on=dt.date(2026, 1, 1), terms=default_terms({"seniority": 100}), state=RoundState.LISTED,
            )  # fmt: skip
            db.session.add(made)
            db.session.flush()
            number = made.id
        db.session.commit()
    return number


def post(client, act: str, number: int):
    return client.post(f"/admin/promotion-round/{act}/", data={"id": number})


def publish(app, number: int) -> None:
    """As if the board had examined the list, and nobody had appealed in time."""
    with app.app_context(), guard.unscoped("time goes by"):
        round_ = db.session.get(PromotionRound, number)
        round_.state, round_.appeals_until_on, round_.fairness_conclusion = RoundState.PROVISIONAL, dt.date(2026, 1, 31), "Aucun écart à signaler."
        if not keys.public_keys():
            keys.new_key()
        db.session.commit()


def seal(app, boubacar, fanta, number: int):
    """Proposed by the clerk, sealed by a board member from the page that he read."""
    publish(app, number)
    boubacar.post(f"/admin/promotion-round/propose-seal/?id={number}", data={"reason": "Le délai de recours est passé."})
    return fanta.post("/admin/promotion-round/seal/", data={"id": number} | shown_digest(fanta, number))


def shown_digest(client, number: int) -> dict[str, str]:
    """What the page of a round sends with the button that seals it."""
    shown = re.search(r'name="digest" value="([0-9a-f]{64})"', client.get(DETAILS.format(number)).text)
    return {"digest": shown[1]} if shown else {}


def state(app, number: int) -> RoundState:
    with app.app_context(), guard.unscoped("look"):
        return db.session.get(PromotionRound, number).state


def test_a_clerk_ranks_and_proposes_and_a_board_member_seals(app, signed_in, round_id):
    boubacar, fanta = signed_in("boubacar"), signed_in("fanta")
    assert post(boubacar, "rank", round_id).status_code == 302
    page = boubacar.get(DETAILS.format(round_id)).get_data(as_text=True)
    assert "TRAORÉ Daouda" in page and "KEÏTA Moussa" in page and force.CANARY not in page
    assert post(boubacar, "seal", round_id).status_code == 403
    assert post(fanta, "rank", round_id).status_code == 403
    assert seal(app, boubacar, fanta, round_id).status_code == 302
    assert state(app, round_id) == RoundState.SEALED


def test_of_two_who_seal_at_once_one_does(app, people, signed_in, round_id):
    boubacar, fanta = signed_in("boubacar"), signed_in("fanta")
    post(boubacar, "rank", round_id)
    publish(app, round_id)
    boubacar.post(f"/admin/promotion-round/propose-seal/?id={round_id}", data={"reason": "Le délai de recours est passé."})
    read, start = shown_digest(fanta, round_id), Barrier(2)

    def press() -> None:
        start.wait()
        fanta.post("/admin/promotion-round/seal/", data={"id": round_id} | read)

    threads = [Thread(target=press) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(Proposal).filter_by(digest=read["digest"]).one().state is ProposalState.DONE
        assert db.session.query(RoundStep).filter_by(round_id=round_id, act="seal").count() == 1


def test_the_page_of_a_candidate_gives_every_reason(signed_in, round_id):
    boubacar = signed_in("boubacar")
    post(boubacar, "rank", round_id)
    page = boubacar.get(DETAILS.format(round_id)).get_data(as_text=True)
    link = page.split("/admin/promotion-candidate/details/?id=")[1].split('"')[0]
    reasons = boubacar.get(f"/admin/promotion-candidate/details/?id={link}").get_data(as_text=True)
    assert "01/10/2020" in reasons and "100,000" in reasons


def test_the_others_are_listed_with_what_is_missing(signed_in, round_id):
    boubacar = signed_in("boubacar")
    post(boubacar, "rank", round_id)
    assert boubacar.get(DETAILS.format(round_id) + "&show=others").status_code == 200


@pytest.mark.parametrize("query", ["&page=0", "&page=99999999999", "&page=abc", "&show=x"])
def test_odd_pages_of_a_list_are_clean_pages(signed_in, round_id, query):
    boubacar = signed_in("boubacar")
    post(boubacar, "rank", round_id)
    assert boubacar.get(DETAILS.format(round_id) + query).status_code == 200


def test_the_check_of_a_list_says_that_it_agrees(signed_in, round_id):
    boubacar = signed_in("boubacar")
    post(boubacar, "rank", round_id)
    assert "notice-good" in post(boubacar, "verify", round_id).get_data(as_text=True)


def test_a_round_whose_criteria_are_frozen_is_not_edited(signed_in, round_id):
    assert signed_in("boubacar").get(f"/admin/promotion-round/edit/?id={round_id}").status_code == 302


def test_a_sealed_list_tells_each_candidate_his_place_and_nobody_elses(app, signed_in, round_id):
    boubacar, fanta, daouda = signed_in("boubacar"), signed_in("fanta"), signed_in("daouda")
    post(boubacar, "rank", round_id)
    assert "KEÏTA" not in daouda.get("/my/promotion/").get_data(as_text=True)
    seal(app, boubacar, fanta, round_id)
    page = daouda.get("/my/promotion/").get_data(as_text=True)
    assert "Tableau d&#39;essai" in page and "KEÏTA" not in page
    assert daouda.get(DETAILS.format(round_id)).status_code == 403


@pytest.mark.parametrize("act", ["rank", "seal", "verify"])
def test_acts_on_a_round_are_not_open_to_strangers_or_supervisors(client, signed_in, round_id, act):
    assert post(client, act, round_id).location.startswith("/login")
    assert post(signed_in("coumba"), act, round_id).status_code == 403


def test_a_round_of_another_agency_is_not_there(app, signed_in, round_id):
    with app.app_context(), guard.unscoped("a round of another agency"):
        db.session.get(PromotionRound, round_id).agency = force.of_code(Agency, "OCS")
        db.session.commit()
    assert post(signed_in("boubacar"), "verify", round_id).status_code == 404
    assert post(signed_in("boubacar"), "rank", round_id).status_code == 404
    assert state(app, round_id) == RoundState.LISTED


def test_a_long_list_is_ranked_in_the_background(app, signed_in, round_id, monkeypatch):
    monkeypatch.setattr(ranking, "LONGEST_AT_ONCE", 1)
    answer = post(signed_in("boubacar"), "rank", round_id)
    assert "/admin/job/details/" in answer.location
    assert state(app, round_id) == RoundState.LISTED
    with app.app_context():
        with guard.unscoped("look"):
            number = db.session.query(Job.id).filter_by(kind="rank").scalar()
        jobs.run(number)
        with guard.unscoped("look"):
            job = db.session.get(Job, number)
            assert (job.state, job.result) == (JobState.DONE, {"candidates": 2}), job.message
    assert state(app, round_id) == RoundState.RANKED


def test_a_sealed_round_is_not_ranked_in_the_background_either(app, signed_in, round_id, monkeypatch):
    boubacar = signed_in("boubacar")
    post(boubacar, "rank", round_id)
    seal(app, boubacar, signed_in("fanta"), round_id)
    monkeypatch.setattr(ranking, "LONGEST_AT_ONCE", 1)
    assert "/admin/promotion-round/" in post(boubacar, "rank", round_id).location
    assert state(app, round_id) == RoundState.SEALED


@pytest.fixture
def moved_round_id(app, people, signed_in, round_id):
    """A sealed round of the police in which Daouda stands, who has been hired by another agency since."""
    post(signed_in("boubacar"), "rank", round_id)
    seal(app, signed_in("boubacar"), signed_in("fanta"), round_id)
    with app.app_context(), guard.unscoped("he moves"):
        moved = db.session.get(Officer, people.daouda.officer_id)
        moved.home_agency, moved.unit_id = force.of_code(Agency, "OCS"), people.foreign_unit_id
        other = force.user("salif", "hr_clerk", agency=moved.home_agency)
        db.session.commit()
    return other.username


def test_a_lent_officer_reads_the_name_of_the_round_in_which_he_stands(app, people, signed_in, round_id):
    post(signed_in("boubacar"), "rank", round_id)
    seal(app, signed_in("boubacar"), signed_in("fanta"), round_id)
    with app.app_context(), guard.unscoped("the round is another agency's"):
        db.session.get(PromotionRound, round_id).agency = force.of_code(Agency, "OCS")
        db.session.commit()
    assert "Tableau d&#39;essai" in signed_in("daouda").get("/my/promotion/").text


@pytest.mark.parametrize("who", ["boubacar", "fanta", "salif", "aminata", "daouda"])
def test_no_page_of_a_candidate_breaks_when_he_or_the_round_is_out_of_sight(app, signed_in, moved_round_id, who):
    with app.app_context(), guard.unscoped("look"):
        numbers = [number for (number,) in db.session.query(PromotionCandidate.id)]
    client = signed_in(who)
    paths = [f"/admin/promotion-candidate/details/?id={number}" for number in numbers]
    answers = [client.get(path).status_code for path in [*paths, "/admin/promotion-candidate/", "/admin/promotion-round/"]]
    assert set(answers) <= {200, 403, 404}, answers


def test_the_board_reads_its_candidates_without_saying_why_and_no_more_of_their_files(app, people, signed_in, round_id):
    post(signed_in("boubacar"), "rank", round_id)
    with app.app_context(), guard.unscoped("look"):
        number, officer_id = db.session.query(PromotionCandidate.id, PromotionCandidate.officer_id).first()
    fanta = signed_in("fanta")
    fanta.purpose = None
    assert fanta.get(f"/admin/promotion-candidate/details/?id={number}").status_code == 200
    assert fanta.get(f"/admin/officer/details/?id={officer_id}").location.startswith("/admin/purpose/")
