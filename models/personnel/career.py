"""The dated lines of a career, each by an act: rank and step, posting, position; awards; what annuls a line."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, and_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from rules.refused import N_

from ..base import Named, named_by
from ..organisation import Post, Rank, Unit
from .collective import CollectiveAct
from .file import ByAct, FileRecord
from .officer import Officer, Position


class Annulment(ByAct, FileRecord):
    """An act that takes another one back as if it had never been; both stay in the file."""

    __is_extensible__, __is_importable__ = False, False
    __label__, __label_plural__ = _l("Annulment"), _l("Annulments")
    __sorted__ = ("act_signed_on",)

    reason: Mapped[str] = mapped_column(Text, info={"label": _l("Reason")})

    def __str__(self) -> str:
        return self.act_reference or self.act_kind


class DatedLine(ByAct, FileRecord):
    """One line of a file: true from `starts_on` to the eve of `ends_on`, by an act, unless it was annulled."""

    __abstract__ = True
    __sorted__ = ("starts_on", "act_reference")
    __is_extensible__ = False

    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("From")})
    ends_on: Mapped[dt.date | None] = mapped_column(
        info={"label": _l("Until (excluded)"), "help": _l("The first day on which it holds no more.")}
    )
    annulment_id: Mapped[int | None] = mapped_column(
        ForeignKey("annulment.id"), index=True, sort_order=85, info={"label": _l("Annulled by"), "derived": True}
    )

    @declared_attr
    def annulment(cls) -> Mapped[Annulment | None]:
        return relationship(Annulment)


def _days_in_order() -> tuple[CheckConstraint, ...]:
    """No line ends before it begins."""
    return (
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
        CheckConstraint("term_on IS NULL OR term_on > starts_on", name="term_after_start"),
    )


def _words(table: str) -> dict[str, str]:
    return {
        f"ck_{table}_ends_after_start": N_("“Until” must lie after “From”: nothing ends before it begins."),
        f"ck_{table}_term_after_start": N_("“Term” must lie after “From”: nothing ends before it begins."),
        f"uq_{table}_open": N_("Another line of this history is still open: only one can hold."),
        f"uq_{table}_starts_on": N_("Another line of this history begins on the same day: correct the day, or annul the other one."),
    }


class CareerLine(DatedLine):
    """A line of a history in which one holds at a time: each ends where the next one begins.

    `ends_on` follows from the history (services/personnel/history.py); `term_on` is the end that the act itself set,
    which only files of former times bring.
    """

    __abstract__ = True

    term_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("Term"), "derived": True})
    collective_act_id: Mapped[int | None] = mapped_column(
        ForeignKey("collective_act.id"), index=True, sort_order=86, info={"label": _l("Collective act"), "derived": True}
    )

    @declared_attr
    def collective_act(cls) -> Mapped[CollectiveAct | None]:
        return relationship(CollectiveAct)


class RankLine(CareerLine):
    """A rank and step held, with the act that gave it.

    Set where the act kept time from before: `counts_from_on` for the seniority in the rank, `step_counts_from_on` for the
    time in the step. Neither says anything of the other.
    """

    __label__, __label_plural__ = _l("Rank held"), _l("Ranks held")
    __table_args__ = (
        *_days_in_order(),
        CheckConstraint("counts_from_on IS NULL OR counts_from_on <= starts_on", name="seniority_before_start"),
        CheckConstraint("step_counts_from_on IS NULL OR step_counts_from_on <= starts_on", name="step_time_before_start"),
    )
    __constraint_words__ = _words("rank_line") | {
        "ck_rank_line_seniority_before_start": N_("Seniority that the act keeps began before its date of effect."),
        "ck_rank_line_step_time_before_start": N_("The time in the step that the act keeps began before its date of effect."),
    }

    rank_id: Mapped[int] = mapped_column(ForeignKey("rank.id"), info={"label": _l("Rank")})
    step: Mapped[int | None] = mapped_column(info={"label": _l("Step")})
    counts_from_on: Mapped[dt.date | None] = mapped_column(
        info={"label": _l("Seniority in the rank counts from"), "help": _l("Only where the act keeps the seniority of before.")}
    )
    step_counts_from_on: Mapped[dt.date | None] = mapped_column(
        info={"label": _l("Time in the step counts from"), "help": _l("Only where the act keeps the time spent in the step before.")}
    )

    rank: Mapped[Rank] = relationship()
    officer: Mapped[Officer] = relationship(back_populates="rank_lines")

    def __str__(self) -> str:
        return named_by(self, "rank")


class Posting(CareerLine):
    """A unit served in, with the function held there."""

    __label__, __label_plural__ = _l("Posting"), _l("Postings")
    __table_args__ = (*_days_in_order(), Index("ix_posting_unit_id_starts_on", "unit_id", "starts_on"))
    __constraint_words__ = _words("posting")

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), info={"label": _l("Unit")})
    function: Mapped[str | None] = mapped_column(String(160), info={"label": _l("Function")})
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True, info={"label": _l("Post")})
    is_head: Mapped[bool] = mapped_column(default=False, info={"label": _l("Head of the unit")})

    unit: Mapped[Unit] = relationship()
    post: Mapped[Post | None] = relationship()
    officer: Mapped[Officer] = relationship(back_populates="postings")

    def __str__(self) -> str:
        return named_by(self, "unit")


class PositionLine(CareerLine):
    """An administrative position held: in service, seconded, suspended, retired …"""

    __label__, __label_plural__ = _l("Position held"), _l("Positions held")
    __table_args__, __constraint_words__ = _days_in_order(), _words("position_line")

    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), info={"label": _l("Position")})

    position: Mapped[Position] = relationship()
    officer: Mapped[Officer] = relationship(back_populates="position_lines")

    def __str__(self) -> str:
        return named_by(self, "position")


for _history in (RankLine, Posting, PositionLine):
    # What the database itself keeps of a history: of the lines that hold one is open, and no two begin on one day.
    _table, _holds = _history.__tablename__, _history.annulment_id.is_(None)
    _is_open = and_(_history.ends_on.is_(None), _holds)
    Index(f"uq_{_table}_open", _history.officer_id, unique=True, sqlite_where=_is_open, postgresql_where=_is_open)
    Index(
        f"uq_{_table}_starts_on", _history.officer_id, _history.starts_on,
        unique=True, sqlite_where=_holds, postgresql_where=_holds,
    )  # fmt: skip


class AwardKind(Named):
    """A decoration, a commendation, a letter of congratulation."""

    __area__ = "personnel"
    __label__, __label_plural__ = _l("Kind of award"), _l("Kinds of award")


class Award(DatedLine):
    """An award given, with the act that gave it."""

    __label__, __label_plural__ = _l("Award"), _l("Awards")
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),)
    __constraint_words__ = {"ck_award_ends_after_start": N_("“Until” must lie after “From”: nothing ends before it begins.")}

    kind_id: Mapped[int] = mapped_column(ForeignKey("award_kind.id"), info={"label": _l("Kind of award")})
    grounds: Mapped[str | None] = mapped_column(Text, info={"label": _l("Grounds")})

    kind: Mapped[AwardKind] = relationship()

    def __str__(self) -> str:
        return named_by(self, "kind")
