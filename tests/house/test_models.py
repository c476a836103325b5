"""Every model says whose it is and what each of its columns is called."""

from __future__ import annotations

import re

import pytest

from models import Encrypted, Officer, db, model_of
from rules import access

from .reading import files, place, text

MODELS = sorted((mapper.class_ for mapper in db.Model.registry.mappers), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS)
def test_a_model_says_its_area_its_scope_and_its_name(model):
    missing = [name for name in ("__area__", "__scope__", "__label__", "__label_plural__") if not hasattr(model, name)]
    assert not missing, f"{model.__name__}: write {', '.join(missing)} (models/base.py says what they mean)"
    assert model.__area__ in access.AREAS, f"{model.__name__}: {model.__area__} is no area of rules/access.py"


@pytest.mark.parametrize("model", MODELS)
def test_every_column_has_a_label(model):
    missing = [column.name for column in model.__table__.columns if not column.info.get("label")]
    assert not missing, f'{model.__name__}: write info={{"label": _l("…")}} on {", ".join(missing)}'


@pytest.mark.parametrize("model", MODELS)
def test_what_is_encrypted_is_masked_or_hidden(model):
    for column in model.__table__.columns:
        if isinstance(column.type, Encrypted):
            permission = column.info.get("mask", "")
            assert permission or column.info.get("hidden"), f"{model.__name__}.{column.name}: say who may read it (mask)"
            assert permission.partition(".")[2] in access.VERBS or not permission


@pytest.mark.parametrize("model", MODELS)
def test_tables_are_singular_and_dates_and_moments_are_named_alike(model):
    assert re.fullmatch(r"[a-z_]+", model.__tablename__)
    for column in model.__table__.columns:
        ending = {"Date": "_on", "DateTime": "at", "UtcDateTime": "at"}.get(type(column.type).__name__, "")
        assert column.name.endswith(ending), f"{model.__name__}.{column.name}: name it …{ending}"


def test_a_table_leads_to_its_model_in_one_place():
    again = re.compile(r"mappers if .*__tablename__ ==|__tablename__: mapper")
    wrong = [str(path) for path in files(".py") if again.search(text(path)) and place(path) not in ("models", "tests", "bench")]
    assert not wrong, f"use models.model_of in {', '.join(wrong)}"
    assert model_of("officer") is Officer and model_of("nothing") is None and model_of(None) is None
