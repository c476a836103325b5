"""How the fields of forms are drawn: what a template asks of each, worked out here because a macro would cost ten times as much."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from wtforms import Field

from .writing import day

DAYS = {"DateField", "DayField"}
FILES = {"FileField", "PhotoField", "DocumentField"}
GROUPS = {"InlineFieldList", "InlineModelFormList", "InlineFormField", "InlineModelFormField", "RadioField", "SelectMultipleField"}


def init_app(app: Flask) -> None:
    """Give them to the templates."""
    app.jinja_env.tests |= {"hidden_field": is_hidden, "day_field": is_day, "lost_file": is_lost}
    app.add_template_global(drawn)


def is_hidden(field: Field) -> bool:
    """Whether nobody sees the field: it stands in no section."""
    return getattr(field.widget, "input_type", None) == "hidden" or field.type == "CSRFTokenField"


def is_day(field: Field) -> bool:
    """Whether a day is typed into it."""
    return field.type in DAYS


def is_lost(field: Field) -> bool:
    """Whether a file was chosen in it, which cannot be put back into a form."""
    return field.type in FILES and bool(getattr(field.data, "filename", None))


@dataclass(slots=True)
class Drawn:
    """A field as it stands in the page: `shape` is "group", "check" or "box", `given` what its widget is given."""

    shape: str
    errors: list[str]
    given: dict[str, object]
    unit: object
    column: str
    shown_if: dict | None
    dispute: object


def drawn(field: Field, args: dict) -> Drawn:
    """What macros/forms.html writes of a field; it says what the arguments are."""
    given = dict(args)
    unit, column = given.pop("unit", None), given.pop("column_class", "")
    shown_if, dispute = given.pop("shown_if", None), given.pop("dispute", None)
    errors = [error for error in field.errors if isinstance(error, (str, LazyString))]
    beside = {"error": errors, "help": field.description, "again": is_lost(field), "dispute": dispute}
    if described := [f"{field.id}-{name}" for name, is_there in beside.items() if is_there]:
        given["aria-describedby"] = " ".join(described)
    if errors or dispute:
        given["aria-invalid"] = "true"
    shape = _shape(field)
    if shape != "group":
        usual = "form-check-input" if shape == "check" else "form-select" if _is_select(field) else "form-control"
        given["class"] = f"{usual} is-invalid" if errors else usual
    return Drawn(shape, errors, _as_typed(field, given), unit, column, shown_if, dispute)


def _shape(field: Field) -> str:
    if field.type in GROUPS:
        return "group"
    return "check" if getattr(field.widget, "input_type", "") == "checkbox" else "box"


def _is_select(field: Field) -> bool:
    is_chosen = hasattr(field, "choices") and field.type != "FieldList"
    return is_chosen or ("Select" in field.type and "Ajax" not in field.type)


def _as_typed(field: Field, given: dict[str, object]) -> dict[str, object]:
    """A day and a time are typed. The browser's own date box follows the computer: 03/02 would be March 2 on an English one."""
    if field.type == "TimeField":
        return {"placeholder": _("hh:mm"), "autocomplete": "off"} | given
    if not is_day(field):
        return given
    stored = day(field.data) if field.data and not field.process_errors else None
    value = stored or (field.raw_data[0] if field.raw_data else "")
    typed = {"type": "text", "inputmode": "numeric", "maxlength": "10", "data-day": True, "value": value}
    return {"placeholder": _("dd/mm/yyyy"), "autocomplete": "off"} | given | typed
