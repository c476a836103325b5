"""From a sealed list to ranks: an act for many, begun in one click, and what became of each appointment.

The act (services/collective/promoting.py) names those admitted who hold no appointment yet, in the order of the list, and besides
them who is next where an appointment was annulled. When it is applied, each candidate points to the line of rank that he was
given, for ever: also where an act annuls it later.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Row, func, or_, select

from models import (
    CollectiveAct,
    CollectivePurpose,
    CollectiveState,
    Officer,
    PromotionCandidate,
    PromotionRound,
    RankLine,
    RoundState,
    User,
    db,
)
from rules import access
from rules.access import Actor
from rules.promotion.life import Act
from rules.refused import N_, Forbidden, Refused
from services import bulk, collective, guard, notices

from . import entitled, steps, succeeding

# A list of which nothing changes any more: appointments follow.
FINAL = (RoundState.SEALED, RoundState.APPOINTED)


class Standing(enum.Enum):
    """What became of somebody whom the list admits, or who is next where an appointment was annulled."""

    APPOINTED = "appointed"
    ANNULLED = "annulled"
    WAITING = "waiting"
    NEXT = "next"


TO_APPOINT = (Standing.WAITING, Standing.NEXT)


@dataclass(frozen=True)
class Appointment:
    """One line of the page of appointments."""

    candidate_id: int
    officer_id: int
    name: str
    service_number: str | None
    place: int | None
    standing: Standing
    line: RankLine | None = None


# --- what became of each ---------------------------------------------------------------------------


def standings(round_: PromotionRound) -> list[Appointment]:
    """Everybody whom the list admits, whoever was appointed besides, and who is next; in the order of the list.

    To be called for a final round, by whoever sees it.
    """
    with guard.unscoped("what became of the appointments of a round"):
        rows = _rows(round_)
        lines = _lines(rows)
        found = [_appointment(row, lines.get(row.rank_line_id)) for row in rows]
        annulled = [one.officer_id for one in found if one.standing is Standing.ANNULLED]
        following = succeeding.following(round_, annulled, {one.officer_id for one in found})
        named = [_appointment(row, None, Standing.NEXT) for row in _rows(round_, following)] if following else []
    return sorted([*found, *named], key=lambda one: (one.place is None, one.place, one.officer_id))


def _rows(round_: PromotionRound, officers: Sequence[int] | None = None) -> Sequence[Row]:
    """Candidates with their names: those named, else those admitted or appointed."""
    own, candidate = (PromotionCandidate.round_id == round_.id), PromotionCandidate
    columns = (candidate.id, candidate.officer_id, candidate.place, candidate.rank_line_id)
    asked = select(*columns, Officer.last_name, Officer.first_names, Officer.service_number).join(candidate.officer).where(own)
    concerned = candidate.officer_id.in_(officers) if officers is not None else candidate.is_admitted | candidate.rank_line_id.is_not(None)
    return db.session.execute(asked.where(concerned).order_by(candidate.place, candidate.officer_id)).all()


def _lines(rows: Sequence[Row]) -> dict[int, RankLine]:
    """The lines of rank by number. In the place of one that was corrected stands the line recorded anew."""
    numbers = [row.rank_line_id for row in rows if row.rank_line_id is not None]
    lines = {line.id: line for line in db.session.scalars(select(RankLine).where(RankLine.id.in_(numbers)))}
    gone = {line.officer_id: line for line in lines.values() if line.annulment_id is not None}
    anew = select(RankLine).where(RankLine.officer_id.in_(gone), RankLine.annulment_id.is_(None)).order_by(RankLine.starts_on.desc())
    for line in db.session.scalars(anew) if gone else ():
        before = gone[line.officer_id]
        if line.rank_id == before.rank_id and (line.act_reference == before.act_reference or line.starts_on == before.starts_on):
            lines[before.id] = line
    return lines


def _appointment(row: Row, line: RankLine | None, standing: Standing | None = None) -> Appointment:
    name = f"{row.last_name.upper()} {row.first_names}"
    return Appointment(row.id, row.officer_id, name, row.service_number, row.place, standing or _standing(line), line)


def _standing(line: RankLine | None) -> Standing:
    """An act that was annulled as a whole took nothing from anybody in particular: its people are appointed by another."""
    if line is None:
        return Standing.WAITING
    if line.annulment_id is None:
        return Standing.APPOINTED
    act = line.collective_act
    return Standing.WAITING if act is not None and act.state is CollectiveState.ANNULLED else Standing.ANNULLED


# --- the act ---------------------------------------------------------------------------------------


def act_of(round_: PromotionRound) -> CollectiveAct | None:
    """The act of the appointments that was begun last, for whoever prepares acts."""
    if round_.collective_act_id is None:
        return None
    return db.session.scalar(select(CollectiveAct).where(CollectiveAct.id == round_.collective_act_id))


def round_of(act: CollectiveAct) -> PromotionRound | None:
    """The round whose appointments an act makes, where the reader sees it."""
    if act.purpose is not CollectivePurpose.PROMOTION:
        return None
    given = select(PromotionCandidate.round_id).join(PromotionCandidate.rank_line).where(RankLine.collective_act_id == act.id)
    asked = select(PromotionRound).where(or_(PromotionRound.collective_act_id == act.id, PromotionRound.id.in_(given)))
    return db.session.scalar(asked.limit(1))


def why_not_begin(round_: PromotionRound, by: Actor) -> Refused | None:
    """Why somebody does not begin an act of appointments now; None where he may."""
    if refused := steps.why_not(round_, Act.APPOINT, by):
        return refused
    if not access.may(by, "personnel.edit"):
        return Forbidden(entitled.NOT_ENTITLED)
    with guard.unscoped("whether appointments of a round are being prepared"):
        act = act_of(round_)
        if act is not None and act.state is CollectiveState.PREPARED:
            return Refused(N_("The appointments of this round are being prepared already: open their act."))
    return None


def begin(round_: PromotionRound, *, by: Actor) -> CollectiveAct:
    """An act, not applied yet, with all who wait for their appointment. Refused where nobody does."""
    steps.hold(round_)
    if refused := why_not_begin(round_, by):
        raise refused
    waiting = [one.officer_id for one in standings(round_) if one.standing in TO_APPOINT]
    if not waiting:
        raise Refused(N_("Everybody whom the list admits is appointed: there is nothing left to do."))
    title = _("Appointments: %(round)s", round=round_.name)[:200]
    act = collective.preparing.start(CollectivePurpose.PROMOTION, title, by, round_.agency_id)
    with guard.unscoped("the rule that promotes"):
        act.legal_text, rank_id = round_.rule.legal_text, round_.rule.to_rank_id
    rows = [{"officer_id": officer, "rank_id": rank_id} for officer in waiting[: collective.MOST_ROWS]]
    collective.preparing.add(act, rows, by)
    with guard.unscoped("a round gets its act of appointments"):
        round_.collective_act_id = act.id
        db.session.flush()
    return act


def _applied(act: CollectiveAct) -> None:
    """The candidates point to their lines, the round is at its end, and each of them is told."""
    with guard.unscoped("the appointments of a round are made"):
        round_ = round_of(act)
        given = select(RankLine.officer_id, RankLine.id).where(RankLine.collective_act_id == act.id, RankLine.annulment_id.is_(None))
        lines = dict(db.session.execute(given).tuples().all())
        own = (PromotionCandidate.round_id == round_.id, PromotionCandidate.officer_id.in_(lines))
        stood = select(PromotionCandidate.id, PromotionCandidate.officer_id, PromotionCandidate.rank_line_id).where(*own)
        rows = db.session.execute(stood).all()
        bulk.update(PromotionCandidate, {row.id: {"rank_line_id": (row.rank_line_id, lines[row.officer_id])} for row in rows})
        round_ = db.session.get_one(PromotionRound, round_.id)
        steps.note(round_, Act.APPOINT, by=guard.actor(), words=f"{act.act_reference or act.act_kind} · {len(lines)}")
        accounts = select(User.id).where(User.officer_id.in_(lines), User.active)
        notices.tell(db.session.scalars(accounts), "promotion.appointed", "/my/promotion/")


def _annulled(act: CollectiveAct) -> None:
    """Taken back as a whole, the list waits for its appointments again, unless another act made some that hold."""
    with guard.unscoped("the appointments of a round are taken back"):
        round_ = round_of(act)
        steps.note(round_, Act.ANNUL, by=guard.actor(), words=act.act_reference or act.title)
        hold = select(func.count()).select_from(PromotionCandidate).join(PromotionCandidate.rank_line)
        if not db.session.scalar(hold.where(PromotionCandidate.round_id == round_.id, RankLine.annulment_id.is_(None))):
            round_.state = RoundState.SEALED
            db.session.flush()


def _discarded(act: CollectiveAct) -> None:
    """Thrown away, the act is that of its round no longer: the one applied before it is, if there is one."""
    with guard.unscoped("an act of appointments is thrown away"):
        round_ = round_of(act)
        before = select(func.max(RankLine.collective_act_id)).join(PromotionCandidate, PromotionCandidate.rank_line_id == RankLine.id)
        round_.collective_act_id = db.session.scalar(before.where(PromotionCandidate.round_id == round_.id))
        db.session.flush()


collective.follow(CollectivePurpose.PROMOTION, collective.Follower(_applied, _annulled, _discarded))
