"""The clerks' door: one Flask-Admin screen per record type, and the side menu that shows what a role may use."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app, g, request, url_for
from flask_admin import Admin
from flask_babel import get_locale, gettext as _

from rules import access
from services import guard

from . import account, approval, audit, badge, custom, evaluation, home, imports, jobs, organisation, personnel, promotion, search
from .theme import theme, use_own_words

AREA_MODULES = (personnel, organisation, custom, evaluation, promotion, badge, imports, jobs, approval, account, audit)
ICONS = {
    "personnel": "users",
    "organisation": "building",
    "evaluation": "clipboard-check",
    "promotion": "arrow-up",
    "badge": "id",
    "account": "key",
    "audit": "history",
    "approval": "circle-check",
}


def init_app(app: Flask) -> None:
    """Register every screen under /admin/."""
    own_words = str(Path(app.root_path) / "translations")
    use_own_words(own_words)
    admin = Admin(
        app,
        name="SIRHP",
        index_view=home.HomeView(),
        theme=theme,
        translations_path=own_words,
        csp_nonce_generator=lambda: g.get("csp_nonce", ""),
    )
    for module in AREA_MODULES:
        admin.add_views(*module.views())
    app.register_blueprint(search.pages)
    app.extensions |= {"admin_views": admin._views[1:], "menus": {}, "tabs": {}}
    app.context_processor(lambda: {"side_menu": side_menu})


def side_menu() -> list[dict]:
    """Areas in the order of use, each with the screens that this role may open."""
    here = (request.endpoint or "").split(".")[0]
    groups = []
    for area, items in _menu_of_role():
        shown = [{"label": label, "url": url, "current": endpoint == here} for endpoint, label, url in items]
        groups.append({"label": _(access.AREAS[area]), "icon": ICONS[area], "items": shown})
    return groups


def _menu_of_role() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """By area the name of each screen's routes, its label and its address; the same for all of a role, so found once."""
    key = (guard.actor().role, str(get_locale()), request.script_root)
    known = current_app.extensions["menus"]
    if key not in known:
        groups: dict[str, list[tuple[str, str, str]]] = {}
        for view in current_app.extensions["admin_views"]:
            if view.is_accessible() and view.is_visible():
                item = (view.endpoint, str(view.name), url_for(f"{view.endpoint}.index_view"))
                groups.setdefault(view.area, []).append(item)
        known[key] = list(groups.items())
    return known[key]
