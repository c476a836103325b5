"""Those behind an officer: the family, for its entitlements, and whom to call in an emergency."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from rules.refused import N_

from ..base import Choice, Encrypted, Restorable
from .file import FileRecord


class Kinship(Choice):
    """What somebody is to the officer."""

    SPOUSE = "spouse", _l("Spouse")
    CHILD = "child", _l("Child")
    PARENT = "parent", _l("Father or mother")
    SIBLING = "sibling", _l("Brother or sister")
    WARD = "ward", _l("Child taken in")
    OTHER = "other", _l("Other relative")


class FamilyMember(Restorable, FileRecord):
    """A member of the family, as far as an entitlement follows from it."""

    __area__ = "private"
    __label__, __label_plural__ = _l("Member of the family"), _l("Family")
    __search__ = ("last_name", "first_names")
    __sorted__ = ("kinship", "birth_on")
    __table_args__ = (CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on", name="ends_after_start"),)
    __constraint_words__ = {
        "ck_family_member_ends_after_start": N_("“Until” must lie after “From”: nothing ends before it begins.")
    }

    kinship: Mapped[Kinship] = mapped_column(info={"label": _l("Kinship")})
    last_name: Mapped[str] = mapped_column(String(120), info={"label": _l("Last name")})
    first_names: Mapped[str] = mapped_column(String(160), info={"label": _l("First names")})
    birth_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Date of birth")})
    is_entitled: Mapped[bool] = mapped_column(default=True, info={"label": _l("Gives an entitlement")})
    starts_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("From"), "help": _l("The day of the marriage, for a spouse.")})
    ends_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Until")})
    proof: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Reference of the certificate"), "help": _l("The number and place of the marriage or birth certificate.")})

    def __str__(self) -> str:
        return f"{self.last_name.upper()} {self.first_names}"


class EmergencyContact(Restorable, FileRecord):
    """Whom to call when something happens to the officer."""

    __area__ = "private"
    __label__, __label_plural__ = _l("Emergency contact"), _l("Emergency contacts")
    __search__ = ("name",)

    name: Mapped[str] = mapped_column(String(160), info={"label": _l("Name")})
    kinship: Mapped[Kinship] = mapped_column(info={"label": _l("Kinship")})
    phone: Mapped[str] = mapped_column(
        Encrypted("emergency_contact.phone"), info={"label": _l("Telephone"), "mask": "personnel.contact"}
    )
    is_first: Mapped[bool] = mapped_column(default=False, info={"label": _l("To be called first")})

    def __str__(self) -> str:
        return self.name
