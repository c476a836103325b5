"""RecordView: the one parent of every Flask-Admin screen. It derives a screen from its model and closes,
once, what Flask-Admin leaves open: rights on every route, numbers that are no numbers, select boxes that
load a table, texts of the database, formulas in exports.
"""

from __future__ import annotations

from flask import abort, flash, request
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from flask_admin.actions import action
from flask_babel import lazy_gettext as _l, ngettext
from sqlalchemy import Boolean, Date, Enum, func, inspect
from sqlalchemy.orm import MANYTOONE
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from models import db
from rules import access
from services import guard
from web import trouble_in_words

from . import converting, exporting, formatting
from .lookup import as_number, lookups, name_columns, short_links

# Which right each route of Flask-Admin asks for; a screen's own routes stand in its `verbs`.
ROUTE_VERBS = {
    "index_view": "view",
    "details_view": "view",
    "ajax_lookup": "view",
    "action_view": "view",
    "create_view": "create",
    "edit_view": "edit",
    "delete_view": "delete",
    "export": "export",
}
LAST_PAGE = 100_000


class RecordView(ModelView):
    """A screen for one model: `RecordView(Vehicle)` is enough, attributes say what should differ."""

    page_size = 25
    page_size_options = (25, 50, 100)
    can_set_page_size = True
    can_view_details = True
    named_filter_urls = True
    is_deletable = False
    is_creatable = True
    is_editable = True
    list_fields: tuple[str, ...] = ()
    search_fields: tuple[str, ...] = ()
    filter_fields: tuple[str, ...] = ()
    form_sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    model_form_converter = converting.Converter
    filter_converter = converting.Filters()
    formatters: dict = {}
    # Which right each @expose'd route of a screen's own asks for; what is named nowhere is refused.
    verbs: dict[str, str] = {}
    column_type_formatters = formatting.TYPES
    column_type_formatters_detail = formatting.TYPES

    def __init__(self, model: type[db.Model], **options):
        slug = model.__tablename__.replace("_", "-")
        self.area, self.fields = model.__area__, describe(model)
        self.column_labels = {name: field["label"] for name, field in self.fields.items()}
        self.column_labels |= {name: far_label(model, name) for name in self.list_fields if "." in name}
        self.column_descriptions = {name: field["help"] for name, field in self.fields.items() if field.get("help")}
        shown = [name for name, field in self.fields.items() if not field.get("hidden")]
        self.column_list = self.list_fields or [name for name in shown if not self.fields[name].get("mask")][:8]
        self.column_details_list = shown
        self.column_searchable_list = self.search_fields or [column.key for column in name_columns(model)]
        self.column_filters = self.filter_fields or [name for name in shown if can_be_filtered(self.fields[name])]
        self.form_columns = [name for name in shown if not self.fields[name].get("derived")]
        self.form_ajax_refs = lookups(model, self.form_columns)
        empty = {name: {"blank_text": formatting.DASH} for name in short_links(model, self.form_columns)}
        self.form_args = empty | (self.form_args or {})
        masked = {name: formatting.masked for name, field in self.fields.items() if field.get("mask")}
        self.column_formatters = self.column_formatters_detail = masked | self.formatters
        options.setdefault("name", model.__label_plural__)
        super().__init__(model, db, endpoint=f"admin-{slug}", url=slug, **options)

    # --- rights ----------------------------------------------------------------------------------

    def is_accessible(self) -> bool:
        """Whether the role may see this area at all."""
        return self._may("view")

    def _may(self, verb: str) -> bool:
        return access.may(guard.actor(), guard.permission(self.model, verb))

    @property
    def can_create(self) -> bool:
        return self.is_creatable and self._may("create")

    @property
    def can_edit(self) -> bool:
        return self.is_editable and self._may("edit")

    @property
    def can_delete(self) -> bool:
        return self.is_deletable and self._may("delete")

    @property
    def can_export(self) -> bool:
        return self._may("export")

    def _handle_view(self, name, **kwargs):
        """Ask for the right before anything runs: Flask-Admin itself only hides buttons."""
        if guard.actor() is access.NOBODY:
            abort(401)
        if name == "ajax_update":
            abort(404)
        verb = (ROUTE_VERBS | self.verbs).get(name)
        if verb is None or not (self._is_open(name, verb) and self._may(verb)):
            abort(403)

    def _is_open(self, route: str, verb: str) -> bool:
        """Whether the screen offers this at all; an act of its own is open where its form is not."""
        return route in self.verbs or getattr(self, f"can_{verb}", True)

    def _run_view(self, fn, *args, **kwargs):
        """Flask-Admin calls again with other arguments on any TypeError, which hides the real one."""
        return fn(self, *args, **kwargs)

    def is_action_allowed(self, name: str) -> bool:
        return self.can_delete if name == "delete" else super().is_action_allowed(name)

    # --- reading ---------------------------------------------------------------------------------

    def get_count_query(self):
        """A count without an argument is ten times cheaper on SQLite."""
        return self.session.session.query(func.count()).select_from(self.model)

    def get_one(self, id):
        """The record of this number; 404 when there is none, or none that one may see."""
        number = as_number(id)
        if number is None:
            abort(404)
        return self.session.session.query(self.model).filter(self.model.id == number).one_or_none() or abort(404)

    def _get_list_extra_args(self):
        """Page numbers and sizes as asked for, within what a list can be."""
        view_args = super()._get_list_extra_args()
        view_args.page = min(max(view_args.page or 0, 0), LAST_PAGE)
        return view_args

    def _get_list_url(self, view_args):
        """Never hand names of url_for's own arguments on to it."""
        view_args.extra_args = {}
        return super()._get_list_url(view_args)

    @expose("/export/<export_type>/")
    def export(self, export_type: str):
        """The list as it is filtered now, as CSV, read row by row and noted in the audit trail."""
        if export_type != "csv":
            abort(404)
        return exporting.csv_answer(self, self._get_list_extra_args())

    @expose("/ajax/lookup/")
    def ajax_lookup(self):
        """The few records that match what is typed; the guard decides which."""
        loader = self._form_ajax_refs.get(request.args.get("name", ""))
        if loader is None:
            abort(404)
        return [loader.format(record) for record in loader.get_list(request.args.get("query", ""))]

    # --- writing ---------------------------------------------------------------------------------

    def edit_form(self, obj=None):
        """Fields that this person may not see unmasked are not in the form, so they cannot be posted."""
        return self._without_masked(super().edit_form(obj), obj)

    def create_form(self, obj=None):
        return self._without_masked(super().create_form(obj), obj)

    def _without_masked(self, form, record):
        for name, field in self.fields.items():
            mask = field.get("mask")
            if mask and name in form and not access.may(guard.actor(), mask):
                delattr(form, name)
        return form

    def handle_action(self, return_view=None):
        """Only numbers of records that one may see reach an action."""
        numbers = [number for number in map(as_number, request.form.getlist("rowid")) if number is not None]
        seen = self.session.session.query(self.model.id).filter(self.model.id.in_(numbers[:1000]))
        posted = MultiDict((key, value) for key, value in request.form.items(multi=True) if key != "rowid")
        posted.setlist("rowid", [row.id for row in seen])
        request.form = posted
        return super().handle_action(return_view)

    @action("delete", _l("Delete"), _l("Delete the selected records?"))
    def action_delete(self, ids):
        """Delete what is ticked; of what could not be deleted, `delete_model` has said why."""
        ticked = self.get_query().filter(self.model.id.in_(ids)).all()
        if count := sum(self.delete_model(record) for record in ticked):
            flash(ngettext("%(count)s record was deleted.", "%(count)s records were deleted.", count, count=count), "success")

    def handle_view_exception(self, exc):
        """Say in our own words why a record was not saved; Flask-Admin would show the text of the database."""
        self.session.session.rollback()
        if isinstance(exc, HTTPException):
            raise exc
        flash(trouble_in_words(exc), "error")
        return True

    def get_save_return_url(self, model=None, is_created=False):
        """After saving one sees what was saved."""
        return self.get_url(".details_view", id=model.id) if model else super().get_save_return_url(model, is_created)


def can_be_filtered(field: dict) -> bool:
    """Dates, closed lists and yes-or-no make good filters without being asked for."""
    return not field.get("mask") and isinstance(field["type"], (Date, Enum, Boolean))


def far_label(model: type[db.Model], path: str) -> str:
    """The label of a field of a related record: "officer.rank"."""
    link, _dot, rest = path.partition(".")
    target = inspect(model).relationships[link].mapper.class_
    return far_label(target, rest) if "." in rest else describe(target)[rest]["label"]


def describe(model: type[db.Model]) -> dict[str, dict]:
    """The fields of a model by name with what their columns say; a foreign key appears as its relationship."""
    mapper, links = inspect(model), {}
    for link in mapper.relationships:
        if link.direction is MANYTOONE:
            links[next(iter(link.local_columns)).key] = link.key
    found = {}
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        if attribute.key not in ("id", "version"):
            found[links.get(attribute.key, attribute.key)] = dict(column.info) | {"type": column.type}
    return found
