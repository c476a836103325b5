"""Values of this package as JSON keeps them, and dossiers read again from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from .dossier import Diploma, Dossier, Headed, Honour, Mark, Punished, Visit


def as_plain(value: object) -> object:
    """Any of the values of this package: dates as 2026-11-21, numbers as exact text, what has names as an object."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "_fields"):
        return {name: as_plain(inner) for name, inner in zip(value._fields, value, strict=True)}
    return [as_plain(inner) for inner in value]


def dossier_from_plain(frozen: Mapping[str, object]) -> Dossier:
    """The dossier as it was frozen; a list of before has none of what was not asked then."""
    fitness = frozen.get("fitness")
    return Dossier(
        **{name: frozen[name] for name in _AS_THEY_ARE},
        **{name: _day(frozen[name]) for name in ("entered_on", "born_on", "rank_since", "corps_since")},
        marks=tuple(_mark(mark) for mark in frozen["marks"]),
        position_code=frozen.get("position_code"),
        retires_on=_day(frozen.get("retires_on")),
        exam=_number(frozen.get("exam")),
        exam_line=frozen.get("exam_line"),
        diplomas=tuple(Diploma(**one) for one in _lines(frozen, "diplomas")),
        headed=tuple(Headed(_day(one["starts_on"]), _day(one["ends_on"]), one["source"]) for one in _lines(frozen, "headed")),
        awards=tuple(Honour(_day(one["given_on"]), one["source"]) for one in _lines(frozen, "awards")),
        sanctions=tuple(_sanction(one) for one in _lines(frozen, "sanctions")),
        fitness=fitness and Visit(fitness["outcome"], _day(fitness["valid_until_on"]), fitness["source"]),
    )


_AS_THEY_ARE = (
    "officer_id", "service_number", "name", "birth_year", "rank_line", "position", "position_line", "is_promotable", "unit",
)  # fmt: skip


def _mark(frozen: Mapping[str, object]) -> Mark:
    numbers = (Decimal(frozen["score"]), Decimal(frozen["scale_max"]))
    return Mark(_day(frozen["ended_on"]), *numbers, frozen["source"], _number(frozen.get("raw")))


def _sanction(frozen: Mapping[str, object]) -> Punished:
    return Punished(frozen["degree"], _day(frozen["starts_on"]), _day(frozen["erased_on"]), frozen["source"])


def _lines(frozen: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    return frozen.get(name) or ()


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
