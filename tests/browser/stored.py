"""What stands in the database while a browser is at work."""

from __future__ import annotations

from flask import Flask

from models import db
from services import guard


def count(app: Flask, model: type, **which) -> int:
    """How many records have these values."""
    with app.app_context(), guard.unscoped("the test counts"):
        return db.session.query(model).filter_by(**which).count()
