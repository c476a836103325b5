"""The desk of the badge office: the day's work, and one box for a scan that leads to its card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, request
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from models import Badge, BadgeState, Officer, db, now
from rules.badge import EXPIRES_WITHIN
from services import badge as service, guard
from services.home import kept

from ..deskpage import DeskPage
from . import scanning

MOST = 1000  # more is not counted: the day has not so many hours
SHOWN = 100


@dataclass(frozen=True)
class Pile:
    """A pile of work: what it is, what to do, and which cards are in it. What takes long to find is counted now and then."""

    label: object
    about: object
    condition: Callable[[], ColumnElement[bool]]
    is_slow: bool = False


def _in(state: BadgeState) -> Callable[[], ColumnElement[bool]]:
    return lambda: Badge.state == state


PILES: dict[str, Pile] = {
    "print": Pile(_l("To print"), _l("Approved by a second person."), _in(BadgeState.APPROVED)),
    "check": Pile(_l("To check"), _l("Printed: scan each before anybody gets it."), _in(BadgeState.PRINTED)),
    "hand-over": Pile(_l("To hand over"), _l("Checked: the officer signs and takes it."), _in(BadgeState.CHECKED)),
    "take-back": Pile(_l("To take back"), _l("No longer valid, and not given back yet."), lambda: Badge.is_awaited_back, True),
    "replace": Pile(_l("Lost or stolen, to replace"), _l("The officer has no card any more: request the next one."), service.not_replaced, True),
    "reprint": Pile(_l("To be made anew"), _l("Rank or name has changed, or the card expires soon."), service.reprint_due, True),
    "expiring": Pile(
        _l("Expire within two months"), _l("Request the next card in time."),
        lambda: (Badge.state == BadgeState.ACTIVE) & Badge.expires_on.between(now().date(), now().date() + EXPIRES_WITHIN),
    ),
}  # fmt: skip


class DeskView(DeskPage):
    """The page, and each pile of work as a list."""

    area = "badge"
    permissions = ("badge.edit",)
    verbs = {"pile": "badge.edit"}

    @expose("/")
    def index_view(self):
        """How high each pile is, and the box for a scan."""
        figures = [(key, pile, _count(key, pile)) for key, pile in PILES.items()]
        return scanning.with_camera(self.render("admin/badge/desk.html", figures=figures, most=MOST))

    @expose("/pile/")
    def pile(self):
        """The cards of one pile, the oldest first, as many as a morning holds."""
        key = request.args.get("pile", "")
        chosen = PILES.get(key) or abort(404)
        found = _cards(chosen)
        return self.render("admin/badge/pile.html", key=key, pile=chosen, badges=found[:SHOWN], is_more=len(found) > SHOWN)


def _count(key: str, pile: Pile) -> int:
    """How many, up to MOST."""
    asked = select(func.count()).select_from(select(Badge.id).where(pile.condition()).limit(MOST).subquery())
    if not pile.is_slow:
        return db.session.scalar(asked)
    [[number]] = kept.count(f"desk {key}", lambda: [[db.session.scalar(asked)]], guard.actor()).rows
    return number


def _cards(pile: Pile) -> list[Badge]:
    numbers = db.session.scalars(select(Badge.id).where(pile.condition()).order_by(Badge.expires_on, Badge.id).limit(SHOWN + 1)).all()
    loaded = joinedload(Badge.officer).options(joinedload(Officer.rank), joinedload(Officer.unit))
    return list(db.session.scalars(select(Badge).where(Badge.id.in_(numbers)).order_by(Badge.expires_on, Badge.id).options(loaded)))


