"""Opening a cycle: forms and weights freeze, and every officer is given to those who mark him, all in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from models import (
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationPart,
    EvaluationState,
    EvaluationStep,
    EvaluationStepKind,
    PartState,
    db,
    now,
)
from rules.access import Actor
from rules.refused import N_, Refused
from services import bulk, guard, notices

from ..way import holding
from . import assigning, cycles, forms
from .assigning import Assigning, Planned, Preview

AT_A_TIME = 2000
Progress = Callable[[int, int], None]


def rehearse(cycle: EvaluationCycle, *, by: Actor) -> Preview:
    """What opening the cycle now would do; nothing is written."""
    cycles.require_force(by)
    with guard.unscoped("what opening a cycle would do"):
        return assigning.preview(Assigning(cycle).plan())


def open_cycle(cycle: EvaluationCycle, *, by: Actor, progress: Progress | None = None) -> int:
    """Let evaluations begin. Returns how many there are.

    Raises Refused where the cycle was opened before, where another is open, where the calendar cannot be, where no form fits
    somebody.
    """
    cycles.require_force(by)
    cycles.hold(cycle)
    if cycle.state != CycleState.PREPARED:
        raise Refused(N_("The cycle “%(name)s” was opened before."), name=cycle.name)
    if other := cycles.current_cycle():
        raise Refused(N_("Close the cycle “%(name)s” first: only one can be open."), name=other.name)
    cycles.check_cycle(cycle)
    with guard.unscoped("a cycle of the whole force is opened"):
        forms.freeze(cycle)
        cycle.state, cycle.opened_at = CycleState.OPEN, now()
        db.session.flush()
    return assign(cycle, by=by, progress=progress)


def open_in_background(arguments: dict, progress: Progress) -> dict:
    """The job: {"cycle": number}, as the person who asked for it."""
    cycle = db.session.scalar(select(EvaluationCycle).where(EvaluationCycle.id == arguments["cycle"]))
    if cycle is None:
        raise Refused(N_("This cycle is no longer there."))
    return {"people": open_cycle(cycle, by=guard.actor(), progress=progress)}


def assign(cycle: EvaluationCycle, *, by: Actor, progress: Progress | None = None) -> int:
    """Give everybody of an open cycle to his evaluators. Returns how many evaluations there are; none may stand before."""
    with guard.unscoped("a cycle of evaluation is opened"):
        if db.session.scalar(select(func.count()).select_from(Evaluation).where(Evaluation.cycle_id == cycle.id)):
            raise Refused(N_("The cycle “%(name)s” was opened before."), name=cycle.name)
        planned = Assigning(cycle).plan()
        if without := [one for one in planned if one.form is None]:
            raise Refused(N_("No form fits %(count)s officers. Enter a form for everybody, then open the cycle again."), count=len(without))
        add(planned, cycle, by=by, progress=progress)
        _tell(planned, cycle)
    return len(planned)


def _tell(planned: Sequence[Planned], cycle: EvaluationCycle) -> None:
    """Each evaluator hears how many people wait for him."""
    counts = Counter(part.share.evaluator for one in planned if not one.is_excused for part in one.parts if not part.aside)
    for officer_id, accounts in holding.accounts_by_officer(counts).items():
        told = {"cycle": cycle.name, "count": counts[officer_id], "day": f"{cycle.marked_by:%d/%m/%Y}"}
        notices.tell(accounts, "evaluation.opened", "/my/team/", **told)


def add(planned: Sequence[Planned], cycle: EvaluationCycle, *, by: Actor, progress: Progress | None = None) -> None:
    """Write evaluations as planned; to be called with the guard lifted."""
    writer, total = _Writer(cycle, by), len(planned)
    for start in range(0, total, AT_A_TIME):
        writer.write(planned[start : start + AT_A_TIME])
        if progress:
            progress(min(start + AT_A_TIME, total), total)


def part_rows(one: Planned, names: dict[int, str]) -> list[dict]:
    """The parts of an evaluation, without its number; one that is set aside names its head in words only: he does not read it."""
    return [
        {
            "unit_id": part.share.unit, "starts_on": part.share.starts_on, "ends_on": part.share.ends_on, "days": part.share.days,
            "aside": part.aside, "state": PartState.SET_ASIDE if part.aside else PartState.OPEN,
            "evaluator_id": None if part.aside else part.share.evaluator, "evaluator_name": names.get(part.share.evaluator),
        }
        for part in one.parts
    ]  # fmt: skip


class _Writer:
    """Writes the evaluations of a block of officers, their parts, and the first step of each."""

    def __init__(self, cycle: EvaluationCycle, by: Actor):
        self._cycle_id, self._by, self._at = cycle.id, by.name or None, now()
        self._names = assigning.names()

    def write(self, planned: Sequence[Planned]) -> None:
        """The evaluations first, then what belongs to them."""
        called = [self._names[one.officer] for one in planned]
        ids = bulk.insert(Evaluation, [self._evaluation(one) for one in planned], called)
        numbered = list(zip(ids, planned, strict=True))
        bulk.insert(EvaluationPart, [{"evaluation_id": key} | row for key, one in numbered for row in part_rows(one, self._names)])
        bulk.insert(EvaluationStep, [row for key, one in numbered for row in self._steps(key, one)])

    def _evaluation(self, one: Planned) -> dict:
        return {
            "cycle_id": self._cycle_id, "officer_id": one.officer, "form_id": one.form, "unit_id": one.main.share.unit,
            "state": EvaluationState.EXCUSED if one.is_excused else EvaluationState.MARKING,
            "evaluator_id": one.evaluator, "evaluator_name": self._names.get(one.evaluator),
            "reviewer_id": one.reviewer, "reviewer_name": self._names.get(one.reviewer),
        }  # fmt: skip

    def _steps(self, evaluation_id: int, one: Planned) -> list[dict]:
        kinds = [EvaluationStepKind.EXCUSED if one.is_excused else EvaluationStepKind.ASSIGNED]
        kinds += [EvaluationStepKind.SET_ASIDE for part in one.parts if part.aside]
        return [{"evaluation_id": evaluation_id, "kind": kind, "at": self._at, "by_name": self._by, "words": None} for kind in kinds]
