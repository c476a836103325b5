"""The fairness report at the clerks' door: read, kept from telling of single people, concluded upon, taken away."""

from __future__ import annotations

import pytest

from models import AuditEvent, BoardMember, PromotionRound, RoundState, Sex, Unit, db, now
from services import guard
from tests import force

from .test_fairness_report import SAID, freeze, ranked_round

PAGE = "/admin/promotion-fairness/?round={}"
CONCLUDE = "/admin/promotion-fairness/conclude/?round={}"


@pytest.fixture
def round_id(app, people):
    """The example of Morris, five of the men being heads of a unit; Fanta sits on the board."""
    with app.app_context(), guard.unscoped("a round for tests"):
        unit = db.session.get(Unit, people.unit_id)
        women = [force.officer("Diallo", f"Femme {number}", unit, sex=Sex.F) for number in range(10)]
        men = [force.officer("Cissé", f"Homme {number}", unit, sex=Sex.M) for number in range(25)]
        for one in men[:5]:
            one.postings[0].is_head = True
        made = ranked_round({**{one: place < 2 for place, one in enumerate(women)}, **{one: place < 15 for place, one in enumerate(men)}})
        made.ranked_at = now()
        db.session.add(BoardMember(round=made, member_id=people.fanta.user_id))
        freeze(made)
        number = made.id
        db.session.commit()
    return number


def stored(app, number: int) -> PromotionRound:
    with app.app_context(), guard.unscoped("look"):
        return db.session.get(PromotionRound, number)


def test_the_report_says_in_words_what_its_figures_mean(signed_in, round_id):
    page = signed_in("boubacar").get(PAGE.format(round_id)).get_data(as_text=True)
    assert "Femmes" in page or "Women" in page
    assert "0,33" in page or "0.33" in page


def test_small_groups_are_shown_to_the_board_and_not_to_a_clerk(signed_in, round_id):
    heads = "Chefs de service", "Heads of a unit"
    board, clerk = (signed_in(name).get(PAGE.format(round_id)).get_data(as_text=True) for name in ("fanta", "boubacar"))
    rows = '<th scope="row">'
    assert any(f"{rows}{name}" in board for name in heads) and not any(f"{rows}{name}" in clerk for name in heads)


def test_a_clerk_reads_the_frozen_report_nowhere_else(signed_in, round_id):
    boubacar = signed_in("boubacar")
    page = boubacar.get(f"/admin/promotion-round/details/?id={round_id}").get_data(as_text=True)
    assert "below_unsure" not in page and "shortfall" not in page


def test_the_last_ranked_round_is_shown_where_none_is_asked_for(signed_in, round_id):
    assert "Tableau" in signed_in("fanta").get("/admin/promotion-fairness/").get_data(as_text=True)


def test_without_a_ranked_round_the_page_says_so(signed_in, people):
    assert signed_in("fanta").get("/admin/promotion-fairness/").status_code == 200


@pytest.mark.parametrize("number", ["0", "999999", "abc"])
def test_odd_numbers_are_clean_answers(signed_in, round_id, number):
    assert signed_in("fanta").get(PAGE.format(number)).status_code in (200, 404)


@pytest.mark.parametrize("name", ["daouda", "coumba"])
def test_who_sees_no_round_sees_no_report(signed_in, round_id, name):
    assert signed_in(name).get(PAGE.format(round_id)).status_code == 403


def test_a_member_of_the_board_records_its_conclusion(app, signed_in, round_id):
    fanta = signed_in("fanta")
    assert fanta.get(CONCLUDE.format(round_id)).status_code == 200
    assert fanta.post(CONCLUDE.format(round_id), data={"words": SAID}).status_code == 302
    assert stored(app, round_id).fairness_conclusion == SAID
    assert SAID[:40] in fanta.get(PAGE.format(round_id)).get_data(as_text=True)


def test_a_refused_conclusion_comes_back_with_what_was_typed(app, signed_in, round_id):
    answer = signed_in("fanta").post(CONCLUDE.format(round_id), data={"words": "Vu."})
    assert answer.status_code == 200 and "Vu." in answer.get_data(as_text=True)
    assert stored(app, round_id).fairness_conclusion is None


def test_nobody_else_concludes(app, signed_in, round_id):
    for name in ("boubacar", "aminata"):
        assert signed_in(name).get(CONCLUDE.format(round_id)).status_code == 403
        assert signed_in(name).post(CONCLUDE.format(round_id), data={"words": SAID}).status_code == 403
    assert stored(app, round_id).fairness_conclusion is None


def test_a_sealed_round_is_read_and_not_concluded_upon(app, signed_in, round_id):
    with app.app_context(), guard.unscoped("sealed"):
        db.session.get(PromotionRound, round_id).state = RoundState.SEALED
        db.session.commit()
    fanta = signed_in("fanta")
    assert fanta.get(PAGE.format(round_id)).status_code == 200
    assert fanta.post(CONCLUDE.format(round_id), data={"words": SAID}).status_code == 403


def test_the_report_leaves_as_a_file_by_right_and_is_in_the_trail(app, signed_in, round_id):
    path = f"/admin/promotion-fairness/export/csv/?round={round_id}"
    answer = signed_in("aminata").get(path)
    assert answer.status_code == 200 and "0,0599" not in answer.get_data(as_text=True)
    assert signed_in("boubacar").get(path).status_code == 403
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(AuditEvent).filter_by(action="export").one().changes["rows"] >= 4
