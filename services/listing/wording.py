"""A filter in words, the same over the list, before the approver and in the audit trail: "Adjudant, Sergent", "from 01/01/2020"."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from models import db
from services.fields import Field, Kind

from .filters import Filter, Operation
from .places import day

MISSING = "–"  # a record that is not there, or not for this reader


def in_words(field: Field, one: Filter) -> str:
    """A condition on a field as one would say it: "Adjudant, Sergent", "from 01/01/2020", "not given"."""
    if one.operation in (Operation.EMPTY, Operation.FILLED):
        return _("not given") if one.operation is Operation.EMPTY else _("given")
    values = ", ".join(value_words(field, one.values))
    match one.operation:
        case Operation.CONTAINS:
            return _("contains “%(text)s”", text=values)
        case Operation.FROM:
            return _("from %(value)s", value=values)
        case Operation.TO:
            return _("up to %(value)s", value=values)
    return values


def value_words(field: Field, values: tuple[str, ...]) -> list[str]:
    """The values of an understood condition in the reader's words; a record that one may not see has none."""
    if field.kind is Kind.LINK:
        return [words for _number, words in named(field.target, values)] or [MISSING]
    if field.kind is Kind.CHOICE:
        labels = dict(field.choices)
        return [str(labels.get(value, value)) for value in values]
    if field.kind is Kind.YES_NO:
        return [_("Yes") if value == "1" else _("No") for value in values]
    if field.kind in (Kind.DATE, Kind.MOMENT):
        return [f"{day(value):%d/%m/%Y}" for value in values]
    return list(values)


def named(model: type[db.Model], values: tuple[str, ...]) -> list[tuple[int, str]]:
    """The number and the name of each record among the values, within one's scope."""
    numbers = [int(value) for value in values]
    return [(record.id, str(record)) for record in db.session.scalars(select(model).where(model.id.in_(numbers)))]
