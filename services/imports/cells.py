"""The cells of a file become values of fields, column by column; what cannot be read becomes a problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from rules.importing import BadValue, DateReading, birth_year_from_age, detect_dates, lost_zeros, read_date, split_name
from rules.importing import values as parse
from rules.importing.dates import ISO
from rules.importing.headers import JOINED, normalised
from rules.refused import N_, Refused
from services.custom.known import Chosen

from .act_kinds import kind_name
from .fields import Fillable
from .mapping import Mapping, Use
from .parsed import Parsed, Problem
from .reading import Cell, Table
from .records import RecordType

EARLIEST_YEAR = 1850
# What a column of whole numbers holds on every database.
LARGEST = 2**31 - 1


def parse_table(table: Table, mapping: Mapping, record: RecordType, today: dt.date) -> Parsed:
    """Read every mapped column of the table. References stay text here: references.py finds them."""
    parsed = Parsed(len(table.rows), today)
    for column, use in mapping.columns.items():
        cells = _translated(table.column(column), mapping.values.get(use.field, {}))
        reader = _reader(record.fields[use.field], use, cells, today)
        _warn_about_column(parsed, column, use, cells, record)
        if isinstance(reader, DateReading):
            _ask_order(parsed, column, reader)
            reader = _dated(reader, use, record.fields[use.field])
        _fill(parsed, _read_column(parsed, table, column, (cells, reader)), record.fields[use.field])
    _fill_defaults(parsed, mapping, record)
    return parsed


def _translated(cells: list[Cell], meanings: dict[str, str | None]) -> list[Cell]:
    """Replace what the mapping says means something else, or nothing."""
    if not meanings:
        return cells
    told = {normalised(said): meant or "" for said, meant in meanings.items()} | {
        said: meant or "" for said, meant in meanings.items()
    }
    memo: dict[Cell, Cell] = {}
    for cell in set(cells):
        text = parse.plain(cell)
        memo[cell] = told.get(text, told.get(normalised(text), cell)) if text else cell
    return [memo[cell] for cell in cells]


def _reader(field_: Fillable, use: Use, cells: list[Cell], today: dt.date) -> Callable | DateReading:
    """How a cell of this field is read; for dates, what the whole column shows."""
    match field_.kind:
        case "date":
            pivot = use.pivot if use.pivot is not None else _pivot(field_.name, today)
            found = detect_dates(cells, pivot)
            return _ordered(found, use.dates) if use.dates else found
        case "age":
            on = dt.date.fromisoformat(use.on) if use.on and ISO.match(use.on) else today
            return lambda cell: birth_year_from_age(parse.bounded(cell, 14, 120), on)
        case "name":
            return lambda cell: split_name(cell, use.names)
        case "choice":
            return lambda cell: _choice(cell, field_)
        case "year":
            return lambda cell: parse.bounded(cell, EARLIEST_YEAR, today.year)
        case "step":
            return lambda cell: parse.bounded(cell, 0, 30)
        case "decimal":
            return _decimal
        case "act_kind":
            return lambda cell: kind_name(parse.text(cell, field_.length))
        case "reference":
            return lambda cell: _padded(parse.plain(cell), use)
        case "text":
            return lambda cell: parse.text(_padded(parse.plain(cell), use), field_.length)
    return {"whole": lambda cell: parse.bounded(cell, -LARGEST, LARGEST), "flag": parse.flag, "nina": parse.nina, "email": parse.email}[field_.kind]


def _pivot(name: str, today: dt.date) -> int:
    """The last two-digit year of this century: people are born at least 15 years before today."""
    return (today.year - (15 if name == "birth_on" else 0)) % 100


def _ordered(found: DateReading, order: str) -> DateReading:
    return DateReading(order, found.pivot, False, found.has_short_years, found.has_serials)


def _dated(reading: DateReading, use: Use, field_: Fillable) -> Callable:
    def read(cell: Cell) -> dt.date:
        date = read_date(cell, reading)
        if date.year < EARLIEST_YEAR:
            raise BadValue(N_("%(date)s is too long ago."), N_("Correct the year."), date=date)
        return date + dt.timedelta(days=1) if use.last_day and field_.name == "ends_on" else date

    return read


def _choice(cell: Cell, field_: Fillable):
    if field_.name == "sex":
        return field_.choices(parse.sex(cell))
    word = normalised(parse.plain(cell))
    for choice in field_.choices:
        if word in (normalised(choice.name), normalised(str(choice.value)), *_labels(choice)):
            return choice
    known = ", ".join(str(choice.label) for choice in field_.choices)
    raise BadValue(N_("“%(value)s” is none of: %(known)s."), value=parse.plain(cell), known=known)


def _labels(choice) -> tuple[str, ...]:
    """What a choice is called in files: as the reader sees it, and one that was added in both languages."""
    both = (choice.fr, choice.en) if isinstance(choice, Chosen) else (str(choice.label),)
    return tuple(normalised(label) for label in both if label)


def _decimal(cell: Cell) -> Decimal:
    try:
        return Decimal(parse.plain(cell).replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise BadValue(N_("“%(value)s” is not a number."), value=parse.plain(cell)) from None


def _padded(value: str, use: Use) -> str:
    return parse.padded(value, use.pad) if use.pad else value


def _read_column(parsed: Parsed, table: Table, column: str, how: tuple[list[Cell], Callable]) -> list:
    """Read each distinct cell once; the rows whose cell cannot be read get the reason."""
    cells, reader = how
    read: dict[Cell, object] = {"": None}
    for cell in dict.fromkeys(cells):
        try:
            read[cell] = reader(cell) if parse.plain(cell) else None
        except BadValue as reason:
            read[cell] = reason
    values = [read[cell] for cell in cells]
    for place, value in enumerate(values):
        if isinstance(value, BadValue):
            parsed.refuse(place, Problem(table.number(place), column, parse.plain(cells[place]), value))
            values[place] = None
    return values


def _fill(parsed: Parsed, values: list, field_: Fillable) -> None:
    name = field_.name
    if field_.kind == "name":
        for part, target in enumerate(("last_name", "first_names")):
            parsed.columns[target] = [value[part] if value else None for value in values]
    elif name in JOINED and name in parsed.columns:
        before = parsed.columns[name]
        parsed.columns[name] = [" ".join(filter(None, pair)) or None for pair in zip(before, values, strict=True)]
    else:
        parsed.columns[name] = values


def _fill_defaults(parsed: Parsed, mapping: Mapping, record: RecordType) -> None:
    """A default fills a field that no column fills, and the empty cells of one that a column does.

    It serves to recognise a record and to create one; of a record that is known, planning.py leaves it out.
    """
    for name, written in mapping.defaults.items():
        field_ = record.fields[name]
        reader = _reader(field_, Use(name), [written], dt.date.max)
        value = read_date(written, reader) if isinstance(reader, DateReading) else reader(written)
        given = parsed.columns.get(name) or [None] * parsed.size
        parsed.columns[name] = [value if cell is None else cell for cell in given]
        parsed.defaulted[field_.key or name] = [cell is None for cell in given]


def _ask_order(parsed: Parsed, column: str, reading: DateReading) -> None:
    if reading.is_ambiguous:
        parsed.questions.append(
            Refused(
                N_("In the column %(column)s, is %(example)s with the day first or with the month first?"),
                column=column,
                example=reading.example,
            )
        )
    if reading.has_short_years:
        parsed.warnings.append(
            Refused(
                N_("Column %(column)s: years of two digits up to %(pivot)s are read as 20.., the others as 19..."),
                column=column,
                pivot=f"{reading.pivot:02d}",
            )
        )


def _warn_about_column(parsed: Parsed, column: str, use: Use, cells: list[Cell], record: RecordType) -> None:
    kind = record.fields[use.field].kind
    is_code = use.field in ("service_number", "code", "officer") or kind == "reference"
    lost = lost_zeros([parse.plain(cell) for cell in cells]) if is_code else None
    if lost:
        parsed.warnings.append(_told_of_zeros(column, use, lost))
    if kind == "age" and not use.on:
        parsed.questions.append(Refused(N_("On which day were the ages in the column %(column)s given?"), column=column))
    if kind == "age":
        parsed.warnings.append(Refused(N_("Column %(column)s: a year of birth worked out from an age may be one year off."), column=column))


def _told_of_zeros(column: str, use: Use, lost: parse.LostZeros) -> Refused:
    if use.pad:
        return Refused(
            N_("Column %(column)s: %(count)s values such as %(example)s had lost their leading zeros; they were put back."),
            column=column,
            count=lost.shorter,
            example=lost.example,
        )
    return Refused(
        N_(
            "Column %(column)s: %(count)s values such as %(example)s have fewer than the usual %(width)s "
            "characters. The file may have lost their leading zeros; the mapping can put them back."
        ),
        column=column,
        count=lost.shorter,
        example=lost.example,
        width=lost.width,
    )
