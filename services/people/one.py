"""What a commander reads of one of the people: today's signs, absences, postings and ranks, evaluations; nothing private."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import SHOWN_EVALUATIONS, Absence, CareerLine, Evaluation, Officer, Posting, RankLine, Record, db
from services.evaluation.fairness import severity
from services.personnel import page, valid

from .listing import Line, lines

MOST = 20  # of each list; the whole file is kept by HR


@dataclass(frozen=True)
class Shown:
    """The page of one person. `present` are the lines that hold: see services/personnel/page.py."""

    line: Line
    present: dict[str, CareerLine]
    absences: list[Absence]
    evaluations: list[Evaluation]
    corrected: dict[int, severity.Corrected]
    postings: list[Posting]
    ranks: list[RankLine]


def shown(officer: Officer, today: dt.date) -> Shown:
    """All of it, as far as the guard lets the reader see it."""
    submitted = Evaluation.state.in_(SHOWN_EVALUATIONS)
    evaluations = _latest(Evaluation, officer, Evaluation.shown_at.desc(), Evaluation.cycle, submitted)
    return Shown(
        lines([officer], today)[0],
        page.present(officer),
        _latest(Absence, officer, Absence.starts_on.desc(), Absence.kind),
        evaluations,
        severity.corrected(evaluations),
        _latest(Posting, officer, Posting.starts_on.desc(), Posting.unit, valid(Posting)),
        _latest(RankLine, officer, RankLine.starts_on.desc(), RankLine.rank, valid(RankLine)),
    )


def _latest(model: type[Record], officer: Officer, order, link, *conditions) -> list[Record]:
    own = select(model).where(model.officer_id == officer.id, *conditions).options(selectinload(link))
    return list(db.session.scalars(own.order_by(order, model.id.desc()).limit(MOST)))
