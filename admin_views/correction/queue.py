"""The list of requests: what is open stands first, by its deadline; tabs for what one looks for every day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flask import g
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from models import OPEN_CORRECTIONS, CorrectionRequest, User, db, now
from services import correction, guard
from services.listing import Asked, Filter, Operation
from web import day

ALL = "all"  # in an address: closed requests, too
# What an address may say without leaving anything out of the list.
NO_FILTERS = {"sort", "desc", "size", "after", "before", "jump", "columns", "panel", ALL}
OPEN = tuple(state.name for state in OPEN_CORRECTIONS)
SOON_DAYS = 7


def due(request: CorrectionRequest, today: dt.date) -> Markup | str:
    """Until when the answer is due, as one says it; of a closed request nothing waits."""
    if request.due_on is None or not request.state.is_open:
        return ""
    left = (request.due_on - today).days
    words, tone = _days_left(left), "bad" if left < 0 else "warn" if left <= SOON_DAYS else "neutral"
    return Markup('<span class="pill pill-{}">{}</span> <span class="tabular">{}</span>').format(tone, words, day(request.due_on))


def _days_left(left: int) -> str:
    if left < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -left, days=-left)
    if left == 0:
        return _("due today")
    return ngettext("%(days)s day left", "%(days)s days left", left, days=left)


def overdue(today: dt.date) -> dict[str, object]:
    """The arguments of an address that asks for what should have been answered before today."""
    return {"state": OPEN, "due_on.to": (today - dt.timedelta(days=1)).isoformat()}


def handler_name(request: CorrectionRequest) -> str:
    """Who has a request in hand: everybody who sees the request must know it. The names of a page are asked for at once."""
    if request.handler_id is None:
        return ""
    known = g.setdefault("correction_handlers", {})
    if request.handler_id not in known:
        known.update(_names({one.handler_id for one in db.session if isinstance(one, CorrectionRequest)} - known.keys()))
    return known.get(request.handler_id, "")


def _names(numbers: set[int | None]) -> dict[int, str]:
    """The names of accounts, by number."""
    with guard.unscoped("the names of those who handle corrections"):
        return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(numbers - {None}))).tuples().all())


class Queue:
    """The list of the screen of requests, beside RecordView."""

    list_template = "admin/correction/requests.html"
    list_fields = ("officer", "officer.service_number", "kind", "due_on", "state", "handler", "officer.rank", "officer.unit", "sent_at")
    filter_fields = ("state", "due_on", "sent_at", "appealed_at", "handler")
    column_default_sort = ("due_on", False)
    none_words = _l("No request for correction")
    empty_text = _l("Requests that officers send from their own file stand here, the one to be answered first at the top.")
    formatters = {
        "kind": lambda _view, _context, request, _name: correction.in_short(request.kind, request.about_type, request.field),
        "due_on": lambda _view, _context, request, _name: due(request, now().date()),
        "handler": lambda _view, _context, request, _name: handler_name(request),
    }

    def listed(self, args: MultiDict) -> Asked:
        """A bare address asks for what is open; the last ones first where all are asked for."""
        asked = super().listed(args)
        if ALL in args:
            return asked if args.get("sort") else replace(asked, sort="sent_at", is_descending=True)
        if asked.filters or asked.search or asked.only:
            return asked
        return replace(asked, filters=(Filter("state", Operation.IS, OPEN),))

    def address(self, pairs: list[tuple[str, str]]) -> str:
        """A list from which nothing is left out says so: a bare address is what is open."""
        is_narrowed = any(name not in NO_FILTERS for name, _value in pairs)
        return super().address(pairs if is_narrowed else [pair for pair in pairs if pair[0] != ALL] + [(ALL, "1")])

    @property
    def tabs(self) -> list[tuple[str, str]]:
        """What one looks for every day: name and address."""
        is_open = [("state", name) for name in OPEN]
        named = [
            (_("Under way"), is_open),
            (_("To decide"), [("only", correction.TO_DECIDE)]),
            (_("Overdue"), [*is_open, ("due_on.to", overdue(now().date())["due_on.to"])]),
            (_("With me"), [*is_open, ("handler", str(guard.actor().user_id))]),
            (_("Appeals"), [("appealed_at.filled", "1")]),
            (_("All"), [("sort", "sent_at"), ("desc", "1")]),
        ]
        return [(label, self.address(pairs)) for label, pairs in named]
