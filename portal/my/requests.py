"""My correction requests, as the start page says them: which wait for me, and how many are open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import g, url_for
from flask_babel import gettext as _, ngettext
from sqlalchemy import func, or_, select

from models import DECIDED_CORRECTIONS, OPEN_CORRECTIONS, CorrectionRequest, CorrectionState, Officer, db, now
from services import correction, guard, notices

from .door import own

# How long an answer stands on the start page.
ANSWER_STANDS = dt.timedelta(days=30)


@dataclass(frozen=True)
class Waiting:
    """Something that the officer should look at, and where."""

    words: str
    url: str


def waiting(officer: Officer) -> list[Waiting]:
    """Drafts, the requests in which a piece is asked for, and those answered lately whose answer is not read; the newest first."""
    state = CorrectionRequest.state
    answered = state.in_(DECIDED_CORRECTIONS) & (CorrectionRequest.closed_at >= now() - ANSWER_STANDS)
    draft = (state == CorrectionState.DRAFT) & (CorrectionRequest.writer_id == g.user.id)
    found = own(CorrectionRequest, officer).where(or_(state == CorrectionState.PIECE_ASKED, draft, answered))
    told = [(request, _told(request)) for request in db.session.scalars(found.order_by(CorrectionRequest.id.desc()))]
    unread = notices.unread_pages(guard.actor())
    return [one for request, one in told if not request.state.is_decided or one.url in unread]


def _told(request: CorrectionRequest) -> Waiting:
    if request.state == CorrectionState.DRAFT:
        words = _("Your request “%(about)s” is not sent yet: go on writing.", about=correction.label(request))
        return Waiting(words, url_for("correction.write", request_id=request.id))
    url = url_for("correction.one", request_id=request.id)
    if request.state == CorrectionState.PIECE_ASKED:
        return Waiting(_("Your request %(number)s: a piece is asked for.", number=request), url)
    return Waiting(_("Your request %(number)s was answered: %(answer)s.", number=request, answer=str(request.state.label).lower()), url)


def finding(officer: Officer) -> str:
    """How many are under way."""
    asked = select(func.count(CorrectionRequest.id)).where(CorrectionRequest.officer_id == officer.id)
    count = db.session.scalar(asked.where(CorrectionRequest.state.in_(OPEN_CORRECTIONS)))
    return ngettext("%(num)s request under way", "%(num)s requests under way", count) if count else _("No request is under way.")
