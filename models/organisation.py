"""Agencies, corps and ranks, regions, units and posts: the ground on which careers stand."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Named, Record, Restorable


class Agency(Named):
    """A police force or a sister service: the one that hired, or the one where people serve."""

    __area__ = "organisation"
    __label__, __label_plural__ = _l("Agency"), _l("Agencies")

    legal_text: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal text")})


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
    retirement_age: Mapped[int | None] = mapped_column(info={"label": _l("Retirement age"), "unit": _l("years")})
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
    legal_text: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal text")})

    corps: Mapped[Corps] = relationship()
    transposed_to: Mapped[Rank | None] = relationship(remote_side="Rank.id")


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


_gone = Unit.deleted_at.is_not(None)
Index("ix_unit_deleted_at", Unit.deleted_at, sqlite_where=_gone, postgresql_where=_gone)


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
