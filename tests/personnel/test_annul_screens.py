"""Annulling over HTTP: the clerk reads what follows and proposes, another person approves, and the list shows both acts."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from models import Agency, Officer, Position, Proposal, ProposalState, Rank, RankLine, Unit, User, db
from services import guard, personnel
from services.personnel import Act
from tests import force

PAPER = {"kind": "Arrêté", "reference": "Arrêté n° 99", "authority": "Le ministre", "signed_on": "01/03/2026", "reason": "Rapporté"}


@pytest.fixture
def line_id(app, people) -> int:
    """Daouda's promotion, and Kadidia, HR manager of the police."""
    with app.app_context(), guard.unscoped("an act"):
        force.user("kadidia", "hr_manager", agency=force.of_code(Agency, "PN"))
        officer = db.session.get(Officer, people.daouda.officer_id)
        line = personnel.promote(officer, force.of_code(Rank, "SGC"), Act(dt.date(2024, 1, 1), "Arrêté", "Arrêté n° 12"))
        db.session.commit()
        return line.id


def address(line_id: int) -> str:
    return f"/admin/rank-line/annul/?id={line_id}"


def propose(client, line_id: int, **changed):
    page = client.get(address(line_id)).text
    seen = re.search(r'name="seen" value="([^"]+)"', page).group(1)
    return page, client.post(address(line_id), data=PAPER | {"seen": seen} | changed)


def proposal(app) -> Proposal | None:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.query(Proposal).order_by(Proposal.id.desc()).first()


def is_annulled(app, line_id: int) -> bool:
    with app.app_context(), guard.unscoped("the test looks"):
        return db.session.get(RankLine, line_id).annulment_id is not None


def test_the_clerk_reads_what_follows_and_another_person_approves_the_same(app, people, signed_in, line_id):
    page, answer = propose(signed_in("boubacar"), line_id)
    sentence = "Sergent-chef (1) → Sergent de police (1)"
    assert sentence in page and answer.status_code == 302 and not is_annulled(app, line_id)
    kadidia, waiting = signed_in("kadidia"), proposal(app)
    assert sentence in kadidia.get(f"/admin/proposal/details/?id={waiting.id}").text
    kadidia.post("/admin/proposal/approve/", data={"id": waiting.id, "digest": waiting.digest})
    assert proposal(app).state is ProposalState.DONE and is_annulled(app, line_id)


def test_an_annulled_line_is_struck_through_and_names_the_act_that_annuls(app, people, signed_in, line_id):
    with app.app_context(), guard.unscoped("the act is annulled"):
        personnel.annul([db.session.get(RankLine, line_id)], personnel.Paper("Arrêté", "Arrêté n° 99"), "Rapporté")
        db.session.commit()
    boubacar = signed_in("boubacar")
    listed = boubacar.get(f"/admin/rank-line/?officer={people.daouda.officer_id}").text
    assert "<s>Sergent-chef</s>" in listed and "Arrêté n° 99" in listed and "<s>Sergent de police</s>" not in listed
    page = boubacar.get(f"/admin/rank-line/details/?id={line_id}").text
    assert "Arrêté n° 99" in page and "Rapporté" in page and address(line_id) not in page


def test_while_it_waits_the_page_of_the_line_says_so(app, people, signed_in, line_id):
    boubacar = signed_in("boubacar")
    page = f"/admin/rank-line/details/?id={line_id}"
    assert address(line_id) in boubacar.get(page).text
    propose(boubacar, line_id)
    waits = boubacar.get(page).text
    assert f"/admin/proposal/details/?id={proposal(app).id}" in waits and address(line_id) not in waits


@pytest.mark.parametrize("changed", [{"reason": ""}, {"reference": " "}, {"seen": "x"}, {"signed_on": "31/02/2026"}])
def test_what_is_missing_or_was_not_read_is_told_and_nothing_is_proposed(app, people, signed_in, line_id, changed):
    _page, answer = propose(signed_in("boubacar"), line_id, **changed)
    assert answer.status_code == 200 and "error-summary" in answer.text and "Le ministre" in answer.text
    assert proposal(app) is None


def test_what_cannot_be_annulled_yet_says_what_to_annul_first(app, people, signed_in, line_id):
    with app.app_context(), guard.unscoped("a return and a posting"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        put = lambda code, year: personnel.set_position(officer, force.of_code(Position, code), Act(dt.date(year, 1, 1), "Arrêté"))  # noqa: E731
        put("DEM", 2020)
        back = put("ACT", 2022)
        personnel.post(officer, db.session.get(Unit, people.other_unit_id), Act(dt.date(2022, 2, 1), "Décision"))
        db.session.commit()
        number = back.id
    page = signed_in("boubacar").get(f"/admin/position-line/annul/?id={number}").text
    assert "01/02/2022" in page and 'name="reason"' not in page


def test_only_those_who_keep_files_annul_and_nobody_his_own(app, people, signed_in, line_id):
    assert signed_in("coumba").get(address(line_id)).status_code == 403
    assert signed_in("boubacar").get(address(999999)).status_code == 404
    with app.app_context(), guard.unscoped("the clerk has a file"):
        db.session.query(User).filter_by(username="daouda").one().officer = None
        db.session.flush()
        db.session.query(User).filter_by(username="boubacar").one().officer = db.session.get(Officer, people.daouda.officer_id)
        db.session.commit()
    boubacar = signed_in("boubacar")
    assert boubacar.get(address(line_id)).status_code == 403
    assert address(line_id) not in boubacar.get(f"/admin/rank-line/details/?id={line_id}").text
