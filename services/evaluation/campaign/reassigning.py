"""What human resources settle while a cycle is open: who marks instead of whom, who reviews, who is not evaluated after all.

Each act has its reason, which stands in the steps of the evaluation and is read by all who read it. A part has one evaluator
for ever: naming another one ends it, with its draft, which stays its writer's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from models import (
    Aside,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationPart,
    EvaluationStepKind,
    Officer,
    PartState,
    db,
)
from rules import evaluation as rules
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import guard, notices

from .. import parties
from ..conflicts import conflicts
from ..way import holding, steps
from ..way.reviewing import on_all_sent
from .assigning import Assigning
from .cycles import UNFINISHED, is_manager, require_manager
from .disputes import to_settle

WHY_NOT = {
    Aside.SELF: N_("Nobody evaluates himself or herself."),
    Aside.FAMILY: N_("%(officer)s is recorded as close family of the officer evaluated. Name somebody else."),
    Aside.DISPUTE: N_("There is an open dispute between %(officer)s and the officer evaluated. Name somebody else."),
    Aside.GONE: N_("%(officer)s has left the service. Name somebody else."),
    Aside.AWAY: N_("%(officer)s is away (suspended, on leave of absence …). Name somebody else."),
}


def set_aside(cycle: EvaluationCycle, *, by: Actor, among: slice = slice(None)) -> Sequence[EvaluationPart]:
    """The parts for which human resources must name somebody, the first set aside first; of a long list a stretch of it."""
    require_manager(by)
    asked = select(EvaluationPart).join(EvaluationPart.evaluation).where(*_waiting(cycle)).order_by(EvaluationPart.id)
    asked = asked.options(joinedload(EvaluationPart.evaluation).joinedload(Evaluation.officer), joinedload(EvaluationPart.unit))
    return db.session.scalars(asked.slice(among.start or 0, among.stop) if among.stop else asked).all()


def count_aside(cycle: EvaluationCycle, *, by: Actor) -> int:
    """How many those are; nothing is loaded for it."""
    require_manager(by)
    asked = select(func.count(EvaluationPart.id)).join(EvaluationPart.evaluation).where(*_waiting(cycle))
    return db.session.scalar(asked) or 0


def _waiting(cycle: EvaluationCycle) -> tuple[ColumnElement[bool], ...]:
    return Evaluation.cycle_id == cycle.id, EvaluationPart.state == PartState.SET_ASIDE, Evaluation.state.in_(UNFINISHED)


def reassign(part: EvaluationPart, officer: Officer, because: str, *, by: Actor) -> EvaluationPart:
    """Let somebody else mark this part, by the same days. Returns the new part.

    Raises Refused for a part that was sent, for somebody who stands in a conflict or has a share in this evaluation already.
    """
    holding.require(part.evaluation is not None)
    evaluation, reason = _begin(part.evaluation, "name_evaluator", because, by)
    _check_waits(part)
    _check_named(evaluation, officer, by)
    _check_free(evaluation, officer, besides=part)
    return _give(part, officer, reason, by)


def let_mark(part: EvaluationPart, because: str, *, by: Actor) -> EvaluationPart:
    """The indication was wrong, or is settled: who commanded marks the part. Returns that part, a new one where it was set aside."""
    evaluation, reason = _begin(part.evaluation, "name_evaluator", because, by)
    settled = to_settle(part)
    if settled is None:
        raise Refused(N_("Only who was set aside for family or a dispute can be let mark after all. Name somebody else."))
    if part.state is PartState.OPEN:
        return _let_go_on(part, settled, reason, by)
    with guard.unscoped("who commanded in the time that was set aside"):
        planned = Assigning(evaluation.cycle).of(evaluation.officer_id)
        same = [one.share.evaluator for one in planned.parts if one.share.unit == part.unit_id and one.share.days == part.days] if planned else []
        officer = db.session.get(Officer, same[0]) if same and same[0] else None
    if officer is None:
        raise Refused(N_("The postings changed since the cycle opened: it is no longer known who commanded. Name somebody."))
    _check_named(evaluation, officer, by, settled={settled})
    _check_free(evaluation, officer, besides=part)
    made = _give(part, officer, reason, by)
    made.aside = settled
    return made


def _let_go_on(part: EvaluationPart, settled: Aside, reason: str, by: Actor) -> EvaluationPart:
    """The dispute arose while he marked: the part stays his, with all that he typed."""
    with guard.unscoped("a dispute that arose is settled"):
        officer = part.evaluator
        _check_named(part.evaluation, officer, by, settled={settled, part.aside})
        part.aside = settled
        steps.note(part.evaluation, EvaluationStepKind.REASSIGNED, by=by, words=f"{officer}: {reason}")
        _tell(part, by)
    return part


def set_reviewer(evaluation: Evaluation, officer: Officer, because: str, *, by: Actor) -> None:
    """Name the second level, until it has answered. Raises Refused as `reassign` does."""
    evaluation, reason = _begin(evaluation, "name_reviewer", because, by)
    _check_named(evaluation, officer, by)
    _check_free(evaluation, officer)
    told = f"{evaluation.reviewer_name or '–'} → {officer}: {reason}"
    with guard.unscoped("the second level of an evaluation is named"):
        evaluation.reviewer, evaluation.reviewer_name = officer, str(officer)
        steps.note(evaluation, EvaluationStepKind.REASSIGNED, by=by, words=told)


def excuse(evaluation: Evaluation, because: str, *, by: Actor) -> None:
    """Do not evaluate this officer in this cycle. What was marked so far stays, and counts for nothing."""
    evaluation, reason = _begin(evaluation, "excuse", because, by)
    with guard.unscoped("an officer is not evaluated"):
        holding.move(evaluation, "excuse")
        evaluation.excuse = reason
        steps.note(evaluation, EvaluationStepKind.EXCUSED, by=by, words=reason)


def resume(evaluation: Evaluation, *, by: Actor) -> None:
    """Evaluate after all: it goes on where it stood, and with the second level where all was sent."""
    _hold(evaluation, "resume", by)
    with guard.unscoped("an officer is evaluated after all"):
        holding.move(evaluation, "resume")
        evaluation.excuse = None
        steps.note(evaluation, EvaluationStepKind.RESUMED, by=by)
        db.session.flush()
        on_all_sent(evaluation, by=by)


def may_settle(evaluation: Evaluation, who: Actor) -> bool:
    """Whether somebody could still name, excuse or take up again in this evaluation."""
    acts = any(rules.way.may(act, evaluation.state.value) for act in ("excuse", "resume"))
    return acts and evaluation.cycle.state is CycleState.OPEN and _why_not_settle(evaluation, who) is None


def has_access(named: Officer) -> bool:
    """Whether the one whom somebody would name could sign in."""
    return bool(holding.accounts_of([named.id]))


def is_over(named: Officer, officer: Officer) -> bool:
    """Whether the one whom somebody would name serves in the unit of the officer evaluated, or in one above it."""
    with guard.unscoped("where who marks and who is marked serve"):
        return bool(named.unit and officer.unit and officer.unit.path.startswith(named.unit.path))


def is_below(named: Officer, officer: Officer) -> bool:
    """Whether the one whom somebody would name has a lower rank than the officer evaluated: to be said before it is done."""
    with guard.unscoped("the ranks of who marks and of who is marked"):
        return bool(named.rank and officer.rank and named.rank.level < officer.rank.level)


# --- what all of them ask ------------------------------------------------------------------------


def _begin(evaluation: Evaluation, act: str, because: str, by: Actor) -> tuple[Evaluation, str]:
    """The evaluation, nobody else's until the end, and the reason. Refused where the act cannot be done in its state."""
    _hold(evaluation, act, by)
    if not because.strip():
        raise Refused(N_("Write the reason: it stands in the steps of this evaluation."))
    return evaluation, because.strip()[: rules.LONGEST_REASON]


def _why_not_settle(evaluation: Evaluation, by: Actor) -> Forbidden | None:
    """Who runs the campaign where the officer serves, and has no part in the evaluation."""
    if not is_manager(by):
        return Forbidden(holding.NOT_ENTITLED)
    return parties.why_not(evaluation, by) or (None if holding.is_in_scope(evaluation, by) else Forbidden(holding.NOT_ENTITLED))


def _hold(evaluation: Evaluation, act: str, by: Actor) -> None:
    if bar := _why_not_settle(evaluation, by):
        raise bar
    with guard.unscoped("human resources settle something in an evaluation"):
        holding.hold(evaluation, act)
        holding.require_open(evaluation)


def _check_waits(part: EvaluationPart) -> None:
    if part.state is PartState.SENT:
        raise Refused(rules.way.NOT_NOW["name_evaluator"])
    if part.state is PartState.ENDED:
        raise Refused(N_("This part was given to somebody else already."))


def _check_free(evaluation: Evaluation, officer: Officer, besides: EvaluationPart | None = None) -> None:
    """Two levels are two people, and nobody marks two parts."""
    with guard.unscoped("who has a share in an evaluation"):
        marking = {part.evaluator_id for part in evaluation.parts if part.state is not PartState.ENDED}
        if officer.id in marking and (besides is None or besides.evaluator_id != officer.id):
            raise Refused(N_("%(officer)s marks this officer already. Name somebody else."), officer=str(officer))
        if besides is not None and besides.evaluator_id == officer.id:
            raise Refused(N_("%(officer)s has this part already."), officer=str(officer))
        if officer.id == evaluation.reviewer_id:
            raise Refused(N_("%(officer)s is the second level of this evaluation: name another one there first."), officer=str(officer))


def _check_named(evaluation: Evaluation, officer: Officer, by: Actor, settled: Collection[Aside | None] = ()) -> None:
    """Nobody names himself or his family, nor who stands in a conflict, but in one that is `settled` by this very act or before."""
    parties.check_named(officer, by)
    for found in conflicts(officer.id, evaluation.officer_id, evaluation.cycle.starts_on):
        if found not in settled:
            raise Refused(WHY_NOT[found], officer=str(officer))


def _give(part: EvaluationPart, officer: Officer, reason: str, by: Actor) -> EvaluationPart:
    """End the part and begin another one of the same days."""
    evaluation, before = part.evaluation, part.evaluator_name or "–"
    with guard.unscoped("a part of an evaluation is given to somebody else"):
        part.state, part.ended_because = PartState.ENDED, reason
        same = {name: getattr(part, name) for name in ("unit_id", "starts_on", "ends_on", "days")}
        made = EvaluationPart(evaluation=evaluation, evaluator=officer, evaluator_name=str(officer), **same)
        db.session.add(made)
        db.session.flush()
        lead(evaluation)
        told = f"{before} → {officer}: {reason}" if before != str(officer) else f"{officer}: {reason}"
        steps.note(evaluation, EvaluationStepKind.REASSIGNED, by=by, words=told)
        _tell(made, by)
    return made


def _tell(part: EvaluationPart, by: Actor) -> None:
    """Who is named hears of it."""
    cycle = part.evaluation.cycle
    told = {"by": by.name, "cycle": cycle.name, "day": f"{cycle.marked_by:%d/%m/%Y}"}
    notices.tell(holding.accounts_of([part.evaluator_id]), "evaluation.named", "/my/team/", **told)


def lead(evaluation: Evaluation) -> None:
    """Who has the longest part leads the evaluation; nobody while that part is set aside. To be called with the guard lifted."""
    held = [part for part in evaluation.parts if part.state is not PartState.ENDED]
    longest = min(held, key=lambda part: rules.longest_first(part.days, part.ends_on, part.evaluator_id), default=None)
    named = longest is not None and longest.state is not PartState.SET_ASIDE
    evaluation.evaluator_id = longest.evaluator_id if named else None
    evaluation.evaluator_name = longest.evaluator_name if named else None
