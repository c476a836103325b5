"""The doors of officers, evaluators and the public: small pages, no admin assets."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach every page of the portal."""
    from . import account, evaluation, home, notices, verify

    for module in (account, home, evaluation, notices, verify):
        app.register_blueprint(module.pages)
