"""Collective acts: a movement of postings, a list of steps, a transposition; each prepared, previewed, approved, applied.

act.py is the page of an act and its way to the end; table.py fills the table of a transposition, people.py the
people of a movement, previewing.py shows person by person what would be done, annulment.py takes the whole back.
"""

from __future__ import annotations

from ...base import RecordView
from .act import CollectiveActView

__all__ = ["CollectiveActView", "CollectiveRowView", "ConcordanceView"]


class OfAnAct(RecordView):
    """What stands on the page of its act: a list to search, and no entry of the menu."""

    is_creatable = is_editable = False

    def is_visible(self) -> bool:
        return False


class CollectiveRowView(OfAnAct):
    list_fields = ("collective_act", "officer", "unit", "function", "rank", "step")


class ConcordanceView(OfAnAct):
    list_fields = ("collective_act", "from_rank", "to_rank", "step_rule", "keeps_seniority")
