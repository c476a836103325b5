"""Which lists speak of people, written out for every screen that gives files: of those, many rows need a second person."""

from __future__ import annotations

import pytest

from admin_views.base import RecordView
from models import Officer, Record, Region
from services import export

# A screen that is new here: does a line of its list say something of an officer or of somebody with an account?
PERSONAL = """
    absence account activation annulment audit_event award badge card_batch collective_row correction_request delegation disciplinary_case document education emergency_contact
    evaluation evaluation_appeal evaluation_fact evaluation_part evaluator_severity family_member identity_paper import_run inquiry job language_skill medical_fitness officer photo position_line posting
    exam_mark exceptional_promotion promotion_appeal promotion_candidate proposal rank_line sanction sign_in signed_paper simulation
"""
OF_NOBODY = """
    absence_kind agency award_kind blank card_design collective_act concordance corps criterion criterion_level custom_field cycle_criterion cycle_form document_kind
    evaluation_cycle evaluation_form form_criterion grid_step holiday language position post promotion_round promotion_rule rank region required_piece
    retirement_age sanction_kind severity_fit unit
"""


def screens(app) -> list[RecordView]:
    return [view for view in app.extensions["admin_views"] if isinstance(view, RecordView)]


def test_every_screen_is_written_out(app):
    written = PERSONAL.split() + OF_NOBODY.split()
    assert sorted(written) == sorted(view.model.__tablename__ for view in screens(app))


def test_the_rule_says_what_is_written_out(app):
    found = {view.model.__tablename__ for view in screens(app) if export.is_personal(view.model)}
    assert found == set(PERSONAL.split())


def test_every_column_that_leads_to_a_person_stands_in_a_personal_list(app):
    for view in screens(app):
        for path in view.list_fields:
            names = path.split(".")[:-1]
            model = view.model
            for name in names:
                model = model.__mapper__.relationships[name].mapper.class_
            assert not export.is_personal(model) or export.is_personal(view.model), f"{view.model.__name__}: {path}"


@pytest.mark.parametrize("is_said", [True, False])
def test_a_model_without_a_link_may_say_that_it_is_personal(monkeypatch, is_said):
    export.is_personal.cache_clear()
    monkeypatch.setattr(Region, "__is_personal__", is_said)
    assert export.is_personal(Region) is is_said and export.is_personal(Officer) and not Record.__is_personal__
    export.is_personal.cache_clear()
