"""The doors of officers, evaluators and the public: small pages, no admin assets."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach every page of the portal."""
    from . import account, activation, correction, evaluation, home, menu, my, notices, people, take_away, verify, viewing

    for module in (account, activation, home, my, evaluation, notices, verify, take_away, people, viewing, correction):
        app.register_blueprint(module.pages)
    app.context_processor(menu.tabs)
