"""Agencies, corps, ranks, regions, units and posts; and the versions of the law on retirement and pay grids, to be read."""

from __future__ import annotations

import datetime as dt

from flask import abort, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup

from models import Agency, Corps, GridStep, Post, Rank, Region, RetirementAge, Unit, now
from services import organisation, retirement, steps
from web import day

from .base import RecordView
from .record.lookup import as_number


class AgencyView(RecordView):
    list_fields = ("code", "name", "legal_text", "is_assumed")
    search_fields = ("code", "name")


def _named(_view, _context, record: Corps | Rank, _name: str) -> str | Markup:
    """The name, and beside it whether it is not in force today."""
    today, said = now().date(), None
    if record.ends_on and record.ends_on <= today:
        said = _("ended on %(day)s", day=day(record.ends_on))
    elif record.starts_on and record.starts_on > today:
        said = _("from %(day)s on", day=day(record.starts_on))
    return Markup('{} <span class="pill pill-neutral">{}</span>').format(record.name, said) if said else record.name


class DatedByLaw(RecordView):
    """What begins and ends by a legal text: what has ended is marked, and left out by one click."""

    formatters = {"name": _named}

    @property
    def list_links(self) -> list[tuple[str, str, str]]:
        """What stands beside the list: only those that go on, or all of them again."""
        if "ends_on.empty" in request.args:
            return [(_("Also those that ended"), self.address([]), "history")]
        return [(_("Only those in force"), self.address([("ends_on.empty", "1")]), "circle-check")]


class CorpsView(DatedByLaw):
    list_fields = ("name", "agency", "starts_on", "ends_on", "is_assumed")
    search_fields = ("name",)


class RankView(DatedByLaw):
    list_fields = ("name", "level", "corps", "starts_on", "ends_on", "is_assumed")
    search_fields = ("name", "code")
    column_default_sort = "level"


class RegionView(RecordView):
    list_fields = ("code", "name", "sort_order")
    search_fields = ("name",)
    column_default_sort = "sort_order"


class UnitView(RecordView):
    list_fields = ("code", "name", "agency", "parent", "region")
    none_words, details_template = _l("No unit"), "admin/organisation/unit.html"
    search_fields = ("code", "name")
    filter_fields = ("agency.name", "region.name")

    def on_model_change(self, form, model, is_created):
        """The path follows from the place in the tree."""
        organisation.place(model)


class PostView(RecordView):
    list_fields = ("title", "unit", "headcount", "lowest_rank", "highest_rank")
    search_fields = ("title",)
    is_deletable = True


class RetirementAgeView(RecordView):
    """Above the list, what holds today: the versions of each corps together."""

    list_fields = ("corps", "rank", "age", "leaves_at", "starts_on", "is_assumed")
    list_template = "admin/organisation/ages.html"
    column_default_sort = ("starts_on", True)
    is_deletable = True

    def on_model_change(self, form, model, is_created):
        """One age for the same people from the same day on."""
        retirement.check(model)

    def render(self, template, **values):
        """The list also needs the versions by corps."""
        if template == self.list_template:
            values |= {"by_corps": retirement.by_corps(now().date()), "today": now().date()}
        return super().render(template, **values)


class GridStepView(RecordView):
    """The steps one by one; and a page that shows a version of a grid whole, beside the one before."""

    list_fields = ("rank", "starts_on", "step", "index_points", "months")
    filter_fields = ("starts_on", "rank.name")
    is_deletable = True
    verbs = {"grid": "view"}
    empty_text = _l("Add the steps one by one, or load a file: one line for each rank, date of effect and step.")

    @property
    def list_links(self) -> list[tuple[str, str, str]]:
        """What stands beside the list."""
        return [(_("Read a grid"), self.get_url(".grid"), "list-details")]

    @expose("/grid/")
    def grid(self):
        """A version of the grid of a rank: the one asked for, else the one in force, else the latest."""
        ranks, today = steps.ranks(), now().date()
        asked = as_number(request.args.get("rank")) if request.args.get("rank") else None
        rank = next((one for one in ranks if one.id == asked), None) if asked else next(iter(ranks), None)
        if asked and rank is None:
            abort(404)
        versions = steps.versions(rank.id) if rank else []
        shown = _version(versions, today)
        before = next((one for one in versions if shown and one.grid.starts_on < shown.grid.starts_on), None)
        return self.render(
            "admin/organisation/grid.html", ranks=ranks, rank=rank, versions=versions, shown=shown, before=before, today=today,
            lines=steps.compared(shown, before) if shown else [],
        )  # fmt: skip


def _version(versions: list[steps.Version], today: dt.date) -> steps.Version | None:
    """The version that the address asks for by its date of effect; 404 for one that there is not."""
    wanted = request.args.get("starts_on")
    if wanted:
        return next((one for one in versions if one.grid.starts_on.isoformat() == wanted), None) or abort(404)
    return next((one for one in versions if one.is_in_force(today)), versions[-1] if versions else None)


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [
        UnitView(Unit),
        PostView(Post),
        RankView(Rank),
        CorpsView(Corps),
        RetirementAgeView(RetirementAge),
        GridStepView(GridStep),
        AgencyView(Agency),
        RegionView(Region),
    ]
