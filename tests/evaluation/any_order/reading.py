"""Who reads what of an evaluation, by the table of the house, written once more apart from the guard; and what his pages answer."""

from __future__ import annotations

import enum

from sqlalchemy import select

from models import SHOWN_EVALUATIONS, EvaluationPart, EvaluationState, PartState, db
from services import guard

from .cast import EVERYBODY, OFFICERS
from .ground import WHY, Ground

DESK = ("aminata", "awa", "boubacar", "fanta", "twin", "coumba", "seydou")  # who has a role at the clerks' door
# Who reads, by the post or the role, what was given to the officer, by where he serves.
LEADS = {"first": ("coumba", "boubacar", "fanta"), "second": ("seydou", "boubacar", "fanta"), "foreign": ()}


class Reads(enum.Enum):
    """How much of it."""

    NOTHING = enum.auto()
    ROW = enum.auto()  # that there is one, and the day of the interview
    PART = enum.auto()  # what he was asked to mark
    ALL = enum.auto()


def table(machine: Ground) -> dict[str, Reads]:
    """How much each reads as it stands now."""
    found, marking, reviewer = machine.found(), {machine.evaluator(part) for part in machine.parts()}, machine.reviewer()
    is_given = found.state in SHOWN_EVALUATIONS
    is_told = found.state is EvaluationState.EXCUSED or found.interview_told_at is not None
    himself = Reads.ALL if is_given else Reads.ROW if is_told else Reads.NOTHING
    told = dict.fromkeys(EVERYBODY, Reads.NOTHING)
    if is_given:
        told |= dict.fromkeys(LEADS[machine.unit], Reads.ALL)
    told |= {name: Reads.ALL if is_given else Reads.PART for name in marking - {None}}
    told |= dict.fromkeys({"aminata", machine.runner(), reviewer} - {None}, Reads.ALL)
    return told | {"daouda": himself} | ({"twin": himself} if machine.unit != "foreign" else {})


def pages(machine: Ground, name: str, level: Reads) -> dict[str, int]:
    """The pages of the evaluation, and what each answers to somebody who reads so much of it."""
    number = machine.number
    is_row = level is not Reads.NOTHING
    found = {
        f"/my/evaluations/{number}/": 200 if name == "daouda" and is_row else 404,
        f"/my/reviews/{number}/": _of_review(machine, name),
        f"/admin/evaluation/details/?id={number}": _at_desk(name, is_row),
    }
    for part in machine.parts(*PartState):
        is_own = part.state is not PartState.ENDED and machine.evaluator(part) == name
        if is_own or level in (Reads.NOTHING, Reads.ROW, Reads.PART) or name not in OFFICERS:
            found[f"/my/team/{part.id}/"] = 200 if is_own else 404 if _evaluates(machine, name) else 403
    return found


def _of_review(machine: Ground, name: str) -> int:
    if name not in (*OFFICERS, "daouda"):
        return 403
    return 200 if machine.reviewer() == name else 404


def _at_desk(name: str, is_read: bool) -> int:
    if name not in DESK:
        return 403
    return 200 if is_read else 404


def _evaluates(machine: Ground, name: str) -> bool:
    """Whether somebody has people to mark at all, in whichever cycle."""
    number = machine.cast[name].officer_id
    if name not in OFFICERS:
        return False
    own = select(EvaluationPart.id).where(EvaluationPart.evaluator_id == number, EvaluationPart.state != PartState.ENDED)
    with guard.unscoped(WHY):
        return name in ("coumba", "seydou") or db.session.scalar(own.limit(1)) is not None


def check_pages(machine: Ground) -> None:
    """Everybody opens all its pages: each answers as it must, and no page says what its reader may not know."""
    levels = table(machine)
    wanted = {name: pages(machine, name, level) for name, level in levels.items()}
    secrets = {name: secret_to(machine, name, level) for name, level in levels.items()}
    state = machine.state()
    with machine.over_the_line():
        for name, answers in wanted.items():
            for page, status in answers.items():
                answer = machine.clients[name].get(page)
                assert answer.status_code == status, (name, page, state, machine.unit, answer.status_code)
                body = answer.get_data(as_text=True)
                assert not [word for word in secrets[name] if word in body], (name, page, state)


def secret_to(machine: Ground, name: str, level: Reads) -> set[str]:
    """The words that somebody must read nowhere: others' drafts, and what was sent where he does not read it."""
    typed = {(part, writer): fields["comment"] for (part, writer), fields in machine.drafts().items()}
    own = {part.id for part in machine.parts() if machine.evaluator(part) == name}
    said = {part.id: part.comment for part in machine.parts(*PartState) if part.comment}
    readable = set(said.values()) if level is Reads.ALL else {said[key] for key in own & set(said)}
    drafted = {word for (part, writer), word in typed.items() if machine.cast[name].officer_id != writer}
    return (drafted | set(said.values())) - readable
