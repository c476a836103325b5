"""The rows of a file, block by block, as typed values: columns of the table, names of linked records, masks.

No record is built for a row; what its columns point to is named once for each block and remembered while it is few.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from sqlalchemy import inspect, null, select

from models import Record, db
from rules import access
from services import bulk, guard
from services.fields import CustomizedField, Field, Kind

from .wanted import Wanted, field_at

BLOCK = 2000
NAMED_AT_ONCE = 500
REMEMBERED = 50_000  # a force of a million has 25,000 units


class Reading:
    """Reads a wanted list for the acting person."""

    def __init__(self, wanted: Wanted):
        self.wanted = wanted
        self.officers: set[int] = set()  # whose rows were read
        self._names: dict[type, dict[int, str]] = {}

    def blocks(self, numbers: array) -> Iterator[list[tuple]]:
        """The rows with these numbers, in their order, as far as they are still there and seen."""
        for start in range(0, len(numbers), BLOCK):
            here = numbers[start : start + BLOCK].tolist()
            found = self._columns(self.wanted.model, self.wanted.columns, here, self.officers)
            yield [found[number] for number in here if number in found]

    def _columns(
        self, model: type[Record], paths: tuple[str, ...], numbers: list[int], officers: set[int | None] | None = None
    ) -> dict[int, tuple]:
        """{number: values} of some records of a model, each path resolved; `officers` learns in whose files they stand."""
        owner = _owner(model)
        near = [field_at(model, path.partition(".")[0]) for path in paths]
        asked = [field.expression(model) for field in near]
        statement = select(model.id, owner, *asked).where(model.id.in_(numbers))
        rows = list(bulk.stream(statement, model))
        if officers is not None and is_of_files(model):
            officers.update(row[1] for row in rows)
        columns = [
            self._column(field, path.partition(".")[2], [(row[1], row[place]) for row in rows])
            for place, (field, path) in enumerate(zip(near, paths, strict=True), 2)
        ]
        return {row[0]: values for row, values in zip(rows, zip(*columns, strict=True), strict=True)}

    def _column(self, field: Field, rest: str, cells: list[tuple]) -> list[object]:
        """One column of a block; cells are (officer whose row it is, stored value)."""
        if field.kind is Kind.LINK:
            return self._linked(field.target, rest, [value for _owner, value in cells])
        if field.mask and not access.may(guard.actor(), field.mask):
            return [value if _is_own(owner, field) else masked(value) for owner, value in cells]
        read = _reader(field)
        return [value if value is None else read(value) for _owner, value in cells] if read else [value for _o, value in cells]

    def _linked(self, target: type[Record], rest: str, keys: list[int | None]) -> list[object]:
        wanted = {key for key in keys if key is not None}
        found = self._far(target, rest, sorted(wanted)) if rest else self._named(target, wanted)
        return [found.get(key) for key in keys]

    def _far(self, target: type[Record], rest: str, keys: list[int]) -> dict[int, object]:
        return {key: values[0] for key, values in self._columns(target, (rest,), keys).items()} if keys else {}

    def _named(self, target: type[Record], keys: set[int]) -> dict[int, str]:
        """The names of linked records; the guard leaves out what this person may not see."""
        known = self._names.setdefault(target, {})
        if len(known) > REMEMBERED:
            known.clear()
        missing = sorted(keys - known.keys())
        for start in range(0, len(missing), NAMED_AT_ONCE):
            asked = select(target).where(target.id.in_(missing[start : start + NAMED_AT_ONCE]))
            known |= {record.id: str(record) for record in db.session.scalars(asked)}
        return known


def is_of_files(model: type[Record]) -> bool:
    """Whether the rows stand in files of officers: they themselves, and what belongs to them; not accounts, nor acts for many."""
    scope = model.__scope__
    return scope == "" or (scope is not None and not scope.startswith("@") and "officer_id" in inspect(model).columns)


def masked(value: object) -> str | None:
    """What stands in the list for a value that this person may not see."""
    return None if value in (None, "") else access.masked(value)


def _is_own(owner: int | None, field: Field) -> bool:
    return owner is not None and access.may_unmask(guard.actor(), field.mask, owner)


def _owner(model: type[Record]):
    """The column that says whose record it is: one sees one's own values."""
    if model.__scope__ == "":
        return model.id.label("owner_of_row")
    owner = model.officer_id if "officer_id" in inspect(model).columns else null()
    return owner.label("owner_of_row")


def _reader(field: Field) -> Callable[[object], object] | None:
    """What makes of the SQL value of a custom field the value that it is elsewhere."""
    return field.definition.chosen if isinstance(field, CustomizedField) and field.kind is Kind.CHOICE else None
