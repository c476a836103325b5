"""The clerks' door: one Flask-Admin screen per record type, and the side menu that shows what a role may use."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app, g, request, url_for
from flask_admin import Admin
from flask_babel import gettext as _

from rules import access

from . import account, audit, badge, evaluation, home, imports, jobs, organisation, personnel, promotion
from .theme import theme, use_own_words

AREA_MODULES = (personnel, organisation, evaluation, promotion, badge, imports, jobs, account, audit)
ICONS = {
    "personnel": "users",
    "organisation": "building",
    "evaluation": "clipboard-check",
    "promotion": "arrow-up",
    "badge": "id",
    "account": "key",
    "audit": "history",
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
    app.extensions["admin_views"] = admin._views[1:]
    app.context_processor(lambda: {"side_menu": side_menu})


def side_menu() -> list[dict]:
    """Areas in the order of use, each with the screens that this role may open."""
    groups: dict[str, list[dict]] = {}
    for view in current_app.extensions["admin_views"]:
        if view.is_accessible() and view.is_visible():
            current = (request.endpoint or "").split(".")[0] == view.endpoint
            item = {"label": view.name, "url": url_for(f"{view.endpoint}.index_view"), "current": current}
            groups.setdefault(view.area, []).append(item)
    return [{"label": _(access.AREAS[area]), "icon": ICONS[area], "items": items} for area, items in groups.items()]
