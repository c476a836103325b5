"""A commander's daily screens: the people of the unit and the units below it, and the page of each."""

from __future__ import annotations

from flask import Blueprint, abort, g, render_template, request

from models import Officer, db, now
from services import evaluation, guard, people, viewing

from . import days

pages = Blueprint("people", __name__)
pages.context_processor(lambda: {"held": days.held, "away": days.away, "absent": days.absent})

# Beyond it no database counts; a longer number in an address is simply not there.
LARGEST = 2**31 - 1
LONGEST_WORDS = 80


def require_head() -> None:
    """To the sign-in for strangers, 403 for those who lead no unit."""
    if not g.user:
        abort(401)
    if not people.may_look(guard.actor()):
        abort(403)


@pages.get("/my/people/")
def every():
    """Everybody, or those who were searched for or whom a sign concerns."""
    require_head()
    sign = request.args.get("sign", "")
    asked = people.Asked(
        request.args.get("q", "").strip()[:LONGEST_WORDS],
        sign if sign in people.SIGNS else "",
        min(max(request.args.get("page", 1, type=int), 1), 10_000),
    )
    found = people.listed(asked, now().date(), by=guard.actor())
    last = max(1, -(-found.found // people.PEOPLE_ON_A_PAGE))
    return render_template("portal/people/list.html", asked=asked, found=found, last_page=last)


@pages.get(f"/my/people/<int(max={LARGEST}):officer_id>/")
def one(officer_id: int):
    """What a commander reads of one of the people, who reads that it was opened; one's own file has a door of its own."""
    require_head()
    if officer_id == guard.actor().officer_id:
        abort(404)
    officer = db.get_or_404(Officer, officer_id)
    if viewing.open_file(officer, by=guard.actor()) is viewing.Opening.ASKS:
        abort(404)  # no daily work: such a file is opened at the desk, where one says why
    db.session.commit()
    may_note = evaluation.may_note(officer, guard.actor())
    return render_template("portal/people/one.html", officer=officer, shown=people.shown(officer, now().date()), may_note=may_note)
