"""All the people whom somebody evaluates, in one grid for each form, and how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import CycleForm, db, now
from services import evaluation as service
from services import guard, submissions
from services.evaluation import Conflict, Desk

from .door import pages, require_evaluator
from .saving import known_of, posted_cells


@dataclass(frozen=True)
class Grid:
    """The people of whom the same form asks."""

    form: CycleForm
    desks: list[Desk]

    @property
    def criteria(self):
        return self.desks[0].criteria


@pages.get("/my/team/")
def team():
    """One's people, and how far the evaluation of each has come."""
    require_evaluator()
    return grids_page()


@pages.post("/my/team/")
def save_team():
    """Save what was typed into the grid; then stay, or go on to send what is complete."""
    require_evaluator()
    if conflicts := service.type_in(posted_cells(), by=guard.actor()):
        db.session.commit()  # the other fields are saved
        return grids_page(conflicts), 409
    target = url_for(".send" if request.form.get("act") == "send" else ".team")
    submissions.led_to(target)
    db.session.commit()
    if request.form.get("act") != "send":
        flash(_("Draft saved."), "success")
    return redirect(target)


def grids_page(conflicts: Sequence[Conflict] = ()):
    """The page. A field that was typed otherwise meanwhile keeps what was typed here, beside what is stored."""
    ready = own_desks()
    return render_template(
        "portal/evaluation/team.html",
        cycle=ready[0].evaluation.cycle if ready else service.current_cycle(),
        desks=ready,
        grids=grids(ready),
        base=known_of(ready),
        conflicts={(one.cell.part_id, one.cell.field): one for one in conflicts},
    )


def own_desks() -> list[Desk]:
    """The people of the one who acts in the open cycle, by name."""
    who = guard.actor()
    return service.desks(service.my_parts(who), today=now().date(), by=who)


def grids(ready: Sequence[Desk]) -> list[Grid]:
    """One for each form, in the order in which their first people come."""
    by_form: dict[int, list[Desk]] = {}
    for one in ready:
        by_form.setdefault(one.evaluation.form_id, []).append(one)
    return [Grid(found[0].evaluation.form, found) for found in by_form.values()]
