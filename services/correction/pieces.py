"""The pieces of a request: photos and scans of papers, which show what should stand."""

from __future__ import annotations

from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from models import CorrectionPiece, CorrectionRequest, CorrectionState, CorrectionStep, StepKind, db
from rules import correction as rules
from rules.access import Actor
from rules.refused import N_, Refused
from services import guard, storage

from . import asking, people, quotas, steps

LONGEST_TITLE = 160
SAY_IT = N_("Write your answer: whoever decides reads it.")


def add_piece(request: CorrectionRequest, upload: FileStorage, title: str = "", *, by: Actor) -> CorrectionPiece:
    """Keep a photo or a scan beside the request; `upload` has a stream and a filename.

    What was asked for as a piece waits for its decision again. Refused for other files, beyond what a request takes and
    what an account adds within an hour, and once it is closed.
    """
    people.check_writer(request, by)
    with guard.unscoped("a piece is added to a correction request"):
        steps.hold(request)
        if not (request.state is CorrectionState.DRAFT or request.state.is_open):
            raise Refused(people.CLOSED)
        if not takes_piece(request):
            raise Refused(N_("A request takes %(most)s pieces at most."), most=_most(request))
        quotas.check_upload(by)
        kept = storage.keep_document(upload.stream, upload.filename or "")
        storage.remove_if_undone(storage.DOCUMENTS, kept)
        piece = CorrectionPiece(request_id=request.id, title=title.replace("\x00", "").strip()[:LONGEST_TITLE] or None, file=kept)
        db.session.add(piece)
        db.session.flush()
        db.session.expire(request, ["pieces"])
        if request.state is not CorrectionState.DRAFT:
            _piece_given(request, by)
    return piece


def takes_piece(request: CorrectionRequest) -> bool:
    """Whether there is room for one more piece; for one that was asked for there always is."""
    with guard.unscoped("the pieces of a correction request are counted"):
        kept = db.session.scalar(select(func.count(CorrectionPiece.id)).where(CorrectionPiece.request_id == request.id))
        return kept < _most(request)


def _most(request: CorrectionRequest) -> int:
    asked = select(func.count(CorrectionStep.id)).where(CorrectionStep.request_id == request.id, CorrectionStep.kind == StepKind.PIECE_ASKED)
    return rules.most_pieces(db.session.scalar(asked))


def answer_in_words(request: CorrectionRequest, words: str, *, by: Actor) -> None:
    """Answer in words who asks for a piece: that one has it no more, or where it is. The request waits for its decision again.

    Refused without words, and where no piece is asked for.
    """
    people.check_writer(request, by)
    said = steps.in_words(words)
    if not said:
        raise Refused(SAY_IT)
    with guard.unscoped("a correction request is answered in words"):
        steps.hold(request)
        if request.state is not CorrectionState.PIECE_ASKED:
            raise Refused(N_("No piece is asked for any more: there is nothing to answer."))
        _piece_given(request, by, said)


def _piece_given(request: CorrectionRequest, by: Actor, words: str | None = None) -> None:
    if request.state is CorrectionState.PIECE_ASKED:
        request.state = CorrectionState.WAITING
        db.session.flush()
    steps.note(request, StepKind.PIECE_GIVEN, by, words)
    readers = [request.handler_id] if request.handler_id else people.deciders(request)
    steps.tell_desk(readers, "correction.piece_given", request)


def remove_piece(piece: CorrectionPiece, *, by: Actor) -> None:
    """Take a piece out of a draft; its file goes with it."""
    request = piece.request
    asking.check_draft(request, by)
    with guard.unscoped("a piece is taken out of a draft"):
        storage.remove_with_commit(storage.DOCUMENTS, piece.file)
        db.session.delete(piece)
        db.session.flush()
        db.session.expire(request, ["pieces"])
