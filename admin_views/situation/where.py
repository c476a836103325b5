"""Who is where: the officers of a day by region, by unit within one, and by rank, each number with the list behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import flash
from flask_admin import expose
from flask_babel import gettext as _
from sqlalchemy import select

from models import Rank, Region, Unit, db
from rules import access
from rules.access import Scope
from services import guard, situation
from services.situation import NOWHERE, Asked, Share, Shares
from web import charts

from ..deskpage import DeskPage
from .asked import address, asked, called, chips
from .view import choices

MOST_BARS = 20


@dataclass(frozen=True)
class Line:
    """One line of a table: a region, a unit or a rank; `opens` goes deeper, `listed` is the list of its officers."""

    name: str
    share: Share
    listed: str
    opens: str = ""


class WhereView(DeskPage):
    """Regions first; a region opens into its units."""

    @expose("/")
    def index_view(self):
        """The figures of the day, the same for everything on the page."""
        wanted, is_understood = asked()
        if not is_understood:
            flash(_("The date was not understood: type it as dd/mm/yyyy. Today is shown."), "warning")
        placed = situation.shares(wanted, "region" if wanted.region is None else "unit")
        places = self._regions(wanted, placed) if wanted.region is None else self._units(wanted, placed)
        ranks = self._ranks(wanted, situation.shares(wanted, "rank"))
        here = self.get_url(".index_view")
        return self.render(
            "admin/situation/where.html", asked=wanted, heading=situation.heading(wanted.on), places=places, ranks=ranks,
            total=placed.total,
            region=called(Region, wanted.region) if wanted.region is not None else "", counted_at=placed.at,
            charts=[_drawn(places, _("Officers by place")), _drawn(ranks, _("Officers by rank"))],
            chips=chips(here, wanted), up=address(here, wanted, region=None), listed=self._listed(wanted),
            address=lambda **changes: address(here, wanted, **changes), **choices(wanted),
            is_scoped=access.scope(guard.actor(), "personnel") != Scope.ALL,
        )  # fmt: skip

    def _listed(self, wanted: Asked, **changes) -> str:
        return address(self.get_url("admin-situation.index_view"), wanted, **changes)

    def _regions(self, wanted: Asked, found: Shares) -> list[Line]:
        """Regions in their order, then units without one, then those who stood in no unit."""
        regions = db.session.scalars(select(Region).order_by(Region.sort_order, Region.id))
        named = [(region.id, str(region)) for region in regions] + [(NOWHERE, _("Without region"))]
        here = self.get_url(".index_view")
        made = [
            Line(name, found.of[key], self._listed(wanted, region=key), address(here, wanted, region=key))
            for key, name in named
            if key in found.of
        ]
        return made + ([Line(_("In no unit"), found.of[None], "")] if None in found.of else [])

    def _units(self, wanted: Asked, found: Shares) -> list[Line]:
        """The units of a region as the tree has them."""
        alone = replace(wanted, is_below=False, region=None)
        units = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(list(found.of))).order_by(Unit.path))
        return [Line(name, found.of[key], self._listed(alone, unit=key)) for key, name in units]

    def _ranks(self, wanted: Asked, found: Shares) -> list[Line]:
        ranks = db.session.scalars(select(Rank).where(Rank.id.in_([key for key in found.of if key])).order_by(Rank.level.desc()))
        lines = [Line(str(rank), found.of[rank.id], self._listed(wanted, rank=rank.id)) for rank in ranks]
        return lines + ([Line(_("Without rank"), found.of[None], "")] if None in found.of else [])


def _drawn(lines: list[Line], about: str):
    """The longest bars in their order; the table has all of them."""
    most = sorted((line.share.total for line in lines), reverse=True)[:MOST_BARS]
    shown = [line for line in lines if most and line.share.total >= most[-1]][:MOST_BARS]
    return charts.bars([(line.name, line.share.total) for line in shown], about)
