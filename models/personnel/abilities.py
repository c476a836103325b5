"""What an officer learned before and beside the service: education and languages."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from ..base import Choice, Named, Restorable, named_by
from .file import FileRecord


class EducationLevel(Choice):
    """The level of a diploma, the lowest first."""

    PRIMARY = "primary", _l("Primary (CEP)")
    LOWER = "lower", _l("Basic education (DEF)")
    VOCATIONAL = "vocational", _l("Vocational (CAP, BT)")
    SECONDARY = "secondary", _l("Baccalaureate")
    BACHELOR = "bachelor", _l("Bachelor’s degree")
    MASTER = "master", _l("Master’s degree")
    DOCTORATE = "doctorate", _l("Doctorate")


class Education(Restorable, FileRecord):
    """A diploma or a course of study."""

    __label__, __label_plural__ = _l("Diploma"), _l("Education")
    __search__ = ("title", "school")
    __sorted__ = ("level",)

    level: Mapped[EducationLevel] = mapped_column(info={"label": _l("Level")})
    title: Mapped[str] = mapped_column(String(200), info={"label": _l("Diploma")})
    school: Mapped[str | None] = mapped_column(String(200), info={"label": _l("School")})
    obtained_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Obtained on")})

    def __str__(self) -> str:
        return self.title


class Language(Named):
    """A language that officers speak."""

    __area__ = "personnel"
    __label__, __label_plural__ = _l("Language"), _l("Languages")


class LanguageLevel(Choice):
    """How well a language is known."""

    NONE = "none", _l("Not at all")
    BASIC = "basic", _l("Basic")
    WORKING = "working", _l("Working")
    FLUENT = "fluent", _l("Fluent")


class LanguageSkill(Restorable, FileRecord):
    """A language that an officer speaks or writes."""

    __label__, __label_plural__ = _l("Language spoken"), _l("Languages spoken")
    __table_args__ = (UniqueConstraint("officer_id", "language_id"),)
    __sorted__ = ("spoken",)
    __constraint_words__ = {
        "uq_language_skill_officer_id_language_id": N_("This language is recorded for the officer already: change that record.")
    }

    language_id: Mapped[int] = mapped_column(ForeignKey("language.id"), index=True, info={"label": _l("Language")})
    spoken: Mapped[LanguageLevel] = mapped_column(info={"label": _l("Spoken")})
    written: Mapped[LanguageLevel] = mapped_column(default=LanguageLevel.NONE, info={"label": _l("Written")})

    language: Mapped[Language] = relationship()

    def __str__(self) -> str:
        return named_by(self, "language")
