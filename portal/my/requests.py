"""My correction requests, as the start page says them: which wait for me, and how many are open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _, ngettext
from sqlalchemy import func, or_, select

from models import CorrectionRequest, CorrectionState, Officer, db, now

from .door import own

# How long an answer stands on the start page.
ANSWER_STANDS = dt.timedelta(days=30)
ANSWERED = (CorrectionState.ACCEPTED, CorrectionState.PARTLY, CorrectionState.REFUSED)
UNDER_WAY = (CorrectionState.WAITING, CorrectionState.PIECE_ASKED, CorrectionState.PROPOSED)


@dataclass(frozen=True)
class Waiting:
    """Something that the officer should look at, and where."""

    words: str
    url: str


def waiting(officer: Officer) -> list[Waiting]:
    """The requests in which a piece is asked for, and those answered lately, the newest first."""
    answered = CorrectionRequest.state.in_(ANSWERED) & (CorrectionRequest.closed_at >= now() - ANSWER_STANDS)
    found = own(CorrectionRequest, officer).where(or_(CorrectionRequest.state == CorrectionState.PIECE_ASKED, answered))
    return [_told(request) for request in db.session.scalars(found.order_by(CorrectionRequest.id.desc()))]


def _told(request: CorrectionRequest) -> Waiting:
    url = url_for("correction.one", request_id=request.id)
    if request.state == CorrectionState.PIECE_ASKED:
        return Waiting(_("Your request %(number)s: a piece is asked for.", number=request), url)
    return Waiting(_("Your request %(number)s was answered: %(answer)s.", number=request, answer=str(request.state.label).lower()), url)


def finding(officer: Officer) -> str:
    """How many are under way."""
    asked = select(func.count(CorrectionRequest.id)).where(CorrectionRequest.officer_id == officer.id)
    count = db.session.scalar(asked.where(CorrectionRequest.state.in_(UNDER_WAY)))
    return ngettext("%(num)s request under way", "%(num)s requests under way", count) if count else _("No request is under way.")
