"""The appeal: once, in time, to the body that the campaign names; its decision is recorded by somebody who had no part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from models import AppealVerdict, Evaluation, EvaluationAppeal, EvaluationStepKind, MarkLevel, db, now
from rules import access
from rules.access import Actor
from rules.evaluation import way
from rules.refused import N_, Forbidden, Refused
from services import guard, notices, storage

from .. import parties
from . import closing, holding, reading, reviewing, scoring, steps

SAY_WHY = N_("Say why you appeal: the body reads it.")
SAY_REASONS = N_("Give the reasons of the decision: the officer reads them.")
NO_MARKS = N_("An appeal that is rejected changes no mark: leave the marks empty.")


@dataclass(frozen=True)
class Ruling:
    """What the body decided: the verdict, the reasons, the marks that it changes (as typed), and its minutes."""

    verdict: AppealVerdict
    words: str
    marks: Mapping[int, reviewing.Given] = field(default_factory=dict)
    minutes: reading.Upload | None = None


def appeal_of(evaluation: Evaluation) -> EvaluationAppeal | None:
    """The appeal against an evaluation, if there is one that the one who acts may read."""
    return db.session.scalar(select(EvaluationAppeal).where(EvaluationAppeal.evaluation_id == evaluation.id))


def may_appeal(evaluation: Evaluation, by: Actor) -> bool:
    """Whether the officer, or who records his papers, can appeal today."""
    is_theirs = holding.is_own(evaluation, by) or reading.why_not_on_paper(evaluation, by) is None
    in_time = evaluation.appeal_until_on is None or now().date() <= evaluation.appeal_until_on
    return is_theirs and in_time and way.may("appeal", evaluation.state.value)


def appeal(evaluation: Evaluation, reason: str, *, by: Actor) -> EvaluationAppeal:
    """Bring the evaluation before the body: the officer, or human resources with the letter of one who has no access."""
    said = holding.in_words(reason)
    if not said:
        raise Refused(SAY_WHY)
    on_paper = not holding.is_own(evaluation, by)
    if on_paper and (bar := reading.why_not_on_paper(evaluation, by)):
        raise bar
    with guard.unscoped("an evaluation is appealed"):
        holding.hold(evaluation, "appeal")
        way.check_appeal(now().date(), evaluation.appeal_until_on)
        made = EvaluationAppeal(evaluation=evaluation, body=evaluation.cycle.appeal_body, reason=said, score_before=evaluation.score)
        db.session.add(made)
        holding.move(evaluation, "appeal")
        steps.note(evaluation, EvaluationStepKind.APPEALED, by=by)
        db.session.flush()
        page = f"/admin/evaluation-appeal/details/?id={made.id}"
        notices.tell(holding.human_resources(evaluation.officer.home_agency_id), "evaluation.appealed", page, about=_matter(made))
        if on_paper:
            holding.tell_officer(evaluation, "evaluation.appealed_on_paper", by=by.name)
    return made


def why_not_decide(appealed: EvaluationAppeal, by: Actor) -> Refused | None:
    """Why somebody may not record the decision on an appeal; None where he may."""
    if appealed.decided_at is not None:
        return Refused(way.NOT_NOW["decide"])
    if by.user_id is None or not access.may(by, "evaluation.approve"):
        return Forbidden(holding.NOT_ENTITLED)
    with guard.unscoped("the evaluation that is appealed"):
        evaluation = appealed.evaluation
    if bar := parties.why_not(evaluation, by):
        return bar
    return None if holding.is_in_scope(evaluation, by) else Forbidden(holding.NOT_ENTITLED)


def decide_appeal(appealed: EvaluationAppeal, ruling: Ruling, *, by: Actor) -> None:
    """Record what the body decided; the evaluation is closed with it. Marks that it changes stand beside the others.

    Raises Forbidden for who may not, Refused without reasons, WrongMarks for marks that cannot stand.
    """
    said, evaluation = holding.in_words(ruling.words), appealed.evaluation
    if refused := why_not_decide(appealed, by):
        raise refused
    if not said:
        raise Refused(SAY_REASONS)
    with guard.unscoped("the decision on an appeal is recorded"):
        holding.hold(evaluation, "decide")
        db.session.refresh(appealed)
        if refused := why_not_decide(appealed, by):
            raise refused
        _rule(appealed, ruling)
        appealed.verdict, appealed.decision, appealed.decided_at, appealed.decided_by_id = ruling.verdict, said, now(), by.user_id
        if ruling.minutes is not None:
            appealed.minutes = storage.keep_document(ruling.minutes.stream, ruling.minutes.file_name)
        steps.note(evaluation, EvaluationStepKind.DECIDED, by=by, words=said)
        closing.close(evaluation, "decide", by=by)
        notices.settle(_matter(appealed))
        holding.tell_officer(evaluation, f"evaluation.appeal_{ruling.verdict.value}")


def _rule(appealed: EvaluationAppeal, ruling: Ruling) -> None:
    """Write the marks of the body, and compute the mark of the evaluation anew."""
    evaluation = appealed.evaluation
    levelled = reviewing.read(evaluation, ruling.marks, MarkLevel.APPEAL)
    if ruling.verdict is AppealVerdict.REJECTED and levelled.marks:
        raise Refused(NO_MARKS)
    reviewing.write(evaluation, levelled)
    evaluation.score = scoring.score(evaluation)


def _matter(appealed: EvaluationAppeal) -> str:
    return f"evaluation-appeal:{appealed.id}"
