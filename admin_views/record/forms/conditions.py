"""Fields that are only there when another has given values: said beside the column or on the view, enforced here.

`info={"shown_if": ("position", ("SUSPENDED",))}` on a column, or `form_conditions = {"ends_on": ("position",
("SUSPENDED",))}` on a view; a third value `True` makes the field required as long as it is there. Values are the
names of a closed list, the codes of what a link points to, "yes" and "no".
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sqlalchemy import select
from wtforms import Form
from wtforms.validators import InputRequired, Optional

from models import db
from services.fields import Kind


@dataclass(frozen=True)
class Condition:
    """A field is there when another has one of these values."""

    other: str
    values: tuple[str, ...]
    is_required: bool = False


def conditions_of(view) -> dict[str, Condition]:
    """The conditions of a screen by field."""
    said = {name: field.column.info["shown_if"] for name, field in view.fields.items() if _is_conditional(field)}
    return {name: Condition(*words) for name, words in (said | view.form_conditions).items()}


def _is_conditional(field) -> bool:
    return field.column is not None and "shown_if" in field.column.info


def apply(view, form: Form, record: db.Model | None) -> None:
    """Drop the values of the fields that are not there, and ask for those that must be given."""
    for name, condition in conditions_of(view).items():
        if name not in form:
            continue
        field = form[name]
        if not holds(condition, form, record):
            field.data, field.raw_data, field.validators, field.allow_blank = None, [], [], True
            field.process_errors = []
        elif condition.is_required:
            others = [rule for rule in field.validators if not isinstance(rule, Optional)]
            field.validators = [InputRequired(), *others]


def holds(condition: Condition, form: Form, record: db.Model | None) -> bool:
    """Whether the other field, as typed or else as stored, has one of the values."""
    value = form[condition.other].data if condition.other in form else getattr(record, condition.other, None)
    return bool(tokens(value) & set(condition.values))


def tokens(value: object) -> set[str]:
    """The words by which a condition may name a value."""
    if value is None or isinstance(value, bool):
        return {"yes" if value else "no"}
    if isinstance(value, enum.Enum):
        return {value.name}
    if isinstance(value, db.Model):
        return {str(getattr(value, "code", value.id))}
    return {str(value)}


def in_the_page(view, condition: Condition) -> dict[str, object]:
    """The other field and its values as a browser compares them: a link has the numbers of what bears the codes."""
    field = view.fields.get(condition.other)
    if field is None or field.kind is not Kind.LINK or not hasattr(field.target, "code"):
        return {"other": condition.other, "values": list(condition.values)}
    numbers = db.session.scalars(select(field.target.id).where(field.target.code.in_(condition.values)))
    return {"other": condition.other, "values": [str(number) for number in numbers]}
