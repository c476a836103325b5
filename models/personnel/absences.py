"""When an officer is away, and whether he or she is fit: never why, in the words of a doctor."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from ..base import Choice, Named, Restorable, named_by
from .file import ByAct, FileRecord


class AbsenceKind(Named):
    """Annual leave, maternity leave, authorised or unauthorised absence …"""

    __area__ = "personnel"
    __label__, __label_plural__ = _l("Kind of absence"), _l("Kinds of absence")

    is_leave: Mapped[bool] = mapped_column(default=True, info={"label": _l("Is leave")})
    days_a_year: Mapped[int | None] = mapped_column(info={"label": _l("Days a year"), "unit": _l("days"), "help": _l("Empty: no limit. The balance of a year counts every day, Sundays included.")})


class Absence(ByAct, Restorable, FileRecord):
    """A leave or another absence, from its first to its last day."""

    __label__, __label_plural__ = _l("Absence"), _l("Absences and leave")
    __sorted__ = ("starts_on", "last_day_on", "kind_id")
    __table_args__ = (CheckConstraint("last_day_on IS NULL OR last_day_on >= starts_on", name="last_day_not_before_first"),)
    __constraint_words__ = {
        "ck_absence_last_day_not_before_first": N_("“Last day” must not lie before “First day”: correct one of the two.")
    }

    kind_id: Mapped[int] = mapped_column(ForeignKey("absence_kind.id"), info={"label": _l("Kind of absence")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("First day")})
    last_day_on: Mapped[dt.date | None] = mapped_column(
        info={"label": _l("Last day"), "help": _l("Empty while the return is not known.")}
    )

    kind: Mapped[AbsenceKind] = relationship()

    def __str__(self) -> str:
        return named_by(self, "kind")


class Fitness(Choice):
    """What a medical visit decides. Never a diagnosis."""

    FIT = "fit", _l("Fit")
    RESTRICTED = "restricted", _l("Fit with restrictions")
    UNFIT = "unfit", _l("Unfit")


class WorkRestriction(Choice):
    """What an officer who is fit with restrictions is kept from."""

    NO_FIELD = "no_field", _l("No field service")
    NO_NIGHT = "no_night", _l("No night service")
    NO_WEAPON = "no_weapon", _l("No weapon")
    NO_DRIVING = "no_driving", _l("No driving")
    OFFICE = "office", _l("Office work only")


class MedicalFitness(Restorable, FileRecord):
    """The decision of a medical visit: fit, fit with restrictions or unfit, and until when it is valid."""

    __area__ = "medical"
    __label__, __label_plural__ = _l("Medical fitness"), _l("Medical fitness")
    __sorted__ = ("valid_until_on", "outcome")
    __table_args__ = (CheckConstraint("valid_until_on IS NULL OR valid_until_on > examined_on", name="valid_after_visit"),)
    __constraint_words__ = {
        "ck_medical_fitness_valid_after_visit": N_("“Valid until” must lie after “Date of the visit”: correct one of the two.")
    }

    outcome: Mapped[Fitness] = mapped_column(info={"label": _l("Decision")})
    restriction: Mapped[WorkRestriction | None] = mapped_column(info={"label": _l("Restriction"), "shown_if": ("outcome", ("RESTRICTED",), True)})
    examined_on: Mapped[dt.date] = mapped_column(info={"label": _l("Date of the visit")})
    valid_until_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Valid until"), "help": _l("The day of the next visit at the latest. Empty: not limited.")})
    examined_by: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Medical service"), "help": _l("Which service or doctor decided; never why.")})

    def __str__(self) -> str:
        return str(self.outcome.label)
