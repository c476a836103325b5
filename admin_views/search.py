"""The search box of the frame: proposals as one types. Enter opens the list of officers, which needs no script."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for

from models import Officer
from rules import access
from services import guard, listing

pages = Blueprint("admin_search", __name__)
SHORTEST, PROPOSED = 3, 8


@pages.get("/admin/find-officer")
def officers():
    """The officers of one's scope whose names or service number have all that was typed, the first few by name."""
    who = guard.actor()
    if who is access.NOBODY:
        abort(401)
    if not access.may(who, "personnel.view"):
        abort(403)
    typed = request.args.get("search", "").strip()
    if len(typed) < SHORTEST:
        return {"found": []}
    found = listing.page(Officer, listing.Asked(search=typed, size=PROPOSED), ("rank", "unit"))
    return {"found": [proposal(officer) for officer in found.records]}


def proposal(officer: Officer) -> dict:
    """What tells one Traoré from another."""
    rest = (officer.rank, officer.unit, officer.service_number)
    return {
        "name": str(officer),
        "rest": " · ".join(str(part) for part in rest if part),
        "url": url_for("admin-officer.details_view", id=officer.id),
    }
