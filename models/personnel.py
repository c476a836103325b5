"""Officers and the dated lines of their careers: rank, posting, position."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from .base import Choice, Encrypted, Named, Record, Restorable, named_by
from .organisation import Agency, Post, Rank, Unit


class Sex(Choice):
    """As in the civil register."""

    F = "F", _l("Woman")
    M = "M", _l("Man")


class Position(Named):
    """The administrative position of an officer: in service, seconded, retired …"""

    __area__ = "personnel"
    __label__, __label_plural__ = _l("Position"), _l("Positions")

    is_serving: Mapped[bool] = mapped_column(default=True, info={"label": _l("In service")})
    is_promotable: Mapped[bool] = mapped_column(default=False, info={"label": _l("May be promoted")})


class Officer(Restorable, Record):
    """A person of the force, from hiring to the end of service and after.

    `unit`, `rank`, `step` and `position` repeat the present line of each history; services/personnel.py
    keeps them in step in the same transaction, and nobody types them beside the lines.
    `home_agency` hired the officer and decides on promotion; the agency of `unit` is where he or she
    serves and is evaluated.
    """

    __area__ = "personnel"
    __scope__, __sorted__ = "", ("entered_on", "sex")
    __label__, __label_plural__ = _l("Officer"), _l("Officers")
    __table_args__ = (
        UniqueConstraint("home_agency_id", "service_number"),
        UniqueConstraint("home_agency_id", "source_key"),
        Index("ix_officer_last_name_first_names_id", "last_name", "first_names", "id"),
        Index("ix_officer_unit_id_rank_id", "unit_id", "rank_id"),
        CheckConstraint("birth_on IS NULL OR birth_on < entered_on", name="born_before_entry"),
    )
    __constraint_words__ = {
        "ck_officer_born_before_entry": N_("“Date of birth” must lie before “Entered service on”: one of the two is wrong."),
    }

    service_number: Mapped[str | None] = mapped_column(String(40), index=True, info={"label": _l("Service number")})
    last_name: Mapped[str] = mapped_column(String(120), info={"label": _l("Last name")})
    first_names: Mapped[str] = mapped_column(String(160), info={"label": _l("First names")})
    sex: Mapped[Sex | None] = mapped_column(info={"label": _l("Sex"), "of_one": True})
    birth_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Date of birth"), "of_one": True})
    birth_year: Mapped[int | None] = mapped_column(
        info={"label": _l("Year of birth"), "help": _l("Only where the exact date is not known."), "of_one": True}
    )
    birth_place: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Place of birth"), "of_one": True})
    nina: Mapped[str | None] = mapped_column(
        Encrypted("officer.nina"),
        unique=True,
        info={"label": _l("NINA"), "mask": "personnel.identify", "help": _l("14 digits and a letter.")},
    )
    phone: Mapped[str | None] = mapped_column(
        Encrypted("officer.phone"), info={"label": _l("Telephone"), "mask": "personnel.contact"}
    )
    address: Mapped[str | None] = mapped_column(
        Encrypted("officer.address", 1200), info={"label": _l("Address"), "mask": "personnel.contact"}
    )
    email: Mapped[str | None] = mapped_column(String(160), info={"label": _l("E-mail"), "of_one": True})
    photo: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Photo"), "file": "photos"})
    entered_on: Mapped[dt.date] = mapped_column(info={"label": _l("Entered service on")})
    home_agency_id: Mapped[int] = mapped_column(
        ForeignKey("agency.id"), index=True, info={"label": _l("Home agency")}
    )
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("unit.id"), index=True, info={"label": _l("Unit"), "derived": True}
    )
    rank_id: Mapped[int | None] = mapped_column(
        ForeignKey("rank.id"), index=True, info={"label": _l("Rank"), "derived": True}
    )
    step: Mapped[int | None] = mapped_column(info={"label": _l("Step"), "derived": True})
    position_id: Mapped[int | None] = mapped_column(
        ForeignKey("position.id"), index=True, info={"label": _l("Position"), "derived": True}
    )
    source_key: Mapped[str | None] = mapped_column(
        String(200), info={"label": _l("Key in the file of origin"), "derived": True}
    )

    home_agency: Mapped[Agency] = relationship()
    unit: Mapped[Unit | None] = relationship()
    rank: Mapped[Rank | None] = relationship()
    position: Mapped[Position | None] = relationship()
    rank_lines: Mapped[list[RankLine]] = relationship(back_populates="officer", order_by="RankLine.starts_on")
    postings: Mapped[list[Posting]] = relationship(back_populates="officer", order_by="Posting.starts_on")
    position_lines: Mapped[list[PositionLine]] = relationship(
        back_populates="officer", order_by="PositionLine.starts_on"
    )

    def __str__(self) -> str:
        return f"{self.last_name.upper()} {self.first_names}"


_gone = Officer.deleted_at.is_not(None)
Index("ix_officer_deleted_at", Officer.deleted_at, sqlite_where=_gone, postgresql_where=_gone)


class DatedLine(Record):
    """One line of a career: true from `starts_on` to the eve of `ends_on`, by an act."""

    __abstract__ = True
    __area__ = "personnel"
    __scope__, __sorted__ = "officer", ("starts_on", "act_reference")
    __is_extensible__, __is_importable__ = False, True

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("From")})
    ends_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Until")})
    act_kind: Mapped[str] = mapped_column(String(80), info={"label": _l("Kind of act")})
    act_reference: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Reference of the act")})
    act_authority: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Signing authority")})
    act_signed_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Signed on")})


class RankLine(DatedLine):
    """A rank and step held, with the act that gave it."""

    __label__, __label_plural__ = _l("Rank held"), _l("Ranks held")
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),)

    rank_id: Mapped[int] = mapped_column(ForeignKey("rank.id"), info={"label": _l("Rank")})
    step: Mapped[int | None] = mapped_column(info={"label": _l("Step")})

    rank: Mapped[Rank] = relationship()
    officer: Mapped[Officer] = relationship(back_populates="rank_lines")

    def __str__(self) -> str:
        return named_by(self, "rank")


class Posting(DatedLine):
    """A unit served in, with the function held there."""

    __label__, __label_plural__ = _l("Posting"), _l("Postings")
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True, info={"label": _l("Unit")})
    function: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Function")})
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), info={"label": _l("Post")})
    is_head: Mapped[bool] = mapped_column(default=False, info={"label": _l("Head of the unit")})

    unit: Mapped[Unit] = relationship()
    post: Mapped[Post | None] = relationship()
    officer: Mapped[Officer] = relationship(back_populates="postings")

    def __str__(self) -> str:
        return named_by(self, "unit")


class PositionLine(DatedLine):
    """An administrative position held: in service, seconded, suspended, retired …"""

    __label__, __label_plural__ = _l("Position held"), _l("Positions held")
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),)

    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), info={"label": _l("Position")})

    position: Mapped[Position] = relationship()
    officer: Mapped[Officer] = relationship(back_populates="position_lines")

    def __str__(self) -> str:
        return named_by(self, "position")
