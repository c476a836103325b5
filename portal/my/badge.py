"""My badge: its number, whether it holds, until when."""

from __future__ import annotations

from flask_babel import gettext as _

from models import Badge, BadgeState, Officer, db
from web import day

from .door import own, own_record, pages, show


def _latest(officer: Officer) -> Badge | None:
    """The one that holds or was issued last; none that was revoked."""
    found = own(Badge, officer).where(Badge.state != BadgeState.REVOKED).order_by(Badge.expires_on.desc(), Badge.id.desc())
    return db.session.scalar(found.limit(1))


@pages.get("/badge/")
def badge():
    """What it says, what to do when it is lost."""
    officer = own_record()
    revoked = own(Badge, officer).where(Badge.state == BadgeState.REVOKED).order_by(Badge.revoked_at.desc())
    return show("badge", officer, badge=_latest(officer), revoked=db.session.scalars(revoked).all())


def finding(officer: Officer) -> str:
    """Until when it is valid."""
    found = _latest(officer)
    if found is None:
        return _("You have no badge.")
    return _("%(number)s, valid until %(day)s", number=found.number, day=day(found.expires_on))
