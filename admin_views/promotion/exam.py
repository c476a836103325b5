"""The marks of the examination of a round: entered between the freezing of its criteria and the end of its examination by the board."""

from __future__ import annotations

from rules.promotion.life import Act
from services import guard
from services.promotion import steps

from ..base import RecordView


class ExamMarkView(RecordView):
    """One mark a candidate, by whoever prepares the round and does not stand in it."""

    list_fields = ("round", "officer", "mark")
    search_fields = ("officer.last_name", "officer.first_names", "officer.service_number")
    filter_fields = ("round.name", "mark")
    column_default_sort = ("id", True)
    bulk_fields = ()

    def on_model_change(self, form, model, is_created):
        """Not for oneself, nor for one's own round."""
        steps.entitle(model.round, Act.MARK_EXAM, guard.actor())
