"""Human resources and an evaluator talk about how he marks. Both read every word, and none is changed or taken back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from models import EvaluationCycle, EvaluatorSeverity, Officer, SeverityTalk, User, db
from rules.access import Actor
from rules.evaluation import LONGEST_TEXT
from rules.refused import N_, Forbidden, Refused
from services import guard, notices

from ...campaign.cycles import is_manager


def may_talk(evaluator_id: int, by: Actor) -> bool:
    """Whether somebody may say something: human resources, and the evaluator himself once something is estimated or was said."""
    if by.officer_id != evaluator_id:
        return is_manager(by)
    is_estimated = select(EvaluatorSeverity.id).where(EvaluatorSeverity.evaluator_id == evaluator_id)
    is_spoken_to = select(SeverityTalk.id).where(SeverityTalk.evaluator_id == evaluator_id)
    return bool(db.session.scalar(select(or_(is_estimated.exists(), is_spoken_to.exists()))))


def talks_with(evaluator_id: int) -> Sequence[SeverityTalk]:
    """What was said, the oldest first, as far as the one who acts may read it."""
    return db.session.scalars(select(SeverityTalk).where(SeverityTalk.evaluator_id == evaluator_id).order_by(SeverityTalk.id)).all()


def latest_cycle(evaluator_id: int) -> EvaluationCycle | None:
    """The last cycle for which this evaluator's severity is estimated."""
    own = select(EvaluatorSeverity.cycle_id).where(EvaluatorSeverity.evaluator_id == evaluator_id)
    return db.session.scalar(select(EvaluationCycle).where(EvaluationCycle.id.in_(own)).order_by(EvaluationCycle.starts_on.desc()).limit(1))


def talk(evaluator: Officer, words: str, *, by: Actor) -> SeverityTalk:
    """Say something about how an evaluator marks; the other side is told. Raises Refused."""
    if not may_talk(evaluator.id, by):
        raise Forbidden(N_("You are not entitled to do this."))
    said = words.strip()
    if not said:
        raise Refused(N_("Write what you want to say."))
    if len(said) > LONGEST_TEXT:
        raise Refused(N_("That is too long: at most %(most)s characters."), most=LONGEST_TEXT)
    cycle = latest_cycle(evaluator.id)
    if cycle is None:
        raise Refused(N_("Nothing is estimated of this evaluator yet: there is nothing to talk about."))
    is_own = by.officer_id == evaluator.id
    with guard.unscoped("a talk about how somebody marks"):
        made = SeverityTalk(evaluator=evaluator, cycle=cycle, words=said, by_id=by.user_id, by_name=by.name, is_of_evaluator=is_own)
        db.session.add(made)
        db.session.flush()
        _tell(evaluator, is_own, by)
    return made


def _tell(evaluator: Officer, is_own: bool, by: Actor) -> None:
    """The evaluator of what human resources said; who spoke to him last of his answer."""
    if not is_own:
        of_evaluator = select(User.id).where(User.officer_id == evaluator.id)
        notices.tell(db.session.scalars(of_evaluator), "evaluation.severity_asked", "/my/team/severity/", by=by.name)
        return
    asked = select(SeverityTalk.by_id).where(SeverityTalk.evaluator_id == evaluator.id, ~SeverityTalk.is_of_evaluator)
    asker = db.session.scalar(asked.order_by(SeverityTalk.id.desc()).limit(1))
    if asker is not None:
        still_there = select(User.id).where(User.id == asker, User.role.in_(("administrator", "hr_manager")))
        notices.tell(db.session.scalars(still_there), "evaluation.severity_answered", f"/admin/evaluator-severity/details/?id={_latest_line(evaluator.id)}", by=by.name)


def _latest_line(evaluator_id: int) -> int | None:
    own = select(EvaluatorSeverity.id).where(EvaluatorSeverity.evaluator_id == evaluator_id)
    return db.session.scalar(own.order_by(EvaluatorSeverity.cycle_id.desc(), EvaluatorSeverity.id.desc()).limit(1))
