"""The side menu: what a role may open, in groups that follow the work. A new record type stands in the group of its area."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app, request, url_for
from flask_babel import get_locale, gettext as _

from models import Named, Record
from rules.access import AREAS
from rules.refused import N_
from services import guard


class Group(NamedTuple):
    """A group of the menu: its name, its icon, the tables and the areas whose screens stand in it."""

    label: str
    icon: str
    tables: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


GROUPS = (
    Group(AREAS["personnel"], "users", areas=("personnel",)),
    Group(N_("Careers"), "list-details", ("posting", "rank_line", "position_line", "award", "collective_row", "concordance", "annulment")),
    Group(N_("Papers and abilities"), "file-text", ("absence", "education", "language_skill"), ("private", "medical")),
    Group(AREAS["discipline"], "shield", areas=("discipline",)),
    Group(AREAS["organisation"], "building", areas=("organisation",)),
    Group(AREAS["evaluation"], "clipboard-check", ("evaluation_cycle", "evaluation_form", "criterion"), ("evaluation",)),
    Group(AREAS["promotion"], "arrow-up", areas=("promotion",)),
    Group(AREAS["badge"], "id", ("card_design",), areas=("badge",)),
    Group(AREAS["correction"], "message-report", areas=("correction",)),
    Group(AREAS["approval"], "circle-check", areas=("approval",)),
    Group(N_("Law and lists"), "adjustments"),
    Group(AREAS["account"], "key", areas=("account",)),
    Group(N_("System"), "tool", ("job", "import_run", "custom_field"), ("audit",)),
)
LAW_AND_LISTS = next(group for group in GROUPS if group.icon == "adjustments")
BY_TABLE = {table: group for group in GROUPS for table in group.tables}
BY_AREA = {area: group for group in GROUPS for area in group.areas}


def side_menu() -> list[dict]:
    """The groups in the order of use, each with the screens that this role may open."""
    here = (request.endpoint or "").split(".")[0]
    shown = []
    for group, items in _menu_of_role():
        links = [{"label": label, "url": url, "current": endpoint == here} for endpoint, label, url in items]
        shown.append({"label": _(group.label), "icon": group.icon, "items": links})
    return shown


def _menu_of_role() -> list[tuple[Group, list[tuple[str, str, str]]]]:
    """By group the name of each screen's routes, its label and its address; the same for all of a role, so found once."""
    key = (guard.actor().role, str(get_locale()), request.script_root)
    known = current_app.extensions["menus"]
    if key not in known:
        found: dict[Group, list[tuple[str, str, str]]] = {group: [] for group in GROUPS}
        for view in current_app.extensions["admin_views"]:
            if view.is_accessible() and view.is_visible():
                found[group_of(view)].append((view.endpoint, str(view.name), url_for(f"{view.endpoint}.index_view")))
        known[key] = [(group, items) for group, items in found.items() if items]
    return known[key]


def group_of(view) -> Group:
    """Where a screen stands: by its table, with the law and the lists where others choose from it, else by its area."""
    model = getattr(view, "model", None)
    if model is None or model.__tablename__ in BY_TABLE:
        return BY_TABLE[model.__tablename__] if model else BY_AREA[view.area]
    is_list = issubclass(model, Named) or (issubclass(model, Record) and (model.__is_rule__ or model.__is_short__))
    return LAW_AND_LISTS if is_list else BY_AREA[view.area]
