"""Agencies, corps and ranks, regions, units and posts: the ground on which careers stand."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from .base import Choice, Named, Record, Restorable, named_by


class Agency(Named):
    """A police force or a sister service: the one that hired, or the one where people serve."""

    __area__ = "organisation"
    __label__, __label_plural__ = _l("Agency"), _l("Agencies")
    __table_args__ = (CheckConstraint("correction_days > 0", name="correction_days_positive"),)
    __constraint_words__ = {"ck_agency_correction_days_positive": N_("“Time to answer a correction request” must be at least one day.")}

    legal_text: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal text")})
    correction_days: Mapped[int] = mapped_column(
        default=30,
        server_default="30",
        info={"label": _l("Time to answer a correction request"), "unit": _l("days"), "help": _l("The officer reads the day by which an answer is due.")},
    )


class Region(Named):
    """One of the regions of the country, or the district of the capital."""

    __area__, __order__ = "organisation", "sort_order"
    __label__, __label_plural__ = _l("Region"), _l("Regions")

    sort_order: Mapped[int] = mapped_column(default=0, info={"label": _l("Order")})


class Corps(Named):
    """A body of officers with its own ladder of ranks; abolished ones stay for the files that need them."""

    __area__ = "organisation"
    __label__, __label_plural__ = _l("Corps"), _l("Corps")

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, info={"label": _l("Agency")})
    starts_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("From")})
    ends_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Until")})
    legal_text: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal text")})

    agency: Mapped[Agency] = relationship()


class Rank(Named):
    """A rank of the ladder. A higher level is a higher rank; a rank may begin, end, be transposed."""

    __area__, __anchor__, __order__ = "organisation", "corps", "level"
    __label__, __label_plural__ = _l("Rank"), _l("Ranks")

    corps_id: Mapped[int] = mapped_column(ForeignKey("corps.id"), index=True, info={"label": _l("Corps")})
    level: Mapped[int] = mapped_column(index=True, info={"label": _l("Level")})
    starts_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("From")})
    ends_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Until")})
    transposed_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("rank.id"), info={"label": _l("Transposed to")}
    )
    probation_months: Mapped[int | None] = mapped_column(
        info={"label": _l("Probation"), "unit": _l("months"), "help": _l("Only for a rank held on probation, to be confirmed at its end.")}
    )
    legal_text: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal text")})

    corps: Mapped[Corps] = relationship()
    transposed_to: Mapped[Rank | None] = relationship(remote_side="Rank.id")


class LeavesAt(Choice):
    """The day on which somebody who reached the age of retirement leaves."""

    BIRTHDAY = "birthday", _l("On the birthday")
    MONTH_END = "month_end", _l("At the end of the month")
    YEAR_END = "year_end", _l("At the end of the year")


class RetirementAge(Record):
    """The age of retirement of a corps, or of one of its ranks, from a day on: a version, which the next one replaces."""

    __area__, __anchor__, __order__ = "organisation", "corps", "starts_on"
    __is_rule__, __grows__ = True, False
    __label__, __label_plural__ = _l("Age of retirement"), _l("Ages of retirement")
    __table_args__ = (
        UniqueConstraint("corps_id", "rank_id", "starts_on"),
        CheckConstraint("age BETWEEN 40 AND 80", name="age_plausible"),
    )
    __constraint_words__ = {"ck_retirement_age_age_plausible": N_("“Age” must lie between 40 and 80 years.")}

    corps_id: Mapped[int] = mapped_column(ForeignKey("corps.id"), index=True, info={"label": _l("Corps")})
    rank_id: Mapped[int | None] = mapped_column(
        ForeignKey("rank.id"), info={"label": _l("Rank"), "help": _l("Empty: every rank of the corps without an age of its own.")}
    )
    age: Mapped[int] = mapped_column(info={"label": _l("Age"), "unit": _l("years")})
    leaves_at: Mapped[LeavesAt] = mapped_column(default=LeavesAt.BIRTHDAY, info={"label": _l("Leaves")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("In force from")})
    legal_text: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal text")})
    is_assumed: Mapped[bool] = mapped_column(
        default=False,
        info={"label": _l("Assumed"), "help": _l("Not found in a public text: to be confirmed by the force.")},
    )
    source: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Source")})

    corps: Mapped[Corps] = relationship()
    rank: Mapped[Rank | None] = relationship()

    def __str__(self) -> str:
        return f"{named_by(self, 'corps', 'rank')} · {self.age}"


class GridStep(Record):
    """One step of the pay grid of a rank in a version of the grid: its index and how long one stays in it."""

    __area__, __anchor__, __order__ = "organisation", "rank", "starts_on"
    __is_rule__, __grows__ = True, False
    __label__, __label_plural__ = _l("Step of a grid"), _l("Pay grids")
    __sorted__ = ("starts_on",)
    __table_args__ = (
        UniqueConstraint("rank_id", "starts_on", "step"),
        CheckConstraint("step > 0", name="step_positive"),
        CheckConstraint("months IS NULL OR months > 0", name="months_positive"),
    )
    __constraint_words__ = {
        "ck_grid_step_step_positive": N_("“Step” begins at 1."),
        "ck_grid_step_months_positive": N_("“Months in the step” must be more than 0, or empty for the last step."),
    }

    rank_id: Mapped[int] = mapped_column(ForeignKey("rank.id"), info={"label": _l("Rank")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("In force from")})
    step: Mapped[int] = mapped_column(info={"label": _l("Step")})
    index_points: Mapped[int | None] = mapped_column(info={"label": _l("Index")})
    months: Mapped[int | None] = mapped_column(
        info={"label": _l("Months in the step"), "unit": _l("months"), "help": _l("Empty: the last step, nobody leaves it by time.")}
    )
    legal_text: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal text")})

    rank: Mapped[Rank] = relationship()

    def __str__(self) -> str:
        return f"{named_by(self, 'rank')} · {self.step}"


class Unit(Restorable, Record):
    """A service in the tree of its agency. `path` ("/1/7/") is derived and makes a subtree one comparison."""

    __grows__ = False
    __area__ = "organisation"
    __label__, __label_plural__ = _l("Unit"), _l("Units")
    __table_args__ = (UniqueConstraint("agency_id", "code"), Index("ix_unit_path", "path"))

    code: Mapped[str] = mapped_column(String(40), info={"label": _l("Code")})
    name: Mapped[str] = mapped_column(String(200), info={"label": _l("Name")})
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, info={"label": _l("Agency")})
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id"), index=True, info={"label": _l("Parent unit")}
    )
    region_id: Mapped[int | None] = mapped_column(
        ForeignKey("region.id"), index=True, info={"label": _l("Region")}
    )
    path: Mapped[str] = mapped_column(String(200), default="", info={"label": _l("Path"), "derived": True})
    starts_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("From")})
    ends_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Until")})

    agency: Mapped[Agency] = relationship()
    parent: Mapped[Unit | None] = relationship(remote_side="Unit.id")
    region: Mapped[Region | None] = relationship()

    def __str__(self) -> str:
        return self.name


class Post(Record):
    """An authorised post (function) of a unit: how many people, between which ranks."""

    __grows__ = False
    __area__, __anchor__ = "organisation", "unit"
    __label__, __label_plural__ = _l("Post"), _l("Posts")
    __table_args__ = (
        UniqueConstraint("unit_id", "title"),
        CheckConstraint("headcount >= 0", name="headcount_not_negative"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), info={"label": _l("Unit")})
    title: Mapped[str] = mapped_column(String(160), info={"label": _l("Function")})
    headcount: Mapped[int] = mapped_column(default=1, info={"label": _l("Authorised headcount")})
    lowest_rank_id: Mapped[int | None] = mapped_column(ForeignKey("rank.id"), info={"label": _l("Lowest rank")})
    highest_rank_id: Mapped[int | None] = mapped_column(ForeignKey("rank.id"), info={"label": _l("Highest rank")})

    unit: Mapped[Unit] = relationship()
    lowest_rank: Mapped[Rank | None] = relationship(foreign_keys=[lowest_rank_id])
    highest_rank: Mapped[Rank | None] = relationship(foreign_keys=[highest_rank_id])

    def __str__(self) -> str:
        return self.title
