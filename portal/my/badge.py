"""My cards: of each kind the one that holds or is being made, what to do now, and “lost or stolen”, which works at once."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import Badge, BadgeKind, BadgeState, Officer, Photo, db, now
from models.badge import ENDED, IN_FORCE
from rules.badge import Act, may
from rules.photo import is_outdated
from rules.refused import Refused
from services import badge as service
from services import guard, photo, submissions
from services.wording import said
from web import day

from .door import own, own_record, pages, show

LOST = {"lost": service.lose, "stolen": service.steal}
LONGEST_WORDS = 300
# What a state means to the officer, and what to do; until when a valid card holds stands beside it.
MEANS = {
    BadgeState.REQUESTED: _l("Requested: a second person decides on it. You have nothing to do."),
    BadgeState.APPROVED: _l("Approved: it will be printed. You have nothing to do."),
    BadgeState.PRINTED: _l("Printed: it is checked before you get it. You have nothing to do."),
    BadgeState.CHECKED: _l("Ready: fetch it at the badge office and sign the receipt. Bring the card that you have."),
    BadgeState.ACTIVE: _l("Valid: whoever checks it learns so."),
    BadgeState.SUSPENDED: _l("Not valid for now: do not show it."),
}


@dataclass(frozen=True)
class Card:
    """One of my cards as the page shows it."""

    badge: Badge
    means: str
    is_due: bool  # shows what no longer holds, or expires soon
    can_be_lost: bool
    is_awaited_back: bool


@pages.get("/badge/")
def badge():
    """By kind, the one in force before the one that is being made."""
    officer = own_record()
    cards = [_card(found) for found in _living(officer)]
    ended = own(Badge, officer).where(Badge.state.in_(ENDED), Badge.number.is_not(None)).order_by(Badge.ended_at.desc(), Badge.id.desc())
    gone = {found.kind for found in db.session.scalars(own(Badge, officer).where(service.not_replaced()))}
    return show(
        "badge", officer, by_kind=[(kind, [card for card in cards if card.badge.kind is kind]) for kind in BadgeKind],
        ended=[_card(found) for found in db.session.scalars(ended)], gone=gone, photo=_photo(officer),
        check_url=current_app.config["VERIFY_URL"],
    )  # fmt: skip


@pages.get("/badge/<int:number>/lost")
def lost(number: int):
    """Are you sure? Afterwards there is no way back."""
    return _ask(_own_card(number))


@pages.post("/badge/<int:number>/lost")
def report(number: int):
    """Not valid from this moment on."""
    found, how, words = _own_card(number), request.form.get("how", ""), request.form.get("words", "")[:LONGEST_WORDS]
    if how not in LOST:
        return _ask(found, _("Say whether the card is lost or stolen."), words)
    submissions.led_to(url_for("my.badge"))
    try:
        LOST[how](found, words, by=guard.actor())
        db.session.commit()
        flash(_("The card is not valid any more, from this moment on. The badge office is told and makes you a new one."), "success")
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "error")
    return redirect(url_for("my.badge"))


def finding(officer: Officer) -> str:
    """Until when the card is valid, or how far the one is that is being made."""
    found = next(iter(_living(officer)), None)
    if found is None:
        return _("You have no badge.")
    if found.state is BadgeState.ACTIVE:
        return _("%(kind)s, valid until %(day)s", kind=found.kind.label, day=day(found.expires_on))
    return _("%(kind)s: %(state)s", kind=found.kind.label, state=str(found.state.label).lower())


def _ask(badge: Badge, wrong: str = "", words: str = "") -> str:
    """The question, with what was typed where something is missing."""
    return show("lost", own_record(), badge=badge, wrong=wrong, words=words, most=LONGEST_WORDS)


def _living(officer: Officer) -> list[Badge]:
    found = own(Badge, officer).where(Badge.state.not_in(ENDED))
    return list(db.session.scalars(found.order_by(Badge.kind.desc(), Badge.state.in_(IN_FORCE).desc(), Badge.id.desc())))


def _own_card(number: int) -> Badge:
    """One of my own cards that can be lost, or 404."""
    officer = own_record()
    found = db.session.scalar(own(Badge, officer).where(Badge.id == number))
    return found if found is not None and _can_be_lost(found) else abort(404)


def _can_be_lost(badge: Badge) -> bool:
    """What waits at the badge office has not been handed over, and is not the officer's to lose."""
    return badge.state in IN_FORCE and may(badge.state, Act.LOSE)


def _card(badge: Badge) -> Card:
    is_due = badge.state is BadgeState.ACTIVE and db.session.scalar(select(Badge.id).where(Badge.id == badge.id, service.reprint_due())) is not None
    return Card(badge, str(MEANS.get(badge.state, badge.state.label)), is_due, _can_be_lost(badge), badge.is_awaited_back)


def _photo(officer: Officer) -> tuple[Photo | None, bool]:
    """The photo that a new card would bear, and whether it is too old."""
    found = photo.in_use(officer)
    return found, found is not None and is_outdated(found.taken_on, now().date())
