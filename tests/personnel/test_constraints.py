"""What the database itself keeps of a history, whoever writes: one open line, one line a day, no end before its start."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from models import Annulment, Award, AwardKind, Officer, PositionLine, Posting, RankLine, db
from services import guard

ACT = {"act_kind": "ARRETE"}
MODELS = {"rank_lines": RankLine, "postings": Posting, "position_lines": PositionLine}


@pytest.fixture
def officer(in_app, people) -> Officer:
    guard.act_as(guard.SYSTEM)
    return db.session.get(Officer, people.daouda.officer_id)


@pytest.fixture(params=sorted(MODELS))
def line(request, officer):
    """The one line of each history, open since 2015."""
    [found] = getattr(officer, request.param)
    return found


def another(line, **days):
    """A second line that gives the same."""
    same = {name: getattr(line, name) for name in ("rank_id", "unit_id", "position_id") if hasattr(line, name)}
    return type(line)(officer_id=line.officer_id, **same, **ACT, **days)


def refused(*records, by: str) -> None:
    db.session.add_all(records)
    with pytest.raises(IntegrityError) as found:
        db.session.flush()
    name, columns = by, "officer_id"
    assert name in str(found.value) or columns in str(found.value)  # SQLite names the columns of a unique index
    db.session.rollback()


def test_two_lines_are_never_open(line):
    refused(another(line, starts_on=dt.date(2020, 1, 1)), by=f"uq_{line.__tablename__}_open")


def test_two_lines_never_begin_on_one_day(line):
    day = line.starts_on
    refused(another(line, starts_on=day, ends_on=dt.date(2020, 1, 1)), by=f"uq_{line.__tablename__}_starts_on")


@pytest.mark.parametrize("ends", [dt.date(2020, 1, 1), dt.date(2019, 1, 1)])
@pytest.mark.parametrize("name", ["ends_on", "term_on"])
def test_nothing_ends_before_it_begins(line, name, ends):
    closed = {"ends_on": dt.date(2021, 1, 1)} | {name: ends}
    table = line.__tablename__
    refused(another(line, starts_on=dt.date(2020, 1, 1), **closed), by=f"ck_{table}_{'ends' if name == 'ends_on' else 'term'}_after_start")


def test_an_annulled_line_stands_in_nobodys_way(line):
    annulment = Annulment(officer_id=line.officer_id, reason="Erreur", **ACT)
    db.session.add(annulment)
    line.annulment = annulment
    db.session.flush()
    db.session.add(another(line, starts_on=line.starts_on))
    db.session.flush()


def test_an_award_ends_after_it_began(officer):
    kind = AwardKind(code="MED", name="Médaille")
    db.session.add(kind)
    db.session.flush()
    refused(Award(officer=officer, kind=kind, starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 1, 1), **ACT), by="ck_award_ends_after_start")


@pytest.mark.parametrize(("name", "check"), [("counts_from_on", "seniority_before_start"), ("step_counts_from_on", "step_time_before_start")])
def test_time_that_is_kept_never_begins_after_the_line(officer, name, check):
    [line] = officer.rank_lines
    days = {"starts_on": dt.date(2020, 1, 1), "ends_on": dt.date(2021, 1, 1)}
    refused(another(line, **days, **{name: dt.date(2020, 1, 2)}), by=f"ck_rank_line_{check}")
