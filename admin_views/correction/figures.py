"""Figures of corrections: requests by unit, field and outcome, how long they take, and where data entry should be mended."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_admin import expose
from flask_babel import gettext as _, ngettext
from markupsafe import Markup

from models import now
from rules import access, career
from services import correction, guard, sheet
from services.correction import figures
from services.correction.figures import Figures, Period, Row
from services.listing.places import Unreadable, day
from web import charts
from web.charts import whole

from ..deskpage import DeskPage, send
from ..home.figures import percent
from ..record.listing.filtering import TYPED_DAY
from .queue import overdue

MOST_BARS = 10


@dataclass(frozen=True)
class Finding:
    """What the chart shows, said first; the table it is drawn from stands beside it."""

    title: str
    about: str
    chart: Markup


class FiguresView(DeskPage):
    """For those who read requests, within their scope."""

    area, permissions = "correction", ("correction.view",)
    verbs = {"file": "correction.export"}

    @property
    def can_export(self) -> bool:
        return access.may(guard.actor(), "correction.export")

    @expose("/")
    def index_view(self):
        """The page."""
        period, is_understood = asked_period()
        counted = figures.counted(period)
        return self.render(
            "admin/correction/figures.html",
            counted=counted,
            is_understood=is_understood,
            finding=finding(counted),
            overdue=url_for("admin-correction-request.index_view", **overdue(now().date())),
            head=head(),
            tables=[(_("By unit"), _("Unit"), written(counted.by_unit())), (_("By field"), _("Field"), written(counted.by_field()))],
            outcomes=[(str(state.label), whole(number), percent(number, counted.asked)) for state, number in counted.by_outcome()],
        )

    @expose("/file/")
    def file(self):
        """The requests by unit, field and outcome, one line each."""
        counted = figures.counted(asked_period()[0])
        words = {"first": career.day(counted.period.first), "last": career.day(counted.period.last)}
        heading = _("Requests for correction sent from %(first)s to %(last)s", **words)
        names = [_("Unit"), _("Field"), _("Outcome"), _("Overdue"), _("Requests")]
        return send(_("corrections"), "csv", lambda file: sheet.write("csv", file, (heading, names), lines(counted)))


def asked_period() -> tuple[Period, bool]:
    """The period in the address, 01/01/2026 or 2026-01-01, and whether it was understood; the last twelve months without one."""
    usual = figures.usual_period(now().date())
    try:
        first, last = (_day(name) or known for name, known in zip(("first", "last"), usual, strict=True))
    except Unreadable:
        return usual, False
    return (Period(first, last), True) if first <= last else (usual, False)


def _day(name: str):
    text = request.args.get(name, "").strip()
    found = TYPED_DAY.fullmatch(text)
    return day("/".join(found.groups()) if found else text) if text else None


def finding(counted: Figures) -> Finding | None:
    """Where files were wrong most often; nothing where no request was granted."""
    wrong = counted.wrong()
    if not wrong:
        return None
    about = _("Corrections accepted wholly or in part, by field: where data entry should be mended")
    return Finding(_said(wrong), about, charts.bars(wrong[:MOST_BARS], about))


def _said(wrong: list[tuple[str, int]]) -> str:
    """The field that was wrong most often, where one was."""
    name, most = wrong[0]
    if len(wrong) > 1 and wrong[1][1] == most:
        return _("No field stands out among the %(fields)s that were corrected", fields=whole(len(wrong)))
    return ngettext(
        "“%(field)s” was wrong most often: %(count)s correction", "“%(field)s” was wrong most often: %(count)s corrections", most,
        field=name, count=whole(most),
    )  # fmt: skip


def head() -> list:
    """The columns of numbers, the same for units and fields."""
    return [(name, "num") for name in (_("Requests"), _("Under way"), _("Accepted"), _("Turned down"), _("Overdue"))]


def written(rows: list[Row]) -> list[list[str]]:
    """The rows of a table as text; nothing is a dash."""
    return [[row.name, *(whole(number) if number else "" for number in row[1:])] for row in rows]


def lines(counted: Figures) -> list[tuple]:
    """The lines of the file, by unit and field."""
    found = [
        (counted.unit_of(line), correction.in_short(line.kind, line.table, line.field), str(line.state.label), _("Yes") if line.is_late else _("No"), line.count)
        for line in counted.lines
    ]
    return sorted(found)
