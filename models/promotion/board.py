"""The board of a round: its members, their votes on the marks, and what it decided against the computed order."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rules.refused import N_

from ..account import User
from ..base import Choice, Record, UtcDateTime, named_by, now
from ..personnel import Officer
from .round import MarkBasis, PromotionRound


class BoardFunction(Choice):
    """What somebody is on a board."""

    PRESIDENT = "president", _l("President")
    MEMBER = "member", _l("Member")
    SECRETARY = "secretary", _l("Secretary, without a vote")


class BoardMember(Record):
    """Somebody who sits on the board of a round."""

    __area__, __scope__ = "promotion", "round"
    __is_extensible__ = False
    __search__ = ("round",)
    __label__, __label_plural__ = _l("Member of a board"), _l("Members of boards")
    __table_args__ = (UniqueConstraint("round_id", "member_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("promotion_round.id"), info={"label": _l("Promotion round")})
    member_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Account")})
    function: Mapped[BoardFunction] = mapped_column(default=BoardFunction.MEMBER, info={"label": _l("Function on the board")})

    round: Mapped[PromotionRound] = relationship()
    member: Mapped[User] = relationship()

    def __str__(self) -> str:
        return named_by(self, "member")


class MarkVote(Record):
    """The vote of one member of the board on which marks a round counts. Open to all who see the round, and never changed."""

    __area__, __scope__ = "promotion", "round"
    __is_extensible__ = False
    __search__ = ("round",)
    __label__, __label_plural__ = _l("Vote on the marks"), _l("Votes on the marks")
    __table_args__ = (UniqueConstraint("round_id", "voter_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("promotion_round.id"), info={"label": _l("Promotion round")})
    voter_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Voter")})
    basis: Mapped[MarkBasis] = mapped_column(info={"label": _l("Vote")})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})

    round: Mapped[PromotionRound] = relationship()
    voter: Mapped[User] = relationship()

    def __str__(self) -> str:
        return str(self.basis.label)


class Override(Choice):
    """What the board decides of a candidate against the computed order."""

    ADMIT = "admit", _l("Admit beyond the places computed")
    LEAVE_OUT = "leave_out", _l("Leave out although within the places")


class BoardDecision(Record):
    """A decision of the board against the computed place of one candidate, with its reason and its votes. Never changed."""

    __area__, __scope__ = "promotion", "round"
    __is_extensible__ = False
    __search__ = ("officer", "round")
    __label__, __label_plural__ = _l("Decision of a board"), _l("Decisions of boards")
    __table_args__ = (
        UniqueConstraint("round_id", "officer_id"),
        CheckConstraint("votes_for > votes_against AND votes_against >= 0", name="majority"),
    )
    __constraint_words__ = {"ck_board_decision_majority": N_("A decision of the board needs more votes for it than against it.")}

    round_id: Mapped[int] = mapped_column(ForeignKey("promotion_round.id"), info={"label": _l("Promotion round")})
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, info={"label": _l("Officer")})
    kind: Mapped[Override] = mapped_column(info={"label": _l("Decision")})
    reason: Mapped[str] = mapped_column(Text, info={"label": _l("Reasons")})
    votes_for: Mapped[int] = mapped_column(info={"label": _l("Votes for")})
    votes_against: Mapped[int] = mapped_column(default=0, info={"label": _l("Votes against")})
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now, info={"label": _l("At")})
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True, info={"label": _l("Recorded by")})

    round: Mapped[PromotionRound] = relationship()
    officer: Mapped[Officer] = relationship()
    by: Mapped[User] = relationship()

    def __str__(self) -> str:
        return named_by(self, "officer")
