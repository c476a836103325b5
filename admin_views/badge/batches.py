"""Print runs: cards are chosen, printed by a job in parts, fetched, and printed again exactly as long as none is checked."""

from __future__ import annotations

import jobs
from flask import abort, flash, redirect, request, send_file
from flask_admin import expose
from flask_babel import get_locale, lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from models import Badge, BadgeKind, BadgeState, CardBatch, Officer, SheetFormat, db
from rules.refused import N_, Refused
from services import audit, badge as service, guard, submissions
from services.wording import said

from ..base import RecordView
from ..jobs import is_active, progress_of, trouble
from ..record.lookup import as_number

SHOWN = 200  # cards of a list
MOVED_ON = N_("A card that you ticked does not wait to be printed any more: look at the list once more, then print.")
# How far the cards of a run are: its words, and the states that count.
STANDS = (
    (_l("To print"), (BadgeState.APPROVED,)),
    (_l("To check"), (BadgeState.PRINTED,)),
    (_l("Checked"), (BadgeState.CHECKED,)),
    (_l("Handed over"), (BadgeState.ACTIVE, BadgeState.SUSPENDED)),
    (_l("Spoiled"), (BadgeState.SPOILED,)),
)


class BatchView(RecordView):
    """The print runs of an agency."""

    list_fields = ("title", "agency", "sheet", "cards", "parts", "made_by", "made_at", "printed_at")
    filter_fields = ("made_at",)
    column_default_sort = ("made_at", True)
    is_editable = False
    empty_text = _l("Nothing to print.")
    details_template = "admin/badge/run.html"
    verbs = {"create_view": "edit", "again": "edit", "part": "edit"}

    @property
    def can_create(self) -> bool:
        return self.may("edit")

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self):
        """Choose approved cards and the sheet."""
        kind = BadgeKind[asked] if (asked := request.values.get("kind", "")) in BadgeKind.__members__ else None
        waiting = service.batches.to_print(by=guard.actor())
        waiting = waiting.where(Badge.kind == kind) if kind else waiting
        if (number := as_number(request.values.get("card", ""))) is not None:
            waiting = waiting.where(Badge.id == number)
        if request.method == "POST":
            return self._made(waiting, kind)
        return self._choice(waiting, kind)

    def _choice(self, waiting, kind: BadgeKind | None):
        """What waits to be printed; what was ticked stays ticked after a refusal."""
        count = db.session.scalar(select(func.count()).select_from(waiting.order_by(None).subquery()))
        loaded = (joinedload(Badge.officer).joinedload(Officer.rank), joinedload(Badge.officer).joinedload(Officer.unit), joinedload(Badge.agency))
        shown = db.session.scalars(waiting.options(*loaded).limit(SHOWN)).all()
        return self.render(
            "admin/badge/run_new.html", shown=shown, count=count, kind=kind, kinds=list(BadgeKind), sheets=list(SheetFormat),
            card=as_number(request.values.get("card", "")), most=service.batches.MOST, ticks=_ticks(), sheet=request.form.get("sheet", ""),
        )  # fmt: skip

    def _made(self, waiting, kind: BadgeKind | None):
        """The run of the ticked cards, or of all that wait where that was asked and none is ticked; its job is sent."""
        ticks, asked_for = _ticks(), waiting
        if ticks or request.form.get("which") != "all":
            asked_for = waiting.where(Badge.id.in_(ticks))
        sheet = SheetFormat[asked] if (asked := request.form.get("sheet", "")) in SheetFormat.__members__ else abort(400)
        try:
            badges = db.session.scalars(asked_for.limit(service.batches.MOST + 1)).all()
            if ticks and len(badges) < len(ticks):
                raise Refused(MOVED_ON)
            batch = service.make_batch(badges, sheet, by=guard.actor())
            return self._sent(batch, {"batch": batch.id})
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
            return self._choice(waiting, kind)

    @expose("/again/", methods=("POST",))
    def again(self):
        """Print a run once more, exactly as it was."""
        batch = self.get_one(request.form.get("id"))
        page = self.get_url(".details_view", id=batch.id)
        if is_active(batch.job):
            return redirect(page)
        try:
            return self._sent(batch, service.repeat(batch))
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
            return redirect(page)

    def _sent(self, batch: CardBatch, arguments: dict):
        """Let the worker print it; the page of the run shows how far it is."""
        job = jobs.ask("cards", N_("Printing of cards: %(title)s"), {"title": batch.title}, **arguments, language=str(get_locale()))
        batch.job_id = job.id
        page = self.get_url(".details_view", id=batch.id)
        submissions.led_to(page)
        db.session.commit()
        jobs.send(job)
        return redirect(page)

    @expose("/part/")
    def part(self):
        """One part as PDF, while it is kept."""
        batch, number = self.get_one(request.args.get("id")), as_number(request.args.get("part", "")) or abort(404)
        try:
            place = service.part(batch, number)
        except Refused as refused:
            flash(said(refused), "error")
            return redirect(self.get_url(".details_view", id=batch.id))
        audit.note("export", record=batch)
        db.session.commit()
        answer = send_file(place, mimetype="application/pdf", as_attachment=True, download_name=f"cartes-{batch.id}-{number:02d}.pdf", conditional=False)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def render(self, template, **values):
        """The page of a run: how far its job is, its files, and how far its cards are."""
        if template == self.details_template:
            values |= self._standing(values["model"])
        return super().render(template, **values)

    def _standing(self, batch: CardBatch) -> dict:
        of_run = Badge.batch_id == batch.id
        with guard.unscoped("who asked for the printing of a run that one may see"):
            job = batch.job
        active = is_active(job)
        counts = dict(db.session.execute(select(Badge.state, func.count()).where(of_run).group_by(Badge.state)).all())
        cards = select(Badge).where(of_run).order_by(Badge.place).options(joinedload(Badge.officer)).limit(SHOWN)
        return {
            "job": job, "active": active, "progress": progress_of(job) if active else {}, "trouble": trouble(job) if job else None,
            "may_stop": active and job.owner_id == guard.actor().user_id, "kept": service.batches.parts_to_fetch(batch), "cards": db.session.scalars(cards).all(),
            "stands": [(label, sum(counts.get(state, 0) for state in states)) for label, states in STANDS],
            "may_repeat": not active and self.may("edit") and not set(counts) - set(service.batches.PRINTABLE),
        }  # fmt: skip


def _ticks() -> set[int]:
    """The cards that were ticked."""
    return {number for text in request.form.getlist("cards") if (number := as_number(text)) is not None}
