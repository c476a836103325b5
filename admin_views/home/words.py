"""The home page's tasks and events in words, each with the page where it is done or read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _, ngettext

from models import AuditEvent, model_of
from services import correction
from services.home.waiting import Task
from web.writing import day

# kind of task -> where it is done
PAGES = {
    "approvals": "admin-proposal.index_view",
    "to carry out": "admin-proposal.index_view",
    "corrections": "admin-correction-request.index_view",
    "imports": "admin-import-run.index_view",
    "incomplete": "admin-officer.index_view",
    "rounds to rank": "admin-promotion-round.index_view",
    "rounds to seal": "admin-promotion-round.index_view",
    "badges to print": "admin-badge-desk.work",
    "badges to check": "admin-badge-desk.work",
    "badges to hand over": "admin-badge-desk.work",
    "badges to take back": "admin-badge-desk.work",
    "badges that expire": "admin-badge-desk.work",
    "cycles to open": "admin-evaluation-cycle.index_view",
    "evaluations set aside": "admin-evaluation-part.index_view",
    "evaluations late": "admin-evaluation-progress.index_view",
    "appeals to decide": "admin-evaluation-appeal.index_view",
    "evaluations not begun": "evaluation.team",
    "evaluations begun": "evaluation.team",
    "jobs that failed": "admin-job.index_view",
}
# kind of task -> what its page is asked for, so that it shows what was counted
ASKED = {
    "corrections": {"only": correction.TO_DECIDE}, "evaluations set aside": {"state": "SET_ASIDE"}, "badges to print": {"pile": "print"},
    "badges to check": {"pile": "check"}, "badges to hand over": {"pile": "hand-over"}, "badges to take back": {"pile": "take-back"},
    "badges that expire": {"pile": "expiring"},
}  # fmt: skip
# What is older, or ends sooner, is marked.
SOON_DAYS = 14


@dataclass(frozen=True)
class Line:
    """A task as the page shows it."""

    label: str
    count: int
    url: str
    age: str = ""
    is_late: bool = False


def task(found: Task, today: dt.date) -> Line:
    """Count, words, and how old or how urgent."""
    url = url_for(PAGES[found.kind], **ASKED.get(found.kind, {}))
    if found.until:
        return Line(label(found), found.count, url, deadline(found), is_late=(found.until - today).days <= SOON_DAYS)
    if not found.since:
        return Line(label(found), found.count, url)
    begun = found.since.date() if isinstance(found.since, dt.datetime) else found.since
    days = (today - begun).days
    return Line(label(found), found.count, url, age(days, begun), is_late=days > SOON_DAYS)


def deadline(found: Task) -> str:
    """Until when, as one says it."""
    if found.kind == "badges that expire":
        return _("the first on %(day)s", day=day(found.until))
    if found.kind == "corrections":
        return _("the first answer is due by %(day)s", day=day(found.until))
    return _("the marks are due by %(day)s", day=day(found.until))


def age(days: int, begun: dt.date) -> str:
    """The age of the oldest, as one says it."""
    if days <= 0:
        return _("since today")
    if days > 60:
        return _("the oldest since %(day)s", day=day(begun))
    return ngettext("the oldest for %(days)s day", "the oldest for %(days)s days", days, days=days)


def label(found: Task) -> str:
    """What waits, in the number of what waits."""
    n = found.count
    match found.kind:
        case "approvals":
            return ngettext("approval that waits for you", "approvals that wait for you", n)
        case "to carry out":
            return ngettext("approved act that you can carry out", "approved acts that you can carry out", n)
        case "corrections":
            return ngettext("request for correction to decide", "requests for correction to decide", n)
        case "imports":
            return ngettext("file received and not loaded yet", "files received and not loaded yet", n)
        case "incomplete":
            return ngettext("file without a unit or a rank", "files without a unit or a rank", n)
        case "rounds to rank":
            return ngettext("promotion round to rank", "promotion rounds to rank", n)
        case "rounds to seal":
            return ngettext("ranked round that waits to be sealed", "ranked rounds that wait to be sealed", n)
        case "badges to print":
            return ngettext("card approved and not printed yet", "cards approved and not printed yet", n)
        case "badges to check":
            return ngettext("printed card to check", "printed cards to check", n)
        case "badges to hand over":
            return ngettext("card that waits for its officer", "cards that wait for their officers", n)
        case "badges to take back":
            return ngettext("card that is not valid any more and was not given back", "cards that are not valid any more and were not given back", n)
        case "badges that expire":
            return ngettext("card that expires within two months", "cards that expire within two months", n)
        case "cycles to open":
            return ngettext("evaluation cycle to open", "evaluation cycles to open", n)
        case "evaluations set aside":
            return ngettext("evaluation set aside: name who marks", "evaluations set aside: name who marks", n)
        case "evaluations late":
            return ngettext("evaluation late in the hierarchy", "evaluations late in the hierarchy", n)
        case "appeals to decide":
            return ngettext("appeal against an evaluation to decide", "appeals against evaluations to decide", n)
        case "evaluations not begun":
            return ngettext("evaluation not begun", "evaluations not begun", n)
        case "evaluations begun":
            return ngettext("evaluation begun and not sent", "evaluations begun and not sent", n)
        case _:
            return ngettext("job that failed", "jobs that failed", n)


@dataclass(frozen=True)
class Happening:
    """An event as the page shows it."""

    at: dt.datetime
    what: str
    record: str
    url: str | None
    by: str


def event(found: AuditEvent) -> Happening:
    """What was done to which record, with a link to it where this person has its screen."""
    model = model_of(found.record_type)
    kind = str(model.__label__) if model is not None else ""
    record = " · ".join(part for part in (kind, found.record_name) if part)
    return Happening(found.at, found.action_label, record, address(found), found.user_name if found.door != "command" else "SIRHP")


def address(found: AuditEvent) -> str | None:
    """The page of the record, if there is one for this person."""
    endpoint = f"admin-{(found.record_type or '').replace('_', '-')}"
    view = next((view for view in current_app.extensions["admin_views"] if view.endpoint == endpoint), None)
    if found.action == "delete" or view is None or not (view.is_accessible() and view.can_view_details):
        return None
    return url_for(f"{endpoint}.details_view", id=found.record_id)
