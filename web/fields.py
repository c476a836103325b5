"""What a template asks of each field of a form, as tests: `field is hidden_field`. A macro would cost ten times as much."""

from __future__ import annotations

from flask import Flask
from wtforms import Field

DAYS = {"DateField", "DayField"}
FILES = {"FileField", "PhotoField"}


def init_app(app: Flask) -> None:
    """Give them to the templates."""
    app.jinja_env.tests |= {"hidden_field": is_hidden, "day_field": is_day, "lost_file": is_lost}


def is_hidden(field: Field) -> bool:
    """Whether nobody sees the field: it stands in no section."""
    return getattr(field.widget, "input_type", None) == "hidden" or field.type == "CSRFTokenField"


def is_day(field: Field) -> bool:
    """Whether a day is typed into it."""
    return field.type in DAYS


def is_lost(field: Field) -> bool:
    """Whether a file was chosen in it, which cannot be put back into a form."""
    return field.type in FILES and bool(getattr(field.data, "filename", None))
