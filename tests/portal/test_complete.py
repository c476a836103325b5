"""A new table that keeps records of officers is thought of: can it be corrected?"""

from __future__ import annotations

from sqlalchemy import inspect

from models import db
from rules import correction


def kept() -> set[str]:
    """The tables that say of which officer their records are."""
    models = (mapper.class_ for mapper in db.Model.registry.mappers)
    return {model.__tablename__ for model in models if "officer_id" in inspect(model).columns}


def test_every_table_of_the_file_is_listed_or_left_out_with_a_reason():
    listed, left_out = correction.CORRECTABLE.keys(), correction.NOT_CORRECTABLE
    assert kept() <= {*listed, *left_out}, f"put these into rules/correction.py: {sorted(kept() - {*listed, *left_out})}"
    assert left_out.keys() <= kept() and not left_out.keys() & set(listed)
    assert all(left_out.values())
