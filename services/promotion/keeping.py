"""What is frozen stays as it was, through whichever door somebody comes: form, list, change of many, or file.

Services act with the guard lifted, and look themselves at where the round stands.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import has_app_context
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from models import BoardDecision, BoardMember, ExamMark, MarkVote, PromotionCandidate, PromotionRound, RoundState, RoundStep, Simulation, db
from rules.promotion import life
from rules.promotion.life import Act
from rules.refused import N_, Forbidden, Refused
from services import bulk, guard

from .preparing import FROZEN

# What belongs to a round, and the act that its being written is; None: a service alone writes it.
WRITTEN = {
    ExamMark: Act.MARK_EXAM, BoardMember: None, MarkVote: None, BoardDecision: None, PromotionCandidate: None, RoundStep: None, Simulation: None,
}  # fmt: skip
BY_ITS_OWN_PAGE = N_("This is written by the steps of the round alone: open the page of the round.")


@event.listens_for(Session, "before_flush")
def _keep_frozen(session, _context, _instances) -> None:
    if not has_app_context() or guard.purpose():
        return
    with session.no_autoflush:
        for record in (*session.new, *session.deleted, *session.dirty):
            if isinstance(record, PromotionRound) and inspect(record).persistent:
                _check_round(record, is_gone=record in session.deleted)
            elif type(record) in WRITTEN and (record not in session.dirty or session.is_modified(record)):
                _check_written(record)


def _check_round(round_: PromotionRound, *, is_gone: bool) -> None:
    changed = {name for name in FROZEN if inspect(round_).attrs[name].history.has_changes()}
    if is_gone or changed:
        for state in _states([round_.id]):
            life.step(state, Act.CHANGE)


def _check_written(record: object) -> None:
    act = WRITTEN[type(record)]
    if act is None:
        raise Forbidden(BY_ITS_OWN_PAGE)
    number = record.round_id if record.round_id is not None else record.round.id
    for state in _states([number]):
        life.step(state, act)


def _states(numbers: Collection[int]) -> list[RoundState]:
    """As they stand in the database, within the flush of what is about to change them."""
    table = PromotionRound.__table__.c
    found = select(table.state).where(table.id.in_(numbers)).distinct()
    return list(db.session.connection().execute(found).scalars())


def _keep_frozen_in_bulk(model: type, changes: dict[int, dict[str, tuple]]) -> None:
    if guard.purpose():
        return
    if model is PromotionRound and any(set(change) & set(FROZEN) for change in changes.values()):
        for state in _states(changes):
            life.step(state, Act.CHANGE)
    if model in WRITTEN and WRITTEN[model] is None:
        raise Refused(BY_ITS_OWN_PAGE)


bulk.after_update.append(_keep_frozen_in_bulk)
