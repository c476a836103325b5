"""What each row of a file would do: create, change, leave alone, or be refused with the reason.

A plan writes nothing. loading.py carries it out in the same transaction, or nobody does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass

from models import now
from rules.importing import BadValue, normalised
from rules.importing.values import plain
from rules.refused import N_, Refused
from services import guard

from . import careers, histories, trees
from .cells import Parsed, Problem, parse_table
from .existing import Existing
from .mapping import Mapping, fitted
from .pausing import collector_paused
from .reading import Table
from .records import RecordType, record_type
from .references import References, Unknown, form
from .rows import CHANGED, CREATED, REFUSED, UNCHANGED, RowPlan

@dataclass
class Plan:
    """What a file would do, row by row, and what must be known or answered before."""

    record: RecordType
    table: Table
    mapping: Mapping
    rows: list[RowPlan]
    problems: list[Problem]
    unknown: list[Unknown]
    warnings: list[Refused]
    questions: list[Refused]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are created, changed, unchanged, refused; together all rows of the file."""
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in (CREATED, CHANGED, UNCHANGED, REFUSED)}


@collector_paused()
def plan(table: Table, mapping: Mapping, today: dt.date | None = None) -> Plan:
    """Compare the file with what is known to the acting person. Raises Refused where the mapping does not fit."""
    today = today or now().date()
    record = record_type(mapping.record)
    mapping = fitted(mapping, table, record)
    parsed = parse_table(table, mapping, record, today)
    if record.is_line and mapping.identity:
        parsed.columns["officer"] = source_keys(table, mapping)
    unknown = _resolve(parsed, table, mapping, record)
    drafts = _drafts(parsed, record)
    _refuse_empty(parsed, table, drafts, record)
    keys = _keys(parsed, table, mapping, record)
    _refuse_repeats(parsed, table, keys if record.is_officer else [key and tuple(map(_spelled, key)) for key in keys])
    existing = Existing(record, mapping, drafts, keys)
    rows = [_row(place, table, (drafts[place], keys[place]), existing) for place in range(len(drafts))]
    steps = careers if record.is_officer else histories if record.is_line else trees
    steps.complete(rows, parsed, mapping, table)
    existing.refuse_taken(rows, parsed, table)
    _refuse_own_file(rows, parsed, table, record)
    return _finished(Plan(record, table, mapping, rows, [], unknown, parsed.warnings, parsed.questions), parsed)


def _refuse_own_file(rows: list[RowPlan], parsed: Parsed, table: Table, record: RecordType) -> None:
    """What a file changes of the career of the person who loads it is a colleague's to load."""
    own = guard.actor().officer_id
    if own is None or not (record.is_officer or record.is_line):
        return
    reason = BadValue(N_("Your own file is kept by a colleague."), N_("Ask a colleague to load this row."))
    for place, row in enumerate(rows):
        about = row.id if record.is_officer else row.values.get("officer_id")
        if about == own and row.does_something:
            parsed.refuse(place, Problem(table.number(place), "", "", reason))


def _finished(made: Plan, parsed: Parsed) -> Plan:
    for place, problems in sorted(parsed.problems.items()):
        made.rows[place].outcome = REFUSED
        made.problems.extend(problems)
    for row in made.rows:
        if row.outcome != REFUSED and row.id is not None:
            row.outcome = CHANGED if row.does_something else UNCHANGED
    left = [head for head in made.table.header if head not in made.mapping.columns and head not in made.mapping.identity]
    made.warnings[:0] = made.table.warnings
    if left:
        made.warnings.append(Refused(N_("These columns are not loaded: %(columns)s."), columns=", ".join(left)))
    return made


def _resolve(parsed: Parsed, table: Table, mapping: Mapping, record: RecordType) -> list[Unknown]:
    """Replace names by ids, column by column."""
    unknown: list[Unknown] = []
    for field_ in record.fields.values():
        names = parsed.columns.get(field_.name)
        if names is None or field_.model is None:
            continue
        known = References(field_, mapping)
        found = known.find(names, _keys_in_file(parsed, field_, record))
        column = next(iter(mapping.columns_of(field_.name)), field_.name)
        for place, (name, value) in enumerate(zip(names, found, strict=True)):
            if isinstance(value, BadValue):
                parsed.refuse(place, Problem(table.number(place), column, name, value))
                found[place] = None
        parsed.columns[field_.name] = found
        unknown += known.proposals()
    return unknown


def _keys_in_file(parsed: Parsed, field_, record: RecordType) -> frozenset[str]:
    """A record may point to another one of the same file: a unit to its parent."""
    if field_.model is not record.model:
        return frozenset()
    return frozenset(normalised(code) for code in parsed.columns.get("code", ()) if code)


def _drafts(parsed: Parsed, record: RecordType) -> list[dict]:
    """The values of each row by column of the table; what is no column goes by its field name."""
    keys = [(record.fields[name].key or name, values) for name, values in parsed.columns.items()]
    names = [key for key, _ in keys]
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in zip(*(values for _, values in keys), strict=True)
    ]


def _refuse_empty(parsed: Parsed, table: Table, drafts: list[dict], record: RecordType) -> None:
    needed = [(field_.name, field_.key) for field_ in record.fields.values() if field_.is_required]
    for place, draft in enumerate(drafts):
        row = table.rows[place]
        if not any(cell != "" for cell in row):
            parsed.problems[place] = [
                Problem(table.number(place), "", "", BadValue(N_("The row is empty."), N_("Fill it in or delete it.")))
            ]
            continue
        broken = {problem.column for problem in parsed.problems.get(place, ())}
        for name, key in needed:
            if key not in draft and not broken:
                label = record.fields[name].label
                reason = BadValue(N_("%(label)s is missing."), N_("Fill in the cell."), label=label)
                parsed.refuse(place, Problem(table.number(place), str(label), "", reason))


def _keys(parsed: Parsed, table: Table, mapping: Mapping, record: RecordType) -> list[tuple | None]:
    """By what each row is recognised; officers by the columns of `identity` where the mapping names some."""
    if record.is_officer and mapping.identity:
        sources = source_keys(table, mapping)
        parsed.columns["source_key"] = sources
        agencies = parsed.columns.get("home_agency", [None] * parsed.size)
        return [(agency, source) if source else None for agency, source in zip(agencies, sources, strict=True)]
    names = {field_.key: field_.name for field_ in record.fields.values()}
    columns = [parsed.columns.get(names[key], [None] * parsed.size) for key in record.natural_key]
    if not columns:
        raise Refused(N_("Records of this type have nothing to recognise them by when the file is loaded again."))
    keys = list(zip(*columns, strict=True))
    return [key if all(part is not None for part in key) else None for key in keys]


def source_keys(table: Table, mapping: Mapping) -> list[str | None]:
    """The columns of `identity` joined into one key, spelling apart; a digest where it would be too long."""
    columns = []
    for name in mapping.identity:
        cells = table.column(name)
        forms = {cell: normalised(plain(cell)) for cell in set(cells)}
        columns.append([forms[cell] for cell in cells])
    joined = map("|".join, zip(*columns, strict=True))
    return [_short(key) if key.strip("|") else None for key in joined]


def _short(key: str) -> str:
    return key if len(key) <= 200 else "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def _refuse_repeats(parsed: Parsed, table: Table, keys: list[tuple | None]) -> None:
    first: dict[tuple, int] = {}
    for place, key in enumerate(keys):
        if key is None:
            if place not in parsed.problems:
                reason = BadValue(N_("Nothing in this row says which record it is."), N_("Fill in what identifies it."))
                parsed.refuse(place, Problem(table.number(place), "", "", reason))
        elif key in first and table.rows[place] == table.rows[first[key]]:
            reason = BadValue(N_("The row repeats row %(row)s exactly."), N_("Delete it."), row=table.number(first[key]))
            parsed.refuse(place, Problem(table.number(place), "", "", reason))
        elif key in first:
            reason = BadValue(
                N_("The row is about the same record as row %(row)s but differs from it."),
                N_("Keep the right one of the two; or name more columns that identify a record."),
                row=table.number(first[key]),
            )
            parsed.refuse(place, Problem(table.number(place), "", "", reason))
        elif place not in parsed.problems:
            first[key] = place


def _spelled(part: object) -> object:
    """Two spellings of one code or title are one record."""
    return form(part) if isinstance(part, str) else part


def _row(place: int, table: Table, draft_and_key: tuple[dict, tuple | None], existing: Existing) -> RowPlan:
    draft, key = draft_and_key
    known = existing.get(key)
    if existing.record.is_officer:
        _settle_birth(draft, known or {})
    if known is None:
        return RowPlan(table.number(place), CREATED, draft)
    changes = {
        name: (known[name], value)
        for name, value in draft.items()
        if name in known and known[name] != value and name not in existing.kept_apart
    }
    return RowPlan(table.number(place), UNCHANGED, draft, known["id"], known, changes)


def _settle_birth(draft: dict, known: dict) -> None:
    """An exact date makes the year needless; an age gives a year only where none is known."""
    from_age = draft.pop("age", None)
    if "birth_on" in draft or known.get("birth_on"):
        draft.pop("birth_year", None)
    elif from_age and "birth_year" not in draft and known.get("birth_year") is None:
        draft["birth_year"] = from_age
