"""What does not go together in careers is counted by kind and listed, in scope; screens cannot make it."""

from __future__ import annotations

import datetime as dt

import pytest

from models import Officer, Position, PositionLine, Posting, RankLine, Unit, db
from services import guard, personnel
from services.personnel import Act, incoherences
from services.personnel.incoherences import Kind
from tests import force

ACT = {"act_kind": "REPRISE"}


def day(*parts: int) -> dt.date:
    return dt.date(*parts)


@pytest.fixture
def daouda(in_app, people) -> Officer:
    guard.act_as(guard.SYSTEM)
    return db.session.get(Officer, people.daouda.officer_id)


def broken(officer: Officer, people, kind: Kind) -> None:
    """What a file of former times brings."""
    [rank], [posting], [position] = officer.rank_lines, officer.postings, officer.position_lines
    first, unit = rank.rank, db.session.get(Unit, people.other_unit_id)
    match kind:
        case Kind.OVERLAP:
            rank.ends_on = day(2020, 1, 1)
            db.session.flush()
            db.session.add(RankLine(officer=officer, rank=first, step=1, starts_on=day(2019, 1, 1), **ACT))
        case Kind.OPEN:
            db.session.add(RankLine(officer=officer, rank=first, step=1, starts_on=day(2019, 1, 1), ends_on=day(2020, 1, 1), **ACT))
        case Kind.BEFORE_ENTRY:
            position.starts_on = day(2014, 1, 1)
        case Kind.CLOSED_UNIT:
            posting.unit.ends_on = day(2020, 1, 1)
        case Kind.AWAY:
            position.ends_on = day(2020, 1, 1)
            posting.ends_on = day(2020, 1, 1)
            db.session.flush()
            gone = force.of_code(Position, "RET")
            db.session.add(PositionLine(officer=officer, position=gone, starts_on=day(2020, 1, 1), **ACT))
            db.session.add(Posting(officer=officer, unit=unit, starts_on=day(2021, 1, 1), **ACT))
        case Kind.HOLE:
            posting.ends_on = day(2020, 1, 1)
            db.session.flush()
            db.session.add(Posting(officer=officer, unit=unit, starts_on=day(2021, 1, 1), **ACT))
        case Kind.OUT_OF_STEP:
            officer.rank = None
    db.session.flush()
    if kind is not Kind.OUT_OF_STEP:
        personnel.refresh(officer)


def test_nothing_is_found_where_all_goes_together(daouda):
    assert not any(incoherences.counts().values())
    assert not any(incoherences.listed(kind, 0, 10) for kind in Kind)


# A line that ends before it begins is refused by both databases themselves (test_constraints.py).
POSSIBLE = [kind for kind in Kind if kind is not Kind.BACKWARDS]


@pytest.mark.parametrize("kind", POSSIBLE, ids=lambda kind: kind.value)
def test_each_kind_is_counted_and_listed(daouda, people, kind):
    broken(daouda, people, kind)
    counts = {one: number for one, number in incoherences.counts().items() if number}
    assert counts[kind] == 1 or kind is Kind.CLOSED_UNIT
    listed = incoherences.listed(kind, 0, 10)
    assert daouda in [one.officer for one in listed] and len(listed) == counts[kind]


def test_the_end_of_the_service_is_no_hole_for_a_posting(daouda, people):
    act = lambda *on: Act(day(*on), "ARRETE")  # noqa: E731
    personnel.set_position(daouda, force.of_code(Position, "DEM"), act(2020, 1, 1))
    personnel.set_position(daouda, force.of_code(Position, "ACT"), act(2021, 1, 1))
    personnel.post(daouda, db.session.get(Unit, people.other_unit_id), act(2021, 1, 1))
    assert not any(incoherences.counts().values())


def test_pages_follow_each_other_over_all_the_histories(daouda, people):
    colleague = db.session.get(Officer, people.colleague_id)
    for officer in (daouda, colleague):
        for line in (*officer.rank_lines, *officer.postings, *officer.position_lines):
            line.starts_on = day(2010, 1, 1)
    db.session.flush()
    pages = [incoherences.listed(Kind.BEFORE_ENTRY, first, 2) for first in (0, 2, 4, 6)]
    assert [len(page) for page in pages] == [2, 2, 2, 0]
    assert len({(one.model, one.line_id) for page in pages for one in page}) == 6


def test_what_was_annulled_contradicts_nothing(daouda, people):
    broken(daouda, people, Kind.OVERLAP)
    personnel.annul([daouda.rank_lines[-1]], personnel.Paper("ARRETE"), "Saisi deux fois")
    assert not any(incoherences.counts().values())


def test_the_page_shows_them_in_scope_and_leads_to_the_file(app, people, signed_in):
    with app.app_context(), guard.unscoped("files of former times"):
        for number in (people.daouda.officer_id, people.canary_id):
            broken(db.session.get(Officer, number), people, Kind.BEFORE_ENTRY)
        db.session.commit()
    page = signed_in("boubacar").get("/admin/incoherences/").text
    assert f"/admin/officer/details/?id={people.daouda.officer_id}" in page and "01/01/2014" in page
    assert force.CANARY not in page
    assert force.CANARY in signed_in("aminata").get("/admin/incoherences/?kind=before-entry").text


def test_only_those_who_see_files_open_the_page(app, people, signed_in, client):
    assert signed_in("daouda").get("/admin/incoherences/").status_code == 403
    assert client.get("/admin/incoherences/").location.startswith("/login")
    assert signed_in("boubacar").get("/admin/incoherences/?kind=nothing&page=x").status_code == 200


def test_a_head_of_unit_does_not_read_them_by_their_address(signed_in, people):
    assert signed_in("coumba").get("/admin/incoherences/").status_code == 403
    assert signed_in("boubacar").get("/admin/incoherences/").status_code == 200
