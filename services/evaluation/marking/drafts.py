"""What an evaluator types before he sends: every field by itself, kept as it was typed, his alone.

A save is a handful of statements however many people and fields it holds: on the last day of a campaign a whole force saves
at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from models import CycleCriterion, CycleState, Evaluation, EvaluationCycle, EvaluationDraft, EvaluationPart, EvaluationState, PartState, db, now
from rules.access import Actor
from rules.evaluation import box_of
from rules.refused import N_, Refused
from services import bulk, guard

MOST_CELLS = 1000

# Built once, with the joins written out, so that the guard adds its conditions for these tables alone: half of what a save costs.
HELD = (
    select(EvaluationPart.id, EvaluationPart.state, Evaluation.state, EvaluationCycle.state, Evaluation.id, Evaluation.form_id, EvaluationDraft.typed)
    .select_from(EvaluationPart)
    .join(Evaluation, EvaluationPart.evaluation_id == Evaluation.id)
    .join(EvaluationCycle, Evaluation.cycle_id == EvaluationCycle.id)
    .outerjoin(EvaluationDraft, EvaluationDraft.part_id == EvaluationPart.id)
    .where(
        EvaluationPart.id.in_(bindparam("numbers", expanding=True)),
        EvaluationPart.evaluator_id == bindparam("writer"),
        EvaluationPart.state != PartState.ENDED,
    )
)
ASKED = select(CycleCriterion.form_id, CycleCriterion.id).where(CycleCriterion.form_id.in_(bindparam("forms", expanding=True)))

NOT_OPEN = N_("This person's evaluation is not yours to mark, or no longer: reload the page.")
WAS_SENT = N_("This evaluation was sent: what you typed since then was not kept.")
NO_FIELD = N_("The form no longer has this field: reload the page.")
TOO_LONG = N_("This is too long to be kept: at most %(most)s letters.")


@dataclass(frozen=True)
class Cell:
    """One field of one part as it was typed. `base` is what its writer last knew to be stored; None to write over anything."""

    part_id: int
    field: str
    text: str
    base: str | None = None


@dataclass(frozen=True)
class Conflict:
    """A field that was not written: `stored` is what stands there, `because` why not; None where it was typed otherwise meanwhile."""

    cell: Cell
    stored: str | None
    because: Refused | None = None


@dataclass
class _Held:
    """A part that its writer holds until the end of the transaction, with its draft."""

    state: PartState
    is_open: bool
    evaluation_id: int
    form_id: int
    typed: dict[str, str]
    has_draft: bool
    is_changed: bool = False


def typed(part: EvaluationPart) -> dict[str, str]:
    """What the one who acts typed into this part: {field: text}; empty for anybody but its writer."""
    return db.session.scalar(select(EvaluationDraft.typed).where(EvaluationDraft.part_id == part.id)) or {}


def type_in(changes: Sequence[Cell], *, by: Actor) -> list[Conflict]:
    """Write what was typed, and return what could not be. Of two who save at once the second waits, and sees the first.

    Raises Refused for more than MOST_CELLS fields at a time.
    """
    if len(changes) > MOST_CELLS:
        raise Refused(N_("Save at most %(most)s fields at a time."), most=MOST_CELLS)
    with guard.unscoped("an evaluator types into the parts that are his"):
        held = _hold({cell.part_id for cell in changes}, by)
        asked = _asked({one.form_id for one in held.values()})
        conflicts = [conflict for cell in changes if (conflict := _type(cell, held.get(cell.part_id), asked))]
        _keep({part_id: one for part_id, one in held.items() if one.is_changed}, by)
    return conflicts


def _keep(changed: Mapping[int, _Held], by: Actor) -> None:
    first = [
        {"evaluation_id": one.evaluation_id, "part_id": part_id, "writer_id": by.officer_id, "typed": one.typed}
        for part_id, one in changed.items()
        if not one.has_draft
    ]
    anew = [{"of_part": part_id, "typed": one.typed} for part_id, one in changed.items() if one.has_draft]
    bulk.drafting.keep_typed(first, anew, now())


def _hold(part_ids: set[int], by: Actor) -> dict[int, _Held]:
    """The parts that are his, by their number. Nobody else writes or sends them before this transaction ends."""
    if by.officer_id is None or not part_ids:
        return {}
    numbers = sorted(part_ids)
    bulk.lock(EvaluationPart, EvaluationPart.id.in_(numbers) & (EvaluationPart.evaluator_id == by.officer_id))
    found = db.session.execute(HELD, {"numbers": numbers, "writer": by.officer_id})
    return {
        part_id: _Held(state, _is_open(state, evaluation_state, cycle_state), evaluation_id, form_id, dict(typed or {}), typed is not None)
        for part_id, state, evaluation_state, cycle_state, evaluation_id, form_id, typed in found
    }


def _is_open(part: PartState, evaluation: EvaluationState, cycle: CycleState) -> bool:
    return (part, evaluation, cycle) == (PartState.OPEN, EvaluationState.MARKING, CycleState.OPEN)


def _asked(form_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(form, criterion) of all that these forms ask for."""
    return set(map(tuple, db.session.execute(ASKED, {"forms": list(form_ids)})))


def _type(cell: Cell, held: _Held | None, asked: set[tuple[int, int]]) -> Conflict | None:
    """Put a text into its place, or say why it cannot stand there."""
    if held is None or not held.is_open:
        is_sent = held is not None and held.state is PartState.SENT
        return Conflict(cell, None, Refused(WAS_SENT if is_sent else NOT_OPEN))
    stored = held.typed.get(cell.field, "")
    if refused := _refusal(cell, held.form_id, asked):
        return Conflict(cell, stored, refused)
    if cell.text == stored:
        return None
    if cell.base is not None and cell.base != stored:
        return Conflict(cell, stored)
    held.is_changed = True
    if cell.text:
        held.typed[cell.field] = cell.text
    else:
        del held.typed[cell.field]
    return None


def _refusal(cell: Cell, form_id: int, asked: set[tuple[int, int]]) -> Refused | None:
    box = box_of(cell.field)
    if box is None or (box.criterion is not None and (form_id, box.criterion) not in asked):
        return Refused(NO_FIELD)
    return Refused(TOO_LONG, most=box.most) if len(cell.text) > box.most else None
