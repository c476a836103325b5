"""A new table that keeps records of officers is thought of: can it be corrected, is a change of it told?"""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from models import db
from rules import correction
from services.dossier import lately


def kept() -> set[str]:
    """The tables that say of which officer their records are."""
    models = (mapper.class_ for mapper in db.Model.registry.mappers)
    return {model.__tablename__ for model in models if "officer_id" in inspect(model).columns}


@pytest.mark.parametrize(
    ("listed", "left_out", "place"),
    [
        (correction.CORRECTABLE.keys(), correction.NOT_CORRECTABLE, "rules/correction.py"),
        (lately.KINDS.keys(), lately.LEFT_OUT, "services/dossier/lately.py"),
    ],
    ids=["corrected", "told when changed"],
)
def test_every_table_of_the_file_is_listed_or_left_out_with_a_reason(listed, left_out, place):
    assert kept() <= {*listed, *left_out}, f"put these into {place}: {sorted(kept() - {*listed, *left_out})}"
    assert left_out.keys() <= kept() and not left_out.keys() & set(listed)
    assert all(left_out.values())
