"""What an act would do, person by person: a page at a time on the screen, or as a file."""

from __future__ import annotations

from flask import request
from flask_admin import expose
from flask_babel import gettext as _

from models import CollectiveAct, CollectiveRow, CollectiveState
from rules.collective import MOST_ALONE
from rules.refused import N_, Refused
from services import audit, bulk, collective, guard, sheet
from services.export.approving import MOST_ROWS_ALONE, taken_alone
from services.wording import said

from ...deskpage import send
from ...record.lookup import as_number

ON_A_PAGE = 100


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
            is_open=_is_open(act), proposal=proposal, most_alone=MOST_ALONE,
            reasons=_reasons(found.left_out),
        )  # fmt: skip

    @expose("/preview-file/")
    def preview_file(self):
        """The whole preview as a file, which counts as what it is: a list of people that leaves the house."""
        act, who = self.get_one(request.args.get("id")), guard.actor()
        try:
            _check_prepared(act)
            found = collective.preview(act, who)
            if len(found.changes) + taken_alone(who) > MOST_ROWS_ALONE:
                raise Refused(
                    N_("More than %(most)s lines of personal data a day leave only with a second person. Read the preview here, page by page."),
                    most=MOST_ROWS_ALONE,
                )  # fmt: skip
        except Refused as refused:
            return self.refuse(act, refused, self.get_url(".preview", id=act.id))
        told = {"rows": len(found.changes)}
        event_id = audit.note("export", record_type=CollectiveRow.__tablename__, record_name=act.title, changes=told)
        bulk.note_exported(event_id, (change.person.id for change in found.changes))
        head = act.title, [_("Service number"), _("Name"), _("Before"), _("After"), _("Why not")]
        return send(f"apercu-{act.id}", "csv", lambda file: sheet.write("csv", file, head, map(_row, found.changes)))


def _reasons(left_out: list[collective.Change]) -> list[tuple[str, int]]:
    """Why people are left as they are, the most frequent reason first; of one that differs by person the first stands for all."""
    of_message: dict[str, list[str]] = {}
    for one in left_out:
        of_message.setdefault(one.refused.message, []).append(said(one.refused))
    counted = sorted(of_message.values(), key=len, reverse=True)
    return [(words[0] if len(set(words)) == 1 else _("for example: %(reason)s", reason=words[0]), len(words)) for words in counted]


def _check_prepared(act: CollectiveAct) -> None:
    if act.state is not CollectiveState.PREPARED:
        raise Refused(N_("This act is applied: what it did stands in the files."))


def _is_open(act: CollectiveAct) -> bool:
    try:
        collective.preparing.check_open(act, guard.actor())
    except Refused:
        return False
    return True


def _row(one: collective.Change) -> tuple[str | None, ...]:
    """Who, what is and would be, and why not."""
    return one.person.service_number, one.person.name, one.before, one.after, said(one.refused) if one.refused else None
