"""Officers: who they are, and what holds of them today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_
from rules.retirement import counts_as_born_on

from ..base import Choice, Encrypted, Named, Record, Restorable
from ..organisation import Agency, Rank, Unit

if TYPE_CHECKING:
    from .career import PositionLine, Posting, RankLine


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
    leaves_unit: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        info={"label": _l("Leaves the unit"), "help": _l("The posting ends when the position begins: secondment, leave of absence, retirement … It cannot be changed once a career names the position: make a new one.")},
    )
    ends_service: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        info={"label": _l("Ends the service"), "help": _l("Retirement, dismissal, resignation, death. It cannot be changed once a career names the position: make a new one.")},
    )
    needs_case: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        info={"label": _l("Needs a disciplinary case"), "help": _l("As a suspension does: whoever suspends must open a case.")},
    )


class Officer(Restorable, Record):
    """A person of the force, from hiring to the end of service and after.

    `unit`, `rank`, `step` and `position` repeat the present line of each history; services/personnel/
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
    photo: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Photo"), "file": "photos", "derived": True})
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
    rank_lines: Mapped[list[RankLine]] = relationship(back_populates="officer", order_by="RankLine.starts_on, RankLine.id")
    postings: Mapped[list[Posting]] = relationship(back_populates="officer", order_by="Posting.starts_on, Posting.id")
    position_lines: Mapped[list[PositionLine]] = relationship(
        back_populates="officer", order_by="PositionLine.starts_on, PositionLine.id"
    )

    @property
    def counts_as_born_on(self) -> dt.date | None:
        """The date of birth, or the last day of the year where only that is known."""
        return counts_as_born_on(self.birth_on, self.birth_year)

    def __str__(self) -> str:
        return f"{self.last_name.upper()} {self.first_names}"
