"""The pieces that a file must hold, by corps and function, and which of them it lacks.

A piece is there when the file has a document of its kind. Whoever may see the officer may know that a piece is
missing, though not open it: so the documents are asked beyond what the reader may see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from models import DocumentKind, Officer, Position, Posting, Rank, RequiredPiece, db, now

from ..bulk import held
from .history import holds


def missing(officer: Officer) -> list[DocumentKind]:
    """The kinds of document that the file of an officer must hold today and does not, by name."""
    return lacking([officer.id]).get(officer.id, [])


def lacking(officer_ids: Iterable[int], on: dt.date | None = None) -> dict[int, list[DocumentKind]]:
    """What the files of these officers lack on a day (today), by officer; complete files are not in it. Two statements."""
    asked = select(Officer.id, RequiredPiece.kind_id).join(RequiredPiece, _is_lacking(on)).where(Officer.id.in_(list(officer_ids)))
    pairs = db.session.execute(asked.distinct()).all()
    if not pairs:
        return {}
    kinds = db.session.scalars(select(DocumentKind).where(DocumentKind.id.in_({kind for _officer, kind in pairs})).order_by(DocumentKind.name))
    found: dict[int, list[DocumentKind]] = {}
    for kind in kinds:
        for officer_id in (officer for officer, lacks in pairs if lacks == kind.id):
            found.setdefault(officer_id, []).append(kind)
    return found


def incomplete(on: dt.date | None = None) -> Select[tuple[Officer]]:
    """The officers in service whose file lacks a piece on a day (today), of those one may see: to be filtered, counted, paged."""
    serving = select(Position.id).where(Position.is_serving)
    in_service = or_(Officer.position_id.is_(None), Officer.position_id.in_(serving))
    return select(Officer).where(in_service, select(RequiredPiece.id).where(_is_lacking(on)).correlate(Officer).exists())


def _is_lacking(on: dt.date | None) -> ColumnElement[bool]:
    """Whether a required piece is asked of an officer and not in the file."""
    return and_(_is_asked(on or now().date()), ~held.has_piece())


def _is_asked(on: dt.date) -> ColumnElement[bool]:
    """Of everybody, of those of one corps, or of those who hold a function on that day."""
    corps = select(Rank.corps_id).where(Rank.id == Officer.rank_id).correlate(Officer).scalar_subquery()
    holder = select(Posting.id).where(
        Posting.officer_id == Officer.id, holds(Posting, on), func.lower(Posting.function) == func.lower(RequiredPiece.function)
    )
    return and_(
        or_(RequiredPiece.corps_id.is_(None), RequiredPiece.corps_id == corps),
        or_(RequiredPiece.function.is_(None), holder.correlate(Officer, RequiredPiece).exists()),
    )
