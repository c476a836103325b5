"""Names of units, ranks and people in a file: what is created for them, and what is looked up."""

from contextlib import contextmanager

from sqlalchemy import event

from models import Unit, db

from .conftest import ALI, AWA, HEADER
from .test_officers import counts


def test_spellings_of_one_unknown_name_make_one_unit(load):
    lines = (AWA, ALI.replace("CA-1", "ca  1"), AWA.replace("0101", "0103").replace("CA-1", "Çà 1"))
    assert counts(load(HEADER, *lines)) == (3, 0, 0, 0)
    assert [unit.name for unit in db.session.query(Unit)] == ["CA-1"]
    assert counts(load(HEADER, *lines)) == (0, 0, 3, 0)


def test_new_units_have_codes_of_their_own_also_where_their_names_begin_alike(load):
    name = "Commissariat du premier arrondissement de la capitale"
    lines = (AWA.replace("CA-1", f"{name} nord"), ALI.replace("CA-1", f"{name} sud"))
    assert counts(load(HEADER, *lines)) == (2, 0, 0, 0)
    codes = {unit.code for unit in db.session.query(Unit)}
    assert len(codes) == 2 and all(len(code) <= 40 for code in codes)
    assert counts(load(HEADER, *lines)) == (0, 0, 2, 0)


def test_a_name_that_would_have_to_be_cut_is_not_created(load):
    outcome = load(HEADER, AWA.replace("CA-1", "Poste " * 40))
    assert "characters" in str(outcome.problems[0].reason) and not outcome.is_loaded


def test_only_the_officers_of_the_file_are_looked_up(load):
    load(HEADER, AWA, ALI)
    read = []
    with listening(read):
        assert counts(load(HEADER, AWA, dry_run=True)) == (0, 0, 1, 0)
    asked = [statement for statement in read if "FROM officer" in statement]
    assert asked and all(" IN (" in statement for statement in asked)


@contextmanager
def listening(heard: list):
    """Every statement that reaches the database."""

    def hear(_connection, _cursor, statement, *_more):
        heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
