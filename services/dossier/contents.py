"""What stands in the file: its parts in their order, each list as heads and rows of text.

A part is there only where the reader's role gives it, and holds only what the session lets through; what is masked on
the screen is masked here.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from models import (
    Absence,
    Award,
    Badge,
    DisciplinaryCase,
    Document,
    Education,
    EmergencyContact,
    Evaluation,
    FamilyMember,
    IdentityPaper,
    LanguageSkill,
    MedicalFitness,
    Officer,
    PositionLine,
    Posting,
    RankLine,
    Record,
    Sanction,
    db,
)
from rules import access
from rules.access import Scope
from services import guard
from services.export.writing import writer
from services.fields import Field, Kind, fields_of

ACT = ("act_kind", "act_reference", "act_authority", "act_signed_on")
# Each list with its columns, in the order of the file.
LISTS: tuple[tuple[type[Record], tuple[str, ...]], ...] = (
    (RankLine, ("rank", "step", "starts_on", "ends_on", *ACT)),
    (Posting, ("unit", "function", "starts_on", "ends_on", *ACT)),
    (PositionLine, ("position", "starts_on", "ends_on", *ACT)),
    (IdentityPaper, ("kind", "number", "issued_on", "issued_by", "expires_on")),
    (FamilyMember, ("kinship", "last_name", "first_names", "birth_on", "is_entitled", "starts_on", "ends_on", "proof")),
    (EmergencyContact, ("name", "kinship", "phone", "is_first")),
    (Education, ("level", "title", "school", "obtained_on")),
    (LanguageSkill, ("language", "spoken", "written")),
    (Absence, ("kind", "starts_on", "last_day_on", "act_kind", "act_reference")),
    (MedicalFitness, ("outcome", "restriction", "examined_on", "valid_until_on", "examined_by")),
    (Award, ("kind", "starts_on", "grounds", *ACT)),
    (DisciplinaryCase, ("reference", "state", "opened_on", "heard_on", "decided_on", "closed_on")),
    (Sanction, ("kind", "starts_on", "ends_on", "grounds", "erased_on", *ACT)),
    (Evaluation, ("cycle", "unit", "score", "state", "evaluator_name", "shown_at")),
    (Badge, ("number", "state", "issued_on", "expires_on")),
    (Document, ("kind", "title", "dated_on")),
)
IDENTITY = (
    "last_name", "first_names", "sex", "birth_on", "birth_year", "birth_place", "nina", "service_number", "entered_on", "home_agency",
    "phone", "email", "address",
)  # fmt: skip
TEXTS = {Kind.LINK, Kind.TEXT, Kind.LONG_TEXT, Kind.SECRET}
FIRST_SORTED = ("starts_on", "issued_on", "obtained_on", "examined_on", "opened_on", "dated_on", "id")


@dataclass(frozen=True)
class Row:
    """One line; `annulled_by` names what took it back."""

    cells: tuple[str, ...]
    annulled_by: str = ""


@dataclass(frozen=True)
class Listed:
    """One list of the file."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def identity(officer: Officer) -> list[tuple[str, str]]:
    """Who it is: (label, value)."""
    fields = fields_of(Officer)
    custom = [name for name, field in fields.items() if field.is_custom and not field.is_hidden]
    return [(str(fields[name].label), _text(fields[name], officer)) for name in (*IDENTITY, *custom)]


def lists(officer: Officer) -> list[Listed]:
    """Every list that the reader's role gives, empty ones too: that nothing is recorded is worth knowing."""
    return [_listed(model, columns, officer) for model, columns in LISTS if _is_open(model, officer)]


def _is_open(model: type[Record], officer: Officer) -> bool:
    """Whether the reader sees such records of this officer at all."""
    widest = access.scope(guard.actor(), model.__area__)
    return widest > Scope.OWN or (widest == Scope.OWN and guard.actor().officer_id == officer.id)


def _listed(model: type[Record], columns: tuple[str, ...], officer: Officer) -> Listed:
    fields = fields_of(model)
    links = [selectinload(getattr(model, name)) for name in (*columns, "annulment") if name in inspect(model).relationships]
    first = next(name for name in FIRST_SORTED if name in fields or name == "id")
    own = select(model).where(model.officer_id == officer.id).options(*links).order_by(getattr(model, first), model.id)
    rows = [
        Row(tuple(_text(fields[name], record) for name in columns), _annulled_by(record)) for record in db.session.scalars(own)
    ]
    return Listed(str(model.__label_plural__), tuple(str(fields[name].label) for name in columns), tuple(rows))


def _annulled_by(record: Record) -> str:
    annulment = getattr(record, "annulment", None)
    return _("annulled by %(act)s", act=annulment) if annulment is not None else ""


def _text(field: Field, record: Record) -> str:
    """A value as text, masked where the reader sees it masked."""
    value = field.value(record)
    if value in (None, ""):
        return ""
    owner = record.id if isinstance(record, Officer) else record.officer_id
    if field.mask and not access.may_unmask(guard.actor(), field.mask, owner):
        return access.masked(value)
    # A text stays as it is: nothing in a PDF runs, so no sign is put before it as in a spreadsheet.
    return str(value) if field.kind in TEXTS else writer(field)(value)
