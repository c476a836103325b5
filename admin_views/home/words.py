"""The home page's tasks and events in words, each with the page where it is done or read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app, url_for
from flask_babel import gettext as _, ngettext

from models import AuditEvent, model_of
from services import correction
from services.home.waiting import Task
from web.writing import day

@dataclass(frozen=True)
class Kind:
    """What is said of a kind of task, its page, and what the page is asked for, so that it shows what was counted."""

    words: Callable[[int], str]  # for how many
    page: str
    asked: dict[str, str] = field(default_factory=dict)


KINDS = {
    "approvals": Kind(lambda n: ngettext("approval that waits for you", "approvals that wait for you", n), "admin-proposal.index_view"),
    "to carry out": Kind(
        lambda n: ngettext("approved act that you can carry out", "approved acts that you can carry out", n),
        "admin-proposal.index_view",
    ),
    "corrections": Kind(
        lambda n: ngettext("request for correction to decide", "requests for correction to decide", n),
        "admin-correction-request.index_view", {"only": correction.TO_DECIDE},
    ),
    "imports": Kind(
        lambda n: ngettext("file received and not loaded yet", "files received and not loaded yet", n),
        "admin-import-run.index_view",
    ),
    "incomplete": Kind(
        lambda n: ngettext("file without a unit or a rank", "files without a unit or a rank", n),
        "admin-officer.index_view",
    ),
    "rounds to rank": Kind(
        lambda n: ngettext("promotion round to prepare or to rank", "promotion rounds to prepare or to rank", n),
        "admin-promotion-round.index_view",
    ),
    "rounds to examine": Kind(
        lambda n: ngettext("ranked list that your board examines", "ranked lists that your boards examine", n),
        "admin-promotion-round.index_view",
    ),
    "rounds to publish": Kind(
        lambda n: ngettext("examined list to publish", "examined lists to publish", n),
        "admin-promotion-round.index_view",
    ),
    "rounds to appoint from": Kind(
        lambda n: ngettext("sealed list to appoint from", "sealed lists to appoint from", n),
        "admin-promotion-round.index_view",
    ),
    "promotion appeals": Kind(
        lambda n: ngettext("appeal against a promotion list to answer", "appeals against promotion lists to answer", n),
        "admin-promotion-appeal.index_view",
    ),
    "rounds to seal": Kind(
        lambda n: ngettext("promotion list whose appeals are over, to be sealed", "promotion lists whose appeals are over, to be sealed", n),
        "admin-promotion-round.index_view",
    ),
    "badges to print": Kind(
        lambda n: ngettext("card approved and not printed yet", "cards approved and not printed yet", n),
        "admin-badge-desk.pile", {"pile": "print"},
    ),
    "badges to check": Kind(
        lambda n: ngettext("printed card to check", "printed cards to check", n),
        "admin-badge-desk.pile", {"pile": "check"},
    ),
    "badges to hand over": Kind(
        lambda n: ngettext("card that waits for its officer", "cards that wait for their officers", n),
        "admin-badge-desk.pile", {"pile": "hand-over"},
    ),
    "badges to take back": Kind(
        lambda n: ngettext("card that is not valid any more and was not given back", "cards that are not valid any more and were not given back", n),
        "admin-badge-desk.pile", {"pile": "take-back"},
    ),
    "badges that expire": Kind(
        lambda n: ngettext("card that expires within two months", "cards that expire within two months", n),
        "admin-badge-desk.pile", {"pile": "expiring"},
    ),
    "cycles to open": Kind(
        lambda n: ngettext("evaluation cycle to open", "evaluation cycles to open", n),
        "admin-evaluation-cycle.index_view",
    ),
    "evaluations set aside": Kind(
        lambda n: ngettext("evaluation set aside: name who marks", "evaluations set aside: name who marks", n),
        "admin-evaluation-part.index_view", {"state": "SET_ASIDE"},
    ),
    "evaluations late": Kind(
        lambda n: ngettext("evaluation late in the hierarchy", "evaluations late in the hierarchy", n),
        "admin-evaluation-progress.index_view",
    ),
    "appeals to decide": Kind(
        lambda n: ngettext("appeal against an evaluation to decide", "appeals against evaluations to decide", n),
        "admin-evaluation-appeal.index_view",
    ),
    "evaluations not begun": Kind(lambda n: ngettext("evaluation not begun", "evaluations not begun", n), "evaluation.team"),
    "evaluations begun": Kind(lambda n: ngettext("evaluation begun and not sent", "evaluations begun and not sent", n), "evaluation.team"),
    "jobs that failed": Kind(lambda n: ngettext("job that failed", "jobs that failed", n), "admin-job.index_view"),
}
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
    kind = KINDS[found.kind]
    label, url = kind.words(found.count), url_for(kind.page, **kind.asked)
    if found.until:
        return Line(label, found.count, url, deadline(found), is_late=(found.until - today).days <= SOON_DAYS)
    if not found.since:
        return Line(label, found.count, url)
    begun = found.since.date() if isinstance(found.since, dt.datetime) else found.since
    days = (today - begun).days
    return Line(label, found.count, url, age(days, begun), is_late=days > SOON_DAYS)


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
