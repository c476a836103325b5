"""What relied on lines that somebody wants to annul: marks, promotion rounds, badges, a collective act.

Whoever proposes and whoever approves read the same, whatever each of them may see besides: only counts, rounds and
numbers of badges are told, nothing of another person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from itertools import takewhile

from sqlalchemy import ColumnElement, func, select

from models import (
    SHOWN_EVALUATIONS,
    Badge,
    DatedLine,
    Evaluation,
    EvaluationCycle,
    ExceptionalPromotion,
    Posting,
    PromotionCandidate,
    PromotionRound,
    RankLine,
    RoundState,
    Unit,
    db,
)
from models.badge import ENDED
from rules.career import day
from rules.refused import N_

from . import history
from .telling import Told, named

ROUND = N_("The promotion round “%(round)s” (%(day)s) ranked the officer with it: rank it again.")
SEALED = N_("The promotion round “%(round)s” (%(day)s) ranked the officer with it and is sealed: its list stays as it is.")
APPOINTED = N_("It is an appointment from the round “%(round)s”: its list will say for ever that it was annulled, and names who is next.")
# A list of which nothing changes any more, whatever becomes of the files.
FINAL = (RoundState.SEALED, RoundState.APPOINTED)

OF_MANY = N_("It belongs to the collective act “%(title)s”, which stays as it is for the others.")


def relied(line: DatedLine, others: Collection[DatedLine] = ()) -> list[Told]:
    """What relied on a line, in sentences, besides `others` that go with it; to be asked without the guard."""
    career = [*_steps(line, others), *_seniority(line, others)]
    return [*career, *_given_as_head(line), *_received(line), *_rounds(line), *_appointment(line), *_badges(line), *_collective(line)]


def resting(line: DatedLine) -> list[RankLine]:
    """The later lines of the rank that a line gave, up to the next other rank: without it nobody would have given them.

    None where the line before gives the same rank and step: then nothing is missing without this one.
    """
    if not isinstance(line, RankLine):
        return []
    ranks = history.lines(line.officer, RankLine)
    before = [one for one in ranks if one.starts_on < line.starts_on]
    if before and (before[-1].rank_id, before[-1].step) == (line.rank_id, line.step):
        return []
    later = (one for one in ranks if one.starts_on > line.starts_on)
    return list(takewhile(lambda one: one.rank_id == line.rank_id, later))


def _steps(line: DatedLine, others: Collection[DatedLine]) -> list[Told]:
    """Later steps of the same rank, which stay unless they are annulled too."""
    found = (one for one in resting(line) if one not in others)
    return [Told(N_("“%(line)s” rests on it and would stay in the file: annul it too."), {"line": named(one)}) for one in found]


def _seniority(line: DatedLine, others: Collection[DatedLine]) -> list[Told]:
    """Later lines whose seniority counts from the day of the line, or from the day that it kept."""
    if not isinstance(line, RankLine):
        return []
    days = {line.starts_on, line.counts_from_on, line.step_counts_from_on} - {None}
    later = [one for one in history.lines(line.officer, RankLine) if one.starts_on > line.starts_on]
    found = [one for one in later if {one.counts_from_on, one.step_counts_from_on} & days]
    message = N_("“%(line)s” counts its seniority from %(day)s, as this act gave it: check that day.")
    return [Told(message, {"line": named(one), "day": day(one.counts_from_on or one.step_counts_from_on)}) for one in found if one not in others]


def _given_as_head(line: DatedLine) -> list[Told]:
    """Marks that the officer gave as head of that unit and of those below it."""
    if not isinstance(line, Posting) or not line.is_head:
        return []
    below = select(Unit.id).where(Unit.path.startswith(line.unit.path, autoescape=True))
    given = (Evaluation.evaluator_id == line.officer_id, Evaluation.state.in_(SHOWN_EVALUATIONS), Evaluation.unit_id.in_(below))
    count = db.session.scalar(select(func.count(Evaluation.id)).where(*given, *_within(line, Evaluation.shown_at)))
    told = Told(N_("Evaluations sent as head of “%(unit)s”: %(count)s."), {"unit": line.unit.name, "count": count})
    return [told] if count else []


def _within(line: DatedLine, moment) -> list[ColumnElement[bool]]:
    """The condition that a moment falls on the days of the line."""
    start = dt.datetime.combine(line.starts_on, dt.time(), dt.UTC)
    until = [moment < dt.datetime.combine(line.ends_on, dt.time(), dt.UTC)] if line.ends_on else []
    return [moment >= start, *until]


def _received(line: DatedLine) -> list[Told]:
    """Marks of the officer for cycles of that time."""
    own = (Evaluation.officer_id == line.officer_id, Evaluation.state.in_(SHOWN_EVALUATIONS))
    until = [EvaluationCycle.starts_on < line.ends_on] if line.ends_on else []
    asked = select(EvaluationCycle.name).join(Evaluation, Evaluation.cycle_id == EvaluationCycle.id).where(*own)
    names = db.session.scalars(asked.where(EvaluationCycle.ends_on >= line.starts_on, *until).order_by(EvaluationCycle.starts_on)).all()
    return [Told(N_("Evaluations of the officer in this time: %(cycles)s."), {"cycles": ", ".join(names)})] if names else []


def _rounds(line: DatedLine) -> list[Told]:
    """Rounds whose day of reference is that of the line or later: the dossier was made with it."""
    if isinstance(line, Posting):
        return []
    stood = select(PromotionRound).join(PromotionCandidate, PromotionCandidate.round_id == PromotionRound.id)
    own = (PromotionCandidate.officer_id == line.officer_id, PromotionRound.reference_on >= line.starts_on)
    rounds = db.session.scalars(stood.where(*own).order_by(PromotionRound.reference_on, PromotionRound.id))
    return [
        Told(SEALED if one.state in FINAL else ROUND, {"round": one.name, "day": day(one.reference_on)}) for one in rounds
    ]


def _appointment(line: DatedLine) -> list[Told]:
    """The list from which the rank was given, or the exceptional promotion."""
    if not isinstance(line, RankLine):
        return []
    named = db.session.scalars(select(PromotionRound.name).join(PromotionRound.candidates).where(PromotionCandidate.rank_line_id == line.id))
    found = [Told(APPOINTED, {"round": name}) for name in named]
    if db.session.scalar(select(ExceptionalPromotion.id).where(ExceptionalPromotion.rank_line_id == line.id)) is not None:
        found.append(Told(N_("It is an exceptional promotion: its page will say for ever that it was annulled."), {}))
    return found


def _badges(line: DatedLine) -> list[Told]:
    """Badges printed while the rank held, which bear it and were not revoked."""
    if not isinstance(line, RankLine):
        return []
    printed = select(Badge).where(Badge.officer_id == line.officer_id, Badge.printed_at.is_not(None), Badge.state.not_in(ENDED))
    found = db.session.scalars(printed.where(*_within(line, Badge.printed_at)).order_by(Badge.id))
    return [Told(N_("Badge %(number)s bears this rank: issue another one."), {"number": one.number}) for one in found]


def _collective(line: DatedLine) -> list[Told]:
    """The act that gave the line to many, and stays for the others."""
    act = getattr(line, "collective_act", None)
    told = Told(OF_MANY, {"title": str(act)})
    return [told] if act is not None else []
