"""The door to one's own file: whose it is, and how a part of it is shown."""

from __future__ import annotations

from collections import defaultdict

from flask import Blueprint, render_template
from sqlalchemy import Select, select

from models import OPEN_CORRECTIONS, CorrectionRequest, Officer, Record, db
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
    left, asked = has_left(officer), under_way(officer)
    return render_template(f"portal/my/{template}.html", officer=officer, has_left=left, under_way=asked, **values)


def under_way(officer: Officer) -> dict[str, list[CorrectionRequest]]:
    """The open requests by the record that they are about, such as "officer:5", for a page to show beside it: one query."""
    found = defaultdict(list)
    for request in db.session.scalars(own(CorrectionRequest, officer).where(CorrectionRequest.state.in_(OPEN_CORRECTIONS))):
        found[f"{request.about_type}:{request.about_id}"].append(request)
    return found


def has_left(officer: Officer) -> bool:
    """Whether the service of the officer has ended: the file stays open, and what asks for service makes no sense."""
    return officer.position is not None and officer.position.ends_service
