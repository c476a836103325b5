"""Discipline, seen by few: the case with its steps, and the sanction that may come of it."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.career import day
from rules.refused import N_

from .base import Choice, Named, named_by
from .personnel import DatedLine, FileRecord


class Degree(Choice):
    """First-degree sanctions are within the head's powers; the second degree needs the disciplinary council."""

    FIRST = "first", _l("First degree")
    SECOND = "second", _l("Second degree")


class SanctionKind(Named):
    """A sanction that the law knows."""

    __area__ = "discipline"
    __label__, __label_plural__ = _l("Kind of sanction"), _l("Kinds of sanction")

    degree: Mapped[Degree] = mapped_column(info={"label": _l("Degree")})
    most_days: Mapped[int | None] = mapped_column(info={"label": _l("At most"), "unit": _l("days")})
    erased_after_years: Mapped[int | None] = mapped_column(
        info={"label": _l("Erased after"), "unit": _l("years"), "help": _l("Empty: never by itself.")}
    )
    legal_text: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal text")})


class CaseState(Choice):
    """Where a case stands."""

    OPEN = "open", _l("Opened")
    HEARD = "heard", _l("Heard")
    DECIDED = "decided", _l("Decided")
    APPEALED = "appealed", _l("Under appeal")
    CLOSED = "closed", _l("Case closed")


class HearingBody(Choice):
    """Before whom an officer was heard."""

    HEAD = "head", _l("Head with disciplinary powers")
    COUNCIL = "council", _l("Disciplinary council")


class DisciplinaryCase(FileRecord):
    """A disciplinary case: opened, heard, decided, appealed, closed; each step with its day, recorded by an act of its page.

    It is closed to all once its sanction is erased: see services/guard/erasing.py.
    """

    __area__ = "discipline"
    __is_extensible__, __is_importable__ = False, False
    __label__, __label_plural__ = _l("Disciplinary case"), _l("Disciplinary cases")
    __sorted__, __search__ = ("opened_on", "state", "decided_on", "closed_on"), ("reference",)
    __table_args__ = (
        CheckConstraint("heard_on IS NULL OR heard_on >= opened_on", name="heard_after_opening"),
        CheckConstraint("decided_on IS NULL OR decided_on >= opened_on", name="decided_after_opening"),
        CheckConstraint("appealed_on IS NULL OR decided_on IS NOT NULL AND appealed_on >= decided_on", name="appealed_after_decision"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed_after_opening"),
    )
    __constraint_words__ = {
        "ck_disciplinary_case_heard_after_opening": N_("Nobody is heard before the case is opened: correct one of the two dates."),
        "ck_disciplinary_case_decided_after_opening": N_("Nothing is decided before the case is opened: correct one of the two dates."),
        "ck_disciplinary_case_appealed_after_decision": N_("An appeal follows a decision: correct one of the two dates."),
        "ck_disciplinary_case_closed_after_opening": N_("No case is closed before it is opened: correct one of the two dates."),
    }

    reference: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Reference of the case")})
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN, info={"label": _l("State"), "derived": True})
    opened_on: Mapped[dt.date] = mapped_column(info={"label": _l("Opened on")})
    opened_by: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Opened by (authority)")})
    facts: Mapped[str] = mapped_column(Text, info={"label": _l("Facts alleged")})
    notified_on: Mapped[dt.date | None] = mapped_column(
        info={
            "label": _l("Officer told on"),
            "help": _l("From that day the officer reads the case in his or her own file."),
            "derived": True,
        }
    )
    heard_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Heard on"), "derived": True})
    hearing_body: Mapped[HearingBody | None] = mapped_column(info={"label": _l("Heard by"), "derived": True})
    decided_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Decided on"), "derived": True})
    decision: Mapped[str | None] = mapped_column(Text, info={"label": _l("Decision and reasons"), "derived": True})
    appealed_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Appeal made on"), "derived": True})
    appeal_decision: Mapped[str | None] = mapped_column(Text, info={"label": _l("Decision on the appeal"), "derived": True})
    closed_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Closed on"), "derived": True})
    record_scan: Mapped[str | None] = mapped_column(String(80), info={"label": _l("Record of the case"), "file": "documents"})

    def __str__(self) -> str:
        return self.reference or day(self.opened_on)


class Sanction(DatedLine):
    """A sanction, with the act that gave it; `erased_on` is the day from which nobody may rely on it."""

    __area__ = "discipline"
    __sorted__ = ("starts_on", "act_reference", "ends_on", "erased_on")
    __is_importable__ = False
    __label__, __label_plural__ = _l("Sanction"), _l("Sanctions")
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),)
    __constraint_words__ = {"ck_sanction_ends_after_start": N_("“Until” must lie after “From”: nothing ends before it begins.")}

    kind_id: Mapped[int] = mapped_column(ForeignKey("sanction_kind.id"), info={"label": _l("Kind of sanction")})
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("disciplinary_case.id"), index=True, info={"label": _l("Disciplinary case")}
    )
    grounds: Mapped[str] = mapped_column(Text, info={"label": _l("Grounds")})
    erased_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("To be erased on"), "derived": True})

    kind: Mapped[SanctionKind] = relationship()
    case: Mapped[DisciplinaryCase | None] = relationship()

    def __str__(self) -> str:
        return named_by(self, "kind")
