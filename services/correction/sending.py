"""A request on its way: sent, withdrawn, thrown away while it is a draft, and appealed once it was decided."""

from __future__ import annotations

from models import CorrectionKind, CorrectionRequest, CorrectionState, StepKind, db, now
from rules import correction as rules
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import guard, storage

from . import about, asking, people, quotas, steps, values

GONE = N_("What this request is about is no longer in the file: it was annulled or deleted meanwhile.")
NO_FORM = N_("Add the form that the officer signed: it stands for his or her own hand.")
SAY_WHY = N_("Say why you appeal: whoever decides reads it.")


def send(request: CorrectionRequest, *, by: Actor, signed_form: str | None = None) -> None:
    """Send the draft: from now on it waits for a decision, until a day that the officer reads.

    `signed_form` is the stored document that the officer signed, where somebody else files the request. Refused where
    anything is missing, where what it is about is gone, and beyond what is sent in a day.
    """
    asking.check_draft(request, by)
    is_own = by.officer_id is not None and by.officer_id == request.officer_id
    if not is_own and not signed_form:
        raise Refused(NO_FORM)
    with guard.unscoped("a correction request is sent"):
        steps.hold(request)
        stands = about.stands(request)
        if stands is None:
            raise Refused(GONE)
        request.stood = values.sealable(stands)
        asking.check_complete(request)
        quotas.check_sending(request.officer_id)
        request.state, request.sent_at = CorrectionState.WAITING, now()
        request.signed_form = None if is_own else signed_form
        request.needs_second = request.kind is not CorrectionKind.OTHER and rules.needs_second(request.about_type, request.field)
        _set_deadline(request)
        steps.note(request, StepKind.SENT, by)
        steps.tell_desk(people.deciders(request), "correction.asked", request)
        if not is_own:
            steps.tell_officer(request, "correction.filed", by=by.name)


def _set_deadline(request: CorrectionRequest) -> None:
    request.due_on = rules.due_on(now().date(), request.officer.home_agency.correction_days)
    request.warned_at = request.escalated_at = None
    db.session.flush()


def withdraw(request: CorrectionRequest, *, by: Actor) -> None:
    """Take a sent request back, as long as nothing is decided for good; what waits for a second person is void.

    Of an appeal only the appeal is taken back: what was decided first stands again, since the day on which it was.
    """
    people.check_writer(request, by)
    with guard.unscoped("a correction request is withdrawn"):
        steps.hold(request)
        if not request.state.is_open:
            raise Refused(people.CLOSED)
        for decision in request.decisions:
            if decision.took_effect_at is None and decision.is_appeal == bool(request.appealed_at):
                decision.is_void = True
        handler_id = request.handler_id
        if request.appealed_at:
            _fall_back(request)
        else:
            request.state, request.closed_at = CorrectionState.WITHDRAWN, now()
        steps.note(request, StepKind.WITHDRAWN, by)
        steps.take_back(request)
        if handler_id:
            steps.tell_desk([handler_id], "correction.withdrawn", request)


def _fall_back(request: CorrectionRequest) -> None:
    """Close the request as the first decision had closed it."""
    first = next(one for one in request.decisions if not one.is_appeal and not one.is_void)
    request.state = CorrectionState[first.verdict.name]
    request.closed_at, request.handler_id = first.took_effect_at or first.decided_at, first.decided_by_id


def discard(request: CorrectionRequest, *, by: Actor) -> None:
    """Throw a draft away, with its pieces and their files."""
    asking.check_draft(request, by)
    with guard.unscoped("the draft of a correction request is thrown away"):
        for piece in request.pieces:
            storage.remove_with_commit(storage.DOCUMENTS, piece.file)
            db.session.delete(piece)
        db.session.flush()
        db.session.expire(request, ["pieces"])
        db.session.delete(request)
        db.session.flush()


def may_appeal(request: CorrectionRequest, who: Actor) -> bool:
    """Whether somebody may appeal against the decision now: once, within the time, against what was refused in whole or in part."""
    if request.state not in (CorrectionState.REFUSED, CorrectionState.PARTLY) or request.appealed_at or request.closed_at is None:
        return False
    if now().date() > rules.may_appeal_until(request.closed_at.date()):
        return False
    is_writer = who.user_id is not None and who.user_id == request.writer_id
    is_own = who.officer_id is not None and who.officer_id == request.officer_id
    return (is_own or is_writer) and people.may_file(request.officer, who)


def appeal(request: CorrectionRequest, reason: str, *, by: Actor) -> None:
    """Ask somebody else to decide anew. Refused once it was appealed, out of time, and without a reason."""
    said = steps.in_words(reason)
    if not said:
        raise Refused(SAY_WHY)
    with guard.unscoped("a decision on a correction request is appealed"):
        steps.hold(request)
        if not may_appeal(request, by):
            raise Forbidden(N_("This decision cannot be appealed: it was appealed already, the time is over, or it is not yours."))
        request.state, request.appealed_at, request.appeal_reason = CorrectionState.WAITING, now(), said
        request.closed_at = request.handler_id = None
        _set_deadline(request)
        steps.note(request, StepKind.APPEALED, by, said)
        steps.tell_desk(people.deciders(request), "correction.appealed", request)
