"""How the columns of a file are read: guessed, corrected by the user, kept as JSON, remembered by the header."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from models import ImportMapping, db
from rules.importing import guess
from rules.importing.dates import DAY_FIRST, MONTH_FIRST
from rules.importing.headers import JOINED, normalised
from rules.refused import N_, Refused

from .own_files import answered
from .reading import Table
from .records import RecordType, secret_fields
from .sketches import Sketch

ALL_OR_NOTHING, GOOD_ROWS = "all or nothing", "good rows"
DATE_ORDERS = {
    "day-first": DAY_FIRST, "jj/mm/aaaa": DAY_FIRST, "dd/mm/yyyy": DAY_FIRST, "jour-mois": DAY_FIRST,
    "month-first": MONTH_FIRST, "mm/jj/aaaa": MONTH_FIRST, "mm/dd/yyyy": MONTH_FIRST, "mois-jour": MONTH_FIRST,
}  # fmt: skip
REPORT_REASONS = {"reason", "motif"}


@dataclass(frozen=True)
class Use:
    """What one column is used for.

    `dates` is the order of day and month where it must be said, `pivot` the last two-digit year of this
    century, `pad` the width to which lost zeros are put back, `on` the day for which an age is given,
    `names` the order in a name of one piece, `last_day` that an end date is the last day, not the next.
    """

    field: str
    dates: str | None = None
    pivot: int | None = None
    pad: int | None = None
    on: str | None = None
    names: str | None = None
    last_day: bool = False


@dataclass(frozen=True)
class Mapping:
    """How a file is read into one record type. docs/fr/import.md describes each part."""

    record: str
    columns: dict[str, Use] = field(default_factory=dict)
    identity: tuple[str, ...] = ()
    defaults: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str | None]] = field(default_factory=dict)
    create: tuple[str, ...] = ()
    create_as: dict[str, dict[str, str]] = field(default_factory=dict)
    act: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None
    header_row: int | None = None
    load: str = ALL_OR_NOTHING

    def columns_of(self, name: str) -> list[str]:
        """The columns that fill a field, in the order of the file."""
        return [column for column, use in self.columns.items() if use.field == name]

    def to_json(self) -> dict:
        """The mapping as its JSON form, without what is left at its default."""
        plain = {key: value for key, value in asdict(self).items() if value}
        plain["columns"] = {column: _use_to_json(use) for column, use in self.columns.items()}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}


def from_json(data: object) -> Mapping:
    """A mapping from its JSON form; raises Refused where a part is not understood."""
    if not isinstance(data, dict):
        raise Refused(N_("The mapping is not a JSON object."))
    unknown = set(data) - set(Mapping.__dataclass_fields__)
    if unknown:
        raise Refused(N_("The mapping has an unknown part: %(part)s."), part=sorted(unknown)[0])
    parts = dict(data)
    if parts.get("load", GOOD_ROWS) not in (ALL_OR_NOTHING, GOOD_ROWS):
        raise Refused(N_("The part %(part)s of the mapping is not understood."), part="load")
    for part, kind in (("columns", dict), ("defaults", dict), ("values", dict), ("create_as", dict), ("act", dict),
                       ("identity", list), ("create", list)):  # fmt: skip
        if not isinstance(parts.get(part, kind()), kind):
            raise Refused(N_("The part %(part)s of the mapping is not understood."), part=part)
    parts["columns"] = {column: _use(column, use) for column, use in parts.get("columns", {}).items() if use}
    for part in ("identity", "create"):
        parts[part] = tuple(parts.get(part, ()))
    return Mapping(**{"record": "officer"} | parts)


def from_file(path: Path | str) -> Mapping:
    """A mapping from a JSON file."""
    try:
        return from_json(json.loads(Path(path).read_text(encoding="utf-8-sig")))
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise Refused(N_("The mapping %(name)s is not a JSON file."), name=Path(path).name) from None


def _use(column: str, data: object) -> Use:
    if isinstance(data, str):
        return Use(data)
    if not isinstance(data, dict) or "field" not in data or set(data) - set(Use.__dataclass_fields__):
        raise Refused(N_("The mapping of the column %(column)s is not understood."), column=column)
    order = data.get("dates")
    if order and order not in DATE_ORDERS:
        raise Refused(N_("The order of dates %(order)s is not known. Write jj/mm/aaaa or mm/jj/aaaa."), order=order)
    return Use(**data | {"dates": DATE_ORDERS[order] if order else None})


def _use_to_json(use: Use) -> str | dict:
    parts = {key: value for key, value in asdict(use).items() if value}
    return use.field if len(parts) == 1 else parts


def fitted(mapping: Mapping, table: Table | Sketch, record: RecordType) -> Mapping:
    """The mapping with the headings exactly as the file spells them; raises Refused where it does not fit."""
    spelled = {normalised(head): head for head in reversed(table.header)} | {head: head for head in table.header}

    def heading(name: str) -> str:
        found = spelled.get(name) or spelled.get(normalised(name))
        if found is None:
            raise Refused(
                N_("The file has no column %(column)s. Its columns are: %(columns)s."),
                column=name,
                columns=", ".join(table.header),
            )
        return found

    uses = {heading(column): use for column, use in answered(mapping, table, record).columns.items()}
    _check_fields(mapping, uses, record)
    ordered = {head: uses[head] for head in table.header if head in uses}
    identity = tuple(heading(name) for name in mapping.identity)
    _check_identity(identity, ordered)
    return replace(mapping, columns=ordered, identity=identity)


def _check_identity(identity: tuple[str, ...], uses: dict[str, Use]) -> None:
    """What identifies people is kept readable beside them, so it may be nothing that is kept encrypted."""
    for column in identity:
        for field_ in secret_fields():
            used = uses[column].field if column in uses else None
            if used == field_.name or normalised(column) in field_.headings:
                raise Refused(
                    N_(
                        "The column %(column)s may not identify people: it holds a value that is kept secret "
                        "(%(label)s), and what identifies people is kept readable. Choose other columns."
                    ),
                    column=column,
                    label=field_.label,
                )


def _check_fields(mapping: Mapping, uses: dict[str, Use], record: RecordType) -> None:
    taken = [use.field for use in uses.values()]
    for name in (*taken, *mapping.defaults):
        if name not in record.fields:
            raise Refused(N_("There is no field %(field)s. The fields are: %(fields)s."), field=name,
                          fields=", ".join(record.fields))  # fmt: skip
    for name in set(taken) - JOINED:
        if taken.count(name) > 1:
            raise Refused(N_("Two columns are mapped to the field %(field)s. Keep one."), field=name)
    given = set(taken) | set(mapping.defaults)
    if mapping.identity and (record.is_officer or record.is_line):
        given |= {"service_number", "officer"}
    for field_ in record.fields.values():
        if field_.key in record.natural_key and field_.name not in given and field_.name != "home_agency":
            raise Refused(
                N_("No column says which record a row is about: map one to the field %(field)s (%(label)s)."),
                field=field_.name,
                label=field_.label,
            )


def guessed(table: Table | Sketch, record: RecordType) -> Mapping:
    """What the headings suggest; to be shown and corrected before anything is loaded."""
    columns = {column: Use(name) for column, name in guess(table.header, record.headings).items()}
    defaults = {"home_agency": "PN", "position": "ACT"} if record.is_officer else {}
    taken = {use.field for use in columns.values()}
    return Mapping(record.name, columns, defaults={key: value for key, value in defaults.items() if key not in taken})


def header_digest(table: Table | Sketch) -> str:
    """What a header is recognised by; the columns that a report of refused rows puts first do not count."""
    heads = [normalised(head) for head in table.header]
    if len(heads) > 4 and heads[3] in REPORT_REASONS:
        heads = heads[4:]
    return hashlib.sha256("|".join(heads).encode()).hexdigest()


def remembered(table: Table | Sketch, record: RecordType) -> Mapping | None:
    """The mapping used last time for the same header."""
    kept = _kept(header_digest(table), record.name)
    return from_json(kept.mapping) if kept else None


def remember(mapping: Mapping, table: Table) -> None:
    """Keep the mapping for the next file with this header; the act belongs to one file only."""
    digest = header_digest(table)
    plain = replace(mapping, act={}).to_json()
    kept = _kept(digest, mapping.record)
    if kept:
        if kept.mapping != plain:
            kept.mapping = plain
    else:
        db.session.add(ImportMapping(record_type=mapping.record, header_digest=digest, mapping=plain))


def _kept(digest: str, record: str) -> ImportMapping | None:
    return db.session.query(ImportMapping).filter_by(record_type=record, header_digest=digest).one_or_none()


def day(mapping: Mapping, name: str) -> dt.date | None:
    """A date of the act, written as ISO in the mapping."""
    written = mapping.act.get(name)
    try:
        return dt.date.fromisoformat(written) if written else None
    except ValueError:
        raise Refused(N_("The date %(value)s of the act is not written like 2026-11-21."), value=written) from None
