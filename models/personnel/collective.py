"""One act for many: a movement of postings, a list of steps, the transposition of a corps into another, the appointments of a promotion list."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..base import Choice, Record, UtcDateTime, named_by
from ..organisation import Agency, Corps, Rank, Unit
from .file import ByAct
from .officer import Officer


class CollectivePurpose(Choice):
    """What the act does to each of those it names."""

    POSTING = "posting", _l("Movement of postings")
    STEP = "step", _l("Advancement in step")
    TRANSPOSITION = "transposition", _l("Transposition of a corps")
    PROMOTION = "promotion", _l("Appointments from a promotion list")


class CollectiveState(Choice):
    """The life of a collective act."""

    PREPARED = "prepared", _l("Being prepared")
    APPLIED = "applied", _l("Applied")
    ANNULLED = "annulled", _l("Annulled")


class StepRule(Choice):
    """The step in the new rank."""

    KEEP = "keep", _l("Keep the step")
    FIRST = "first", _l("First step")


class CollectiveAct(ByAct, Record):
    """One act that changes the careers of many from one day on; prepared, seen person by person, then applied whole."""

    __area__, __scope__ = "personnel", "@agency"
    __is_extensible__, __is_importable__, __grows__ = False, False, False
    __label__, __label_plural__ = _l("Collective act"), _l("Collective acts")
    __search__ = ("title", "act_reference")

    title: Mapped[str] = mapped_column(String(200), info={"label": _l("Title")})
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, info={"label": _l("Agency")})
    purpose: Mapped[CollectivePurpose] = mapped_column(info={"label": _l("Purpose")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("Date of effect")})
    state: Mapped[CollectiveState] = mapped_column(
        default=CollectiveState.PREPARED, info={"label": _l("State"), "derived": True}
    )
    corps_id: Mapped[int | None] = mapped_column(
        ForeignKey("corps.id"), info={"label": _l("Corps transposed")}
    )
    legal_text: Mapped[str | None] = mapped_column(String(400), info={"label": _l("Legal text")})
    is_assumed: Mapped[bool] = mapped_column(
        default=False,
        info={"label": _l("Assumed"), "help": _l("Not found in a public text: to be confirmed by the force.")},
    )
    applied_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, info={"label": _l("Applied at"), "derived": True})
    people: Mapped[int | None] = mapped_column(info={"label": _l("People concerned"), "derived": True})

    agency: Mapped[Agency] = relationship()
    corps: Mapped[Corps | None] = relationship()
    rows: Mapped[list[CollectiveRow]] = relationship(back_populates="collective_act", order_by="CollectiveRow.id")
    concordance: Mapped[list[Concordance]] = relationship(
        back_populates="collective_act", order_by="Concordance.id"
    )

    def __str__(self) -> str:
        return self.title


class CollectiveRow(Record):
    """What a movement, a list of steps or of appointments does to one officer; appointments in the order of their numbers."""

    __area__, __scope__ = "personnel", "officer"
    __is_extensible__, __is_importable__ = False, False
    __label__, __label_plural__ = _l("Person in a collective act"), _l("People in a collective act")
    __table_args__ = (UniqueConstraint("collective_act_id", "officer_id"),)

    collective_act_id: Mapped[int] = mapped_column(
        ForeignKey("collective_act.id"), info={"label": _l("Collective act")}
    )
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), info={"label": _l("Unit")})
    function: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Function")})
    is_head: Mapped[bool] = mapped_column(default=False, info={"label": _l("Head of the unit")})
    rank_id: Mapped[int | None] = mapped_column(ForeignKey("rank.id"), info={"label": _l("New rank")})
    step: Mapped[int | None] = mapped_column(info={"label": _l("Step")})

    collective_act: Mapped[CollectiveAct] = relationship(back_populates="rows")
    officer: Mapped[Officer] = relationship()
    unit: Mapped[Unit | None] = relationship()
    rank: Mapped[Rank | None] = relationship()

    def __str__(self) -> str:
        return named_by(self, "officer")


class Concordance(Record):
    """One line of the table of a transposition: a rank of before, the rank that replaces it, and what is kept."""

    __area__, __scope__ = "personnel", "collective_act"
    __is_extensible__, __is_importable__, __grows__ = False, False, False
    __label__, __label_plural__ = _l("Line of concordance"), _l("Table of concordance")
    __table_args__ = (UniqueConstraint("collective_act_id", "from_rank_id"),)

    collective_act_id: Mapped[int] = mapped_column(
        ForeignKey("collective_act.id"), info={"label": _l("Collective act")}
    )
    from_rank_id: Mapped[int] = mapped_column(ForeignKey("rank.id"), info={"label": _l("Rank of before")})
    to_rank_id: Mapped[int] = mapped_column(ForeignKey("rank.id"), info={"label": _l("New rank")})
    step_rule: Mapped[StepRule] = mapped_column(default=StepRule.KEEP, info={"label": _l("Step in the new rank")})
    keeps_seniority: Mapped[bool] = mapped_column(default=True, info={"label": _l("Keeps the seniority in the rank")})

    collective_act: Mapped[CollectiveAct] = relationship(back_populates="concordance")
    from_rank: Mapped[Rank] = relationship(foreign_keys=[from_rank_id])
    to_rank: Mapped[Rank] = relationship(foreign_keys=[to_rank_id])

    def __str__(self) -> str:
        return named_by(self, "from_rank", "to_rank", sign=" → ")
