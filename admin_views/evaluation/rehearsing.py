"""What opening a campaign would do, seen before it is done: the figures, and who would mark whom, by name and as a file."""

from __future__ import annotations

from typing import BinaryIO

from flask import abort, redirect, request
from flask_admin import expose
from flask_babel import gettext as _
from sqlalchemy import select

from models import CycleState, EvaluationCycle, EvaluationForm, db
from rules import access
from services import audit, evaluation as service, guard, sheet
from services.evaluation import Marking

from ..deskpage import asked_page, file_kind, send

PAGE = 100
# What the list may be narrowed to: whoever must still be named.
ONLY = {"aside": lambda one: one.is_aside, "unreviewed": lambda one: one.reviewer is None}


class Rehearsing:
    """Routes beside RecordView of campaigns."""

    rehearsing_verbs = {"rehearse": "edit", "rehearsed": "edit"}

    @property
    def may_take_names(self) -> bool:
        """Whether the list of names may leave as a file."""
        return access.may(guard.actor(), "evaluation.export")

    @expose("/rehearse/")
    def rehearse(self):
        """What opening would do: who evaluates whom, who is set aside, who could not sign in."""
        cycle = self.get_one(request.args.get("id"))
        if cycle.state is not CycleState.PREPARED:
            return redirect(self.get_url(".details_view", id=cycle.id))
        found = service.rehearse(cycle, by=guard.actor())
        only = request.args.get("only", "") if request.args.get("only") in ONLY else ""
        listed = [one for one in found.markings if not only or ONLY[only](one)]
        number, last = asked_page(len(listed), PAGE)
        names = {form.id: str(form) for form in db.session.scalars(select(EvaluationForm))}
        return self.render(
            "admin/evaluation/rehearse.html", model=cycle, found=found, form_names=names, running=service.current_cycle(), only=only,
            listed=len(listed), lines=listed[(number - 1) * PAGE : number * PAGE], pages=(number, last), in_words=in_words,
            address=lambda **changes: self.get_url(".rehearse", **{"id": cycle.id, **({"only": only} if only else {}), **changes}),
        )  # fmt: skip

    @expose("/rehearse/<export_type>/")
    def rehearsed(self, export_type: str):
        """Who would mark whom, of everybody, as a file."""
        cycle, kind = self.get_one(request.args.get("id")), file_kind(export_type)
        if not self.may_take_names:
            abort(403)
        found = service.rehearse(cycle, by=guard.actor())
        return send("evaluation-who-marks-whom", kind, lambda file: _write(kind, file, cycle, found.markings))


def in_words(one: Marking) -> str:
    """Who marks for how many days, or why nobody does yet."""
    return ", ".join(_part_in_words(*part) for part in one.parts)


def _part_in_words(name: str | None, days: int, aside) -> str:
    if name is None:
        return _("nobody to mark %(days)s days (%(because)s): will be set aside", days=days, because=aside.label)
    if aside:
        return _("%(name)s will be set aside for %(days)s days (%(because)s)", name=name, days=days, because=aside.label)
    return _("%(name)s (%(days)s days)", name=name, days=days)


def _write(kind: str, file: BinaryIO, cycle: EvaluationCycle, markings) -> None:
    heads = [_("Unit"), _("Officer"), _("Evaluator"), _("Second level")]
    rows = [[one.unit or "", one.officer, in_words(one), one.reviewer or ""] for one in markings]
    count = sheet.write(kind, file, (cycle.name, heads), rows)
    audit.note("export", record=cycle, changes={"rows": count})
