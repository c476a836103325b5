"""The tabs of a record's page: its own fields, the records that lead to it, its history.

The tabs are found in the models: every relationship that leads here from a kind of record whose screen one may
open. Nothing is read for a tab before it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import current_app, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from models import db
from services import guard, links, listing

from .listing import columns, rows

OWN, HISTORY = "record", "history"
MOST_RELATED = 5  # beside the record itself and its history: more than seven tabs nobody reads
FIRST = 20


@dataclass(frozen=True)
class Tab:
    """One tab. `view` and `link` say which list stands in it; the record and its history have none."""

    key: str
    label: str
    view: object = None
    link: str = ""


@dataclass(frozen=True)
class Listed:
    """The first rows of a list that leads to this record."""

    heads: list[str]
    lines: Markup
    count: int
    is_capped: bool
    shown: int
    address: str


def tabs(view) -> list[Tab]:
    """The tabs of a screen for this person; a record without any other has only itself."""
    found = [Tab(OWN, _("Record")), *_related(view)[:MOST_RELATED]]
    return [*found, Tab(HISTORY, _("History"))] if view.model.__audited__ else found


def _related(view) -> list[Tab]:
    """The same for all of a role, so found once; the labels are put in the reader's words each time."""
    known, key = current_app.extensions["tabs"], (view.model, guard.actor().role)
    if key not in known:
        known[key] = _ways_here(view)
    return [_tab(screen, link, is_only) for screen, link, is_only in known[key]]


def _ways_here(view) -> list[tuple[object, str, bool]]:
    """Each screen with the link by which its records lead here, and whether it is the only one."""
    screens = {screen.model: screen for screen in current_app.extensions["admin_views"] if hasattr(type(screen), "open_paths")}
    in_menu = list(screens)
    open_ones = [
        (model, link.key)
        for model, link in links.pointing(view.model)
        if model in screens and screens[model].is_accessible() and link.key in screens[model].open_paths
    ]
    firsts = dict(reversed(open_ones))  # of each kind, the way by which it belongs here
    # What belongs to the record comes first, then what leads to it; each in the order of the menu.
    open_ones.sort(key=lambda pair: (pair[1] != pair[0].__scope__, firsts[pair[0]] != pair[1], in_menu.index(pair[0])))
    return [(screens[model], key, key == firsts[model]) for model, key in open_ones]


def _tab(screen, link: str, is_only: bool) -> Tab:
    """Where a kind of record leads here in several ways, the second says which."""
    slug, label = screen.model.__tablename__.replace("_", "-"), str(screen.model.__label_plural__)
    if is_only:
        return Tab(slug, label, screen, link)
    return Tab(f"{slug}.{link}", f"{label} ({screen.fields[link].label})", screen, link)


def listed(tab: Tab, record: db.Model) -> Listed:
    """The first rows of the list behind a tab, the newest first."""
    screen, own = tab.view, (tab.link, f"{tab.link}.")
    asked = replace(screen.listed(MultiDict({tab.link: str(record.id)})), size=FIRST)
    if not asked.sort:
        asked = replace(asked, is_descending=True)
    shown = [columns.column(screen, path) for path in columns.usual(screen) if path != own[0] and not path.startswith(own[1])]
    page = listing.page(screen.model, asked, [each.path for each in shown])
    if "starts_on" in screen.fields and page.count <= FIRST:  # lines may be entered in any order
        page.records.sort(key=lambda line: (line.starts_on is not None, line.starts_on), reverse=True)
    return Listed(
        heads=[each.label for each in shown],
        lines=rows.lines(screen, page.records, shown, opens=_page_of(screen), back="", are_ticked=False),
        count=page.count,
        is_capped=page.is_capped,
        shown=len(page.records),
        address=url_for(f"{screen.endpoint}.index_view", **{tab.link: record.id}),
    )


def _page_of(screen) -> str | None:
    """The page that a line opens: that of its own screen."""
    return url_for(f"{screen.endpoint}.details_view") if screen.can_view_details else None
