"""Who will leave, and when: the ages of the force, departures by year, rank and region, the share of women."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from flask import abort, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup

from models import Rank, Region, now
from rules import access, career
from rules.access import Scope
from services import forecast, guard, sheet
from services.forecast import NO_BIRTH, NO_RULE, OLDEST, PASSED, Asked
from services.home import kept
from web import charts
from web.charts import whole

from .deskpage import DeskPage, send
from .home.figures import names, percent
from .record.lookup import as_number

ON_A_PAGE = 100
OLD = 50
MOST_BARS = 10
NONE = 0  # in an address: without a rank, without a region


@dataclass(frozen=True)
class Row:
    """One line of a table of departures: a rank or a region, its number of each year, and what its links ask for."""

    name: str
    numbers: list[int]
    link: dict[str, int]


class Counted:
    """What was counted for this reader, turned into the tables of the page."""

    def __init__(self, today: dt.date):
        who = guard.actor()
        leaving = kept.count(f"departures {today}", lambda: forecast.departures(today), who)
        self.people = kept.count(f"ages {today}", lambda: forecast.people(today), who)
        self.at, self.departures = leaving.at, leaving.rows
        self.years = forecast.years(today)
        self.totals: Counter = Counter()
        for year, _rank, _region, number in self.departures:
            self.totals[year] += number
        self.ranks, self.regions = names(Rank), names(Region)

    @property
    def total(self) -> int:
        """The officers counted."""
        return sum(self.totals.values())

    @property
    def leaving(self) -> int:
        """Those who leave in the years shown."""
        return sum(self.totals[year] for year in self.years)

    def by(self, name: str) -> list[Row]:
        """The departures by "rank" or "region", in the order of the lists; lines without any are left out."""
        place, known = (1, self.ranks) if name == "rank" else (2, self.regions)
        numbers: dict[int | None, Counter] = {}
        for line in self.departures:
            if line[0] in self.years:
                numbers.setdefault(line[place], Counter())[line[0]] += line[3]
        order = [key for key in known if key in numbers] + [None] * (None in numbers)
        without = _("Without rank") if name == "rank" else _("Without region")
        return [Row(known.get(key, without), [numbers[key][year] for year in self.years], {name: key or NONE}) for key in order]

    def lines(self) -> list[tuple[int, str, str, int]]:
        """(year, rank, region, departures), the nearest year first."""
        found = sorted(self.departures, key=lambda line: (line[0], line[1] or 0, line[2] or 0))
        ranks, regions = _("Without rank"), _("Without region")
        return [
            (year, self.ranks.get(rank, ranks), self.regions.get(region, regions), number)
            for year, rank, region, number in found
            if year in self.years
        ]

    def women(self) -> list[tuple[str, int, int]]:
        """(rank, women, all) of those whose sex is recorded, in the order of the ranks."""
        found: dict[int | None, Counter] = {}
        for _age, rank, sex, number in self.people.rows:
            if sex is not None:
                found.setdefault(rank, Counter())[sex] += number
        order = [key for key in self.ranks if key in found] + [None] * (None in found)
        return [(self.ranks.get(key, _("Without rank")), found[key]["F"], found[key].total()) for key in order]


@dataclass(frozen=True)
class Card:
    """A finding, its chart and the table it is drawn from."""

    title: str
    about: str
    chart: Markup
    columns: list
    rows: list


class ForecastView(DeskPage):
    """For those who see an agency or all of them: a unit is too small to be planned by years."""

    verbs = {"file": "personnel.export", "people": "personnel.view"}

    def is_accessible(self) -> bool:
        """A right to see personnel, over an agency at least."""
        who = guard.actor()
        return super().is_accessible() and access.reach(who, "personnel.view") >= Scope.AGENCY

    @expose("/")
    def index_view(self):
        """The page."""
        counted = Counted(now().date())
        cards = [_departures(counted), _ages(counted), _women(counted)] if counted.total else []
        return self.render(
            "admin/forecast/index.html",
            counted=counted,
            today=now().date(),
            cards=cards,
            tables=[(_("Rank"), counted.by("rank")), (_("Region"), counted.by("region"))],
            codes={"no_birth": NO_BIRTH, "no_rule": NO_RULE, "passed": PASSED},
        )

    @expose("/people/")
    def people(self):
        """Those who leave in a year, of one rank or region where asked, each with the day."""
        today, page = now().date(), max(as_number(request.args.get("page")) or 1, 1)
        asked = self._asked(today)
        found = forecast.leavers(asked, today, (page - 1) * ON_A_PAGE, ON_A_PAGE + 1)
        return self.render(
            "admin/forecast/people.html",
            leavers=found[:ON_A_PAGE],
            title=_titled(asked),
            page=page,
            is_last=len(found) <= ON_A_PAGE,
            address=lambda number: self.get_url(".people", **request.args.to_dict() | {"page": number}),
        )

    @expose("/file/")
    def file(self):
        """The departures by year, rank and region, one line each."""
        counted = Counted(now().date())
        heading = _("Departures by year, rank and region, as known on %(day)s", day=career.day(now().date()))
        head = heading, [_("Year"), _("Rank"), _("Region"), _("Departures")]
        return send(_("departures"), "csv", lambda file: sheet.write("csv", file, head, counted.lines()))

    def _asked(self, today: dt.date) -> Asked:
        """What the address asks for; 404 for a year that is not shown."""
        year, rank, region = (as_number(request.args.get(name)) for name in ("year", "rank", "region"))
        passed = request.args.get("year") == str(PASSED)
        if not passed and year not in forecast.years(today):
            abort(404)
        return Asked(PASSED if passed else year, rank, region)


def _ages(counted: Counted) -> Card:
    found = forecast.ages(counted.people.rows)
    rows = [(f"{age}+" if age == OLDEST else f"{age}–{age + forecast.AGE_STEP - 1}", women, men) for age, women, men in found]
    old = sum(women + men for age, women, men in found if age >= OLD)
    total = sum(women + men for _age, women, men in found)
    title = _("%(share)s of the officers are %(age)s or older", share=percent(old, total or 1), age=OLD)
    about = _("Officers by the age reached this year, and sex")
    chart = charts.pyramid(rows, (_("Women"), _("Men")), about)
    return Card(title, about, chart, [_("Age"), (_("Women"), "num"), (_("Men"), "num")], _written(rows))


def _departures(counted: Counted) -> Card:
    rows = [(str(year), counted.totals[year]) for year in counted.years]
    until = counted.years[-1]
    title = _("%(share)s of the officers reach the age of retirement by the end of %(year)s", share=percent(counted.leaving, counted.total), year=until)
    about = _("Departures by year; of %(year)s what is left of it", year=counted.years[0])
    return Card(title, about, charts.columns(rows, about), [_("Year"), (_("Departures"), "num")], _written(rows))


def _women(counted: Counted) -> Card:
    found = counted.women()
    women, everybody = sum(row[1] for row in found), sum(row[2] for row in found)
    rows = [(name, share, whole(of), percent(share, of)) for name, share, of in found]
    title = _("%(share)s of the officers are women: %(women)s of %(count)s", share=percent(women, everybody or 1), women=whole(women), count=whole(everybody))
    about = _("Women by rank, in the ranks with the most of them")
    most = sorted((row[1] for row in found), reverse=True)[:MOST_BARS][-1:] or [0]
    head = [_("Rank"), (_("Women"), "num"), (_("Officers"), "num"), (_("Share"), "num")]
    return Card(title, about, charts.bars([row[:2] for row in rows if row[1] >= max(most[0], 1)][:MOST_BARS], about), head, _written(rows))


def _titled(asked: Asked) -> str:
    """The heading of the list behind a number."""
    parts = [_("Age of retirement already reached") if asked.year == PASSED else _("Departures of %(year)s", year=asked.year)]
    for number, model, without in ((asked.rank_id, Rank, _("Without rank")), (asked.region_id, Region, _("Without region"))):
        if number is not None:
            parts.append(names(model).get(number, without))
    return " · ".join(parts)


def _written(rows: list) -> list:
    return [[cell if isinstance(cell, str) else whole(cell) for cell in row] for row in rows]


def views() -> list:
    """The page of this area."""
    return [ForecastView(name=_l("Forecast"), endpoint="admin-forecast", url="forecast")]
