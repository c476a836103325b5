"""The pieces of a request: photos and scans of papers, which show what should stand."""

from __future__ import annotations

from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from models import CorrectionPiece, CorrectionRequest, CorrectionState, StepKind, db
from rules import correction as rules
from rules.access import Actor
from rules.refused import N_, Refused
from services import guard, storage

from . import asking, people, steps

LONGEST_TITLE = 160


def add_piece(request: CorrectionRequest, upload: FileStorage, title: str = "", *, by: Actor) -> CorrectionPiece:
    """Keep a photo or a scan beside the request; `upload` has a stream and a filename.

    What was asked for as a piece waits for its decision again. Refused for other files, beyond MOST_PIECES, and once
    the request is closed.
    """
    people.check_writer(request, by)
    with guard.unscoped("a piece is added to a correction request"):
        steps.hold(request)
        if request.state not in (CorrectionState.DRAFT, *asking.OPEN):
            raise Refused(people.CLOSED)
        if _count_pieces(request) >= rules.MOST_PIECES:
            raise Refused(N_("A request takes %(most)s pieces at most."), most=rules.MOST_PIECES)
        kept = storage.keep_document(upload.stream, upload.filename or "")
        piece = CorrectionPiece(request_id=request.id, title=title.replace("\x00", "").strip()[:LONGEST_TITLE] or None, file=kept)
        db.session.add(piece)
        db.session.flush()
        db.session.expire(request, ["pieces"])
        if request.state is not CorrectionState.DRAFT:
            _piece_given(request, by)
    return piece


def _count_pieces(request: CorrectionRequest) -> int:
    return db.session.scalar(select(func.count(CorrectionPiece.id)).where(CorrectionPiece.request_id == request.id))


def _piece_given(request: CorrectionRequest, by: Actor) -> None:
    if request.state is CorrectionState.PIECE_ASKED:
        request.state = CorrectionState.WAITING
    steps.note(request, StepKind.PIECE_GIVEN, by)
    readers = [request.handler_id] if request.handler_id else people.deciders(request)
    steps.tell_desk(readers, "correction.piece_given", request)


def remove_piece(piece: CorrectionPiece, *, by: Actor) -> None:
    """Take a piece out of a draft."""
    request = piece.request
    asking.check_draft(request, by)
    with guard.unscoped("a piece is taken out of a draft"):
        db.session.delete(piece)
        db.session.flush()
        db.session.expire(request, ["pieces"])
