"""Equal treatment: mean marks by sex, region, agency, posting, corps and rank, each with its uncertainty and a finding in words."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import BinaryIO

from flask import abort, flash, request
from flask_admin import expose
from flask_babel import format_decimal, gettext as _, lazy_gettext as _l, ngettext
from markupsafe import Markup

from models import Agency, Corps, EvaluationCycle, Rank, Region, Sex
from rules import access
from rules.evaluation.equality import LEAST_PEOPLE, Comparison, Group, Interval
from services import audit, evaluation, guard, sheet
from services.evaluation.fairness import equality
from web import charts

from ..deskpage import DeskPage, file_kind, send
from ..home.figures import names
from .cycle_asked import asked_cycle, begun_cycles

MOST_DRAWN = 14
LABELS = {
    "sex": _l("By sex"),
    "region": _l("By region of the unit"),
    "agency": _l("By agency of the unit"),
    "head": _l("Heads of a unit and others"),
    "level": _l("By place of the unit in the tree"),
    "function": _l("By function"),
    "corps": _l("By corps"),
    "rank": _l("By rank"),
}


@dataclass(frozen=True)
class Row:
    """A group as the table shows it."""

    name: str
    group: Group
    verdict: str


@dataclass(frozen=True)
class Section:
    """One way of telling people apart: what was found, the drawing, the rows, and what is not shown."""

    label: str
    findings: list[str]
    chart: Markup
    rows: list[Row]
    hidden: str

    @property
    def nothing(self) -> str:
        """What is said where nothing was found: that there is nothing, or that nothing can be told."""
        if any(row.group.difference and row.group.difference.low is not None for row in self.rows):
            return _("No difference that chance would not explain.")
        return _("Nothing can be told: too few evaluators, or nothing to compare with.")


class EqualityView(DeskPage):
    """For human resources, the boards and the audit: the figures of groups, never of somebody."""

    area = "evaluation"
    verbs = {"export": "evaluation.export"}

    def is_accessible(self) -> bool:
        return equality.may_compare(guard.actor())

    @property
    def can_export(self) -> bool:
        return access.may(guard.actor(), "evaluation.export")

    @expose("/")
    def index_view(self):
        """Every comparison of a cycle."""
        cycle = asked_cycle()
        people, is_corrected = _people(cycle)
        sections = [_section(key, people) for key in LABELS] if people else []
        return self.render(
            "admin/evaluation/equality.html", cycle=cycle, cycles=begun_cycles(), people=len(people), sections=[one for one in sections if one.rows], left_out=[one for one in sections if not one.rows],
            findings=[finding for one in sections for finding in one.findings], within=_is_within_corps(), is_corrected=is_corrected, decimal=decimal,
            least=LEAST_PEOPLE, export=self.get_url(".export", export_type="csv", **request.args),
        )  # fmt: skip

    @expose("/export/<export_type>/")
    def export(self, export_type: str):
        """All tables of the page in one."""
        cycle, kind = asked_cycle() or abort(404), file_kind(export_type)
        people, is_corrected = _people(cycle)
        title = f"{_('Equal treatment')} · {cycle} · {_('corrected marks') if is_corrected else _('raw marks')} · {_basis()}"
        return send("evaluation-equality", kind, lambda file: _write(kind, file, title, [_section(key, people) for key in LABELS]))


def _is_within_corps() -> bool:
    return request.args.get("within") == "corps"


def _basis() -> str:
    return _("within each corps") if _is_within_corps() else _("among all")


def _people(cycle: EvaluationCycle | None) -> tuple[list[equality.Marked], bool]:
    """The marks to compare, and whether they are the corrected ones."""
    if cycle is None:
        return [], False
    people = equality.marked(cycle)
    if request.args.get("marks") != "corrected":
        return people, False
    made = equality.corrected(people, cycle)
    if made == people:
        flash(_("No severity is estimated for this campaign: the corrected marks are the raw ones."), "info")
    return made, True


def _section(dimension: str, people: list[equality.Marked]) -> Section:
    found, named = equality.compare(people, dimension, within_corps=_is_within_corps()), _names(dimension)
    rows = [Row(named(group.key), group, _verdict(group.difference)) for group in found.groups]
    return Section(str(LABELS[dimension]), _findings(rows), _drawn(rows, str(LABELS[dimension])), rows, _hidden(found))


def _names(dimension: str) -> Callable[[Hashable], str]:
    """How the groups of a dimension are called."""
    models = {"region": Region, "agency": Agency, "corps": Corps, "rank": Rank}
    known = names(models[dimension]) if dimension in models else {}
    if dimension == "sex":
        known = {Sex.F.value: _("Women"), Sex.M.value: _("Men")}
    if dimension == "head":
        known = {True: _("Heads of a unit"), False: _("Other functions")}
    if dimension == "level":
        return _level
    return lambda key: _("Not recorded") if key is None else str(known.get(key, key))


def _level(depth: Hashable) -> str:
    if depth is None:
        return _("Not recorded")
    if depth == 1:
        return _("Top of the agency")
    return ngettext("%(num)s level below the top", "%(num)s levels below the top", depth - 1)


def _findings(rows: list[Row]) -> list[str]:
    """What chance would not explain, the largest first; of two groups the smaller one tells it for both."""
    told = rows[1:] if len(rows) == 2 else rows
    sure = [row for row in told if row.group.difference and row.group.difference.is_sure]
    return [_finding(row) for row in sorted(sure, key=lambda row: -abs(row.group.difference.value))]


def _finding(row: Row) -> str:
    difference = row.group.difference
    low, high = sorted((abs(difference.low), abs(difference.high)))
    about = {"group": row.name, "points": decimal(abs(difference.value)), "low": decimal(low), "high": decimal(high)}
    if difference.value < 0:
        return _("%(group)s: the mean mark is %(points)s points lower than that of the others (between %(low)s and %(high)s). This is more than chance would explain.", **about)
    return _("%(group)s: the mean mark is %(points)s points higher than that of the others (between %(low)s and %(high)s). This is more than chance would explain.", **about)


def _verdict(difference: Interval | None) -> str:
    if difference is None:
        return _("nothing to compare with")
    if difference.low is None:
        return _("too few evaluators to tell")
    return _("more than chance would explain") if difference.is_sure else _("chance may explain it")


def _drawn(rows: list[Row], title: str) -> Markup:
    """The means with their bounds, where there are two at least; the largest groups of many."""
    bounded = [(row.name, row.group.mean) for row in rows[:MOST_DRAWN] if row.group.mean.low is not None]
    if len(bounded) < 2:
        return Markup("")
    return charts.intervals([(name, mean.low, mean.value, mean.high) for name, mean in bounded], title, decimal)


def _hidden(found: Comparison) -> str:
    if not found.hidden_groups:
        return ""
    return ngettext(
        "%(num)s group is not shown: it has fewer than %(least)s people, or would tell of such a group.",
        "%(num)s groups are not shown: they have fewer than %(least)s people, or would tell of such a group.",
        found.hidden_groups, least=LEAST_PEOPLE,
    )  # fmt: skip


def decimal(value: float | None) -> str:
    """13,42: points, as one reads them."""
    return "–" if value is None else format_decimal(round(value, 2) + 0.0, "0.00").replace("-", "−")


def _write(kind: str, file: BinaryIO, title: str, sections: list[Section]) -> None:
    heads = [
        _("Compared"), _("Group"), _("People"), _("Evaluators"), _("Mean mark"), _("Lower bound"), _("Upper bound"), _("Standard deviation"),
        _("Difference to the others"), _("Lower bound"), _("Upper bound"), _("Finding"),
    ]  # fmt: skip
    rows = [[section.label, *_cells(row)] for section in sections for row in section.rows]
    count = sheet.write(kind, file, (title, heads), rows)
    audit.note("export", record_type=EvaluationCycle.__tablename__, record_name=title, changes={"rows": count})


def _cells(row: Row) -> list:
    group, difference = row.group, row.group.difference
    points = [difference.value, difference.low, difference.high] if difference else [None, None, None]
    numbers = [group.mean.value, group.mean.low, group.mean.high, group.deviation, *points]
    return [row.name, group.number, group.evaluators, *(decimal(number) for number in numbers), row.verdict]
