"""The fact log at the desk: found and read."""

from __future__ import annotations

from ..base import RecordView


class FactView(RecordView):
    list_fields = ("officer", "happened_on", "tone", "criterion", "noted_by_name", "noted_at", "withdrawn_at")
    search_fields = ("officer.last_name", "officer.first_names", "officer.service_number")
    filter_fields = ("tone", "happened_on", "criterion.name")
    is_creatable = is_editable = False
    column_default_sort = ("noted_at", True)
