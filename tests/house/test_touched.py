"""Whatever the shape of a query: one who may see no officer meets none in it, and the guard never takes it for harmless."""

from __future__ import annotations

import gc

import pytest
from sqlalchemy import exists, func, literal, select, text, union
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload, subqueryload

from models import Evaluation, Officer, Posting, Unit, User, db
from rules.access import NOBODY
from services import guard
from services.guard import reading
from services.guard.touched import tables_of

ALIAS = aliased(Officer)
SCOPED = select(Officer.id).where(Officer.last_name != "").subquery()

# Each asks for officers, and must find none.
NAMED = {
    "the model": select(Officer),
    "a column": select(Officer.last_name),
    "an alias": select(ALIAS),
    "a count": select(func.nullif(func.count(Officer.id), 0)).having(func.count(Officer.id) > 0),
    "a subquery": select(SCOPED),
    "an alias of a subquery": select(aliased(Officer, select(Officer).subquery())),
    "a common table": select(select(Officer.id).cte("some").c.id),
    "an exists": select(literal(1)).where(exists(select(Officer.id))),
    "a scalar": select(literal(1)).where(select(func.count(Officer.id)).scalar_subquery() > 0),
    "a membership": select(Unit.id).where(Unit.id.in_(select(Officer.unit_id))),
    "another model's record": select(User).where(User.officer_id.in_(select(Officer.id))),
    "a join with its condition": select(Unit.id, Officer.id).join(Officer, Officer.unit_id == Unit.id),
    "a join to an alias": select(Unit.id, ALIAS.id).select_from(Unit).join(ALIAS, ALIAS.unit_id == Unit.id),
    "a join from an alias": select(ALIAS.id).join(Unit, ALIAS.unit_id == Unit.id),
    "a join over a link": select(Posting.id).join(Posting.officer),
    "a join to a model over a link": select(Posting.id).join(Officer, Posting.officer),
    "a join to an alias over a link": select(Posting.id).join(Posting.officer.of_type(ALIAS)),
    "an alias over a link": select(Posting.id).join(ALIAS, Posting.officer),
    "a join over a link in a subquery": select(Unit.id).where(Unit.id.in_(select(Posting.unit_id).join(Posting.officer))),
    "a link loaded in the same statement": select(Posting).options(joinedload(Posting.officer)),
    "a joined link that is kept": select(Posting).join(Posting.officer).options(contains_eager(Posting.officer)),
    "a joined alias that is kept": select(Posting).join(Posting.officer.of_type(ALIAS)).options(contains_eager(Posting.officer.of_type(ALIAS))),
    "a link loaded beyond another": select(Posting).options(joinedload(Posting.unit), selectinload(Posting.officer).joinedload(Officer.rank)),
}
# Of these nobody can say before they are compiled which tables they will name.
UNNAMED = {
    "a join that finds its own condition": select(Unit.id).join(Officer),
    "other columns after a join": select(Posting).join(Posting.officer).with_only_columns(Officer.id).join(Officer.rank),
    "a link loaded by a subquery": select(Posting).options(subqueryload(Posting.officer)),
}


@pytest.fixture
def nobody_there(people, in_app):
    """The force is there, and nobody looks at it."""
    guard.act_as(NOBODY)
    return in_app


@pytest.mark.parametrize("shape", NAMED)
def test_who_may_see_no_officer_meets_none(nobody_there, shape):
    assert tables_of(NAMED[shape]) is None or "officer" in tables_of(NAMED[shape])
    assert not db.session.execute(NAMED[shape]).all()


@pytest.mark.parametrize("shape", UNNAMED)
def test_a_query_that_does_not_name_its_tables_may_touch_any(nobody_there, shape):
    assert tables_of(UNNAMED[shape]) is None
    assert not db.session.execute(UNNAMED[shape]).all()


@pytest.mark.parametrize(
    "statement",
    [union(select(Officer.id), select(ALIAS.id)), select(Officer).from_statement(text("SELECT * FROM officer"))],
    ids=["a union", "a statement of one's own"],
)
def test_what_is_no_plain_query_may_touch_any_table(statement):
    assert tables_of(statement) is None


def test_an_outer_join_leaves_the_row_and_hides_what_it_leads_to(nobody_there):
    with guard.unscoped("the test"):
        units = db.session.query(Unit).count()
    rows = db.session.execute(select(Unit.id, Officer.id).outerjoin(Officer, Officer.unit_id == Unit.id)).all()
    assert len(rows) == units > 0 and all(officer is None for _unit, officer in rows)


def test_a_query_of_one_table_bears_the_conditions_of_no_other(nobody_there):
    assert tables_of(select(Unit).where(Unit.id == 1)) == {"unit"}
    assert tables_of(select(Evaluation.id)) == {"evaluation"}


def test_queries_that_nobody_holds_any_more_are_forgotten(in_app):
    with guard.unscoped("the test"):
        for _page in range(50):
            db.session.execute(select(Unit.id).where(Unit.code == "x")).all()
            db.session.execute(select(Officer.id).where(Officer.last_name == "x")).all()
        gc.collect()
        before = len(reading._conditioned)
        for _page in range(50):
            db.session.execute(select(Unit.id).where(Unit.code == "x")).all()
            db.session.execute(select(Officer.id).where(Officer.last_name == "x")).all()
        gc.collect()
        assert len(reading._conditioned) <= before
