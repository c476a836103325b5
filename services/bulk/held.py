"""Whether a document is in a file, for those as well who may not open it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from models import Document, Officer, RequiredPiece

_documents = Document.__table__.c


def has_piece() -> ColumnElement[bool]:
    """The SQL condition that the file of an Officer holds a document of the kind of a RequiredPiece, whoever asks."""
    of_kind = (_documents.officer_id == Officer.id, _documents.kind_id == RequiredPiece.kind_id)
    found = select(_documents.id).where(*of_kind, _documents.deleted_at.is_(None))
    return found.correlate(Officer, RequiredPiece).exists()
