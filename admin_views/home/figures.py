"""The figures of a home page: for each role two to four charts, each with a finding for a title, its table and its list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import format_date, gettext as _, ngettext
from markupsafe import Markup

from models import Rank, Region, db
from rules import access
from rules.access import Actor, Scope
from services import evaluation
from services.home import figures, kept
from web import charts
from web.charts import whole

OLD = 50
MOST_BARS = 10
# Which figures a role sees, the most useful first; each is left out where the role has no right to its list.
OF_ROLE = {
    "hr_manager": ("ages", "movements", "evaluations", "ranks"),
    "hr_clerk": ("ranks", "ages", "movements", "evaluations"),
    "supervisor": ("evaluations", "ages", "ranks"),
    "board_member": ("marks", "evaluations", "ranks"),
    "badge_officer": ("badges", "ranks"),
    "deployment_officer": ("regions", "ages"),
    "recruitment_officer": ("movements", "ages"),
    "auditor": ("movements", "marks", "evaluations", "badges"),
    "technician": ("accounts", "units"),
    "administrator": ("ranks", "movements", "evaluations", "regions"),
}
USUAL = ("ranks", "ages")


@dataclass(frozen=True)
class Figure:
    """A finding, its chart, the table it is drawn from, and the list behind it."""

    title: str
    about: str
    chart: Markup
    columns: list
    rows: list
    url: str
    link: str
    at: dt.datetime | None = None


def drawn(who: Actor, today: dt.date) -> list[Figure]:
    """The figures of this person's role that have something to show."""
    wanted = [FIGURES[name] for name in OF_ROLE.get(who.role, USUAL)]
    found = [draw(who, today) for permission, draw in wanted if access.may(who, permission)]
    return [figure for figure in found if figure]


def percent(part: int, total: int) -> str:
    """"12 %", as one reads it."""
    return f"{round(part / total * 100)}\u202f%"


def names(model: type[db.Model]) -> dict:
    """{id: name} of reference data."""
    return {record.id: str(record) for record in db.session.query(model)}


def _ranks(who: Actor, today: dt.date) -> Figure | None:
    counted, known = kept.count("ranks", figures.by_rank, who), names(Rank)
    rows = [(known.get(rank, _("Without rank")), number) for rank, number in counted.rows]
    if not rows:
        return None
    name, most = max(rows, key=lambda row: row[1])
    total = sum(number for _name, number in rows)
    title = _("The largest rank is “%(name)s”: %(share)s of the %(total)s officers", name=name,
              share=percent(most, total), total=whole(total))  # fmt: skip
    about = _("Officers in service by rank")
    return _of_officers(title, about, charts.bars(_shortened(rows), about), [_("Rank"), (_("Officers"), "num")], rows, counted)


def _regions(who: Actor, today: dt.date) -> Figure | None:
    counted, known = kept.count("regions", figures.by_region, who), names(Region)
    rows = [(known.get(region, _("Without region")), number) for region, number in counted.rows]
    if not rows:
        return None
    total = sum(number for _name, number in rows)
    title = _("%(share)s of the officers serve in “%(name)s”", share=percent(rows[0][1], total), name=rows[0][0])
    about = _("Officers in service by region")
    return _of_officers(title, about, charts.bars(_shortened(rows), about), [_("Region"), (_("Officers"), "num")], rows, counted)


def _ages(who: Actor, today: dt.date) -> Figure | None:
    counted = kept.count("ages", lambda: figures.by_age(today), who)
    last = figures.OLDEST
    rows = [(f"{age}+" if age == last else f"{age}–{age + figures.AGE_STEP - 1}", women, men) for age, women, men in counted.rows]
    total = sum(women + men for _age, women, men in rows)
    if not total:
        return None
    old = sum(women + men for age, women, men in counted.rows if age >= OLD)
    title = _("%(share)s of the officers are 50 or older; %(women)s are women", share=percent(old, total),
              women=percent(sum(row[1] for row in rows), total))  # fmt: skip
    about, head = _("Officers in service by age and sex"), [_("Age"), (_("Women"), "num"), (_("Men"), "num")]
    drawing = charts.pyramid(rows, (_("Women"), _("Men")), about)
    return _of_officers(title, about, drawing, head, rows, counted)


def _movements(who: Actor, today: dt.date) -> Figure | None:
    counted = kept.count("movements", lambda: figures.movements(today), who)
    rows = [(str(year), entries, departures) for year, entries, departures in counted.rows]
    if not any(entries or departures for _year, entries, departures in rows):
        return None
    year, entries, departures = rows[-1]
    title = _("In %(year)s, %(entries)s entered and %(departures)s left", year=year, entries=whole(entries), departures=whole(departures))
    about, head = _("Entries and departures by year"), [_("Year"), (_("Entries"), "num"), (_("Departures"), "num")]
    series = [(_("Entries"), [row[1] for row in rows]), (_("Departures"), [row[2] for row in rows])]
    return _of_officers(title, about, charts.lines([row[0] for row in rows], series, about), head, rows, counted)


def _of_officers(title: str, about: str, chart: Markup, head: list, rows: list, counted: kept.Count) -> Figure:
    return Figure(title, about, chart, head, _written(rows), url_for("admin-officer.index_view"), _("See the officers"), counted.at)


def _evaluations(who: Actor, today: dt.date) -> Figure | None:
    cycle = figures.latest_cycle()
    if cycle is None:
        return None
    at, url, seen = None, _list_of("evaluation"), _("See the evaluations")
    if access.scope(who, "evaluation") == Scope.SUBTREE:
        url = url_for("evaluation.team") if who.officer_id else url
        own = evaluation.due(cycle, by=who)
        rows = [(_("Sent"), own.sent), (_("Begun"), own.begun), (_("Not yet begun"), own.not_begun)]
    elif evaluation.may_follow(who):
        found = figures.standing(cycle, who)
        begun = found[evaluation.Stage.BEGUN]
        rows = [(_("Sent"), found.sent), (_("Begun"), begun), (_("Not yet begun"), found.asked - found.sent - begun)]
        url, seen = url_for("admin-evaluation-progress.index_view"), _("See the progress by unit")
    else:
        counted = kept.count(f"submitted {cycle.id}", lambda: figures.submitted(cycle.id), who)
        (done, people), at = counted.rows[0], counted.at
        rows = [(_("Sent"), done), (_("Not sent yet"), max(people - done, 0))]
    total = sum(number for _name, number in rows)
    if not total:
        return None
    title = _("%(share)s of the evaluations of “%(cycle)s” are sent", share=percent(rows[0][1], total), cycle=cycle)
    about, head = _("How far the evaluations have come"), [_("State"), (_("Evaluations"), "num")]
    return Figure(title, about, charts.stack(rows, about), head, _written(rows), url, seen, at)


def _marks(who: Actor, today: dt.date) -> Figure | None:
    cycle = figures.latest_cycle()
    if cycle is None:
        return None
    counted = kept.count(f"marks {cycle.id}", lambda: figures.marks(cycle.id, cycle.scale_max), who)
    total, step = sum(number for _place, number in counted.rows), float(cycle.scale_max) / 10
    if not total:
        return None
    rows = [(f"{place * step:g}–{(place + 1) * step:g}", number) for place, number in counted.rows]
    place, most = max(counted.rows, key=lambda row: row[1])
    title = _("%(share)s of the marks lie between %(low)s and %(high)s", share=percent(most, total),
              low=f"{place * step:g}", high=f"{(place + 1) * step:g}")  # fmt: skip
    about = _("Marks of “%(cycle)s”, out of %(most)s", cycle=cycle, most=f"{float(cycle.scale_max):g}")
    head = [_("Mark"), (_("Evaluations"), "num")]
    return Figure(title, about, charts.columns(rows, about), head, _written(rows), _list_of("evaluation"), _("See the evaluations"), counted.at)


def _badges(who: Actor, today: dt.date) -> Figure | None:
    counted = kept.count("badges", lambda: figures.badges_by_expiry(today), who)
    total = sum(number for *_month, number in counted.rows)
    if not total:
        return None
    rows = [(format_date(dt.date(year, month, 1), "MMM"), number) for year, month, number in counted.rows]
    long = [(format_date(dt.date(year, month, 1), "MMMM yyyy"), number) for year, month, number in counted.rows]
    title = ngettext("%(count)s badge expires within a year", "%(count)s badges expire within a year", total, count=whole(total))
    about, head = _("Active badges by the month in which they expire"), [_("Month"), (_("Badges"), "num")]
    return Figure(title, about, charts.columns(rows, about), head, _written(long), _list_of("badge"), _("See the badges"), counted.at)


def _accounts(who: Actor, today: dt.date) -> Figure | None:
    counted = figures.accounts_by_role()
    rows = [(_(access.ROLES.get(role, role)), number) for role, number in counted]
    total = sum(number for _role, number in rows)
    title = ngettext("%(count)s account may sign in", "%(count)s accounts may sign in", total, count=whole(total))
    about, head = _("Enabled accounts by role"), [_("Role"), (_("Accounts"), "num")]
    return Figure(title, about, charts.bars(_shortened(rows), about), head, _written(rows), _list_of("account"), _("See the accounts"))


def _units(who: Actor, today: dt.date) -> Figure | None:
    counted, known = kept.count("units", figures.units_by_region, who), names(Region)
    rows = [(known.get(region, _("Without region")), number) for region, number in counted.rows]
    if not rows:
        return None
    total = sum(number for _name, number in rows)
    title = _("%(count)s units in %(regions)s regions", count=whole(total), regions=sum(1 for region, _n in counted.rows if region))
    about, head = _("Units by region"), [_("Region"), (_("Units"), "num")]
    return Figure(title, about, charts.bars(_shortened(rows), about), head, _written(rows), _list_of("unit"), _("See the units"), counted.at)


def _list_of(slug: str) -> str:
    return url_for(f"admin-{slug}.index_view")


def _written(rows: list) -> list:
    return [[cell if isinstance(cell, str) else whole(cell) for cell in row] for row in rows]


def _shortened(rows: list) -> list:
    """The longest bars in their order, and one for the rest."""
    if len(rows) <= MOST_BARS:
        return rows
    least = sorted((number for _name, number in rows), reverse=True)[MOST_BARS - 2]
    shown = [row for row in rows if row[1] >= least][: MOST_BARS - 1]
    rest = sum(number for _name, number in rows) - sum(number for _name, number in shown)
    return [*shown, (_("Others"), rest)]


FIGURES: dict[str, tuple[str, Callable[[Actor, dt.date], Figure | None]]] = {
    "ranks": ("personnel.view", _ranks),
    "regions": ("personnel.view", _regions),
    "ages": ("personnel.view", _ages),
    "movements": ("personnel.view", _movements),
    "evaluations": ("evaluation.view", _evaluations),
    "marks": ("evaluation.view", _marks),
    "badges": ("badge.view", _badges),
    "accounts": ("account.view", _accounts),
    "units": ("organisation.view", _units),
}
