"""The form fields of what an administrator added: made for each state of the definitions, kept in `extra`.

They bear the class names of our other form fields, by which the templates know how to draw them.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Form, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from models import CustomKind
from services.custom import values
from services.custom.known import Definition

from .converting import CommaDecimalField, DayField

LONGEST = 400
# What JSON and both databases give back exactly as it was typed.
DECIMALS = 4
YES, NO = "yes", "no"


class InExtra:
    """Before a form field: its value is one of the custom fields of the record."""

    def __init__(self, label=None, validators=None, *, definition: Definition, **options):
        self.definition = definition
        super().__init__(label, validators, **options)

    def populate_obj(self, obj, name):
        values.put(obj, self.definition, self.data)


class ListField(SelectField):
    """One value of the list of a definition. A retired one is offered to the record that has it."""

    def __init__(self, label=None, validators=None, *, definition: Definition, **options):
        self.definition = definition
        super().__init__(label, validators, choices=[("", "–")], coerce=self._read, **options)

    def _read(self, value):
        return self.definition.chosen(value) if isinstance(value, str) else value

    def iter_choices(self):
        yield "", "–", self.data is None, {}
        for choice in self.definition.choices:
            if not choice.is_retired or choice == self.object_data:
                yield choice.name, choice.label, choice == self.data, {}

    def pre_validate(self, form):
        if self.raw_data and self.raw_data[0] not in [value for value, *_rest in self.iter_choices()]:
            raise ValidationError(_("Choose one of the list."))

    def populate_obj(self, obj, name):
        values.put(obj, self.definition, self.data)


class YesNoField(SelectField):
    """Yes, no, or nobody has said."""

    def __init__(self, label=None, validators=None, **options):
        answers = [("", "–"), (YES, _l("Yes")), (NO, _l("No"))]
        super().__init__(label, validators, choices=answers, coerce=self._read, **options)

    @staticmethod
    def _read(value):
        return {YES: True, NO: False}.get(value) if isinstance(value, str) else value

    def pre_validate(self, form):
        if self.raw_data and self.raw_data[0] not in ("", YES, NO):
            raise ValidationError(_("Choose one of the list."))


def not_too_exact(_form, field) -> None:
    """More decimals than are kept would be lost without a word."""
    number = field.data
    if isinstance(number, Decimal) and number != round(number, DECIMALS):
        raise ValidationError(_("At most %(count)s decimals are kept.", count=DECIMALS))


def _in_extra(kind: type) -> type:
    return type(kind.__name__, (InExtra, kind), {})


FIELDS = {
    CustomKind.TEXT: (_in_extra(StringField), [Length(max=LONGEST)]),
    CustomKind.NUMBER: (_in_extra(CommaDecimalField), [not_too_exact]),
    CustomKind.DATE: (_in_extra(DayField), []),
    CustomKind.CHOICE: (ListField, []),
    CustomKind.YES_NO: (_in_extra(YesNoField), []),
}


class Customized:
    """Before a form class: what stands in the custom fields of the record is what they show."""

    added: tuple[Definition, ...] = ()

    def process(self, formdata=None, obj=None, data=None, **given):
        if obj is not None:
            given = {one.name: values.value(obj, one) for one in self.added} | given
        super().process(formdata, obj, data=data, **given)


@lru_cache(maxsize=500)
def with_custom_fields(form: type[Form], added: tuple[Definition, ...]) -> type[Form]:
    """A form class with a field for each definition, those last."""
    if not added:
        return form
    return type(form)(form.__name__, (Customized, form), {"added": added} | {one.name: _form_field(one) for one in added})


def _form_field(one: Definition):
    kind, rules = FIELDS[one.kind]
    presence = InputRequired() if one.is_required else Optional()
    options = {"places": None} if one.kind is CustomKind.NUMBER else {}
    return kind(one.label, [presence, *rules], description=one.help, definition=one, **options)


class TodaysForm:
    """A form class as Flask-Admin keeps it from its start; read, it has the custom fields of today."""

    def __set_name__(self, _owner, name):
        self._kept = f"_plain{name}"

    def __get__(self, view, _owner=None):
        return self if view is None else with_custom_fields(getattr(view, self._kept), view.description.added)

    def __set__(self, view, form):
        setattr(view, self._kept, form)
