"""The boxes in which a correction is typed: one for each field that a request can reach, each kept as it was typed.

What is wrong in them is said by services/correction, which reads the same words from an officer's phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_admin.model.fields import AjaxSelectField
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field as Box, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from models import Unit, db
from services.correction import AskedField
from services.fields import Kind

from ..record.lookup import Lookup, is_short

# The records of long tables that a correction may name: looked up, never listed.
LOOKUPS = {"correction_unit": Lookup("correction_unit", Unit)}
BEFORE = "as-"  # a box is named apart from the fields of the form's own
NOTHING = ("", "–")
DAY = {"data-day": True, "inputmode": "numeric", "maxlength": "10", "autocomplete": "off"}
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class Marked(Optional):
    """A box that must be filled in and is marked so; services/correction says it where it is empty."""

    def __init__(self):
        super().__init__()
        self.field_flags = {"required": True}


def with_boxes(form: type[FlaskForm], asked: Iterable[AskedField]) -> type[FlaskForm]:
    """The form with a box for each of the fields, in their order; what a long table holds is looked up."""
    boxes = {BEFORE + one.field.name: box(one) for one in asked}
    return type(form.__name__, (form,), boxes)


def box(asked: AskedField) -> Box:
    """The box of one field, filled with what is wished."""
    field, label, given = asked.field, str(asked.field.label), {"default": asked.wished, "validators": [Marked() if asked.is_required else Optional()]}
    given["description"] = " ".join(_described(asked))
    if field.target is not None and not is_short(field.target):
        return _looked_up(asked, label, given)
    if asked.choices:
        return SelectField(label, choices=[NOTHING, *_with(asked.wished, asked.choices)], validate_choice=False, **given)
    if field.kind is Kind.LONG_TEXT:
        return TextAreaField(label, **given)
    if field.kind is Kind.DATE:
        return StringField(label, render_kw=DAY | {"placeholder": _("dd/mm/yyyy")}, **given)
    return StringField(label, render_kw=NUMBER if field.kind in (Kind.WHOLE, Kind.DECIMAL) else None, **given)


def _described(asked: AskedField) -> list[str]:
    """How the value is written, what is asked for, and what stands in the file."""
    found = [_("dd/mm/yyyy, as in 24/12/1991")] if asked.field.kind is Kind.DATE else []
    found += [asked.help] if asked.help else []
    return [*found, _("In the file: %(value)s", value=asked.stood)] if asked.stood else found


def _looked_up(asked: AskedField, label: str, given: dict) -> AjaxSelectField:
    """The record that was chosen. What was told in words stands beside the box: the record that is meant is chosen, unless
    one is called so.
    """
    loader, wished = next(one for one in LOOKUPS.values() if one.model is asked.field.target), given["default"]
    if asked.chosen is not None or not wished:
        return AjaxSelectField(loader, label, **given | {"default": asked.chosen, "allow_blank": True})
    called_so = [one for one in loader.get_list(wished) if str(one) == wished]
    given["description"] = _("The officer wrote: “%(words)s”. Choose the record that is meant.", words=wished)
    return AjaxSelectField(loader, label, **given | {"default": called_so[0] if len(called_so) == 1 else None, "allow_blank": True})


def _with(wished: str, choices: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The choices, and what was wished where it is none of them any more."""
    return choices if not wished or wished in dict(choices) else ((wished, wished), *choices)


def typed(form: FlaskForm) -> dict[str, str]:
    """What stands in the boxes, by field."""
    return {name.removeprefix(BEFORE): _as_text(box.data) for name, box in form._fields.items() if name.startswith(BEFORE)}


def _as_text(value: object) -> str:
    """A record that was looked up by its number; everything else was typed."""
    return "" if value is None else str(value.id) if isinstance(value, db.Model) else str(value)


def chosen(form: FlaskForm) -> dict[str, str]:
    """Of `typed` what is looked up: a record that the officer could only tell in words."""
    return {name: words for name, words in typed(form).items() if isinstance(form[BEFORE + name], AjaxSelectField) and words}


def names(form: FlaskForm) -> list[str]:
    """The boxes, in their order, for the sections of a page."""
    return [name for name in form._fields if name.startswith(BEFORE)]


def words(box: Box) -> str:
    """What stands in a box, as one reads it: of a list the label, of a record its name."""
    if isinstance(box, SelectField):
        return next((str(label) for value, label in box.choices if value == box.data and value), "")
    return str(box.data or "")


def place(form: FlaskForm, wrong: Mapping[str, str]) -> None:
    """Say beside each box what is wrong in it, and on top of the form what is about none of them."""
    for name, words in wrong.items():
        if BEFORE + name in form:
            form[BEFORE + name].errors = [words]
        else:
            form.form_errors.append(words)
