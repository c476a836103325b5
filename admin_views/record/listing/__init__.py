"""The list of a screen: what its address asks for, the page that answers, and what is done to the ticked lines.

Sorting, paging, filtering and searching load only the list itself (the header X-Fragment says so); without
scripts the same addresses give the whole page.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from flask import flash, make_response, redirect, request
from flask_admin import expose
from flask_admin.actions import action
from flask_babel import lazy_gettext as _l, ngettext
from werkzeug.datastructures import MultiDict

from rules.refused import Refused
from services import listing
from services.fields import Kind
from services.listing import Asked, arguments
from services.wording import said

from . import columns, filtering, selection
from .keeping import KeptLists
from .showing import Shown

FRAGMENT = "X-Fragment"
PANELS = {"filter", "columns", "view"}
# Found by their exact value or not at all: no filter of a list.
NEVER_FILTERED = {Kind.SECRET, Kind.FILE, Kind.STRUCTURE}


class ListScreen(KeptLists):
    """The list of RecordView."""

    page_size_options = (25, 50, 100)
    list_template = "admin/model/list.html"
    list_fields: tuple[str, ...] = ()
    search_fields: tuple[str, ...] = ()
    filter_fields: tuple[str, ...] = ()
    none_words: object = _l("Nothing in this list")  # how an empty list begins to say what it looked for

    # --- the page --------------------------------------------------------------------------------

    @expose("/")
    def index_view(self):
        """The list, or the part of it that a script asks for."""
        if "view" in request.args:
            return self.open_view(request.args["view"])
        part = request.headers.get(FRAGMENT, "")
        if part in PANELS:
            return self.render("admin/model/list_panels.html", panel=part, **self._list_panel(part, self._list_shown(part)))
        panel = request.args.get("panel") if not part else None
        panel = panel if panel in PANELS else None
        shown = self._list_shown()
        values = self._list_panel(panel, shown) if panel else {"shown": shown}
        frame = "admin/model/list_part.html" if part else "admin/master.html"
        answer = make_response(self.render(self.list_template, frame=frame, panel=panel, search=shown.asked.search, **values))
        answer.vary.add(FRAGMENT)
        answer.headers["X-Address"] = shown.here
        return answer

    def _list_shown(self, panel: str = "") -> Shown:
        """The list that the address asks for; for a panel alone nothing is looked up."""
        asked = self.listed(request.args)
        in_address = [path for path in request.args.get("columns", "").split(",") if path]
        found = columns.shown(self, in_address)
        page = None if panel else listing.page(self.model, asked, [column.path for column in found])
        extra = [("columns", ",".join(column.path for column in found))] if in_address else []
        return Shown(self, asked, page, found, extra)

    def _list_panel(self, panel: str, shown: Shown) -> dict:
        """What the open panel needs besides the list."""
        values = {"shown": shown}
        if panel == "filter":
            values["boxes"] = filtering.boxes(self, shown.asked)
        elif panel == "columns":
            chosen = [column.path for column in shown.columns]
            others = [path for path in columns.offered(self) if path not in chosen]
            values["withheld"] = columns.withheld(self)
            values["offered"] = shown.columns + [columns.column(self, path) for path in others]
        else:
            values |= self.views_panel()
        return values

    # --- what is asked for -----------------------------------------------------------------------

    @property
    def open_paths(self) -> list[str]:
        """The fields by which the list may be filtered, those that the screen names first. What is masked never is."""
        return self.once("open paths", self._open_paths)

    def _open_paths(self) -> list[str]:
        named = [path.removesuffix(".name") for path in self.filter_fields]
        others = [name for name, field in self.fields.items() if name not in named and not field.is_hidden]
        return [path for path in dict.fromkeys(named + others) if self._may_filter(path)]

    def _may_filter(self, path: str) -> bool:
        field = self.fields.get(path)
        is_told = field is not None and (field.mask or field.kind in NEVER_FILTERED)
        return not is_told and listing.filterable(self.model, path)

    def listed(self, args: MultiDict) -> Asked:
        """The list that an address asks for, in the screen's order unless another is asked for.

        The one road from an address to records, for page, tabs, selection and file.
        """
        asked = listing.asked(self.model, filtering.iso_days(args), self.open_paths)
        name, is_descending = self.usual_order
        if asked.sort and columns.is_withheld(self, asked.sort):
            asked = replace(asked, sort="", is_descending=False, refused=(*asked.refused, "sort"))
        if asked.sort or (name and not listing.sortable(self.model, name)):
            return asked
        return replace(asked, sort=name, is_descending=is_descending)

    @property
    def usual_order(self) -> tuple[str, bool]:
        """The column by which the screen sorts by itself ("" by number), and whether from the last to the first."""
        order = self.column_default_sort or ("", False)
        name, is_descending = (order, False) if isinstance(order, str) else order
        return ("" if name == "id" else name), bool(is_descending)

    def state(self, args: MultiDict) -> list[tuple[str, str]]:
        """What an address says of the list, read and written anew, so that nothing else is carried on."""
        found = [path for path in args.get("columns", "").split(",") if path in columns.offered(self)]
        return arguments(self.listed(args)) + ([("columns", ",".join(found))] if found else [])

    def address(self, pairs: list[tuple[str, str]]) -> str:
        """The address of a list; the order that the screen has by itself is not said."""
        name, is_descending = self.usual_order
        usual = ([("sort", name)] if name else []) + ([("desc", "1")] if is_descending else [])
        if [pair for pair in pairs if pair[0] in ("sort", "desc")] == usual:
            pairs = [pair for pair in pairs if pair not in usual]
        path = self.get_url(".index_view")
        return f"{path}?{urlencode(pairs)}" if pairs else path

    @property
    def opens(self) -> str | None:
        """The page that a line opens."""
        route = ".details_view" if self.can_view_details else ".edit_view" if self.can_edit else None
        return self.get_url(route) if route else None

    @expose("/filter-lookup/")
    def filter_lookup(self):
        """Records to filter by, as one types a part of their name."""
        path = request.args.get("path", "")
        return filtering.proposals(self, path, request.args.get("query", "")) if path in self.open_paths else []

    def get_filters(self):
        """Flask-Admin's own filters are not used."""
        return []

    # --- what is done to the ticked lines --------------------------------------------------------

    def among_mine(self, numbers: list[int]) -> list[int]:
        """Those of the records that stand in this list for this person."""
        return listing.among(self.model, self.listed(MultiDict()), numbers)

    def handle_action(self, return_view=None):
        """Only numbers of records that one may see reach an action."""
        try:
            numbers = selection.ticked(self)
        except Refused as refused:
            flash(said(refused), "error")
            return redirect(self.get_url(".index_view"))
        posted = MultiDict((key, value) for key, value in request.form.items(multi=True) if key != "rowid")
        posted.setlist("rowid", numbers)
        request.form = posted
        return super().handle_action(return_view)

    @action("delete", _l("Delete"), _l("Delete the selected records?"))
    def action_delete(self, ids):
        """Delete what is ticked; of what could not be deleted, `delete_model` has said why."""
        ticked = self.get_query().filter(self.model.id.in_(ids)).all()
        if count := sum(self.delete_model(record) for record in ticked):
            flash(ngettext("%(count)s record was deleted.", "%(count)s records were deleted.", count, count=count), "success")
