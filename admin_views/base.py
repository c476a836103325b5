"""RecordView: the one parent of every Flask-Admin screen. It derives a screen from its model and closes,
once, what Flask-Admin leaves open. Each of its parts is a file of the folder record/.
"""

from __future__ import annotations

from flask_admin.contrib.sqla import ModelView

from models import db

from .record import formatting
from .record.bulk_edit import BulkEdit
from .record.customizing import TodaysForm
from .record.describing import Described
from .record.deleting import DeletingScreen
from .record.details import DetailsScreen
from .record.exporting import ExportScreen
from .record.files import FileScreen, link_of
from .record.forms import FormScreen
from .record.listing import ListScreen
from .record.lookup import lookups, name_columns, short_links
from .record.rights import Rights


class RecordView(Described, Rights, ListScreen, BulkEdit, DetailsScreen, FileScreen, DeletingScreen, FormScreen, ExportScreen, ModelView):
    """A screen for one model: `RecordView(Vehicle)` is enough, attributes say what should differ."""

    formatters: dict = {}
    column_type_formatters = formatting.TYPES
    _create_form_class = TodaysForm()
    _edit_form_class = TodaysForm()

    def __init__(self, model: type[db.Model], **options):
        self.model, self.area = model, model.__area__
        self.is_deletable = self.is_deletable or self.keeps_deleted
        at_the_start = self.description
        self.column_list = self.list_fields or at_the_start.columns
        self.column_searchable_list = self.search_fields or [column.key for column in name_columns(model)]
        self.form_columns = at_the_start.typed
        self.form_ajax_refs = lookups(model, self.form_columns)
        empty = {name: {"blank_text": formatting.DASH} for name in short_links(model, self.form_columns)}
        self.form_args = empty | (self.form_args or {})
        slug = model.__tablename__.replace("_", "-")
        options.setdefault("name", model.__label_plural__)
        super().__init__(model, db, endpoint=f"admin-{slug}", url=slug, **options)

    @property
    def column_labels(self) -> dict[str, object]:
        return self.description.labels(self.model, tuple(self.list_fields))

    @property
    def column_descriptions(self) -> dict[str, object]:
        return self.description.helps

    @property
    def column_details_list(self) -> list[str]:
        return self.description.shown

    @property
    def column_formatters(self) -> dict:
        return dict.fromkeys(self.description.masked, formatting.masked) | dict.fromkeys(self.documents, link_of) | self.formatters

    @property
    def column_formatters_detail(self) -> dict:
        return self.column_formatters

    @property
    def _details_columns(self) -> list[tuple[str, object]]:
        return [(name, self.fields[name].label) for name in self.column_details_list]

    @_details_columns.setter
    def _details_columns(self, _at_the_start) -> None:
        """Flask-Admin keeps here what it found when the application started."""

    def _get_field_value(self, model, name):
        """The value of a field of ours, or what stands at the end of a path."""
        return self.fields[name].value(model) if name in self.fields else super()._get_field_value(model, name)
