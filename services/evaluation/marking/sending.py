"""Sending what was typed: from then on the marks are said, and the evaluator no longer changes them unless he is asked to.

All or nothing, and once: of two who send the same, from two pages or by two touches, the second is told that it was sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Evaluation, EvaluationMark, EvaluationPart, EvaluationStepKind, MarkLevel, PartState, db, now
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import bulk, guard

from .. import founding
from ..campaign.disputes import check_settled
from ..way import steps
from ..way.reviewing import on_all_sent
from .desk import Desk, desks

READ_AGAIN = N_("Something was typed since this page was opened: read it once more before you send it.")
WAS_SENT = N_("The evaluation of %(name)s was sent on %(day)s: there is nothing left to send.")
NOT_OPEN = N_("The evaluation of %(name)s is not with you now.")


class Incomplete(Refused):
    """Parts that cannot be sent yet; `by_part` says of each, by its number, what is missing."""

    def __init__(self, by_part: dict[int, list[Refused]]):
        super().__init__(N_("Nothing was sent: something is still missing. It is said beside each name."))
        self.by_part = by_part


class TypedSince(Refused):
    """What would be sent is no longer what was shown."""

    def __init__(self):
        super().__init__(READ_AGAIN)


def digest(ready: Sequence[Desk]) -> str:
    """What was typed of these parts in a few letters, so that nothing is sent that nobody has seen."""
    typed = json.dumps([[one.part.id, sorted(one.typed.items())] for one in sorted(ready, key=lambda one: one.part.id)])
    return hashlib.sha256(typed.encode()).hexdigest()[:32]


def send(part: EvaluationPart, *, by: Actor) -> None:
    """Send one part. Raises Forbidden for any but its evaluator, Incomplete, or Refused where it was sent before."""
    send_all([part], by=by)


def send_all(parts: Sequence[EvaluationPart], *, by: Actor, shown: str | None = None) -> None:
    """Send several parts at once: all, or none with the reasons of each that cannot be sent.

    Raises TypedSince where `shown`, the digest of what the page showed, is given and no longer true.
    """
    if any(part.evaluator_id is None or part.evaluator_id != by.officer_id for part in parts):
        raise Forbidden(N_("You are not entitled to do this."))
    with guard.unscoped("an evaluator sends the marks that were asked of him"):
        _hold(parts)
        ready = desks(parts, today=now().date(), by=by)
        _check_shown(ready, shown)
        _check(ready)
        for desk in ready:
            _send(desk, by)


def _hold(parts: Sequence[EvaluationPart]) -> None:
    """Nobody else moves these evaluations, types into these parts or withdraws their facts before this ends; read once more."""
    numbers = sorted(part.id for part in parts)
    bulk.lock(Evaluation, Evaluation.id.in_(sorted({part.evaluation_id for part in parts})))
    bulk.lock(EvaluationPart, EvaluationPart.id.in_(numbers))
    about = joinedload(EvaluationPart.evaluation)
    anew = select(EvaluationPart).where(EvaluationPart.id.in_(numbers)).options(about.joinedload(Evaluation.officer), about.joinedload(Evaluation.cycle))
    founding.hold([part.evaluation for part in db.session.scalars(anew, execution_options={"populate_existing": True})])


def _check_shown(ready: Sequence[Desk], shown: str | None) -> None:
    """What was sent meanwhile is told as such; what is typed of it no longer counts."""
    if shown is not None and any(desk.is_open for desk in ready) and digest(ready) != shown:
        raise TypedSince


def _check(ready: Sequence[Desk]) -> None:
    """Raise what stands in the way of any of them."""
    for desk in ready:
        if desk.part.state is PartState.SENT:
            raise Refused(WAS_SENT, name=str(desk.officer), day=desk.part.sent_at)
        if not desk.is_open:
            raise Refused(NOT_OPEN, name=str(desk.officer))
    check_settled([desk.part for desk in ready])
    if lacking := {desk.part.id: [lack.words for lack in desk.lacks] for desk in ready if desk.lacks}:
        raise Incomplete(lacking)


def _send(desk: Desk, by: Actor) -> None:
    """Write the marks in the place of those of an earlier sending; after the last part the evaluation goes on."""
    part, evaluation = desk.part, desk.evaluation
    _write_marks(desk)
    part.score, part.comment = desk.score(), desk.typed.get("comment", "").strip() or None
    part.state, part.sent_at = PartState.SENT, now()
    steps.note(evaluation, EvaluationStepKind.SENT, by=by)
    db.session.flush()
    on_all_sent(evaluation, by=by)


def _write_marks(desk: Desk) -> None:
    asked = select(EvaluationMark).where(EvaluationMark.part_id == desk.part.id)
    stood = {mark.cycle_criterion_id: mark for mark in db.session.scalars(asked)} if desk.part.sent_at else {}
    for criterion in desk.criteria:
        mark, given = stood.pop(criterion.id, None), desk.marks.get(criterion.id)
        if given is None:
            if mark is not None:
                db.session.delete(mark)
            continue
        if mark is None:
            mark = EvaluationMark(evaluation=desk.evaluation, part=desk.part, cycle_criterion=criterion, level=MarkLevel.FIRST)
            db.session.add(mark)
        mark.mark, mark.justification = given, desk.why(criterion) or None
