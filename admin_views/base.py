"""RecordView: the one parent of every Flask-Admin screen. It derives a screen from its model and closes,
once, what Flask-Admin leaves open. Each of its parts is a file of the folder record/.
"""

from __future__ import annotations

from flask_admin.contrib.sqla import ModelView

from models import db
from services.fields import Kind, far_field, fields_of

from .record import formatting
from .record.details import DetailsScreen
from .record.exporting import ExportScreen
from .record.forms import FormScreen
from .record.listing import ListScreen
from .record.lookup import lookups, name_columns, short_links
from .record.rights import Rights

# Dates, closed lists and yes-or-no make good filters without being asked for.
FILTERED = (Kind.DATE, Kind.MOMENT, Kind.CHOICE, Kind.YES_NO)


class RecordView(Rights, ListScreen, DetailsScreen, FormScreen, ExportScreen, ModelView):
    """A screen for one model: `RecordView(Vehicle)` is enough, attributes say what should differ."""

    formatters: dict = {}
    column_type_formatters = formatting.TYPES

    def __init__(self, model: type[db.Model], **options):
        slug = model.__tablename__.replace("_", "-")
        self.area, self.fields = model.__area__, fields_of(model)
        shown = [name for name, field in self.fields.items() if not field.is_hidden]
        self.column_labels = {name: field.label for name, field in self.fields.items()}
        self.column_labels |= {name: far_field(model, name).label for name in self.list_fields if "." in name}
        self.column_descriptions = {name: field.help for name, field in self.fields.items() if field.help}
        self.column_list = self.list_fields or [name for name in shown if not self.fields[name].mask][:8]
        self.column_details_list = shown
        self.column_searchable_list = self.search_fields or [column.key for column in name_columns(model)]
        self.column_filters = self.filter_fields or [name for name in shown if self._can_be_filtered(name)]
        self.form_columns = [name for name in shown if not self.fields[name].is_derived]
        self.form_ajax_refs = lookups(model, self.form_columns)
        empty = {name: {"blank_text": formatting.DASH} for name in short_links(model, self.form_columns)}
        self.form_args = empty | (self.form_args or {})
        masked = {name: formatting.masked for name, field in self.fields.items() if field.mask}
        self.column_formatters = self.column_formatters_detail = masked | self.formatters
        options.setdefault("name", model.__label_plural__)
        super().__init__(model, db, endpoint=f"admin-{slug}", url=slug, **options)

    def _can_be_filtered(self, name: str) -> bool:
        return not self.fields[name].mask and self.fields[name].kind in FILTERED
