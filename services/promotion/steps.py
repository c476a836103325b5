"""One step of a round: held for whoever may do it, then written down with day and person, for all who see the round."""

from __future__ import annotations

from sqlalchemy import select

from models import PromotionRound, RoundState, RoundStep, db
from rules.access import Actor
from rules.promotion import life
from rules.promotion.life import Act, Step
from rules.refused import N_, Forbidden, Refused
from services import audit, bulk, guard

from . import board, own_cause
from .entitled import require

LEAST_REASON = 15  # letters: fewer are no reason for which somebody could answer
NOT_OF_THE_BOARD = N_("Only members of the board of this round do this.")


def begin(round_: PromotionRound, act: Act, *, by: Actor) -> Step:
    """The round for oneself, as it stands now, until the end of the transaction. Refused where it is not the time, Forbidden for whom it is not."""
    hold(round_)
    entitle(round_, act, by)
    return life.step(round_.state, act)


def note(round_: PromotionRound, act: Act, *, by: Actor, words: str | None = None, **noted: object) -> None:
    """Write the step down, and move the round on where the act leads on; `noted` goes to the audit trail. After `begin`, in the same transaction."""
    leads_to = RoundState(life.step(round_.state, act).to.value) if life.may(round_.state, act) else round_.state
    with guard.unscoped(f"a step of the round {round_.name}"):
        db.session.add(RoundStep(round_id=round_.id, act=act.value, by_name=by.name or None, words=words or None))
        round_.state = leads_to
        db.session.flush()
        audit.note(act.value, record=round_, changes={"state": leads_to.value, **noted})


def hold(round_: PromotionRound) -> None:
    """Nobody else changes the round or its rule until the end of the transaction; both as they stand now."""
    for record in (round_, round_.rule):
        bulk.lock(type(record), type(record).id == record.id)
        db.session.refresh(record)


def entitle(round_: PromotionRound, act: Act, by: Actor, *, stands_in: bool | None = None) -> None:
    """Raise Forbidden for whom an act is not: by right, by the board, or because he stands in the round himself, where that is not known yet."""
    right = life.right(round_.state, act)
    if right == life.BOARD:
        if not board.is_member(round_, by):
            raise Forbidden(NOT_OF_THE_BOARD)
    elif right != life.CANDIDATE:
        require(by, right, round_)
    if right != life.CANDIDATE and (own_cause.stands_in(round_, by) if stands_in is None else stands_in):
        raise Forbidden(own_cause.OWN_CAUSE)


def why_not(round_: PromotionRound, act: Act, by: Actor, *, stands_in: bool | None = None) -> Refused | None:
    """Why somebody cannot do this now, to be said on the page; None where he can."""
    try:
        life.step(round_.state, act)
        entitle(round_, act, by, stands_in=stands_in)
    except Refused as refused:
        return refused
    return None


def may(round_: PromotionRound, act: Act, by: Actor) -> bool:
    """Whether somebody can do this now, as far as state and person go."""
    return why_not(round_, act, by) is None


def taken(round_: PromotionRound) -> list[RoundStep]:
    """What happened to a round, the oldest first."""
    with guard.unscoped("the steps of a round that one reads"):
        return list(db.session.scalars(select(RoundStep).where(RoundStep.round_id == round_.id).order_by(RoundStep.id)))


def check_reason(reason: str) -> str:
    """The reason without its edges. Refused where nobody could answer for it."""
    said = " ".join(reason.split())
    if sum(sign.isalnum() for sign in said) < LEAST_REASON:
        raise Refused(N_("Say why, in a sentence: it is read for ever beside what it changed."))
    return said
