"""The clerks' door: one Flask-Admin screen per record type, and the side menu that shows what a role may use."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, g
from flask_admin import Admin

from . import account, activation, alerts, approval, audit, badge, correction, custom, discipline, establishment, evaluation, forecast, home, imports, jobs, menu, organisation, personnel, photo, promotion, search, situation, viewing
from .theme import theme, use_own_words

AREA_MODULES = (personnel, photo, alerts, forecast, situation, discipline, viewing, organisation, establishment, custom, evaluation, promotion, badge, correction, imports, jobs, approval, account, activation, audit)


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
    app.context_processor(lambda: {"side_menu": menu.side_menu})
