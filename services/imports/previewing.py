"""What a plan would do, in words for a screen: plain text only, nothing that needs the database any more."""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from decimal import Decimal

from flask_babel import format_date, format_decimal, gettext as _
from sqlalchemy import inspect

from models import Officer, Record, db
from services.wording import said

from .acts import ACT
from .parsed import Problem
from .planning import Plan
from .references import InFile, New
from .reporting import reason_text
from .rows import CHANGED, CREATED, REFUSED, UNCHANGED, Opening, RowPlan

EXAMPLES = 20
SHOWN_REFUSALS = 100
SHOWN_NAMES = 60
SHOWN_ACTS = 20
NEVER_SHOWN = {"id", "version", "source_key", "officer_id", "term_on"}


def describe(plan: Plan) -> dict:
    """The preview of a plan as JSON: examples of each outcome, warnings, questions, refusals by reason."""
    teller = Teller(plan)
    return {
        "total": len(plan.rows),
        "counts": plan.counts,
        "examples": {outcome: teller.examples(outcome) for outcome in (CREATED, CHANGED, UNCHANGED)},
        "warnings": [said(warning) for warning in plan.warnings],
        "questions": [said(question) for question in plan.questions],
        "reasons": _reasons(plan.problems),
        "refusals": [_refusal(problem) for problem in plan.problems[:SHOWN_REFUSALS]],
        "problems": len(plan.problems),
        "creates": _creates(plan),
        "acts": _acts(plan),
        "findings": [said(finding) for finding in plan.findings],
        "found": plan.found,
    }


def _refusal(problem: Problem) -> dict:
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": said(problem.reason),
        "mend": _(problem.mend) if problem.mend else "",
    }


def _reasons(problems: list[Problem]) -> list[dict]:
    """Problems of one kind in one column told once, the most frequent first."""
    counted = Counter((problem.column, problem.reason.message) for problem in problems)
    first: dict[tuple, Problem] = {}
    for problem in problems:
        first.setdefault((problem.column, problem.reason.message), problem)
    return [
        {"count": count, "column": key[0], "row": first[key].row, "reason": reason_text(first[key])}
        for key, count in counted.most_common()
    ]


def _creates(plan: Plan) -> list[dict]:
    """The ranks, units and positions that will be created on the way, by field."""
    names: dict[str, dict[New, str]] = {}
    for row in plan.rows:
        if row.outcome != REFUSED:
            for values in (row.values, *(opening.values for opening in row.openings)):
                for value in values.values():
                    if isinstance(value, New):
                        names.setdefault(value.field, {}).setdefault(value, value.value)
    return [
        {"label": str(plan.record.fields[field].label), "count": len(found), "names": list(found.values())[:SHOWN_NAMES]}
        for field, found in names.items()
    ]


def _acts(plan: Plan) -> list[dict]:
    """The acts that the lines to write will carry, with the number of lines, the most frequent first."""
    counted: Counter[tuple] = Counter()
    for row in plan.rows:
        if row.outcome in (CREATED, CHANGED):
            own = [row.values] if row.id is None and plan.record.is_by_act else []
            counted.update(tuple(values.get(name) for name in ACT) for values in (*own, *(one.values for one in row.openings)))
    told = [{"words": _act_in_words(*act), "count": count} for act, count in counted.most_common(SHOWN_ACTS)]
    others = counted.total() - sum(act["count"] for act in told)
    return [*told, {"words": _("other acts"), "count": others}] if others else told


def _act_in_words(kind: str, reference: str | None, authority: str | None, signed_on: dt.date | None) -> str:
    parts = [" ".join(filter(None, (kind, reference))), authority or ""]
    if signed_on:
        parts.append(_("signed on %(day)s", day=format_date(signed_on, "dd/MM/yyyy")))
    return ", ".join(filter(None, parts))


class Teller:
    """Tells rows in words; records that they point to are looked up once."""

    def __init__(self, plan: Plan):
        self._plan, self._names = plan, {}

    def examples(self, outcome: str) -> list[dict]:
        """The first rows of an outcome: the row number, whom it is about, and what is written."""
        chosen = [row for row in self._plan.rows if row.outcome == outcome][:EXAMPLES]
        return [{"row": row.number, "name": self._title(row), "cells": self._cells(row)} for row in chosen]

    def _title(self, row: RowPlan) -> str:
        model = self._plan.record.model
        if row.id is not None:
            return self._name(model, row.id)
        if model is Officer:
            return f"{row.values.get('last_name', '').upper()} {row.values.get('first_names', '')}".strip()
        if self._plan.record.is_line:
            return self._name(Officer, row.values.get("officer_id"))
        return str(row.values.get("name") or row.values.get("title") or row.values.get("code") or "")

    def _cells(self, row: RowPlan) -> list[list[str]]:
        """[label, before, after] of each value; before is empty for what is new."""
        model = self._plan.record.model
        if row.id is None:
            lines = set().union(*(opening.values for opening in row.openings))
            told = [self._cell(model, name, (None, value)) for name, value in row.values.items() if name not in lines]
        else:
            told = [self._cell(model, name, change) for name, change in row.changes.items()]
        told += [self._line(opening) for opening in row.openings]
        return [cell for cell in told if cell]

    def _cell(self, model: type[Record], name: str, change: tuple) -> list[str] | None:
        column, custom = inspect(model).columns.get(name), self._plan.record.fields.get(name)
        if custom is not None and custom.definition:
            return [str(custom.label), *[self._words(None, value) for value in change]]
        if column is None or name in NEVER_SHOWN:
            return None
        target = next((link.mapper.class_ for link in inspect(model).relationships if column in link.local_columns), None)
        words = [self._words(target, value) for value in change]
        return [str(column.info.get("label", name)), *words] if any(words) else None

    def _line(self, opening: Opening) -> list[str]:
        """A dated line that the row opens beside its own values."""
        links = inspect(opening.model).relationships
        named = {next(iter(link.local_columns)).key: link.mapper.class_ for link in links}
        parts = [
            self._words(named.get(name), value)
            for name, value in opening.values.items()
            if value is not None and name not in ("starts_on", "officer_id", *ACT)
        ]
        since = _("from %(day)s", day=self._words(None, opening.values["starts_on"]))
        return [str(opening.model.__label__), "", f"{', '.join(parts)} {since}"]

    def _words(self, target: type[Record] | None, value: object) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, New):
            return _("%(name)s (new)", name=value.value)
        if isinstance(value, InFile):
            return value.key.upper()
        if target is not None:
            return self._name(target, value)
        if isinstance(value, enum.Enum):
            return str(value.label)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, dt.date):
            return format_date(value, "dd/MM/yyyy")
        return format_decimal(value) if isinstance(value, Decimal) else str(value)

    def _name(self, model: type[Record], key: object) -> str:
        if (model, key) not in self._names:
            found = db.session.query(model).filter_by(id=key).one_or_none() if isinstance(key, int) else None
            self._names[model, key] = str(found) if found is not None else "–"
        return self._names[model, key]
