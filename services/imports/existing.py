"""The records that a file is about, as the acting person sees them, looked up once for the whole file."""

from __future__ import annotations

from collections.abc import Iterable

from models import Officer, db
from rules.importing import BadValue
from rules.refused import N_
from services import guard
from services.custom import values as values_of

from .blocks import in_blocks
from .mapping import Mapping
from .parsed import Parsed, Problem
from .reading import Table
from .records import RecordType
from .references import InFile, New, Several
from .rows import RowPlan

CAREER = ("unit_id", "rank_id", "step", "position_id")


class Existing:
    """Known records by the key that rows are recognised by; only the columns that the file fills are read."""

    def __init__(self, record: RecordType, mapping: Mapping, drafts: list[dict], keys: list[tuple | None]):
        self.record, self.mapping = record, mapping
        # Of an officer these repeat the present lines, and change with them (careers.py).
        self.kept_apart = frozenset(CAREER) if record.is_officer else frozenset()
        by_source = record.is_officer and mapping.identity
        self._key = ("home_agency_id", "source_key") if by_source else record.natural_key
        self._known = self._read(set().union(*drafts), {key for key in keys if _may_be_known(key)})

    def _read(self, filled: set[str], keys: set[tuple]) -> dict[tuple, dict]:
        model, always = self.record.model, {"id", *self._key}
        if self.record.is_officer:
            always |= {*CAREER, "birth_on", "birth_year", "entered_on"}
        if self.record.is_line:
            always |= {"officer_id", "starts_on", "ends_on", "term_on"}
        added = [field for field in self.record.fields.values() if field.definition and field.key in filled]
        always |= {"extra"} if added else set()
        columns = sorted(name for name in always | filled if hasattr(model, name))
        query = db.session.query(*(getattr(model, name) for name in columns))
        if hasattr(model, "annulment_id"):
            query = query.filter(model.annulment_id.is_(None))
        asked, values = self._telling(keys)
        rows = (dict(zip(columns, row, strict=True)) for row in in_blocks(query, getattr(model, asked), values))
        rows = (row | {field.key: values_of.typed(field.definition, row["extra"].get(field.definition.key)) for field in added} for row in rows)
        found = ((tuple(row[name] for name in self._key), row) for row in rows)
        return {key: row for key, row in found if key in keys}

    def _telling(self, keys: set[tuple]) -> tuple[str, set]:
        """The column of the key that tells rows apart best, with its values in the file."""
        by_column = {name: {key[place] for key in keys} for place, name in enumerate(self._key)}
        return max(by_column.items(), key=lambda item: len(item[1]))

    def get(self, key: tuple | None) -> dict | None:
        """The record of this key, as {column: value}."""
        return self._known.get(key) if _may_be_known(key) else None

    def refuse_taken(self, rows: list[RowPlan], parsed: Parsed, table: Table) -> None:
        """A service number or NINA belongs to one person, also to one whom the acting person may not see."""
        if not self.record.is_officer:
            return
        for name in ("service_number", "nina"):
            if any(name in row.values for row in rows):
                self._refuse_taken(name, rows, parsed, table)

    def _refuse_taken(self, name: str, rows: list[RowPlan], parsed: Parsed, table: Table) -> None:
        column = next(iter(self.mapping.columns_of(name)), name)
        holders = self._holders(name, (row.values[name] for row in rows if name in row.values))
        for place, row in enumerate(rows):
            if name not in row.values or place in parsed.problems:
                continue
            owner = holders.setdefault(self._taken_key(name, row.values), (row.id, row.number))
            if owner != (row.id, row.number) and (row.id is None or owner[0] != row.id):
                reason = _taken(owner[1])
                parsed.refuse(place, Problem(table.number(place), column, str(row.values[name]), reason))

    def _taken_key(self, name: str, values: dict) -> tuple:
        return (values.get("home_agency_id"), values[name]) if name == "service_number" else (values[name],)

    def _holders(self, name: str, values: Iterable[str]) -> dict[tuple, tuple[int | None, int | None]]:
        column = getattr(Officer, name)
        with guard.unscoped("numbers that somebody already has"):
            found = in_blocks(db.session.query(Officer.id, Officer.home_agency_id, column), column, values)
            return {
                ((agency, value) if name == "service_number" else (value,)): (key, None) for key, agency, value in found
            }


def _may_be_known(key: tuple | None) -> bool:
    """Whether a row says whom it is about, and by nothing that is only to be created."""
    return key is not None and not any(isinstance(part, (New, InFile, Several)) for part in key)


def _taken(row: int | None) -> BadValue:
    if row:
        return BadValue(
            N_("Row %(row)s of the file already has this number."), N_("Give each person his or her own number."), row=row
        )
    return BadValue(N_("Somebody else already has this number."), N_("Check the number and the person."))
