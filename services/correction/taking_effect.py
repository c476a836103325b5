"""A decision takes effect, and the request is closed; or the second person did not let it, and the request waits again."""

from __future__ import annotations

from models import CorrectionDecision, CorrectionKind, CorrectionRequest, CorrectionState, CorrectionVerdict, StepKind, db, now
from rules.access import Actor

from . import applying, steps, values
from .applying import Applied

STATES = {
    CorrectionVerdict.ACCEPTED: (CorrectionState.ACCEPTED, StepKind.ACCEPTED),
    CorrectionVerdict.PARTLY: (CorrectionState.PARTLY, StepKind.PARTLY),
    CorrectionVerdict.REFUSED: (CorrectionState.REFUSED, StepKind.REFUSED),
}


def why(request: CorrectionRequest, said: str | None) -> str:
    """Why a line is annulled, as it stands in the file: the reasons of the decision, else those of the officer."""
    return said or request.reason or request.reference


def record(decision: CorrectionDecision, applied: Applied) -> None:
    """Keep what the decision found and which record says so since."""
    decision.found, decision.took_effect_at = values.sealable(applied.found), now()
    if applied.record is not None:
        decision.applied_type, decision.applied_id = applied.record.__tablename__, applied.record.id
    db.session.flush()


def close(decision: CorrectionDecision, by: Actor) -> CorrectionDecision:
    """The decision ends the request, and the officer is told."""
    request, (state, step) = decision.request, STATES[decision.verdict]
    if request.kind is CorrectionKind.OTHER and decision.verdict is not CorrectionVerdict.REFUSED:
        decision.took_effect_at = now()  # what was done is told in words
    request.state, request.closed_at, request.handler_id = state, now(), decision.decided_by_id
    db.session.flush()
    steps.note(request, step, by, decision.reason)
    steps.settle(request)
    steps.tell_officer(request, f"correction.{decision.verdict.value}")
    return decision


def carry_out(decision: CorrectionDecision, by: Actor) -> None:
    """The second person approved: write it and close the request. Refused where the file does not take it any more."""
    request = decision.request
    record(decision, applying.apply(request, values.opened(decision.granted), why(request, decision.reason)))
    close(decision, by)


def send_back(decision: CorrectionDecision) -> None:
    """The second person rejected it, or it is void: the request waits for another decision."""
    request = decision.request
    if request is None or decision.is_void or request.state is not CorrectionState.PROPOSED:
        return  # erased with the sanction that it was about, or closed otherwise
    decision.is_void, request.state = True, CorrectionState.WAITING
    db.session.flush()
    steps.note(request, StepKind.SENT_BACK)
    steps.tell_desk([decision.decided_by_id], "correction.sent_back", request)
