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
from services import guard, links, listing, viewing

from .listing import columns, rows

OWN, HISTORY, OTHERS = "record", "history", "others"
MOST_RELATED = 5  # beside the record itself and its history: more than seven tabs nobody reads
FIRST, FIRST_OF_SEVERAL = 20, 8


@dataclass(frozen=True)
class Way:
    """A list that leads here: the screen whose records they are, and the link by which they do."""

    key: str
    label: str
    view: object
    link: str


@dataclass(frozen=True)
class Tab:
    """One tab, with the lists that stand in it; the record and its history have none."""

    key: str
    label: str
    ways: tuple[Way, ...] = ()

    def answers_to(self, key: str | None) -> bool:
        """Whether an address means this tab: by its own name, or by that of a list in it."""
        return key == self.key or any(way.key == key for way in self.ways)


@dataclass(frozen=True)
class Listed:
    """The first rows of a list that leads to this record."""

    key: str
    label: str
    heads: list[str]
    lines: Markup
    count: int
    is_capped: bool
    shown: int
    address: str
    add: str | None


def tabs(view) -> list[Tab]:
    """The tabs of a screen for this person; a record without any other has only itself."""
    ways = _related(view)
    related = _grouped(ways, view.tab_groups) if view.tab_groups else _one_by_one(ways)
    found = [Tab(OWN, _("Record")), *related]
    return [*found, Tab(HISTORY, _("History"))] if view.model.__audited__ else found


def _one_by_one(ways: list[Way]) -> list[Tab]:
    return [Tab(way.key, way.label, (way,)) for way in ways[:MOST_RELATED]]


def _grouped(ways: list[Way], groups: tuple) -> list[Tab]:
    """The groups of which there is any list for this person; what no group names, or leads here in a second way, comes last."""
    places = {table.replace("_", "-"): (key, place) for key, _label, tables in groups for place, table in enumerate(tables)}
    found: dict[str, list[Way]] = {}
    for way in sorted(ways, key=lambda way: places.get(way.key, (OTHERS, len(ways)))[1]):
        found.setdefault(places.get(way.key, (OTHERS, 0))[0], []).append(way)
    labels = {key: str(label) for key, label, _tables in groups} | {OTHERS: _("Others")}
    return [Tab(key, label, tuple(found[key])) for key, label in labels.items() if key in found]


def _related(view) -> list[Way]:
    """The same for all of a role, so found once; the labels are put in the reader's words each time."""
    known, key = current_app.extensions["tabs"], (view.model, guard.actor().role)
    if key not in known:
        known[key] = _ways_here(view)
    return [_way(screen, link, is_only) for screen, link, is_only in known[key]]


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


def _way(screen, link: str, is_only: bool) -> Way:
    """Where a kind of record leads here in several ways, the second says which."""
    slug, label = screen.model.__tablename__.replace("_", "-"), str(screen.model.__label_plural__)
    if is_only:
        return Way(slug, label, screen, link)
    return Way(f"{slug}.{link}", f"{label} ({screen.fields[link].label})", screen, link)


def lists(view, tab: Tab, record: db.Model) -> list[Listed]:
    """What stands in a tab: the first rows of each of its lists."""
    size = FIRST if len(tab.ways) == 1 else FIRST_OF_SEVERAL
    return [_listed(view, way, record, size) for way in tab.ways]


def _listed(view, way: Way, record: db.Model, size: int) -> Listed:
    """The first rows of a list, the newest first."""
    screen, own = way.view, (way.link, f"{way.link}.")
    asked = replace(screen.listed(MultiDict({way.link: str(record.id)})), size=size)
    if not asked.sort:
        is_dated = "starts_on" in screen.fields and listing.sortable(screen.model, "starts_on")
        newest = "starts_on" if is_dated else asked.sort  # lines may be entered in any order
        asked = replace(asked, sort=newest, is_descending=True)
    is_open = viewing.is_of_file(view.model)  # in a file that is open, what no list shows is read
    paths = [path for path in columns.usual(screen) if is_open or not columns.is_withheld(screen, path)]
    shown = [columns.column(screen, path) for path in paths if path != own[0] and not path.startswith(own[1])]
    page = listing.page(screen.model, asked, [each.path for each in shown])
    return Listed(
        key=way.key,
        label=way.label,
        heads=[each.label for each in shown],
        lines=rows.lines(screen, page.records, shown, opens=_page_of(screen), back="", are_ticked=False),
        count=page.count,
        is_capped=page.is_capped,
        shown=len(page.records),
        address=url_for(f"{screen.endpoint}.index_view", **{way.link: record.id}),
        add=_add_address(view, way, record),
    )


def _page_of(screen) -> str | None:
    """The page that a line opens: that of its own screen."""
    return url_for(f"{screen.endpoint}.details_view") if screen.can_view_details else None


def _add_address(view, way: Way, record: db.Model) -> str | None:
    """Where one more is made, with the link to this record filled in; None where this person or the screen makes none."""
    if own := view.address_to_add(way.view.model, record):
        return own
    is_typed = way.link in (way.view.form_columns or ())
    if not way.view.can_create or not is_typed or guard.is_own_file(record, guard.actor()):
        return None
    return url_for(f"{way.view.endpoint}.create_view", **{way.link: record.id, "url": url_for(f"{view.endpoint}.details_view", id=record.id, tab=way.key)})
