"""What does not go together in careers: a page to read, by kind, with a link to each file."""

from __future__ import annotations

from flask import abort, request
from flask_admin import BaseView, expose
from flask_babel import gettext as _, lazy_gettext as _l

from models import Officer
from rules import access
from rules.access import Scope
from services import guard
from services.home import kept
from services.personnel import incoherences
from services.personnel.incoherences import Kind

from ..record.lookup import as_number
from ..record.rights import Rights

SIZE = 50
# What to do about each kind, for whoever keeps the files.
ADVICE = {
    Kind.OVERLAP: _l("Annul the line that is wrong, or record the act that ended the first one."),
    Kind.OPEN: _l("Annul the line that is wrong: only one line of a history can be open."),
    Kind.BACKWARDS: _l("Annul the line and record it again with the right dates."),
    Kind.BEFORE_ENTRY: _l("Correct the date of entry, or annul the line and record it again."),
    Kind.CLOSED_UNIT: _l("Record a new posting from the day on which the unit closed."),
    Kind.AWAY: _l("Annul the posting, or record the act by which the officer came back."),
    Kind.HOLE: _l("Record the act that held in between."),
    Kind.OUT_OF_STEP: _l("Nothing to do: the file is brought in step by itself within the day. Tell a technician if it stays."),
}


class IncoherencesView(Rights, BaseView):
    """Read only: whoever sees a file sees what does not go together in it."""

    area, model = "personnel", Officer

    def __init__(self):
        super().__init__(name=_l("Incoherences"), endpoint="admin-incoherences", url="incoherences")

    def is_visible(self) -> bool:
        """In the menu of those who keep files, and of those who read them all."""
        return self.is_accessible()

    def is_accessible(self) -> bool:
        """Whoever may mend or approve, and whoever reads all files: a head of unit can do nothing about them."""
        who = guard.actor()
        return super().is_accessible() and (self.may("edit") or self.may("approve") or access.scope(who, "personnel") == Scope.ALL)

    def _handle_view(self, name, **kwargs):
        """Closed by its address too, not only in the menu."""
        super()._handle_view(name, **kwargs)
        if not self.is_accessible():
            abort(403)

    @expose("/")
    def index_view(self):
        """How many of each kind, and the lines of one kind, page by page."""
        counted = kept.count("incoherences", lambda: [(kind.value, number) for kind, number in incoherences.counts().items()], guard.actor())
        counts = {Kind(value): number for value, number in counted.rows}
        first_found = next((kind for kind, number in counts.items() if number), None)
        asked = next((kind for kind in Kind if kind.value == request.args.get("kind")), first_found)
        page = as_number(request.args.get("page", "")) or 0
        found = incoherences.listed(asked, page * SIZE, SIZE) if asked and counts[asked] else []
        return self.render(
            "admin/personnel/incoherences.html",
            counts=[(kind, kind.value, _(kind.label), number) for kind, number in counts.items()],
            asked=asked, advice=ADVICE.get(asked), found=found, total=counts.get(asked, 0),
            page=page, pages=-(-counts.get(asked, 0) // SIZE), counted_at=counted.at,
        )  # fmt: skip
