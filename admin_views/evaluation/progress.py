"""How far the campaign has come, unit by unit: the figures, who is awaited, and the reminder to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import select

from models import EvaluationCycle, Unit, db, now
from rules import access
from rules.access import Scope
from rules.refused import Refused
from services import audit, evaluation, guard, sheet, submissions
from services.evaluation import Awaited, Place, Progress, Reminded, Stage, Tally
from services.wording import said
from web import charts, day
from web.charts import whole

from ..deskpage import DeskPage, asked_number, asked_page, file_kind, send
from .cycle_asked import asked_cycle, begun_cycles

PAGE = 100
LABELS = {
    Stage.SET_ASIDE: _l("Set aside"),
    Stage.NOT_BEGUN: _l("Not begun"),
    Stage.BEGUN: _l("Begun"),
    Stage.REVIEWING: _l("With the second level"),
    Stage.READING: _l("With the officer"),
    Stage.SIGNED: _l("May be appealed"),
    Stage.APPEALED: _l("Under appeal"),
    Stage.CLOSED: _l("Closed evaluations"),
    Stage.EXCUSED: _l("Not evaluated"),
}


@dataclass(frozen=True)
class Line:
    """A unit with all below it: its name, its number if it can be opened, and its figures."""

    name: str
    unit_id: int | None
    tally: Tally
    late: int


class ProgressView(DeskPage):
    """For who runs the campaign, the clerks, and commanders for their own units."""

    area = "evaluation"
    verbs = {"export": "evaluation.export", "awaited": "evaluation.export", "remind": "evaluation.edit"}

    def is_accessible(self) -> bool:
        return evaluation.may_follow(guard.actor())

    @property
    def can_export(self) -> bool:
        return access.may(guard.actor(), "evaluation.export")

    @expose("/")
    def index_view(self):
        """The figures of a cycle, for a unit and those right below it."""
        cycle, unit = asked_cycle(), self._unit()
        if cycle is None:
            return self.render("admin/evaluation/progress.html", cycle=None)
        who, found = guard.actor(), evaluation.progress_of(cycle, by=guard.actor(), below=unit)
        people = evaluation.people_awaited(cycle, by=who, below=unit)
        number, last = asked_page(len(people), PAGE)
        return self.render(
            "admin/evaluation/progress.html", cycle=cycle, cycles=begun_cycles(), unit=unit, above=self._above(unit), total=found.total,
            late=found.total.late(cycle, now().date()), lines=_lines(found, unit, cycle, request.args.get("only") == "open"), labels=LABELS,
            stages=[stage for stage in Stage if found.total[stage]], chart=_bar(found.total), people=people[(number - 1) * PAGE : number * PAGE], awaited=len(people), pages=(number, last),
            to_remind=[one for one in evaluation.to_remind(people) if one.account_id and not one.is_reminded] if evaluation.may_remind(who) else [],
            may_remind=evaluation.may_remind(who), opens_files=access.scope(who, "personnel") >= Scope.AGENCY, follows_all=guard.follows_all(who),
            only=request.args.get("only", ""), address=lambda **changes: self._address(cycle, unit, **changes), today=now().date(),
        )  # fmt: skip

    @expose("/remind/", methods=("POST",))
    def remind(self):
        """Tell those who are late, all of a unit or one of them; the page said before how many they are."""
        if not evaluation.may_remind(guard.actor()):
            abort(403)
        cycle, unit = asked_cycle() or abort(404), self._unit()
        page = self._address(cycle, unit)
        try:
            done = evaluation.remind(cycle, by=guard.actor(), below=unit, only=asked_number("officer", request.form))
            submissions.led_to(page)
            db.session.commit()
            _tell(done)
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
        return redirect(page)

    @expose("/export/<export_type>/")
    def export(self, export_type: str):
        """The table that the page shows; numbers of people, no names."""
        cycle, unit, kind = asked_cycle() or abort(404), self._unit(), file_kind(export_type)
        found = evaluation.progress_of(cycle, by=guard.actor(), below=unit)
        lines = [Line(str(unit or _("All units")), None, found.total, found.total.late(cycle, now().date())), *_lines(found, unit, cycle)]
        return send("evaluation-progress", kind, lambda file: _write(kind, file, f"{cycle} · {unit or _('All units')}", lines))

    @expose("/awaited/<export_type>/")
    def awaited(self, export_type: str):
        """Everybody who is awaited, by name: for the letters to those whom no notice reaches."""
        cycle, unit, kind = asked_cycle() or abort(404), self._unit(), file_kind(export_type)
        people = evaluation.people_awaited(cycle, by=guard.actor(), below=unit)
        where = evaluation.units_of(people, by=guard.actor())
        return send("evaluation-awaited", kind, lambda file: _write_people(kind, file, f"{cycle} · {unit or _('All units')}", people, where))

    # --- pieces ----------------------------------------------------------------------------------

    def _unit(self) -> Unit | None:
        """The unit asked for, 404 for one that is not followed; else a commander's own, or none."""
        number, who = asked_number("unit", request.values), guard.actor()
        if number is None and access.scope(who, "evaluation") == Scope.SUBTREE:
            number = int(who.unit_path.strip("/").rpartition("/")[2])
        if number is None:
            return None
        return db.session.scalar(select(Unit).where(Unit.id == number, evaluation.reached(who))) or abort(404)

    def _above(self, unit: Unit | None) -> list[Unit]:
        """The units over this one that are followed, the highest first."""
        if unit is None:
            return []
        numbers = [int(part) for part in unit.path.split("/") if part][:-1]
        return list(db.session.scalars(select(Unit).where(Unit.id.in_(numbers), evaluation.reached(guard.actor())).order_by(Unit.path)))

    def _address(self, cycle: EvaluationCycle, here: Unit | None, **changes) -> str:
        asked = {"cycle": cycle.id, "unit": here.id if here else None, "only": request.args.get("only") or None} | changes
        return self.get_url(".index_view", **{name: value for name, value in asked.items() if value is not None})


def _lines(found: Progress, unit: Unit | None, cycle: EvaluationCycle, is_open_only: bool = False) -> list[Line]:
    """The units right below, those of the unit itself, and those without a unit; or only where marks are awaited."""
    today, places = now().date(), _below(found, unit)
    named = [(one.name, one.id, found.tallies[one.id]) for one in places]
    itself = Tally(found.total)
    for tally in (found.elsewhere, *(tally for _name, _id, tally in named)):
        itself.subtract(tally)
    named = [(_("The unit itself"), None, itself), *named, (_("Without a unit"), None, found.elsewhere)]
    lines = [Line(name, number, tally, tally.late(cycle, today)) for name, number, tally in named if sum(tally.values())]
    return [line for line in lines if line.tally.asked > line.tally.sent] if is_open_only else lines


def _below(found: Progress, unit: Unit | None) -> list[Place]:
    """The units right below; where everything hangs under one unit, those right below that one."""
    places = found.below(unit.id if unit else None)
    return found.below(places[0].id) if unit is None and len(places) == 1 else places


def _bar(total: Tally) -> str:
    parts = [(_("Closed evaluations"), total[Stage.CLOSED]), (_("Sent, on the way"), total.on_the_way), (_("Not sent yet"), total.asked - total.sent)]
    return charts.stack(parts, _("How far the evaluations have come")) if total.asked else ""


def _tell(done: Reminded) -> None:
    """What was done, and what is left to do by hand."""
    n = len(done.told)
    flash(ngettext("%(count)s person was reminded.", "%(count)s people were reminded.", n, count=whole(n)), "success" if n else "info")
    if done.again:
        flash(ngettext("%(count)s had been reminded today already.", "%(count)s had been reminded today already.", len(done.again), count=whole(len(done.again))), "info")
    if done.on_paper:
        n = len(done.on_paper)
        flash(ngettext(
            "%(count)s person has no account and must be written to on paper: the file of all who are awaited, below, has the name and the unit.",
            "%(count)s people have no account and must be written to on paper: the file of all who are awaited, below, has their names and units.",
            n, count=whole(n),
        ), "warning")  # fmt: skip


def _write(kind: str, file: BinaryIO, title: str, lines: list[Line]) -> None:
    heads = [_("Unit"), _("To evaluate"), *(str(label) for label in LABELS.values()), _("Sent"), _("Late")]
    rows = [[line.name, line.tally.asked, *(line.tally[stage] for stage in Stage), line.tally.sent, line.late] for line in lines]
    count = sheet.write(kind, file, (title, heads), rows)
    audit.note("export", record_type=EvaluationCycle.__tablename__, record_name=title, changes={"rows": count})


def _write_people(kind: str, file: BinaryIO, title: str, people: Sequence[Awaited], where: Mapping[int, str]) -> None:
    heads = [_("Evaluator"), _("Unit"), _("Awaited"), _("Late"), _("Not begun"), _("Begun"), _("Second level"), _("Has access"), _("Reminded")]
    rows = [
        [one.name, where.get(one.officer_id, ""), one.total, one.late, one.not_begun, one.begun, one.reviews,
         _("Yes") if one.account_id else _("No"), day(one.reminded_at) if one.reminded_at else ""]
        for one in people
    ]  # fmt: skip
    count = sheet.write(kind, file, (title, heads), rows)
    audit.note("export", record_type=EvaluationCycle.__tablename__, record_name=title, changes={"rows": count})
