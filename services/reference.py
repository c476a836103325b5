"""Reference data: loads the files of data/reference into the database, record by record, by code.

Loading twice changes nothing; a corrected file corrects the records. Every column is checked, and a
refusal says file, row and column.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from models import (
    AbsenceKind,
    Agency,
    AwardKind,
    Corps,
    Criterion,
    Degree,
    DocumentKind,
    Holiday,
    Language,
    LeavesAt,
    Position,
    PromotionRule,
    Rank,
    Record,
    Region,
    RequiredPiece,
    RetirementAge,
    SanctionKind,
    db,
)
from rules.refused import N_, Refused

from . import guard

FOLDER = Path(__file__).parent.parent / "data" / "reference"

Reader = Callable[[str], object]


def text(cell: str) -> str | None:
    """The cell as it is; None where it is empty."""
    return cell or None


def date(cell: str) -> dt.date | None:
    """A date as 2026-11-21."""
    return dt.date.fromisoformat(cell) if cell else None


def number(cell: str) -> int | None:
    """A whole number."""
    return int(cell) if cell else None


def decimal(cell: str) -> Decimal | None:
    """A number with a decimal point."""
    return Decimal(cell) if cell else None


def yes_no(cell: str) -> bool:
    """yes or no, and nothing else."""
    return {"yes": True, "no": False}[cell]


@dataclass(frozen=True)
class Link:
    """A column that names a record of another file by its code."""

    model: type[Record]

    def __call__(self, code: str) -> int | None:
        if not code:
            return None
        found = db.session.query(self.model.id).filter_by(code=code).scalar()
        if found is None:
            raise KeyError(code)
        return found


@dataclass(frozen=True)
class File:
    """A file of reference data: the columns it must have, how each is read, and which identify a record."""

    name: str
    model: type[Record]
    columns: dict[str, Reader]
    key: tuple[str, ...] = ("code",)
    required: frozenset[str] = frozenset({"code", "name"})


NAMED: dict[str, Reader] = {"code": text, "name": text, "name_en": text, "is_assumed": yes_no, "source": text}
DATED: dict[str, Reader] = {"starts_on": date, "ends_on": date, "legal_text": text}

CONDITIONS: dict[str, Reader] = {
    "min_years_in_rank": number,
    "min_years_of_service": number,
    "min_years_in_corps": number,
    "evaluations_required": number,
    "positions": text,
    "years_without_second_degree_sanction": number,
}
PARTS = ("evaluation", "exam", "seniority", "training", "posts", "distinctions")
WEIGHTS: dict[str, Reader] = {f"weight_{part}": number for part in PARTS}

# In the order of their links: what is named stands before what names it.
FILES = [
    File("agencies.csv", Agency, NAMED | {"legal_text": text}),
    File("regions.csv", Region, NAMED | {"sort_order": number}),
    File("corps.csv", Corps, NAMED | DATED | {"agency": Link(Agency)}),
    File("ranks.csv", Rank, NAMED | DATED | {"corps": Link(Corps), "level": number, "transposed_to": text, "probation_months": number}),
    File(
        "retirement_ages.csv",
        RetirementAge,
        {"corps": Link(Corps), "rank": Link(Rank), "age": number, "leaves_at": LeavesAt, "starts_on": date}
        | {"legal_text": text, "is_assumed": yes_no, "source": text},
        key=("corps", "rank", "starts_on"),
        required=frozenset({"corps", "age", "leaves_at", "starts_on"}),
    ),
    File("positions.csv", Position, NAMED | {"is_serving": yes_no, "is_promotable": yes_no, "leaves_unit": yes_no, "ends_service": yes_no, "needs_case": yes_no}),
    File(
        "sanction_kinds.csv",
        SanctionKind,
        NAMED | {"degree": Degree, "most_days": number, "erased_after_years": number, "legal_text": text},
        required=frozenset({"code", "name", "degree"}),
    ),
    File("languages.csv", Language, NAMED),
    File("award_kinds.csv", AwardKind, NAMED),
    File("absence_kinds.csv", AbsenceKind, NAMED | {"is_leave": yes_no, "days_a_year": number}),
    File("document_kinds.csv", DocumentKind, NAMED),
    File(
        "required_pieces.csv",
        RequiredPiece,
        {"kind": Link(DocumentKind), "corps": Link(Corps), "function": text, "legal_text": text, "is_assumed": yes_no},
        key=("kind", "corps", "function"),
        required=frozenset({"kind", "is_assumed"}),
    ),
    File(
        "criteria.csv",
        Criterion,
        NAMED | {"weight": decimal, "is_for_leaders": yes_no, "sort_order": number, "anchors": text},
    ),
    File(
        "promotion_rules.csv",
        PromotionRule,
        {"from_rank": Link(Rank), "to_rank": Link(Rank), "route": text, "is_assumed": yes_no}
        | DATED
        | CONDITIONS
        | WEIGHTS,
        key=("from_rank", "to_rank", "starts_on"),
        required=frozenset({"from_rank", "to_rank", "route", "starts_on", "legal_text"}),
    ),
    File(
        "holidays.csv",
        Holiday,
        NAMED | {"falls_on": date, "is_yearly": yes_no},
        required=frozenset({"code", "name", "falls_on", "is_yearly"}),
    ),
]


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
