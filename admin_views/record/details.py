"""One record to read: found by its number, or not there for this person; its tabs, its history, each on demand."""

from __future__ import annotations

from flask import abort, request, session
from flask_admin import expose
from flask_admin.helpers import get_redirect_target

from services.listing.loading import load

from . import formatting, looking, past, related
from .lookup import as_number

FRAGMENT = looking.FRAGMENT


class DetailsScreen:
    """The details page of RecordView."""

    can_view_details = True
    # What the page reads behind its links, as a list's columns would name it.
    details_beyond: tuple[str, ...] = ()
    # Where more kinds of records lead here than seven tabs hold: (key, label, tables) of each tab; else a tab for each.
    tab_groups: tuple[tuple[str, object, tuple[str, ...]], ...] = ()
    column_type_formatters_detail = formatting.TYPES

    def get_one(self, id):
        """The record of this number, opened: of somebody's file that is noted, and asks for a purpose beyond the daily work."""
        record = self.find_one(id)
        looking.open_file(record)
        return record

    def find_one(self, id):
        """The record of this number; 404 when there is none, or none that one may see. For what opens no file."""
        number = as_number(id)
        if number is None:
            abort(404)
        return self.session.session.query(self.model).filter(self.model.id == number).one_or_none() or abort(404)

    @expose("/details/")
    def details_view(self):
        """The record in the tab that was opened last, or the one that the address names."""
        record = self.get_one(request.args.get("id"))
        load(self.model, [record.id], (*self.fields, *self.details_beyond))  # its links, in few statements
        if request.headers.get(FRAGMENT) == "history":
            return self.render("admin/model/value_history.html", **self._value_history(record))
        tabs = related.tabs(self)
        tab = self._open_tab(tabs)
        return self.render(
            self.details_template,
            model=record,
            details_columns=self._details_columns,
            get_value=self.get_detail_value,
            return_url=get_redirect_target() or self.get_url(".index_view"),
            tabs=tabs,
            tab=tab,
            **self._tab_values(tab, record),
            **self._value_history(record),
        )

    def _open_tab(self, tabs: list[related.Tab]) -> related.Tab:
        """The tab in the address, which is remembered for this kind of record; else the one remembered."""
        asked, remembered = request.args.get("tab"), session.get("tabs", {})
        slug = self.model.__tablename__
        chosen = next((tab for tab in tabs if tab.answers_to(asked)), None)
        if chosen is not None and remembered.get(slug, related.OWN) != chosen.key:
            session["tabs"] = remembered | {slug: chosen.key}
        return chosen or next((tab for tab in tabs if tab.answers_to(remembered.get(slug))), tabs[0])

    def address_to_add(self, model, record) -> str | None:
        """Where one more record of a kind that leads here is made, when it is not by the form of its own screen."""
        return None

    def _tab_values(self, tab: related.Tab, record) -> dict:
        """What stands in the open tab; for the record itself that is the page."""
        if tab.key == related.HISTORY:
            before = as_number(request.args.get("before"))
            events, older = past.of(self, record, before)
            return {"events": events, "older": older, "before": before}
        return {"lists": related.lists(self, tab, record)} if tab.ways else {}

    def _value_history(self, record) -> dict:
        """Since when one value stands, by whom, and what stood before; nothing when nobody asks."""
        name = request.args.get("history", "")
        if not name or not self.model.__audited__:
            return {}
        field = self.fields.get(name)
        if field is None or field.is_hidden:
            abort(404)
        return {"asked_field": name, "field_label": field.label, "field_events": past.of_field(self, record, name)}
