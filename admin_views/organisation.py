"""Agencies, corps, ranks, regions, units and posts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from models import Agency, Corps, Post, Rank, Region, Unit
from services import organisation

from .base import RecordView


class AgencyView(RecordView):
    list_fields = ("code", "name", "legal_text", "is_assumed")
    search_fields = ("code", "name")


class CorpsView(RecordView):
    list_fields = ("name", "agency", "starts_on", "ends_on", "retirement_age", "is_assumed")
    search_fields = ("name",)


class RankView(RecordView):
    list_fields = ("name", "level", "corps", "starts_on", "ends_on", "is_assumed")
    search_fields = ("name", "code")
    column_default_sort = "level"


class RegionView(RecordView):
    list_fields = ("code", "name", "sort_order")
    search_fields = ("name",)
    column_default_sort = "sort_order"


class UnitView(RecordView):
    list_fields = ("code", "name", "agency", "parent", "region")
    none_words = _l("No unit")
    search_fields = ("code", "name")
    filter_fields = ("agency.name", "region.name")

    def on_model_change(self, form, model, is_created):
        """The path follows from the place in the tree."""
        organisation.place(model)


class PostView(RecordView):
    list_fields = ("title", "unit", "headcount", "lowest_rank", "highest_rank")
    search_fields = ("title",)
    is_deletable = True


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [UnitView(Unit), PostView(Post), RankView(Rank), CorpsView(Corps), AgencyView(Agency), RegionView(Region)]
