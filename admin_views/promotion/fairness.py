"""The fairness report of a round: a table for each way of telling people apart, a sentence for each row, and what the board concluded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from flask import abort
from flask_admin import expose
from flask_babel import format_decimal, gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy import Row, select
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from models import PromotionRound, db
from rules import access
from rules.evaluation.equality import LEAST_PEOPLE
from rules.promotion.fairness import INCONCLUSIVE, Finding
from services import audit, guard, sheet
from services.promotion import fairness as service
from services.promotion.fairness.concluding import LONGEST
from web import charts

from ..asking import Asking, Question
from ..deskpage import DeskPage, asked_number, file_kind, send

MOST_DRAWN = 14
MOST_ROUNDS = 50


class ConclusionForm(FlaskForm):
    """What the board concluded."""

    words = TextAreaField(
        _l("What the board concluded"), [DataRequired(), Length(max=LONGEST)],
        description=_l("What it found, why it is so, and what it does about it. All who see the round read it, and each version stays."),
        render_kw={"rows": 8},
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A group as the table shows it."""

    name: str
    figures: dict
    words: str


@dataclass(frozen=True)
class Section:
    """One way of telling people apart: the drawing, the lines, and how many groups are not shown."""

    label: str
    chart: Markup
    lines: list[Line]
    hidden: int

    def with_finding(self, *findings: Finding) -> list[Line]:
        """The lines of which one of these is said."""
        return [line for line in self.lines if line.figures["finding"] in findings]


class FairnessView(Asking, DeskPage):
    """For all who see the round; figures of small groups for those entitled alone."""

    area = "promotion"
    permissions = ("promotion.view",)
    verbs = {"export": "promotion.export", "conclude": "promotion.view"}

    @property
    def can_export(self) -> bool:
        return access.may(guard.actor(), "promotion.export")

    @expose("/")
    def index_view(self):
        """The report of the round in the address, else of the one ranked last."""
        round_, rounds = self._asked(), _rounds()
        if round_ is None or not round_.fairness:
            return self.render("admin/promotion/fairness.html", round=round_, rounds=rounds, report=None)
        by = guard.actor()
        with_small = service.sees_small_groups(round_, by)
        found = sections(round_, with_small=with_small)
        return self.render(
            "admin/promotion/fairness.html", round=round_, rounds=rounds, report=round_.fairness, sections=found,
            summary=summary(round_, found), unknown=[service.unknown_in_words(key) for key in round_.fairness["unknown"]],
            with_small=with_small, least=LEAST_PEOPLE, may_conclude=service.may_conclude(round_, by),
            percent=percent, decimal=decimal, chance=chance,
        )  # fmt: skip

    @expose("/conclude/", methods=("GET", "POST"))
    def conclude(self):
        """What the board concluded, asked for below what it concludes from."""
        round_, by = self._asked() or abort(404), guard.actor()
        if not service.may_conclude(round_, by):
            abort(403)
        told = summary(round_, sections(round_, with_small=True))["told"]
        about = [(_("Promotion round"), round_), *told, (_("Said until now"), round_.fairness_conclusion)]
        page = self.get_url(".index_view", round=round_.id)
        done = _("The conclusion of the board is recorded. All who see this round read it.")
        asked = Question(ConclusionForm, _("Record the conclusion of the board"), about, page, done)
        return self.answered(asked, lambda form: service.conclude(round_, form.words.data, by=by))

    @expose("/export/<export_type>/")
    def export(self, export_type: str):
        """All tables of the page in one."""
        round_, kind = self._asked(), file_kind(export_type)
        if round_ is None or not round_.fairness:
            abort(404)
        return send("promotion-fairness", kind, lambda file: _write(kind, file, round_))

    def _asked(self) -> PromotionRound | None:
        number = asked_number("round")
        if number is None:
            number = next((one.id for one in _rounds()), None)
            return None if number is None else db.session.get(PromotionRound, number)
        return db.session.scalar(select(PromotionRound).where(PromotionRound.id == number)) or abort(404)


def _rounds() -> Sequence[Row]:
    """Number, name and state of the rounds that were ranked, the last one first."""
    asked = select(PromotionRound.id, PromotionRound.name, PromotionRound.state).where(PromotionRound.ranked_at.is_not(None))
    return db.session.execute(asked.order_by(PromotionRound.ranked_at.desc(), PromotionRound.id.desc()).limit(MOST_ROUNDS)).all()


def sections(round_: PromotionRound, *, with_small: bool) -> list[Section]:
    """The comparisons of the report."""
    return [_section(one) for one in service.tables(round_.fairness, with_small=with_small)]


def _section(table: dict) -> Section:
    dimension, rows = table["dimension"], table["rows"]
    lines = [Line(service.name_of(dimension, row), row, service.in_words(dimension, row, rows[0])) for row in rows]
    return Section(service.label(dimension), _drawn(lines, service.label(dimension)), lines, table["hidden"])


def _drawn(lines: list[Line], title: str) -> Markup:
    """The rates of the largest groups, where there are two at least, the highest first. Of a few people a rate says nothing."""
    per_hundred = _("Selected of 100 who may be promoted")
    large = [line for line in lines if line.figures["eligible"] >= LEAST_PEOPLE]
    largest = sorted(large, key=lambda line: -line.figures["eligible"])[:MOST_DRAWN]
    rates = [(line.name, round(100 * line.figures["rate"])) for line in sorted(largest, key=lambda line: -line.figures["rate"])]
    return charts.bars(rates, f"{title} – {per_hundred}") if len(rates) > 1 else Markup("")


def summary(round_: PromotionRound, found: Sequence[Section]) -> dict:
    """What stands on the page of the round, and on top of the report: how many findings of which weight, and the conclusion."""
    below = [f"{one.label} – {line.name}" for one in found for line in one.with_finding(Finding.BELOW)]
    unsure = sum(len(one.with_finding(*INCONCLUSIVE)) for one in found)
    told = [(_("Under 8 for 10, more than chance"), ", ".join(below) or _("no group")), (_("Groups too few to conclude"), unsure)]
    return {"below": below, "unsure": unsure, "told": told, "conclusion": round_.fairness_conclusion}


def part(round_: PromotionRound) -> dict:
    """The context of fairness_part.html on the page of a round."""
    if not round_.fairness:
        return {"fairness": None}
    by = guard.actor()
    told = summary(round_, sections(round_, with_small=service.sees_small_groups(round_, by)))
    return {"fairness": told | {"may_conclude": service.may_conclude(round_, by)}}


def percent(rate: float | None) -> str:
    """23,5 %"""
    return "–" if rate is None else f"{format_decimal(round(100 * rate, 1), '0.#')}\u202f%"


def decimal(value: float | None) -> str:
    """0,33"""
    return "–" if value is None else format_decimal(round(value, 2) + 0.0, "0.00")


def chance(p: float | None) -> str:
    """0,060, and under 0,001 no more than that."""
    if p is None:
        return "–"
    return f"< {format_decimal(0.001, '0.000')}" if p < 0.001 else format_decimal(round(p, 3), "0.000")


def _write(kind: str, file: BinaryIO, round_: PromotionRound) -> None:
    heads = [
        _("Compared"), _("Group"), _("Eligible"), _("Selected"), _("Rate"), _("Ratio to the best"), _("Lower bound"), _("Upper bound"),
        _("p (Fisher)"), _("More needed for the same rate"), _("With the places as they are"), _("In words"),
    ]  # fmt: skip
    title, with_small = f"{_('Fairness report')} · {round_}", service.sees_small_groups(round_, guard.actor())
    rows = [[one.label, *_cells(line)] for one in sections(round_, with_small=with_small) for line in one.lines]
    count = sheet.write(kind, file, (title, heads), rows)
    audit.note("export", record_type=PromotionRound.__tablename__, record_id=round_.id, record_name=title, changes={"rows": count})


def _cells(line: Line) -> list:
    row = line.figures
    bounds = [decimal(row["ratio"]), decimal(row["low"]), decimal(row["high"]), chance(row["p"])]
    return [line.name, row["eligible"], row["selected"], percent(row["rate"]), *bounds, row["shortfall"], row["moved"], line.words]
