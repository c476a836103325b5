"""The part of one head in the evaluation of one person: a form with what each level means and the facts of the year."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import EvaluationPart, db
from services import evaluation as service
from services import guard, submissions, viewing
from services.evaluation import Conflict, Desk

from . import sheet
from .anchors import levels
from .door import LARGEST, pages, require_evaluator
from .saving import known_of, posted_cells
from .team import own_desks

MOST_FACTS = 6  # beside one criterion; the page of the facts shows all


@pages.get(f"/my/team/<int(max={LARGEST}):part_id>/")
def part(part_id: int):
    """The form, or what was sent. The person reads that it was opened."""
    require_evaluator()
    found = db.get_or_404(EvaluationPart, part_id)
    if viewing.open_file(found, by=guard.actor()) is viewing.Opening.ASKS:
        abort(404)  # not one's own part: such a file is opened at the desk, where one says why
    db.session.commit()
    ready = own_desks()
    desk = next((one for one in ready if one.part.id == part_id and one.is_open), None)
    return form_page(desk, ready) if desk else sheet.to_read(found.evaluation)


@pages.post(f"/my/team/<int(max={LARGEST}):part_id>/")
def save_part(part_id: int):
    """Save the form; then stay, go on to the next person, or to send this one."""
    require_evaluator()
    conflicts = service.type_in([cell for cell in posted_cells() if cell.part_id == part_id], by=guard.actor())
    if conflicts:
        db.session.commit()
        ready = own_desks()
        return form_page(next((one for one in ready if one.part.id == part_id), None) or abort(404), ready, conflicts), 409
    act = request.form.get("act")
    target = url_for(".send", part=part_id) if act == "send" else url_for(".part", part_id=part_id)
    submissions.led_to(target)
    db.session.commit()
    if act != "send":
        flash(_("Draft saved."), "success")
    return redirect(target)


def form_page(desk: Desk, ready: Sequence[Desk], conflicts: Sequence[Conflict] = ()):
    """The form, with the people before and after who are still to be marked."""
    open_ones = [one.part.id for one in ready if one.is_open]
    place = open_ones.index(desk.part.id)
    return render_template(
        "portal/evaluation/part.html",
        desk=desk,
        levels=levels,
        most_facts=MOST_FACTS,
        before=open_ones[place - 1] if place else None,
        after=open_ones[place + 1] if place + 1 < len(open_ones) else None,
        place=place + 1,
        number=len(open_ones),
        base=known_of([desk]),
        conflicts={(one.cell.part_id, one.cell.field): one for one in conflicts},
    )
