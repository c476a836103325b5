"""Reading requests: how one stands, its story, who has it now, and those that wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select

from models import CorrectionKind, CorrectionRequest, CorrectionState, Officer, User, db
from rules import access
from rules.access import Actor
from services import guard

from . import about, values
from .asking import OPEN

WAITING = (CorrectionState.WAITING, CorrectionState.PIECE_ASKED)


@dataclass(frozen=True)
class Situation:
    """A request in words: (what, what stood when it was sent, what stands now, what should stand).

    `changed`: what stands is not what stood when it was asked. `seen` is the token to decide with.
    """

    lines: list[tuple[str, str, str, str]]
    changed: bool
    seen: str


@dataclass(frozen=True)
class StepTold:
    """A step as it is read: when, by whom (name and role), what, and what was said."""

    at: dt.datetime
    by: str
    what: str
    words: str


def situation(request: CorrectionRequest) -> Situation:
    """How a request stands now. Of a missing record nothing stands; of one that is gone it is said."""
    stood, wished, now_stands = values.opened(request.stood), values.opened(request.wished), about.stands(request)
    owner, lines, changed = request.officer_id, [], False
    for field in about.asked(request):
        before, asked = stood.get(field.name), wished.get(field.name)
        after = (now_stands or {}).get(field.name)
        told = values.words(field, after, owner) if now_stands is not None else _("no longer there")
        lines.append((str(field.label), values.words(field, before, owner), told, values.words(field, asked, owner)))
        changed = changed or now_stands is None or not values.is_same(field, before, after)
    return Situation(lines, changed and request.kind is CorrectionKind.CHANGE, about.seen(request))


def story(request: CorrectionRequest) -> list[StepTold]:
    """What happened to a request, the first step first."""
    with guard.unscoped("the story of a correction request"):
        return [StepTold(step.at, _who(step.user), str(step.kind.label), step.words or "") for step in request.steps]


def _who(user: User | None) -> str:
    if user is None:
        return ""
    return _("%(name)s, %(role)s", name=user.name, role=_(access.ROLES.get(user.role, user.role)))


def with_whom(request: CorrectionRequest) -> str:
    """Who has the request now, in words."""
    with guard.unscoped("who has a correction request"):
        match request.state:
            case CorrectionState.DRAFT:
                return _("Not sent yet")
            case CorrectionState.PIECE_ASKED:
                return _("The officer, who is asked for a piece")
            case CorrectionState.PROPOSED:
                return _("A second person of human resources")
            case CorrectionState.WAITING:
                return _who(request.handler) or _office(request)
        return _("Nobody any more: it is closed")


def _office(request: CorrectionRequest) -> str:
    agency = request.officer.home_agency
    if request.appealed_at:
        return _("Human resources (%(agency)s): somebody else than who decided first", agency=agency)
    return _("Human resources (%(agency)s)", agency=agency)


# --- lists ---------------------------------------------------------------------------------------


def of(officer: Officer) -> list[CorrectionRequest]:
    """The requests about a file that the reader may see, the newest first; drafts are their writer's alone."""
    own = select(CorrectionRequest).where(CorrectionRequest.officer_id == officer.id, _no_draft_of_others())
    return list(db.session.scalars(own.order_by(CorrectionRequest.id.desc())))


def open_of(officer: Officer) -> list[CorrectionRequest]:
    """Those that are not closed, the newest first: what counts towards MOST_OPEN."""
    return [one for one in of(officer) if one.state in (CorrectionState.DRAFT, *OPEN)]


def _no_draft_of_others():
    return or_(CorrectionRequest.state != CorrectionState.DRAFT, CorrectionRequest.writer_id == guard.actor().user_id)


def queue(by: Actor) -> Select:
    """The requests that wait and that somebody might decide on, the oldest deadline first."""
    waiting = _decidable(by).where(CorrectionRequest.state.in_((*WAITING, CorrectionState.PROPOSED)))
    return waiting.order_by(CorrectionRequest.due_on, CorrectionRequest.sent_at, CorrectionRequest.id)


def count_waiting(by: Actor) -> int:
    """How many wait for a decision that somebody might take; those for which a piece was asked not counted."""
    waiting = _decidable(by).where(CorrectionRequest.state == CorrectionState.WAITING)
    return db.session.scalar(waiting.with_only_columns(func.count(CorrectionRequest.id)).order_by(None))


def _decidable(by: Actor) -> Select:
    """Requests on files that somebody keeps, but those on his own and those that he wrote for the officer; appeals for who approves."""
    areas = [area for area in access.AREAS if access.may(by, f"{area}.edit")] if access.may(by, "correction.edit") else []
    not_his = or_(CorrectionRequest.writer_id.is_(None), CorrectionRequest.writer_id != by.user_id)
    found = select(CorrectionRequest).where(CorrectionRequest.about_area.in_(areas), not_his, guard.writable(CorrectionRequest, by))
    if not access.may(by, "correction.approve"):
        found = found.where(CorrectionRequest.appealed_at.is_(None))
    return found if by.officer_id is None else found.where(CorrectionRequest.officer_id != by.officer_id)
