"""What led to a list besides what it is computed from: the board, its votes, the steps, the simulations, the fairness report, the appeals.

Each is one file of the archive, in the same bytes that the seal signs. To be called with the guard lifted.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select

from models import BoardMember, MarkVote, PromotionAppeal, PromotionRound, Record, RoundStep, Simulation, db
from rules.promotion.life import Act
from services import storage

from .digesting import as_json

_OF_ROUND = (
    "ranked_at", "basis_decided_at", "appeal_days", "answer_days", "appeals_until_on", "minutes", "fairness", "fairness_conclusion",
)  # fmt: skip
_OF_STEP = ("act", "at", "by_name", "words")
_OF_APPEAL = (
    "officer_id", "reason", "sent_at", "answer_by_on", "place_before", "outcome", "answer", "effect", "answered_at", "answered_by_id",
)  # fmt: skip
_OF_SIMULATION = ("by_id", "at", "reference_on", "places", "terms", "result")


def papers(round_: PromotionRound) -> dict[str, bytes]:
    """{name of a file: its content}: everything until the round was sealed."""
    return {
        "procedure.json": as_json(_values(round_, _OF_ROUND)),
        "board.json": as_json(_all(_of(BoardMember, round_), ("member_id", "function"))),
        "votes.json": as_json(_all(_of(MarkVote, round_), ("voter_id", "basis", "at"))),
        "steps.json": as_json([_values(step, _OF_STEP) for step in _before_the_seal(steps(round_))]),
        "simulations.json": as_json(_all(_of(Simulation, round_), _OF_SIMULATION)),
        "appeals.json": as_json(_all(_of(PromotionAppeal, round_), _OF_APPEAL)),
        **_minutes(round_),
    }


def _minutes(round_: PromotionRound) -> dict[str, bytes]:
    """The scan of the minutes, where it is kept."""
    if round_.minutes is None:
        return {}
    place = storage.path(storage.DOCUMENTS, round_.minutes)
    return {f"minutes{place.suffix}": place.read_bytes()} if place.is_file() else {}


def steps(round_: PromotionRound) -> list[RoundStep]:
    """All the steps of a round, the oldest first."""
    return list(db.session.scalars(_of(RoundStep, round_)))


def later_steps(round_: PromotionRound) -> list[dict[str, object]]:
    """The seal itself, and what came after it."""
    known = steps(round_)
    return [_values(step, _OF_STEP) for step in known[len(_before_the_seal(known)) :]]


def _before_the_seal(known: list[RoundStep]) -> list[RoundStep]:
    sealed = next((index for index, step in enumerate(known) if step.act == Act.SEAL.value), len(known))
    return known[:sealed]


def _of(model: type[Record], round_: PromotionRound) -> Select:
    return select(model).where(model.round_id == round_.id).order_by(model.id)


def _all(asked: Select, names: Iterable[str]) -> list[dict[str, object]]:
    return [_values(record, names) for record in db.session.scalars(asked)]


def _values(record: Record, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(record, name) for name in names}
