"""What each row of a file would do: create, change, leave alone, or be refused with the reason.

A plan writes nothing. loading.py carries it out in the same transaction, or nobody does.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from models import Position, now
from rules.importing import BadValue, normalised
from rules.refused import N_, Refused
from services import guard

from . import acts, careers, findings, histories, positions, trees
from .cells import parse_table
from .existing import Existing
from .fields import ANNULLED
from .mapping import Mapping, fitted
from .parsed import Parsed, Problem
from .pausing import collector_paused
from .reading import Table
from .recognising import keys_of, refuse_repeats, source_keys
from .records import RecordType, record_type
from .references import References, Several, Unknown
from .rows import CHANGED, CREATED, REFUSED, UNCHANGED, RowPlan

@dataclass
class Plan:
    """What a file would do, row by row, and what must be known or answered before.

    `findings` are the first of what the histories show, such as holes; `found` is how many there are.
    """

    record: RecordType
    table: Table
    mapping: Mapping
    rows: list[RowPlan]
    problems: list[Problem]
    unknown: list[Unknown]
    warnings: list[Refused]
    questions: list[Refused]
    findings: list[Refused]
    found: int

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
    _refuse_blank(parsed, table)
    _leave_out_annulled(parsed)
    drafts = _drafts(parsed, record)
    keys = keys_of(parsed, table, mapping, record)
    refuse_repeats(parsed, table, keys, record)
    existing = Existing(record, mapping, drafts, keys)
    _leave_known(drafts, parsed, keys, existing)
    rows = [_row(place, table, (drafts[place], keys[place]), existing) for place in range(len(drafts))]
    _settle_names(rows, parsed)
    _refuse_incomplete(rows, parsed, record)
    _steps(record).complete(rows, parsed, mapping, table)
    existing.refuse_taken(rows, parsed, table)
    _refuse_own_file(rows, parsed, table, record)
    told = findings.told(parsed.findings), len(parsed.findings)
    return _finished(Plan(record, table, mapping, rows, [], unknown, parsed.warnings, parsed.questions, *told), parsed)


def _steps(record: RecordType):
    """What completes the rows of a record type."""
    if record.is_officer:
        return careers
    if record.model is Position:
        return positions
    return histories if record.is_line else acts if record.is_by_act else trees


def _leave_known(drafts: list[dict], parsed: Parsed, keys: list[tuple | None], existing: Existing) -> None:
    """A default says nothing of a record that is known."""
    for name, defaulted in parsed.defaulted.items():
        for place, is_default in enumerate(defaulted):
            if is_default and existing.get(keys[place]) is not None:
                drafts[place].pop(name, None)


def _refuse_own_file(rows: list[RowPlan], parsed: Parsed, table: Table, record: RecordType) -> None:
    """What a file changes of the career of the person who loads it is a colleague's to load."""
    own = guard.actor().officer_id
    if own is None or not (record.is_officer or hasattr(record.model, "officer_id")):
        return
    reason = BadValue(N_("Your own file is kept by a colleague."), N_("Ask a colleague to load this row."))
    for place, row in enumerate(rows):
        about = row.id if record.is_officer else row.values.get("officer_id")
        if about == own and row.does_something and not parsed.is_left_out(place):
            parsed.refuse(place, Problem(table.number(place), "", "", reason))


def _finished(made: Plan, parsed: Parsed) -> Plan:
    for place, problems in sorted(parsed.problems.items()):
        made.rows[place].outcome = REFUSED if problems else UNCHANGED
        made.problems.extend(problems)
    for place, row in enumerate(made.rows):
        if place not in parsed.problems and row.id is not None:
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
            if isinstance(value, Several):
                found[place] = value.under(column)
            elif isinstance(value, BadValue):
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


def _refuse_blank(parsed: Parsed, table: Table) -> None:
    for place, row in enumerate(table.rows):
        if not any(cell != "" for cell in row):
            reason = BadValue(N_("The row is empty."), N_("Fill it in or delete it."))
            parsed.problems[place] = [Problem(table.number(place), "", "", reason)]


def _refuse_incomplete(rows: list[RowPlan], parsed: Parsed, record: RecordType) -> None:
    """A row may say as little as it likes of a record that is known; one that creates a record says all it needs."""
    needed = [field_ for field_ in record.fields.values() if field_.is_required]
    for place, row in enumerate(rows):
        missing = [str(field_.label) for field_ in needed if field_.key not in row.values]
        if row.id is not None or not missing or place in parsed.problems:
            continue
        reason = BadValue(
            N_("No record is known by what identifies this row, and it cannot be created: %(missing)s missing."),
            N_("Check what identifies it; or give what is missing, in a column or once for the whole file."),
            missing=", ".join(missing),
        )
        parsed.refuse(place, Problem(row.number, ", ".join(missing), "", reason))


def _leave_out_annulled(parsed: Parsed) -> None:
    """Lines that were annulled stand in our own lists; a file brings none of them."""
    annulled = [place for place, by in enumerate(parsed.columns.pop(ANNULLED, ())) if by]
    for place in annulled:
        parsed.leave_out(place)
    if annulled:
        parsed.warnings.append(Refused(N_("%(count)s rows say that they were annulled. They are left out."), count=len(annulled)))


def _settle_names(rows: list[RowPlan], parsed: Parsed) -> None:
    """A name that several records have is understood where the record already points to one of them."""
    for place, row in enumerate(rows):
        for name, value in list(row.values.items()):
            if not isinstance(value, Several):
                continue
            row.changes.pop(name, None)
            row.values[name] = row.known.get(name)
            if row.known.get(name) not in value.records:
                parsed.refuse(place, Problem(row.number, value.column, value.values["value"], value))


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
