"""Rules and simulations at the clerks' door: written, read in sentences, held against the version before, tried in the open."""

from __future__ import annotations

import datetime as dt
import re

import pytest

import jobs
from models import Agency, Job, JobState, PromotionRound, PromotionRule, Rank, RoundState, Route, Simulation, db
from rules.promotion import default_terms
from services import guard
from services.promotion import ranking
from tests import force

RULE, NEW = "/admin/promotion-rule/details/?id={}", "/admin/promotion-rule/new/"
TRY = "/admin/simulation/try/?round={}"
WEIGHTS = {"evaluation": 80, "seniority": 20}


def typed(app, **changed) -> dict:
    with app.app_context():
        ranks = {"from_rank": force.of_code(Rank, "SGT").id, "to_rank": force.of_code(Rank, "SGC").id}
    return ranks | {
        "route": "CHOICE", "starts_on": "2027-01-01", "legal_text": "Texte inventé", "seniority_percent": "30",
        "condition_min_years_in_rank": "4", "condition_least_mark": "12", "condition_needs_fitness": "y", "condition_positions": ["ACT"],
        "condition_trainings": "BS 1\r\n\r\n Secourisme ", "condition_least_education": "secondary", "condition_overrides_allowed": "y",
        "condition_most_overrides": "10", "weight_evaluation": "80", "weight_seniority": "20",
    } | changed  # fmt: skip


def stored(app, **about) -> PromotionRule | None:
    with app.app_context(), guard.unscoped("look"):
        return db.session.query(PromotionRule).filter_by(**about).one_or_none()


def write(app, signed_in, **changed) -> int:
    answer = signed_in("aminata").post(NEW, data=typed(app, **changed))
    assert answer.status_code == 302, answer.text
    return stored(app, starts_on=dt.date.fromisoformat(changed.get("starts_on", "2027-01-01"))).id


def test_every_condition_is_a_field_and_comes_back_as_it_was_typed(app, signed_in, people):
    number = write(app, signed_in)
    assert stored(app, id=number).conditions == {
        "min_years_in_rank": 4, "least_mark": 12, "needs_fitness": True, "positions": ["ACT"], "trainings": ["BS 1", "Secourisme"],
        "least_education": "secondary", "overrides_allowed": True, "most_overrides": 10,
    }  # fmt: skip
    assert stored(app, id=number).weights == WEIGHTS
    form = signed_in("aminata").get(f"/admin/promotion-rule/edit/?id={number}").text
    for name, value in (("condition_min_years_in_rank", "4"), ("weight_evaluation", "80"), ("seniority_percent", "30")):
        assert re.search(rf'<input[^>]*name="{name}"[^>]*value="{value}"', form), name
    assert "BS 1\nSecourisme" in form.replace("\r", "")


def test_of_two_who_change_a_version_at_once_neither_loses_anything(app, signed_in, people):
    number = write(app, signed_in)
    address, first, second = f"/admin/promotion-rule/edit/?id={number}", signed_in("aminata"), signed_in("aminata")
    opened = re.search(r'name="_opened" value="([^"]+)"', first.get(address).text)[1]
    second.change(address, data=typed(app, condition_min_years_in_rank="7", condition_needs_fitness=""))
    page = first.post(address, data=typed(app, legal_text="Un autre texte") | {"_opened": opened}).text
    again = re.search(r'name="_opened" value="([^"]+)"', page)[1]
    assert re.search(r'<input[^>]*name="condition_min_years_in_rank"[^>]*value="7"', page) and "data-dispute" not in page
    taken = typed(app, legal_text="Un autre texte", condition_min_years_in_rank="7", condition_needs_fitness="")
    assert first.post(address, data=taken | {"_opened": again}).status_code == 302
    saved = stored(app, id=number)
    assert (saved.legal_text, saved.conditions["min_years_in_rank"], "needs_fitness" in saved.conditions) == ("Un autre texte", 7, False)


def test_a_version_without_a_position_ticked_admits_every_promotable_one(app, signed_in, people):
    number = write(app, signed_in, condition_positions=[])
    assert stored(app, id=number).conditions["positions"] == "promotable"


def test_an_exceptional_version_has_its_cap_and_no_weights(app, signed_in, people):
    bare = {"route": "EXCEPTIONAL", "seniority_percent": "0", "weight_evaluation": "", "weight_seniority": ""}
    number = write(app, signed_in, **bare, condition_most_per_year="2 %")
    assert (stored(app, id=number).weights, stored(app, id=number).conditions["most_per_year"]) == ({}, "2 %")
    assert signed_in("aminata").get(RULE.format(number)).status_code == 200


def test_a_version_is_read_in_sentences_and_held_against_the_one_before(app, signed_in, people):
    write(app, signed_in)
    number = write(app, signed_in, starts_on="2028-01-01", condition_min_years_in_rank="6", condition_needs_fitness="")
    page = signed_in("boubacar").get(RULE.format(number)).text
    assert "6 " in page and "01/01/2027" in page
    assert len(re.findall(r"<del>", page)) == 3 and len(re.findall(r"<ins>", page)) == 2  # its first day, the years, the fitness


def test_a_new_version_begins_with_what_the_other_says(app, signed_in, people):
    number = write(app, signed_in)
    form = signed_in("aminata").get(f"{NEW}?like={number}").text
    assert re.search(r'<input[^>]*name="condition_min_years_in_rank"[^>]*value="4"', form)
    assert not re.search(r'<input[^>]*name="starts_on"[^>]*value="[^"]', form)


def test_a_version_by_which_criteria_were_frozen_is_not_changed(app, signed_in, round_id, people):
    with app.app_context(), guard.unscoped("the criteria are frozen"):
        round_ = db.session.get(PromotionRound, round_id)
        round_.state, number = RoundState.FROZEN, round_.rule_id
        db.session.commit()
    form = typed(app, starts_on="2026-01-01", route="CHOICE")
    signed_in("aminata").change(f"/admin/promotion-rule/edit/?id={number}", data=form)
    assert stored(app, id=number).conditions == {"min_years_in_rank": 5}


@pytest.fixture
def round_id(app, people) -> int:
    """A round of the police that is being prepared, in which Daouda stands."""
    with app.app_context():
        with guard.unscoped("a round for tests"):
            rule = PromotionRule(
                from_rank=force.of_code(Rank, "SGT"), to_rank=force.of_code(Rank, "SGC"), route=Route.CHOICE, starts_on=dt.date(2026, 1, 1),
                legal_text="Texte inventé", conditions={"min_years_in_rank": 5}, weights=WEIGHTS,
            )  # fmt: skip
            made = PromotionRound(
                name="Tableau d'essai", agency=force.of_code(Agency, "PN"), rule=rule, places=1, reference_on=dt.date(2026, 1, 1),
                terms=default_terms(WEIGHTS),
            )  # fmt: skip
            db.session.add(made)
            db.session.flush()
            number = made.id
        db.session.commit()
    return number


def other_terms(**changed) -> dict:
    terms = default_terms(WEIGHTS)
    numbers = {key: value for key, value in terms.items() if key not in ("weights", "tie_breakers")}
    ties = {f"tie_{number}": name for number, name in enumerate(terms["tie_breakers"], 1)}
    weights = {"weight_evaluation": 50, "weight_seniority": 50, "weight_exam": 0, "weight_training": 0, "weight_posts": 0, "weight_distinctions": 0}
    return numbers | ties | weights | {"places": 2, "reference_on": "01/01/2026"} | changed


def test_a_clerk_tries_other_terms_and_the_board_reads_them(app, signed_in, round_id):
    answer = signed_in("boubacar").post(TRY.format(round_id), data=other_terms())
    assert answer.status_code == 302, answer.text
    page = signed_in("fanta").get(answer.location).text
    assert "Boubacar" in page and "KEÏTA" in page and "TRAORÉ" not in page
    assert "Boubacar" in signed_in("boubacar").get(TRY.format(round_id)).text


def test_what_is_wrong_stands_on_the_form_and_nothing_is_kept(app, signed_in, round_id):
    answer = signed_in("boubacar").post(TRY.format(round_id), data=other_terms(weight_evaluation=60))
    assert answer.status_code == 200 and "110" in answer.text and 'value="60"' in answer.text
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(Simulation).count() == 0


def test_the_terms_that_were_tried_are_given_to_the_round(app, signed_in, round_id):
    boubacar = signed_in("boubacar")
    number = boubacar.post(TRY.format(round_id), data=other_terms()).location.split("id=")[1]
    assert boubacar.post("/admin/simulation/adopt/", data={"id": number}).status_code == 302
    with app.app_context(), guard.unscoped("look"):
        round_ = db.session.get(PromotionRound, round_id)
        assert (round_.places, round_.terms["weights"]) == (2, {"evaluation": 50, "seniority": 50})


@pytest.mark.parametrize(("who", "status"), [("fanta", 403), ("coumba", 403), ("daouda", 403)])
def test_trying_is_for_those_who_prepare_the_round(signed_in, round_id, who, status):
    assert signed_in(who).get(TRY.format(round_id)).status_code == status
    assert signed_in(who).post(TRY.format(round_id), data=other_terms()).status_code == status


def test_a_round_of_another_agency_is_not_there_to_be_tried(app, signed_in, round_id):
    with app.app_context(), guard.unscoped("a round of another agency"):
        db.session.get(PromotionRound, round_id).agency = force.of_code(Agency, "OCS")
        db.session.commit()
    assert signed_in("boubacar").get(TRY.format(round_id)).status_code == 404


def test_once_frozen_the_page_says_so_and_offers_no_form(app, signed_in, round_id):
    with app.app_context(), guard.unscoped("the criteria are frozen"):
        db.session.get(PromotionRound, round_id).state = RoundState.FROZEN
        db.session.commit()
    boubacar = signed_in("boubacar")
    assert "weight_evaluation" not in boubacar.get(TRY.format(round_id)).text
    boubacar.post(TRY.format(round_id), data=other_terms())
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(Simulation).count() == 0


def test_a_long_list_is_tried_in_the_background(app, signed_in, round_id, monkeypatch):
    monkeypatch.setattr(ranking, "LONGEST_AT_ONCE", 1)
    assert "/admin/job/details/" in signed_in("boubacar").post(TRY.format(round_id), data=other_terms()).location
    with app.app_context():
        with guard.unscoped("look"):
            number = db.session.query(Job.id).filter_by(kind="simulate").scalar()
        jobs.run(number)
        with guard.unscoped("look"):
            job = db.session.get(Job, number)
            assert (job.state, list(job.result)) == (JobState.DONE, ["simulation"]), job.message
            made = db.session.query(Simulation).one().id
    assert f"/admin/simulation/details/?id={made}" in signed_in("boubacar").get(f"/admin/job/details/?id={number}").text


def test_the_list_of_simulations_opens(signed_in, round_id):
    assert signed_in("fanta").get("/admin/simulation/").status_code == 200


def test_the_intakes_of_a_round_that_is_not_ranked_say_so(signed_in, round_id):
    assert signed_in("fanta").get(f"/admin/promotion-cohorts/?round={round_id}").status_code == 200
    assert signed_in("coumba").get(f"/admin/promotion-cohorts/?round={round_id}").status_code == 403
    assert signed_in("fanta").get("/admin/promotion-cohorts/?round=999999").status_code == 404
