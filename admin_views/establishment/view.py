"""The page of the establishment and its file."""

from __future__ import annotations

import datetime as dt
from typing import BinaryIO

from flask import abort, flash, request
from flask_admin import expose
from flask_babel import gettext as _
from sqlalchemy import select

from models import Post, Rank, Unit, db
from rules import access
from rules.access import Scope
from services import audit, establishment, export, guard, sheet, situation
from services.establishment import Strength, Total

from ..deskpage import DeskPage, asked_day, asked_number, file_kind, send
from .tables import TABLES, Drawer, Table

PAGE = 200


class EstablishmentView(DeskPage):
    """Authorised posts against filled ones: a unit, those right below it, and what does not go together."""

    area, permissions = "organisation", ("organisation.view", "personnel.view")
    verbs = {"export": "personnel.export"}
    export_types = tuple(export.KINDS)

    @expose("/")
    def index_view(self):
        """One table of a unit on a day."""
        on, is_understood = asked_day()
        if not is_understood:
            flash(_("The date was not understood: type it as dd/mm/yyyy. Today is shown."), "warning")
        unit, show = self._unit(), _shown()
        found = establishment.strength(on, unit.id if unit else None)
        drawer = self._drawer(on, unit, found)
        table = TABLES[show][1](drawer)
        last = max(-(-len(table.rows) // PAGE), 1)
        number = min(max(asked_number("page") or 1, 1), last)
        table = Table(table.heads, table.rows[(number - 1) * PAGE : number * PAGE], table.empty)
        return self.render(
            "admin/establishment/index.html", on=on, unit=unit, heading=situation.heading(on), show=show, tables=TABLES, table=table,
            own=drawer.own() if show == "units" and unit else None, total=_total(found), above=self._above(unit), pages=(number, last),
            address=lambda **changes: self._address(on, unit, **{"show": show} | changes), counted_at=found.at,
            has_more=access.scope(guard.actor(), "personnel") > Scope.SUBTREE,
            in_gone=sum(one.count for one in found.in_gone),
            is_scoped=access.scope(guard.actor(), "personnel") != Scope.ALL, has_posts=bool(found.posts),
        )  # fmt: skip

    @expose("/export/<export_type>/")
    def export(self, export_type: str):
        """The table that the page shows, all of it; numbers of people, no names."""
        on, unit, kind, show = asked_day()[0], self._unit(), file_kind(export_type), _shown()
        drawer = self._drawer(on, unit, establishment.strength(on, unit.id if unit else None))
        title = f"{TABLES[show][0]} · {unit or _('All units')} · {situation.heading(on)}"
        return send("establishment", kind, lambda file: _write(kind, file, title, TABLES[show][1](drawer)))

    # --- pieces ----------------------------------------------------------------------------------

    def _unit(self) -> Unit | None:
        """The unit in the address, 404 for one that is not there; else the one that is all one sees, or none."""
        number, who = asked_number("unit"), guard.actor()
        if number is None and access.scope(who, "personnel") == Scope.SUBTREE and who.unit_path:
            number = int(who.unit_path.strip("/").rpartition("/")[2])
        if number is None:
            return None
        return db.session.scalar(select(Unit).where(Unit.id == number)) or abort(404)

    def _drawer(self, on: dt.date, unit: Unit | None, found: Strength) -> Drawer:
        ranks = db.session.scalars(select(Rank).order_by(Rank.level.desc(), Rank.id))
        return Drawer(
            found,
            unit.id if unit else None,
            {rank.id: str(rank) for rank in ranks},
            open=lambda number: self._address(on, None, unit=number),
            people=lambda **asked: self.get_url("admin-situation.index_view", on=on.isoformat(), **asked),
        )

    def _address(self, on: dt.date, here: Unit | None, **changes) -> str:
        asked = {"on": on.isoformat(), "unit": here.id if here else None} | changes
        asked["show"] = None if asked.get("show") == "units" else asked.get("show")
        return self.get_url(".index_view", **{name: value for name, value in asked.items() if value is not None})

    def _above(self, unit: Unit | None) -> list[Unit]:
        """The units over this one whose establishment one may see, the highest first."""
        if unit is None:
            return []
        numbers = [int(part) for part in unit.path.split("/") if part][:-1]
        own = guard.actor().unit_path if access.scope(guard.actor(), "personnel") == Scope.SUBTREE else ""
        found = db.session.scalars(select(Unit).where(Unit.id.in_(numbers)).order_by(Unit.path))
        return [one for one in found if one.path.startswith(own or "/")]


def _shown() -> str:
    show = request.args.get("show", "units")
    return show if show in TABLES else "units"


def _total(found: Strength) -> Total:
    total = Total(unposted=sum(one.count for one in found.unposted))
    for post in found.posts:
        total.add(post)
    return total


def _write(kind: str, file: BinaryIO, title: str, table: Table) -> None:
    rows = sheet.write(kind, file, (title, [label for label, _css in table.heads]), ([cell.value for cell in row] for row in table.rows))
    audit.note("export", record_type=Post.__tablename__, record_name=title, changes={"rows": rows})
