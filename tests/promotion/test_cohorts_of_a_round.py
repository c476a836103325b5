"""The intakes of a ranked list: which overtake older ones, kept with the fairness report and shown before signature."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from models import Agency, Award, AwardKind, PromotionRound, PromotionRule, Rank, RoundState, Route, Unit, db
from rules.promotion import default_terms
from services import guard
from services.promotion import cohorts, dossiers, ranking
from tests import force

WEIGHTS = {"distinctions": 80, "seniority": 20}
SIZE = 10


@pytest.fixture
def round_id(app, people) -> int:
    """Ten of the intake of 2015 and ten of that of 2018, who have the distinctions: eight places. Committed, with its list."""
    with app.app_context():
        with guard.unscoped("a round for tests"):
            unit, kind = db.session.get(Unit, people.other_unit_id), db.session.query(AwardKind).first()
            ranks = {"from_rank": force.of_code(Rank, "ADJ"), "to_rank": force.of_code(Rank, "ADC")}
            rule = PromotionRule(
                route=Route.CHOICE, starts_on=dt.date(2026, 1, 1), legal_text="Texte inventé", conditions={"min_years_in_rank": 5}, weights=WEIGHTS, **ranks
            )
            made = PromotionRound(
                name="Tableau des adjudants", agency=force.of_code(Agency, "PN"), rule=rule, places=8, reference_on=dt.date(2026, 1, 1),
                terms=default_terms(WEIGHTS), state=RoundState.RANKED,
            )  # fmt: skip
            db.session.add(made)
            for year in (2015, 2018):
                for number in range(SIZE):
                    enter(year, number, unit, kind)
            db.session.flush()
            ranking.keep(made, ranking.computed(made, dossiers(made)))
            number = made.id
        db.session.commit()
    return number


def enter(year: int, number: int, unit: Unit, kind: AwardKind) -> None:
    """The last of 2015 is too new in the rank."""
    officer = force.officer(f"Ag {year}", f"Issa {number}", unit, rank="ADJ", entered_on=dt.date(year, 10, 1))
    since = dt.date(2022, 1, 1) if (year, number) == (2015, SIZE - 1) else dt.date(year, 10, 1)
    officer.rank_lines[0].starts_on = since
    if year == 2018 and number < 6:
        for month in (1, 2, 3):
            db.session.add(Award(officer=officer, kind=kind, starts_on=dt.date(2024, month, 1), act_kind="ARRETE"))


def report(app, number: int) -> dict:
    with app.app_context(), guard.unscoped("look"):
        return db.session.get(PromotionRound, number).fairness["cohorts"]


def test_the_younger_intake_overtakes_with_the_reason(app, round_id):
    found = report(app, round_id)["service"]
    [one] = found["overtakings"]
    assert (one["younger"]["year"], one["younger"]["admitted"], one["older"]["year"], one["older"]["admitted"]) == (2018, 6, 2015, 2)
    assert (one["behind"], one["barred"], one["missing"]) == (7, 1, [["years_in_rank", 1]])
    assert [(gap["part"], gap["difference"]) for gap in one["gaps"]][0] == ("distinctions", "80.00")
    assert one["gaps"][1]["part"] == "seniority" and one["gaps"][1]["difference"].startswith("-")


def test_an_intake_may_also_be_the_year_in_which_the_rank_was_reached(app, round_id):
    years = [one["year"] for one in report(app, round_id)["rank"]["intakes"]]
    assert years == [2015, 2018, 2022]


def test_the_report_is_plain_and_the_same_in_whatever_order_the_list_comes(app, round_id):
    with app.app_context(), guard.unscoped("look"):
        round_ = db.session.get(PromotionRound, round_id)
        places = ranking.computed(round_, dossiers(round_))
    again = cohorts.report(reversed(places))
    assert json.loads(json.dumps(again)) == again == report(app, round_id)


def test_the_board_reads_it_on_the_page_of_the_round_and_in_full(signed_in, round_id):
    fanta = signed_in("fanta")
    for page in (f"/admin/promotion-round/details/?id={round_id}", f"/admin/promotion-cohorts/?round={round_id}"):
        text = fanta.get(page).text
        assert "60,0" in text and "20,0" in text and "+80,00" in text
