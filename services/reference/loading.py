"""Reference data: loads the files of data/reference into the database, record by record, by code.

Loading twice changes nothing; a corrected file corrects the records. Every column is checked, and a
refusal says file, row and column.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import InvalidOperation
from pathlib import Path

from models import PromotionRule, Rank, db
from rules.refused import N_, Refused
from services import guard

from .files import CONDITIONS, FILES, WEIGHTS, File, Link, Reader, text

FOLDER = Path(__file__).parent.parent.parent / "data" / "reference"


def load(folder: Path = FOLDER) -> dict[str, tuple[int, int]]:
    """Load every file and return {file: (created, changed)}. Raises Refused at the first wrong value."""
    counts = {}
    with guard.unscoped("reference data"):
        for file in FILES:
            counts[file.name] = _load_file(folder, file)
        db.session.flush()
    return counts


def act_kinds(folder: Path = FOLDER) -> list[dict[str, str]]:
    """The kinds of act that a form offers: code, name and name_en of each."""
    columns: dict[str, Reader] = {"code": text, "name": text, "name_en": text}
    return [values for _row, values in read(folder / "act_kinds.csv", columns, frozenset(columns))]


def read(path: Path, columns: dict[str, Reader], required: frozenset[str]) -> Iterator[tuple[int, dict]]:
    """The rows of a file with their row number (the header is row 1), each value read by its column."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = csv.DictReader(stream)
        for column in columns:
            if column not in (lines.fieldnames or []):
                raise Refused(N_("%(file)s: the column %(column)s is missing."), file=path.name, column=column)
        for row, line in enumerate(lines, start=2):
            yield row, _values((path.name, row), line, columns, required)


def _values(where: tuple[str, int], line: dict, columns: dict[str, Reader], required: frozenset[str]) -> dict:
    file, row = where
    values = {}
    for column, reader in columns.items():
        cell = (line[column] or "").strip()
        if not cell and column in required:
            raise Refused(
                N_("%(file)s, row %(row)s, column %(column)s: a value is needed."), file=file, row=row, column=column
            )
        try:
            values[column] = reader(cell)
        except (ValueError, KeyError, InvalidOperation):
            raise Refused(
                N_("%(file)s, row %(row)s, column %(column)s: “%(value)s” is not understood."),
                file=file, row=row, column=column, value=cell,
            ) from None  # fmt: skip
    return values


def _load_file(folder: Path, file: File) -> tuple[int, int]:
    created = changed = 0
    later: dict[str, str] = {}
    for _row, values in read(folder / file.name, file.columns, file.required):
        fields = _fields(file, values)
        if file.model is Rank and (target := fields.pop("transposed_to")):
            later[fields["code"]] = target
        is_new, is_changed = _put(file, fields)
        created, changed = created + is_new, changed + is_changed
    db.session.flush()
    return created, changed + _link_transposed(folder / file.name, later)


def _fields(file: File, values: dict) -> dict:
    """The attributes of the record: links become keys, conditions and weights their two plain dictionaries."""
    if file.model is PromotionRule:
        conditions = {name: values.pop(name) for name in CONDITIONS}
        weights = {name.removeprefix("weight_"): values.pop(name) for name in WEIGHTS}
        values["conditions"] = {name: value for name, value in conditions.items() if value is not None}
        values["weights"] = {name: value for name, value in weights.items() if value is not None}
    return {f"{name}_id" if isinstance(file.columns.get(name), Link) else name: value for name, value in values.items()}


def _put(file: File, fields: dict) -> tuple[bool, bool]:
    """Create the record of this key or change what differs: (created, changed)."""
    key = [f"{name}_id" if isinstance(file.columns[name], Link) else name for name in file.key]
    record = db.session.query(file.model).filter_by(**{name: fields[name] for name in key}).one_or_none()
    if record is None:
        db.session.add(file.model(**fields))
        return True, False
    differing = {name: value for name, value in fields.items() if getattr(record, name) != value}
    for name, value in differing.items():
        setattr(record, name, value)
    return False, bool(differing)


def _link_transposed(path: Path, later: dict[str, str]) -> int:
    """Ranks point to ranks further down the same file, so that this is done when all are there."""
    changed = 0
    for code, target_code in later.items():
        rank = db.session.query(Rank).filter_by(code=code).one()
        target = db.session.query(Rank).filter_by(code=target_code).one_or_none()
        if target is None:
            raise Refused(
                N_("%(file)s, rank %(rank)s, column transposed_to: no rank has the code “%(value)s”."),
                file=path.name, rank=code, value=target_code,
            )  # fmt: skip
        if rank.transposed_to_id != target.id:
            rank.transposed_to_id = target.id
            changed += 1
    return changed
