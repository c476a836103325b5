"""The officer reads his evaluation, comments, signs it or refuses to; a signature says that it was read, no more.

Who has no access signs on paper: human resources record the scan. Who does neither in time is passed over (overtime.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import select

from models import Evaluation, EvaluationStepKind, Signature, User, db, now
from rules import access
from rules.access import Actor
from rules.evaluation import way
from rules.refused import N_, Forbidden, Refused
from services import guard, notices, storage

from .. import parties
from . import holding, steps

HAS_ACCESS = N_("This officer has access: he or she signs and appeals in the portal. Paper is for who cannot sign in.")


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    stream: BinaryIO
    file_name: str = ""


def sign(evaluation: Evaluation, comment: str, *, by: Actor) -> None:
    """The officer has read it. The time to appeal begins."""
    _answer(evaluation, "sign", comment, by)


def refuse_to_sign(evaluation: Evaluation, comment: str, *, by: Actor) -> None:
    """The officer does not sign; the evaluation goes on, and can be appealed."""
    _answer(evaluation, "refuse", comment, by)


def _answer(evaluation: Evaluation, act: str, comment: str, by: Actor) -> None:
    said = holding.in_words(comment)
    holding.require(holding.is_own(evaluation, by))
    with guard.unscoped("an officer signs"):
        holding.hold(evaluation, act)
        evaluation.officer_comment = said or None
        _signed(evaluation, act, Signature.SIGNED if act == "sign" else Signature.REFUSED)
        steps.note(evaluation, EvaluationStepKind.SIGNED if act == "sign" else EvaluationStepKind.REFUSED, by=by)


def why_not_on_paper(evaluation: Evaluation, by: Actor) -> Refused | None:
    """Why somebody may not record what the officer did on paper; None where he may: who runs the campaign there, has no part in
    the evaluation, and does it for an officer who never chose a password or whose account is closed.
    """
    if not (access.may(by, "evaluation.edit") and guard.follows_all(by)):
        return Forbidden(holding.NOT_ENTITLED)
    if bar := parties.why_not(evaluation, by):
        return bar
    if not holding.is_in_scope(evaluation, by):
        return Forbidden(holding.NOT_ENTITLED)
    return Forbidden(HAS_ACCESS) if _can_sign_in(evaluation.officer_id) else None


def _can_sign_in(officer_id: int) -> bool:
    """An account counts from the first password that its owner chose: many are made and never opened."""
    asked = select(User.id).where(User.officer_id == officer_id, User.active, User.must_change_password.is_(False))
    with guard.unscoped("whether an officer has access"):
        return db.session.scalar(asked) is not None


def sign_on_paper(evaluation: Evaluation, upload: Upload, *, by: Actor, is_refused: bool = False) -> None:
    """Record the paper that the officer signed, or on which the refusal was noted. Raises Refused for a file that is no paper."""
    if bar := why_not_on_paper(evaluation, by):
        raise bar
    act = "refuse" if is_refused else "sign"
    with guard.unscoped("a signature on paper is recorded"):
        holding.hold(evaluation, act)
        evaluation.signed_paper = storage.keep_document(upload.stream, upload.file_name)
        _signed(evaluation, act, Signature.REFUSED if is_refused else Signature.ON_PAPER)
        steps.note(evaluation, EvaluationStepKind.REFUSED if is_refused else EvaluationStepKind.SIGNED, by=by)
        holding.tell_officer(evaluation, "evaluation.signed_on_paper", by=by.name, day=f"{evaluation.appeal_until_on:%d/%m/%Y}")


def sign_until(evaluation: Evaluation) -> dt.date | None:
    """The last day on which the officer may sign; None before it was given to him."""
    return way.sign_until(evaluation.shown_at.date(), evaluation.cycle.reading_days) if evaluation.shown_at else None


def _signed(evaluation: Evaluation, act: str, signature: Signature) -> None:
    holding.move(evaluation, act)
    evaluation.signature, evaluation.signed_at = signature, now()
    evaluation.appeal_until_on = way.appeal_until(now().date(), evaluation.cycle.appeal_days)
    notices.settle(holding.matter_of(evaluation))
