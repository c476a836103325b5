"""A signing key was stolen: nothing that it signed is believed any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from models import Badge, PromotionRound, SignedPaper, db
from rules.access import Actor
from rules.badge.life import Act, states_before
from rules.refused import N_, Refused
from services import guard

from . import keys
from .life import moving
from .papers import end_paper
from .publishing.due import publish_if_due

AT_A_TIME = 500


@dataclass(frozen=True)
class Ended:
    """How many cards and papers a stolen key took with it, each to be made again; and how many sealed rounds it signed."""

    cards: int
    papers: int
    rounds: int


def revoke_key(kid: int, *, by: Actor, written: Callable[[], None]) -> Ended:
    """Erase a key and publish at once that it verifies nothing; then end every card and paper that it signed.

    `written` keeps what was done so far, and is called after each step: what is cut off in the middle is done by calling it
    again. A key that signs gets a successor first. A sealed round stays
    as it is, and its signature no longer says anything. Refused for a number that no key has, nor anything that was signed.
    """
    if kid in keys.public_keys():
        keys.erase(kid)
        written()
    elif not _has_signed(kid):
        raise Refused(N_("There is no signing key %(kid)s."), kid=kid)
    reason = _("Signing key %(kid)s was stolen.", kid=kid)
    try:
        publish_if_due()
    finally:  # also where nothing can be published just now: the worker tries again each minute
        with guard.unscoped("the key of these cards and papers was stolen"):
            ended = Ended(_end_cards(kid, reason, by, written), _end_papers(kid, reason, by, written), _rounds(kid))
    return ended


def _has_signed(kid: int) -> bool:
    asked = (select(model.id).where(model.key_id == kid).limit(1) for model in (Badge, SignedPaper))
    with guard.unscoped("what a signing key has signed"):
        return any(db.session.scalar(each) for each in asked) or _rounds(kid) > 0


def _rounds(kid: int) -> int:
    return db.session.scalar(select(func.count()).select_from(PromotionRound).where(PromotionRound.signature.startswith(f"{kid}:")))


def _end_cards(kid: int, reason: str, by: Actor, written: Callable[[], None]) -> int:
    ended, before = 0, moving.states(states_before(Act.REVOKE))
    asked = select(Badge.id).where(Badge.key_id == kid, Badge.state.in_(before)).order_by(Badge.id).limit(AT_A_TIME)
    while numbers := db.session.scalars(asked).all():
        for card in moving.hold_all(numbers):
            if card.state in before:
                moving.end(card, Act.REVOKE, by=by, reason=reason)
                ended += 1
        written()
    return ended


def _end_papers(kid: int, reason: str, by: Actor, written: Callable[[], None]) -> int:
    ended = 0
    asked = select(SignedPaper).where(SignedPaper.key_id == kid, SignedPaper.ended_at.is_(None)).order_by(SignedPaper.id).limit(AT_A_TIME)
    while papers := db.session.scalars(asked).all():
        for paper in papers:
            end_paper(paper, reason, by=by)
        ended += len(papers)
        written()
    return ended
