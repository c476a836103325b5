"""PostgreSQL keeps prepared what is asked often, over pages that only read; and what a page wrote without a commit is taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from models import engine
from tests.servers import postgres

QUESTION = text("SELECT number FROM kept WHERE number > :least")


@pytest.fixture
def kept(postgres_server):
    """An engine with a table of one row."""
    with postgres.database(postgres_server) as address:
        made = create_engine(address, pool_size=1)
        engine.prepare(made)
        with made.begin() as connection:
            connection.execute(text("CREATE TABLE kept (number INTEGER)"))
            connection.execute(text("INSERT INTO kept VALUES (1)"))
        yield made
        made.dispose()


def test_a_question_stays_prepared_over_pages_that_only_read(kept):
    for _page in range(8):
        with kept.connect() as connection:
            assert connection.execute(QUESTION, {"least": 0}).all() == [(1,)]
    with kept.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM kept%'")) == 1


@pytest.mark.parametrize("statement", ["INSERT INTO kept VALUES (2)", " update kept SET number = 2", "WITH gone AS (DELETE FROM kept RETURNING 1) SELECT 1 FROM gone"])
def test_what_was_written_without_a_commit_is_taken_back(kept, statement):
    for _page in range(2):
        with kept.connect() as connection:
            connection.execute(text(statement))
        with kept.connect() as connection:
            assert connection.scalars(text("SELECT number FROM kept")).all() == [1]


def test_a_commit_keeps_what_was_written_and_the_next_page_starts_anew(kept):
    with kept.begin() as connection:
        connection.execute(text("INSERT INTO kept VALUES (2)"))
    with kept.connect() as connection:
        connection.execute(QUESTION, {"least": 0})
    with kept.connect() as connection:
        connection.execute(text("INSERT INTO kept VALUES (3)"))
    with kept.connect() as connection:
        assert connection.scalars(text("SELECT number FROM kept ORDER BY number")).all() == [1, 2]


def test_after_a_question_that_fails_the_connection_goes_on(kept):
    with kept.connect() as connection, pytest.raises(Exception, match="division by zero"):
        connection.execute(text("SELECT 1 / (number - 1) FROM kept"))
    with kept.connect() as connection:
        assert connection.execute(QUESTION, {"least": 0}).all() == [(1,)]
