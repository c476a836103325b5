"""What one types a wished value into: the right box for each kind of field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from models import Unit
from services.correction import AskedField
from services.fields import Kind

# The keys that a phone shows first.
KEYS = {Kind.WHOLE: "numeric", Kind.DECIMAL: "decimal"}
KEYS_OF = {"phone": "tel", "email": "email"}
LONGEST = {Kind.DATE: 20, Kind.WHOLE: 9, Kind.DECIMAL: 12, Kind.LONG_TEXT: 2000}
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Control:
    """A box: `options` make it a select, `is_long` a box of several lines."""

    name: str
    label: str
    stood: str
    value: str
    help: str
    unit: str
    options: tuple[tuple[str, str], ...]
    is_long: bool
    is_required: bool
    keys: str
    longest: int


def controls_of(asked: Sequence[AskedField], typed: dict[str, str]) -> list[Control]:
    """A box for each field that is asked for, with what is typed in it."""
    return [_control(one, typed.get(one.field.name, one.wished)) for one in asked]


def _control(asked: AskedField, value: str) -> Control:
    field = asked.field
    return Control(
        name=field.name,
        label=str(field.label),
        stood=asked.stood,
        value=value,
        help=_help(asked),
        unit=str(field.unit),
        options=asked.choices,
        is_long=field.kind is Kind.LONG_TEXT,
        is_required=asked.is_required,
        keys=KEYS_OF.get(field.name) or KEYS.get(field.kind, ""),
        longest=LONGEST.get(field.kind, LONGEST_TEXT),
    )


def _help(asked: AskedField) -> str:
    if asked.field.kind is Kind.DATE:
        return " ".join(filter(None, [_("dd/mm/yyyy, as in 24/12/1991"), asked.help]))
    if asked.field.target is Unit:
        return _("The name of the unit, as it stands on the act.")
    return asked.help
