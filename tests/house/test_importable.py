"""Every record type that people enter in a form is loaded from files too, or its model says that it is not."""

from __future__ import annotations

from flask_admin.contrib.sqla import ModelView

from models import DatedLine, db
from services.imports.records import is_importable

# What no file may fill, whatever its model says: accounts, the trail, background work, what others have signed or sealed.
NEVER = {
    "account", "sign_in", "failed_try", "audit_event", "job", "import_run", "import_mapping", "installation", "badge",
    "evaluation", "evaluation_mark", "evaluation_cycle", "promotion_candidate", "custom_field", "draft", "submission",
    "saved_view", "chosen_columns", "proposal", "decision", "delegation", "notice", "mail_choice",
    "photo", "card_design", "card_batch", "blank", "signed_paper",
}  # fmt: skip


def models() -> dict:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in db.Model.registry.mappers}


def test_what_must_not_be_loaded_is_not(app):
    wrong = [table for table, model in models().items() if table in NEVER and is_importable(model)]
    assert not wrong, f"write `__is_importable__ = False` in the models of {wrong}"


def test_what_has_a_form_is_loaded_from_files(app):
    forms = [view.model for view in app.extensions["admin_views"] if isinstance(view, ModelView) and view.is_creatable]
    left = [model for model in forms if not is_importable(model) and model.__tablename__ not in NEVER]
    said = [model.__name__ for model in left if model.__is_importable__ and not has_structures(model)]
    assert not said, f"give {said} a unique constraint by which a row is recognised, or write `__is_importable__ = False`"


def test_what_is_loaded_has_a_form_or_is_a_line_of_a_career(app):
    forms = {view.model for view in app.extensions["admin_views"] if isinstance(view, ModelView) and view.is_creatable}
    wrong = [model.__name__ for model in models().values() if is_importable(model) and model not in forms and not issubclass(model, DatedLine)]
    assert not wrong, f"no form enters {wrong}: write `__is_importable__ = False`"


def has_structures(model) -> bool:
    """Whether a record needs a value that no cell of a file holds, such as the conditions of a rule."""
    needed = [column for column in model.__table__.columns if not column.nullable and column.default is None]
    return any(type(column.type).__name__ == "JSON" for column in needed)
