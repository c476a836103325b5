"""Which record each row is about: by the columns that identify it, once in a file."""

from __future__ import annotations

import hashlib
from collections import defaultdict

from models import Officer, db
from rules.importing import BadValue, normalised
from rules.importing.values import plain
from rules.refused import N_, Refused

from .blocks import in_blocks
from .mapping import Mapping
from .parsed import Parsed, Problem
from .reading import Table
from .records import RecordType
from .references import form


def keys_of(parsed: Parsed, table: Table, mapping: Mapping, record: RecordType) -> list[tuple | None]:
    """By what each row is recognised; officers by the columns of `identity` where the mapping names some."""
    if record.is_officer:
        return _keys_of_people(parsed, table, mapping)
    names = {field_.key: field_.name for field_ in record.fields.values()}
    columns = [parsed.columns.get(names[key], [None] * parsed.size) for key in record.natural_key]
    if not columns:
        raise Refused(N_("Records of this type have nothing to recognise them by when the file is loaded again."))
    keys = list(zip(*columns, strict=True))
    return [key if all(part is not None for part in key) else None for key in keys]


def _keys_of_people(parsed: Parsed, table: Table, mapping: Mapping) -> list[tuple | None]:
    """The agency and the number or key of each row.

    Where the file itself says no agency, it is that of the person who has the number, if the names do not say that
    this is somebody else; the agency given for the whole file is for the others.
    """
    if mapping.identity:
        parsed.columns["source_key"] = source_keys(table, mapping)
    name = "source_key" if mapping.identity else "service_number"
    numbers = parsed.columns.get(name, [None] * parsed.size)
    agencies = parsed.columns.get("home_agency", [None] * parsed.size)
    unsaid = parsed.defaulted.get("home_agency_id", [agency is None for agency in agencies])
    holders = _holders(getattr(Officer, name), {number for number, is_unsaid in zip(numbers, unsaid, strict=True) if number and is_unsaid})
    keys = []
    for place, number in enumerate(numbers):
        agency = agencies[place]
        if number and unsaid[place]:
            agency = _agency(parsed, place, holders.get(number, {}), agency)
            if isinstance(agency, BadValue):
                parsed.refuse(place, Problem(table.number(place), "", str(number), agency))
                agency = None
        keys.append((agency, number) if number else None)
    return keys


def _agency(parsed: Parsed, place: int, holders: dict[int, tuple[str, str]], default: int | None) -> int | None | BadValue:
    """The agency of the person whom a row without an agency is about, among those who have the number."""
    if default in holders:
        return default
    told = [parsed.columns.get(name, [None] * parsed.size)[place] for name in ("last_name", "first_names")]
    alike = [agency for agency, names in holders.items() if _are_alike(told, names)]
    if len(alike) > 1:
        return BadValue(
            N_("People of several agencies have this number."),
            N_("Map a column that says the agency, or give one for the whole file."),
        )
    return alike[0] if alike else default


def _are_alike(told: list[str | None], names: tuple[str, str]) -> bool:
    return all(said is None or form(said) == form(name) for said, name in zip(told, names, strict=True))


def _holders(column, numbers: set[str]) -> dict[str, dict[int, tuple[str, str]]]:
    """By number the people whom the acting person sees with it: the names by agency."""
    found: dict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    query = db.session.query(column, Officer.home_agency_id, Officer.last_name, Officer.first_names)
    for number, agency, last_name, first_names in in_blocks(query, column, numbers):
        found[number][agency] = (last_name, first_names)
    return found


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


def refuse_repeats(parsed: Parsed, table: Table, keys: list[tuple | None], record: RecordType) -> None:
    """One row for each record: a second one is refused and names the first. Two spellings of one code are one record."""
    first: dict[tuple, int] = {}
    for place, key in enumerate(keys):
        if parsed.is_left_out(place):
            continue
        if key is None:
            if place not in parsed.problems:
                reason = BadValue(N_("Nothing in this row says which record it is."), N_("Fill in what identifies it."))
                parsed.refuse(place, Problem(table.number(place), "", "", reason))
            continue
        key = key if record.is_officer else tuple(map(_spelled, key))
        if key in first:
            _refuse_repeat(parsed, table, place, first[key])
        elif place not in parsed.problems:
            first[key] = place


def _refuse_repeat(parsed: Parsed, table: Table, place: int, first: int) -> None:
    row = table.number(first)
    if table.rows[place] == table.rows[first]:
        reason = BadValue(N_("The row repeats row %(row)s exactly."), N_("Delete it."), row=row)
    else:
        reason = BadValue(
            N_("The row is about the same record as row %(row)s but differs from it."),
            N_("Keep the right one of the two; or name more columns that identify a record."),
            row=row,
        )
    parsed.refuse(place, Problem(table.number(place), "", "", reason))


def _spelled(part: object) -> object:
    return form(part) if isinstance(part, str) else part
