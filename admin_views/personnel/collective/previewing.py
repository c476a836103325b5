"""What an act would do, person by person: a page at a time on the screen, or as a file."""

from __future__ import annotations

import csv
import io

from flask import request
from flask_admin import expose
from flask_babel import gettext as _

from models import CollectiveAct, CollectiveRow, CollectiveState, db
from rules.refused import N_, Refused
from services import audit, collective, guard
from services.export.approving import MOST_ALONE, taken_alone
from services.wording import said

from ...record.lookup import as_number

ON_A_PAGE = 100
# A cell that a spreadsheet would take for a formula begins with one of these.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class Previewing:
    """The preview of CollectiveActView."""

    @expose("/preview/")
    def preview(self):
        """Who is concerned and how, who is left as he is and why; then what one does with it."""
        act = self.get_one(request.args.get("id"))
        try:
            _check_prepared(act)
            found = collective.preview(act, guard.actor())
        except Refused as refused:
            return self.refuse(act, refused)
        shown = found.left_out if request.args.get("show") == "left" else found.able
        group = request.args.get("group", "")
        shown = [one for one in shown if not group or one.group[0] == group]
        last_page = max(1, -(-len(shown) // ON_A_PAGE))
        page = min(max(as_number(request.args.get("page", 1)) or 1, 1), last_page)
        proposal = collective.standing(act)
        return self.render(
            "admin/personnel/collective_preview.html",
            model=act, found=found, shown=shown[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], page=page, last_page=last_page,
            shows_left=request.args.get("show") == "left", group=group, takes_two=collective.takes_two(act, len(found.able)),
            is_open=_is_open(act), proposal=proposal,
        )  # fmt: skip

    @expose("/preview-file/")
    def preview_file(self):
        """The whole preview as a file, which counts as what it is: a list of people that leaves the house."""
        act, who = self.get_one(request.args.get("id")), guard.actor()
        try:
            _check_prepared(act)
            found = collective.preview(act, who)
            if len(found.changes) + taken_alone(who) > MOST_ALONE:
                raise Refused(
                    N_("More than %(most)s lines of personal data a day leave only with a second person. Read the preview here, page by page."),
                    most=MOST_ALONE,
                )  # fmt: skip
        except Refused as refused:
            return self.refuse(act, refused, self.get_url(".preview", id=act.id))
        audit.note("export", record_type=CollectiveRow.__tablename__, record_name=act.title, changes={"rows": len(found.changes)})
        db.session.commit()
        headers = {"Content-Disposition": f"attachment; filename=apercu-{act.id}.csv"}
        return _as_csv(found), 200, headers | {"Content-Type": "text/csv; charset=utf-8"}


def _check_prepared(act: CollectiveAct) -> None:
    if act.state is not CollectiveState.PREPARED:
        raise Refused(N_("This act is applied: what it did stands in the files."))


def _is_open(act: CollectiveAct) -> bool:
    try:
        collective.preparing.check_open(act, guard.actor())
    except Refused:
        return False
    return True


def _as_csv(found: collective.Preview) -> str:
    """With the mark by which spreadsheets know UTF-8, and nothing that one of them would take for a formula."""
    text = io.StringIO()
    text.write("\ufeff")
    rows = csv.writer(text, delimiter=";")
    rows.writerow([_("Service number"), _("Name"), _("Before"), _("After"), _("Why not")])
    for one in found.changes:
        why = said(one.refused) if one.refused else ""
        rows.writerow([_plain(cell) for cell in (one.person.service_number or "", one.person.name, one.before, one.after, why)])
    return text.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
