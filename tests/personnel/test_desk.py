"""Acts of a career at the desk: the clerk records a posting, a rank, a position with the paper behind it."""

from __future__ import annotations

import pytest

from models import Officer, Position, Rank, db
from services import guard
from tests import force

PAPER = {"starts_on": "01/11/2026", "kind": "Décision", "reference": "n° 2026-12/DGPN", "signed_on": "28/10/2026"}


def address(people, kind: str) -> str:
    return f"/admin/officer/act/?id={people.daouda.officer_id}&kind={kind}"


def daouda(app, people) -> Officer:
    with app.app_context(), guard.unscoped("the test looks"):
        officer = db.session.get(Officer, people.daouda.officer_id)
        _ = officer.unit, officer.rank, officer.position, [(line.unit_id, line.ends_on) for line in officer.postings]
        return officer


def number(app, model, code: str) -> int:
    with app.app_context(), guard.unscoped("the test looks"):
        return force.of_code(model, code).id


def test_a_posting_closes_the_one_before_and_shows_at_once(app, people, signed_in):
    form = PAPER | {"unit": str(people.other_unit_id), "function": "Chef de poste"}
    assert signed_in("boubacar").post(address(people, "posting"), data=form).status_code == 302
    officer = daouda(app, people)
    assert officer.unit_id == people.other_unit_id
    assert [str(line.ends_on) for line in officer.postings] == ["2026-11-01", "None"]
    assert officer.postings[-1].act_reference == "n° 2026-12/DGPN"


def test_a_rank_and_a_position_are_acts_too(app, people, signed_in):
    boubacar = signed_in("boubacar")
    boubacar.post(address(people, "rank"), data=PAPER | {"rank": str(number(app, Rank, "SGC")), "step": "1"})
    boubacar.post(address(people, "position"), data=PAPER | {"position": str(number(app, Position, "STG"))})
    officer = daouda(app, people)
    assert (officer.rank.code, officer.position.code) == ("SGC", "STG")


@pytest.mark.parametrize("changed", [{"starts_on": "01/01/2010"}, {"starts_on": "31/02/2026"}, {"unit": ""}, {"kind": "x"}])
def test_what_cannot_be_is_said_beside_the_field_and_keeps_what_was_typed(app, people, signed_in, changed):
    form = PAPER | {"unit": str(people.other_unit_id), "function": "Chef de poste"} | changed
    page = signed_in("boubacar").post(address(people, "posting"), data=form)
    assert page.status_code == 200 and "Chef de poste" in page.text and "error" in page.text
    assert daouda(app, people).unit_id == people.unit_id


def test_a_unit_of_another_agency_is_refused(app, people, signed_in):
    form = PAPER | {"unit": str(people.foreign_unit_id)}
    signed_in("boubacar").post(address(people, "posting"), data=form)
    assert daouda(app, people).unit_id == people.unit_id


def test_only_those_who_may_change_a_file_record_an_act(people, signed_in):
    assert signed_in("coumba").get(address(people, "posting")).status_code == 403
    assert signed_in("boubacar").get(address(people, "nothing")).status_code == 404
    foreign = f"/admin/officer/act/?id={people.canary_id}&kind=posting"
    assert signed_in("boubacar").get(foreign).status_code == 404
