"""Rank, unit and position follow from dated lines by acts: no form, no bulk edit and no other service writes them."""

from __future__ import annotations

import ast

import pytest
from flask_admin.contrib.sqla import ModelView

from models import Annulment, CareerLine, Officer, PositionLine, Posting, RankLine
from services import fields
from services.personnel import REPEATED

from .reading import files, tree

REPEATED_NAMES = {name for names in REPEATED.values() for name in names}
LINES = (Posting, RankLine, PositionLine)
# Who makes lines: the acts themselves; files of former times, each line with its act; one act for many; the demonstration.
MAKERS = ("services/personnel/", "services/imports/", "services/collective/", "services/demo/")


@pytest.fixture
def screens(app):
    return [view for view in app.extensions["admin_views"] if isinstance(view, ModelView)]


def test_no_form_of_an_officer_has_a_field_that_a_line_decides(app, screens):
    [view] = [one for one in screens if one.model is Officer]
    with app.test_request_context():
        typed = set(view.form_columns) | set(view.description.typed)
    assert not typed & REPEATED_NAMES


def test_the_same_is_said_of_the_fields_themselves():
    described = fields.fields_of(Officer)
    assert all(described[name].is_derived for name in REPEATED_NAMES)


def test_no_line_is_typed_or_changed_by_hand(screens):
    shown = [view for view in screens if issubclass(view.model, CareerLine) or view.model is Annulment]
    assert {view.model for view in shown} >= {*LINES, Annulment}
    assert not [view.model for view in shown if view.is_creatable or view.is_editable or view.is_deletable]


def test_no_bulk_edit_offers_what_an_act_decides(screens):
    """It offers fields of the form, or those that a screen names."""
    for view in screens:
        if view.model is Officer or issubclass(view.model, CareerLine):
            assert not set(view.bulk_fields or ()) & REPEATED_NAMES


def test_lines_are_made_by_their_makers_only():
    names, wrong = {model.__name__ for model in LINES}, []
    for path in files(".py"):
        if str(path).startswith(("tests/", "bench/", *MAKERS)):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.keywords:
                wrong.append(f"{path}:{node.lineno} makes a {node.func.id}: record an act (services/personnel/acts.py)")
    assert not wrong, "\n".join(wrong)


def test_the_present_state_is_written_where_it_follows_only():
    wrong = []
    for path in files(".py"):
        if str(path).startswith(("tests/", "bench/", *MAKERS)):
            continue
        for node in ast.walk(tree(path)):
            targets = node.targets if isinstance(node, ast.Assign) else ()
            for target in targets:
                is_officer = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "officer"
                if is_officer and target.attr in {*REPEATED_NAMES, "unit_id", "rank_id", "position_id"}:
                    wrong.append(f"{path}:{node.lineno} writes officer.{target.attr}: it follows from the lines")
    assert not wrong, "\n".join(wrong)
