"""What every act on a card has in common: having it for oneself, the table of its life, and that nobody acts on his own."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Agency, Badge, BadgeCause, BadgeState, Officer, db, now
from rules.access import Actor
from rules.badge import life
from rules.badge.life import LONGEST_REASON, Act
from rules.refused import N_, Refused
from services import bulk, guard

from . import telling

OWN = N_("Nobody issues, prints or revokes his or her own badge: ask a colleague.")
WITHOUT_REASON = N_("Say why: the reason is kept with the card.")
OVER = N_("The time of this card is over: request a new one.")
_TAKES_IT_FURTHER = (Act.PRINT, Act.CHECK, Act.HAND_OVER, Act.RESUME)
_STOPS = (Act.SUSPEND, Act.REVOKE, Act.EXPIRE)


def hold(badge: Badge) -> None:
    """Have the cards of this officer for oneself until the end of the transaction, and this one as it stands now."""
    db.session.flush()
    bulk.lock(Officer, Officer.id == badge.officer_id)
    db.session.refresh(badge)


def hold_all(badges: Iterable[int]) -> list[Badge]:
    """The same for many, by their numbers and in their order, each with its officer as he stands now."""
    numbers = list(badges)
    if not numbers:
        return []
    db.session.flush()
    bulk.lock(Officer, Officer.id.in_(db.session.scalars(select(Badge.officer_id).where(Badge.id.in_(numbers))).all()))
    officer = joinedload(Badge.officer)
    anew = {"populate_existing": True, "with_deleted": True}
    asked = select(Badge).where(Badge.id.in_(numbers)).options(officer.joinedload(Officer.position), officer.joinedload(Officer.unit))
    found = {badge.id: badge for badge in db.session.scalars(asked, execution_options=anew)}
    return [found[number] for number in numbers]


def move(badge: Badge, act: Act, *, by: Actor, reason: str = "") -> None:
    """Take the step of an act. Refused where it is not one of the card's life, for one's own card, and without a reason where one is asked."""
    done = life.step(badge.state, act)
    if life.HOLDER not in done.right:
        refuse_oneself(by, badge.officer_id)
    if done.reason and not reason.strip():
        raise Refused(WITHOUT_REASON)
    if act in _TAKES_IT_FURTHER and badge.expires_on < now().date():
        raise Refused(OVER)
    badge.state = BadgeState(done.to.value)


def end(badge: Badge, act: Act, *, by: Actor, reason: str = "", cause: BadgeCause = BadgeCause.BY_HAND) -> None:
    """Take a step after which the card is not valid, and keep since when, from what, and why; its officer is told."""
    was_valid, waited = badge.state is BadgeState.ACTIVE, badge.state is BadgeState.CHECKED
    move(badge, act, by=by, reason=reason)
    badge.ended_at, badge.cause, badge.reason = now(), cause, reason.strip()[:LONGEST_REASON] or None
    db.session.flush()
    if waited:
        telling.settled(badge)
    elif was_valid and act in _STOPS:
        telling.stopped(badge)


def refuse_oneself(by: Actor, *officer_ids: int) -> None:
    """Nobody but the system, and whoever lost his own, acts on his own card."""
    if guard.is_himself(by, *officer_ids):
        raise Refused(OWN)


def in_words(label: object) -> str:
    """A label that is kept as the reason of what nobody gave one for, in the language of the installation."""
    with force_locale(current_app.config.get("BABEL_DEFAULT_LOCALE", "fr")):
        return str(label)


def states(found: Iterable[life.State]) -> list[BadgeState]:
    """The states of the rules as those of the records."""
    return [BadgeState(state.value) for state in found]


def serving_agency(officer: Officer) -> Agency:
    """Where the officer serves, whose card he carries: the agency of the unit, else the home agency."""
    with guard.unscoped("in which agency an officer serves"):
        return officer.unit.agency if officer.unit else officer.home_agency
