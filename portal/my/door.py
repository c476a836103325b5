"""The door to one's own file: whose it is, and how a part of it is shown."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import Select, select

from models import Officer, Record
from rules import correction

from ..home import own_record

__all__ = ["own", "own_record", "pages", "show"]

pages = Blueprint("my", __name__, url_prefix="/my")


@pages.record_once
def _say_what_can_be_reported(state) -> None:
    """templates/portal/correcting.html is imported without a context, so it asks the environment."""
    state.app.jinja_env.globals |= {"is_correctable": correction.is_correctable, "can_be_missing": correction.CAN_BE_MISSING}


def own(model: type[Record], officer: Officer) -> Select:
    """The records of one kind in this file; the session adds what the person concerned may see."""
    return select(model).where(model.officer_id == officer.id)


def show(template: str, officer: Officer, **values) -> str:
    """A page of the file."""
    return render_template(f"portal/my/{template}.html", officer=officer, has_left=has_left(officer), **values)


def has_left(officer: Officer) -> bool:
    """Whether the service of the officer has ended: the file stays open, and what asks for service makes no sense."""
    return officer.position is not None and officer.position.ends_service
