"""The table of a transposition: every rank of the corps that disappears, on one page."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _

from models import CollectiveAct, StepRule, db
from rules.refused import Refused
from rules.transposition import Row
from services import collective, guard, submissions
from services.wording import said
from web import keeping

from ...record.lookup import as_number


class Table:
    """The grid of CollectiveActView."""

    @expose("/table/", methods=("GET", "POST"))
    def table(self):
        """A row for each rank: the new rank, the step, whether the seniority is kept."""
        act = self.get_one(request.args.get("id"))
        try:
            collective.preparing.check_open(act, guard.actor())
        except Refused as refused:
            return self.refuse(act, refused)
        error = self._keep(act) if request.method == "POST" else ""
        if error is None:
            return redirect(self.get_url(".preview", id=act.id))
        return self.render(
            "admin/personnel/collective_table.html",
            model=act, ranks=collective.transposing.ranks_of(act), choices=collective.transposing.new_ranks(act),
            rules=list(StepRule), chosen=_chosen(act), error=error,
        )  # fmt: skip

    def _keep(self, act: CollectiveAct) -> str | None:
        """Write the grid; the words of a refusal, None when it is written."""
        try:
            collective.transposing.set_table(act, _rows(act))
            submissions.led_to(self.get_url(".preview", id=act.id))
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            return said(refused)
        flash(_("The table is kept. Look now at what it gives to each person."), "success")
        return None


def _rows(act: CollectiveAct) -> dict[int, Row]:
    """The rows that were filled; a rank without a new one has none."""
    offered = {rank.id for rank in collective.transposing.new_ranks(act)}
    found = {}
    for rank in collective.transposing.ranks_of(act):
        new = as_number(request.form.get(f"to-{rank.id}"))
        if new in offered:
            keeps_step = request.form.get(f"step-{rank.id}") != StepRule.FIRST.value
            found[rank.id] = Row(new, keeps_step, f"seniority-{rank.id}" in request.form)
    return found


def _chosen(act: CollectiveAct) -> dict[int, tuple]:
    """What stands in each row: as typed, as it came back after a new sign-in, else as it is kept."""
    typed = request.form if request.method == "POST" else keeping.returned()
    if typed is None:
        return {one.from_rank_id: (one.to_rank_id, one.step_rule.value, one.keeps_seniority) for one in act.concordance}
    numbers = [rank.id for rank in collective.transposing.ranks_of(act)]
    return {
        number: (as_number(typed.get(f"to-{number}")), typed.get(f"step-{number}"), f"seniority-{number}" in typed)
        for number in numbers
    }  # fmt: skip
