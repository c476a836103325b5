"""Only the own requests, and only what the whitelist names: everything else is not there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, g, url_for

from models import CorrectionPiece, CorrectionRequest, CorrectionState, Record, db, model_of
from rules import correction as rules
from services import correction
from services.correction.about import officer_of

from ..home import own_record

pages = Blueprint("correction", __name__, url_prefix="/my/corrections")

# Beyond it no database counts; a longer number in an address is simply not there.
LARGEST = 2**31 - 1
NUMBER = f"int(max={LARGEST})"
# What an address says instead of a record or of a field, where something is told in words.
IN_WORDS = "other"


@pages.context_processor
def in_words() -> dict:
    """What templates call to say what a request is about, and who has it."""
    return {"label": correction.label, "with_whom": correction.with_whom}


# Where the records of each table are read in the own file.
READ_AT = {
    "officer": "my.identity", "rank_line": "my.career", "posting": "my.career", "position_line": "my.career",
    "award": "my.distinctions", "sanction": "my.distinctions", "evaluation_mark": "my.evaluations", "education": "my.training",
    "language_skill": "my.training", "identity_paper": "my.papers", "family_member": "my.family",
    "emergency_contact": "my.family", "absence": "my.absences", "medical_fitness": "my.absences",
}  # fmt: skip


def page_of_record(record: Record | None) -> str:
    """The page of the own file on which a record is read; "" for none."""
    if record is None:
        return ""
    table = record.__tablename__
    return url_for(READ_AT[table], _anchor=None if table == "officer" else f"{table}-{record.id}")


@dataclass(frozen=True)
class Place:
    """What a request is about: a field of a record, a table of which a record is missing; without a field, told in words."""

    record: Record | None = None
    field: str | None = None
    missing: str | None = None

    @property
    def table(self) -> str | None:
        """The table that it is about."""
        return self.record.__tablename__ if self.record is not None else self.missing

    def is_of(self, request: CorrectionRequest) -> bool:
        """Whether this request is about it."""
        number = self.record.id if self.record is not None else None
        return (request.about_type, request.about_id, request.field) == (self.table, number, self.field)


def address_of(request: CorrectionRequest) -> dict[str, str]:
    """The place of a request as an address says it: {"about": "officer:5", "field": "birth_on"}."""
    if request.about_id is not None:
        return {"about": f"{request.about_type}:{request.about_id}", "field": request.field or IN_WORDS}
    return {"missing": request.about_type} if request.about_type else {"about": IN_WORDS}


def own_request(request_id: int) -> CorrectionRequest:
    """One of the own requests, or 404; what a clerk is still writing in one's name is not there yet."""
    officer, found = own_record(), db.get_or_404(CorrectionRequest, request_id)
    is_another_writers = found.state == CorrectionState.DRAFT and found.writer_id != g.user.id
    return abort(404) if found.officer_id != officer.id or is_another_writers else found


def own_piece(request_id: int, piece_id: int) -> CorrectionPiece:
    """A piece of one of the own requests, or 404."""
    request, piece = own_request(request_id), db.get_or_404(CorrectionPiece, piece_id)
    return piece if piece.request_id == request.id else abort(404)


def own_about(about: str) -> Record:
    """The record of the own file that "posting:12" names; 404 for tables that no request reaches, and for other people's."""
    table, _colon, number = about.partition(":")
    if table not in rules.CORRECTABLE or not (number.isascii() and number.isdigit()) or int(number[:12]) > LARGEST:
        abort(404)
    record = db.get_or_404(model_of(table), int(number))
    return record if officer_of(record) is own_record() else abort(404)
