"""The page of the officers of a day, its lookup of units, and its files."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _
from sqlalchemy import select

from models import Officer, Position, Rank, Sex, Unit, db
from rules import access
from rules.access import Scope
from rules.refused import Refused
from services import export, guard, situation
from services.situation import Who
from services.wording import said

from ..deskpage import DeskPage, asked_number, file_kind, send
from ..record.lookup import Lookup
from .asked import address, asked, chips, left_out, pairs

UNITS = Lookup("unit", Unit)


@dataclass(frozen=True)
class RankCount:
    """How many hold a rank, and the page of these alone."""

    name: str
    count: int
    address: str
    is_chosen: bool


class SituationView(DeskPage):
    """Who was where, in which rank, step, position and function, by which act, on a day."""

    verbs = {"export": "personnel.export", "export_approved": "personnel.export", "units": "personnel.view"}
    export_types = tuple(export.KINDS)

    @expose("/")
    def index_view(self):
        """The officers of the day, a page at a time."""
        wanted, is_understood = asked()
        if not is_understood:
            flash(_("The date was not understood: type it as dd/mm/yyyy. Today is shown."), "warning")
        sort = request.args.get("sort", "")
        sort = sort if sort in situation.ORDERS else usual_order(wanted)
        counted = situation.by_rank(wanted)
        total = sum(number for _rank, number in counted.rows)
        last = max(-(-total // situation.PAGE), 1)
        number = min(asked_number("page") or 1, last)
        found = situation.page(wanted, sort, (max(number, 1) - 1) * situation.PAGE)
        here = self.get_url(".index_view")
        return self.render(
            "admin/situation/index.html", asked=wanted, heading=situation.heading(wanted.on), found=found, total=total,
            counted_at=counted.at, ranks=self._ranks(wanted, counted.rows), chips=chips(here, wanted), pages=(max(number, 1), last), sort=sort,
            address=lambda **changes: address(here, wanted, **{"sort": request.args.get("sort")} | changes),
            **choices(wanted), is_scoped=access.scope(guard.actor(), "personnel") != Scope.ALL, left_out=left_out(),
        )  # fmt: skip

    def _ranks(self, wanted: situation.Asked, rows: list) -> list[RankCount]:
        """The counts by rank, the highest first; those without a rank last."""
        counts, here = {rank: number for rank, number in rows}, self.get_url(".index_view")
        ladder = db.session.scalars(select(Rank).where(Rank.id.in_([key for key in counts if key])).order_by(Rank.level.desc()))
        found = [RankCount(str(one), counts[one.id], address(here, wanted, rank=one.id), wanted.rank == one.id) for one in ladder]
        return found + ([RankCount(_("Without rank"), counts[None], "", False)] if None in counts else [])

    @expose("/units/")
    def units(self):
        """Units by a part of their name, for the box of the page."""
        return [(one.id, str(one)) for one in UNITS.get_list(request.args.get("query", ""))]

    # --- files -----------------------------------------------------------------------------------

    @expose("/export/<export_type>/", methods=("GET", "POST"))
    def export(self, export_type: str):
        """The whole situation as a file; of many officers only after a second person has agreed."""
        wanted, kind = asked()[0], file_kind(export_type)
        rows = sum(number for _rank, number in situation.by_rank(wanted).rows)
        try:
            if situation.needs_second(kind, rows, by=guard.actor()):
                return self._ask_second_person(wanted, kind, rows)
            return send("situation", kind, lambda file: situation.take(wanted, kind, file))
        except Refused as refused:
            return self._refused(refused)

    def _ask_second_person(self, wanted: situation.Asked, kind: str, rows: int):
        """The page on which one says why; then whoever may approve is told."""
        reason, error = request.form.get("reason", "").strip(), ""
        if request.method == "POST" and reason:
            page = self.get_url(".export_approved")
            proposal = situation.propose(wanted, kind, rows, reason=reason, by=guard.actor(), page=page)
            db.session.commit()
            flash(_("Your request is sent to those who may approve it. You are told as soon as one of them has decided."), "success")
            return redirect(self.get_url("admin-proposal.details_view", id=proposal.id))
        if request.method == "POST":
            error = _("Say what the file is for: whoever approves it reads it.")
        lines = situation.described(situation.content(wanted, kind, rows))
        limits = {"most": export.MOST_ROWS_ALONE, "taken": export.taken_alone(guard.actor())}
        return self.render("admin/model/export.html", rows=rows, lines=lines, reason=reason, error=error, **limits)

    @expose("/export-approved/", methods=("GET", "POST"))
    def export_approved(self):
        """Fetch once what was approved."""
        proposal = situation.approved(request.args.get("digest", ""), by=guard.actor()) or abort(404)
        if request.method == "GET":
            return self.render("admin/model/export.html", proposal=proposal, lines=situation.described(proposal.content))
        try:
            kind = file_kind(proposal.content["kind"])
            return send("situation", kind, lambda file: situation.take_approved(proposal, file, by=guard.actor()))
        except Refused as refused:
            return self._refused(refused)

    def _refused(self, refused: Refused):
        db.session.rollback()
        flash(said(refused), "error")
        return redirect(self.get_url(".index_view"))


def usual_order(wanted: situation.Asked) -> str:
    """The highest rank first where the people are few; a whole force is walked by names, which an index keeps."""
    return "rank" if wanted.asks_for_a_place or guard.reaches_few(Officer) else "name"


def choices(wanted: situation.Asked) -> dict:
    """What the boxes of the form offer, and the arguments that it carries on."""
    unit = db.session.scalar(select(Unit).where(Unit.id == wanted.unit)) if wanted.unit is not None else None
    kept = [(name, value) for name, value in pairs(wanted) if name in ("region", "function", "post")]
    return {
        "unit": unit,
        "kept": kept,
        "all_ranks": list(db.session.scalars(select(Rank).order_by(Rank.level.desc(), Rank.id))),
        "all_positions": list(db.session.scalars(select(Position).order_by(Position.id))),
        "whom": list(Who),
        "sexes": list(Sex),
    }
