"""What was acknowledged beside what is stored: every field, and every form that was sent, once and only once."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from flask import Flask
from sqlalchemy import select

from models import EvaluationDraft, EvaluationMark, EvaluationPart, EvaluationStep, EvaluationStepKind, PartState, db
from services import guard

from .force import Supervisor
from .supervisors import Memory

Found = tuple[dict[str, int], list[str]]


def compare(app: Flask, supervisors: list[Supervisor], memories: list[Memory]) -> Found:
    """What was looked at, and every difference in words; there must be none."""
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    with app.test_request_context(), guard.unscoped("the benchmark looks at what was kept"):
        drafts = {draft.part_id: draft for draft in db.session.scalars(select(EvaluationDraft))}
        parts = {part.id: part for part in db.session.scalars(select(EvaluationPart))}
        marks = _marks()
        steps = Counter(db.session.scalars(select(EvaluationStep.evaluation_id).where(EvaluationStep.kind == EvaluationStepKind.SENT)))
        for who, memory in zip(supervisors, memories, strict=True):
            wrong += _fields(who, memory, drafts, marks, counted)
            for number in sorted(memory.perhaps_sent):
                wrong += _form(parts[number], memory, marks.get(number, {}), steps, counted)
        unasked = sum(part.state is PartState.SENT for part in parts.values()) - counted["forms sent"]
        wrong += [f"{unasked} forms are sent that nobody sent"] if unasked else []
    return dict(counted), wrong


def _marks() -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = {}
    asked = select(EvaluationMark.part_id, EvaluationMark.cycle_criterion_id, EvaluationMark.mark)
    for part, criterion, mark in db.session.execute(asked):
        found.setdefault(part, {})[criterion] = mark
    return found


def _fields(who: Supervisor, memory: Memory, drafts: dict, marks: dict, counted: Counter) -> list[str]:
    """Each field holds the text that was acknowledged last, or one that was sent after it and never answered."""
    wrong = []
    for (part, name), text in memory.acknowledged.items():
        counted["fields acknowledged"] += 1
        stored = drafts[part].typed.get(name) if part in drafts else None
        if stored not in (text, *memory.unanswered.get((part, name), ())):
            wrong.append(f"part {part} of {who.officer_id}, {name}: {text!r} acknowledged, {stored!r} stored")
    return wrong


def _form(part: EvaluationPart, memory: Memory, marks: dict[int, Decimal], steps: Counter, counted: Counter) -> list[str]:
    """A form that was acknowledged is sent, with the marks that were typed, and its sending is noted once."""
    is_sent = part.state is PartState.SENT
    counted["forms sent"] += is_sent
    counted["forms acknowledged"] += part.id in memory.sent
    if part.id in memory.sent and not is_sent:
        return [f"part {part.id} was acknowledged as sent and is {part.state.value}"]
    if not is_sent:
        return []
    typed = {
        int(name.removeprefix("mark-")): Decimal(text.replace(",", "."))
        for (number, name), text in memory.acknowledged.items()
        if number == part.id and name.startswith("mark-")
    }
    wrong = [] if marks == typed else [f"part {part.id}: typed {typed}, sent {marks}"]
    times = steps[part.evaluation_id]
    return wrong if times == 1 else [*wrong, f"part {part.id}: its sending is noted {times} times"]
