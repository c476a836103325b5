"""Deciding on a request: taken in hand, a piece asked for, accepted in whole or in part, or refused.

What is granted is written at once, or waits for a second person (second.py). Whoever decides has read what stands: where
that changed meanwhile, nothing is decided.
"""

from __future__ import annotations

from collections.abc import Mapping

from models import (
    CorrectionDecision,
    CorrectionKind,
    CorrectionRequest,
    CorrectionState,
    CorrectionVerdict,
    Officer,
    StepKind,
    db,
)
from rules import correction as rules
from rules.access import Actor
from rules.refused import N_, Refused
from services import bulk, guard
from services.fields import Field

from . import about, applying, consequences, people, second, steps, taking_effect, values
from .values import Plain

CHANGED = N_("What stands in the file is not what it was when you opened this page: read it again, then decide.")
SAY_WHY = N_("Give the reasons: the officer reads them.")
SAY_WHAT = N_("Say in words what was done: nothing is changed by itself.")
SAY_PIECE = N_("Say which piece is missing: the officer reads it.")
NOT_AS_ASKED = N_("This is not what was asked for: accept in part, and give the reasons.")
AS_ASKED = N_("This is all that was asked for: accept it.")


def take(request: CorrectionRequest, *, by: Actor) -> None:
    """Take a request in hand: everybody sees with whom it is."""
    _hold(request, by)
    if request.handler_id != by.user_id:
        request.handler_id = by.user_id
        db.session.flush()
        steps.note(request, StepKind.TAKEN, by)


def ask_piece(request: CorrectionRequest, words: str, *, by: Actor) -> None:
    """Ask the officer for a piece; the day by which an answer is due stays."""
    said = steps.in_words(words)
    if not said:
        raise Refused(SAY_PIECE)
    _hold(request, by)
    request.state, request.handler_id = CorrectionState.PIECE_ASKED, by.user_id
    db.session.flush()
    steps.note(request, StepKind.PIECE_ASKED, by, said)
    steps.tell_officer(request, "correction.piece_asked")


def decide(
    request: CorrectionRequest, verdict: CorrectionVerdict, *, granted: Mapping[str, str] | None = None, reason: str = "", seen: str, by: Actor
) -> CorrectionDecision:
    """Decide on a request, as somebody who read what stands (`seen`, from `situation`).

    `granted` is what shall stand, as typed, by field; a record of a long table by its number. Without it, what was
    wished. Raises Forbidden for who may not decide; Refused without reasons (of all but an acceptance), where what
    stands changed meanwhile, and where the file does not take it.
    """
    said = steps.in_words(reason)
    _hold(request, by)
    bulk.lock(Officer, Officer.id == request.officer_id)
    if not said and rules.needs_reason(verdict.value, request.kind.value):
        raise Refused(SAY_WHAT if verdict is CorrectionVerdict.ACCEPTED else SAY_WHY)
    if seen != about.seen(request):
        raise Refused(CHANGED)
    if verdict is CorrectionVerdict.REFUSED or request.kind is CorrectionKind.OTHER:
        return taking_effect.close(_decision(request, verdict, said, by), by)
    kept = _granted(request, granted or {})
    _check_granted(request, verdict, kept)
    if request.needs_second:
        applying.check(request, kept, taking_effect.why(request, said))
        return _propose(request, _decision(request, verdict, said, by, kept), by)
    applied = applying.apply(request, kept, taking_effect.why(request, said))
    decision = _decision(request, verdict, said, by, kept)
    taking_effect.record(decision, applied)
    return taking_effect.close(decision, by)


def _hold(request: CorrectionRequest, by: Actor) -> None:
    """Have the request for oneself; raises where somebody may not decide on it now."""
    if refused := people.why_not(request, by):
        raise refused
    with guard.unscoped("a correction request is held"):
        steps.hold(request)
    if refused := people.why_not(request, by):
        raise refused


def _decision(request: CorrectionRequest, verdict: CorrectionVerdict, reason: str, by: Actor, granted: dict[str, Plain] | None = None) -> CorrectionDecision:
    made = CorrectionDecision(
        request=request,
        is_appeal=request.appealed_at is not None,
        verdict=verdict,
        granted=None if granted is None else values.sealable(granted),
        reason=reason,
        decided_by_id=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _granted(request: CorrectionRequest, typed: Mapping[str, str]) -> dict[str, Plain]:
    """What shall stand: what was typed of the fields that were asked about, else what was wished."""
    wished, record = values.opened(request.wished), about.record_of(request)
    return {
        field.name: values.read(field, typed[field.name], record, is_chosen=True) if field.name in typed else wished.get(field.name)
        for field in about.asked(request)
    }


def what_follows(request: CorrectionRequest, verdict: CorrectionVerdict, granted: Mapping[str, str]) -> list[str]:
    """What else changes in the file with a decision, in sentences; `granted` as for `decide`."""
    if verdict is CorrectionVerdict.REFUSED or request.kind is CorrectionKind.OTHER:
        return []
    try:
        kept = _granted(request, granted)
    except Refused:  # the decision itself says so
        return []
    return consequences.follows(request, kept)


def _check_granted(request: CorrectionRequest, verdict: CorrectionVerdict, granted: dict[str, Plain]) -> None:
    """What is accepted is what was wished, or the record chosen that was told in words; a part is not all of it."""
    wished = values.opened(request.wished)
    if verdict is CorrectionVerdict.ACCEPTED and any(not _is_as_asked(field, granted, wished) for field in about.asked(request)):
        raise Refused(NOT_AS_ASKED)
    if verdict is CorrectionVerdict.PARTLY and all(granted[name] == wished.get(name) for name in granted):
        raise Refused(AS_ASKED)


def _is_as_asked(field: Field, granted: dict[str, Plain], wished: dict[str, Plain]) -> bool:
    told = wished.get(field.name)
    is_chosen_now = isinstance(told, dict) and "text" in told
    return is_chosen_now or values.is_same(field, granted[field.name], told)


def _propose(request: CorrectionRequest, decision: CorrectionDecision, by: Actor) -> CorrectionDecision:
    """Ask the second person; what the file would not take was said before, to who proposes it."""
    request.state, request.handler_id = CorrectionState.PROPOSED, by.user_id
    db.session.flush()
    steps.note(request, StepKind.PROPOSED, by)
    decision.proposal = second.propose(request, decision, by)
    db.session.flush()
    return decision
