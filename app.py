"""Builds the application: settings, extensions, doors. Nothing else."""
# ruff: noqa: E402

from __future__ import annotations

import gc
import sys
from pathlib import Path

# What is loaded at the start stays: looking for garbage in it would take a tenth of the start. create_app looks again.
gc.disable()

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import admin_views
import cli
import jobs
import portal
import settings
import web
from models import db, engine
from services import account, audit, keys  # noqa: F401 — importing audit and guard attaches their listeners
from web import addresses, keeping, posted


def create_app(overrides: dict | None = None) -> Flask:
    """The application with its settings; raises KeyProblem without keys (`flask init` makes them)."""
    config = settings.load(overrides)
    app = Flask(__name__, instance_path=str(config["INSTANCE_FOLDER"]))
    app.config.update(config)
    app.json.ensure_ascii, app.url_rule_class = False, addresses.Route
    app.json_provider_class = posted.Json  # Flask-Security builds its own upon it
    if proxies := app.config.get("TRUSTED_PROXIES"):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
    load_keys(app)
    db.init_app(app)
    tell_migrations(app)
    web.words.init_app(app, Babel(app, locale_selector=web.language))
    web.init_app(app)  # before CSRF: its refusal must know who was refused
    CSRFProtect(app)
    keeping.init_app(app)
    with app.app_context():
        engine.prepare(db.engine)
    account.init_app(app)
    for door in (portal, admin_views, cli, jobs):
        door.init_app(app)
    look_for_garbage()
    return app


def look_for_garbage() -> None:
    """From here on, among what is new; never again among what was loaded at the start."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def tell_migrations(app: Flask) -> None:
    """Where the changes of the tables are, for `flask db` and for whoever has loaded Flask-Migrate himself."""
    if cli.is_migrating() or "flask_migrate" in sys.modules:
        from flask_migrate import Migrate  # with Alembic it is 15 MB, which neither a web process nor the worker needs

        Migrate(app, db, directory=str(Path(app.root_path) / "migrations"), render_as_batch=True)


def load_keys(app: Flask) -> None:
    """Keys are files, not settings; `flask init` runs before there are any."""
    folder = app.config["KEY_FOLDER"]
    if cli.is_making_keys():
        keys.make(folder)
    app.config["SECRET_KEY"] = keys.read(folder, "secret.key")
    app.config["SECURITY_PASSWORD_SALT"] = keys.read(folder, "secret.key").hex()
    app.config["BADGE_PASSPHRASE"] = keys.read(folder, "badge.key")
    app.extensions["cipher"] = keys.Cipher(keys.read(folder, "data.key"))
    app.extensions["audit_key"] = keys.read(folder, "audit.key")
