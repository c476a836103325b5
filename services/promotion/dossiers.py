"""The dossiers of a round as plain values: a handful of queries, however many candidates there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Select, and_, func, or_, select

from models import (
    CollectiveAct,
    CollectivePurpose,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationState,
    MarkBasis,
    Officer,
    Position,
    PositionLine,
    Posting,
    PromotionRound,
    Rank,
    RankLine,
    Unit,
    db,
)
from rules.promotion import Dossier, Line, Mark, held_since, in_corps_since
from services import personnel
from services.evaluation.fairness import severity

Careers = dict[int, list[Line]]


def dossiers(round_: PromotionRound) -> list[Dossier]:
    """Everybody whom the round's agency hired and who holds the source rank on the date of reference.

    Somebody whose file shows the rank without any line of it is there too, to be told what is missing.
    To be called with the guard lifted: a list is fair only if it holds everybody.
    """
    on, people = round_.reference_on, _people(round_)
    corps = dict(db.session.execute(select(Rank.id, Rank.corps_id)).tuples().all())
    careers, kept, transposed = _careers(people), _seniority_kept(people), _transposed(people)
    positions = _held(people, on, PositionLine, (Position.name, Position.is_promotable), Position)
    units = _held(people, on, Posting, (Unit.name,), Unit)
    marks = _marks(people, on, round_.mark_basis)
    made = []
    for row in db.session.execute(_columns(people)):
        lines = careers.get(row.id, [])
        since = held_since(lines, on)
        position_line, position, is_promotable = positions.get(row.id, (None, None, False))
        made.append(
            Dossier(
                officer_id=row.id,
                service_number=row.service_number,
                name=f"{row.last_name.upper()} {row.first_names}",
                entered_on=row.entered_on,
                born_on=row.birth_on,
                birth_year=row.birth_year,
                rank_since=kept.get(since.number, since.starts_on) if since else None,
                rank_line=since.number if since else None,
                corps_since=in_corps_since(lines, on, corps, transposed),
                position=position,
                position_line=position_line,
                is_promotable=bool(is_promotable),
                unit=units.get(row.id, (None, None))[1],
                marks=tuple(marks.get(row.id, ())),
            )
        )
    return made


def how_many(round_: PromotionRound) -> int:
    """How many dossiers there would be."""
    return db.session.scalar(select(func.count()).select_from(_people(round_).subquery()))


def any_of(officers: Collection[int], round_: PromotionRound) -> bool:
    """Whether one of these officers would be there. To be called with the guard lifted."""
    return db.session.scalar(_people(round_).where(Officer.id.in_(officers)).limit(1)) is not None


def _people(round_: PromotionRound) -> Select:
    """The numbers of the officers concerned, as a subquery of all that follows."""
    rank_id, on = round_.rule.from_rank_id, round_.reference_on
    holds = select(RankLine.id).where(RankLine.officer_id == Officer.id, RankLine.rank_id == rank_id, personnel.holds(RankLine, on)).exists()
    has_lines = select(RankLine.id).where(RankLine.officer_id == Officer.id).exists()
    shown_without_line = and_(Officer.rank_id == rank_id, ~has_lines)
    return select(Officer.id).where(Officer.home_agency_id == round_.agency_id, or_(holds, shown_without_line))


def _columns(people: Select) -> Select:
    asked = (Officer.service_number, Officer.last_name, Officer.first_names, Officer.entered_on)
    born = (Officer.birth_on, Officer.birth_year)
    return select(Officer.id, *asked, *born).where(Officer.id.in_(people)).order_by(Officer.id)


def _careers(people: Select) -> Careers:
    found: Careers = defaultdict(list)
    columns = (RankLine.officer_id, RankLine.id, RankLine.rank_id, RankLine.starts_on, RankLine.ends_on)
    for officer_id, *line in db.session.execute(select(*columns).where(RankLine.officer_id.in_(people), personnel.valid(RankLine))):
        found[officer_id].append(Line(*line))
    return found


def _seniority_kept(people: Select) -> dict[int, dt.date]:
    """{number of the line: day} where the act that gave the rank kept the seniority of before, as a transposition does."""
    kept = (RankLine.counts_from_on.is_not(None), personnel.valid(RankLine))
    asked = select(RankLine.id, RankLine.counts_from_on).where(RankLine.officer_id.in_(people), *kept)
    return dict(db.session.execute(asked).tuples().all())


def _transposed(people: Select) -> set[int]:
    """The numbers of the lines by which a transposition moved somebody to another corps and kept the seniority."""
    by_transposition = select(CollectiveAct.id).where(CollectiveAct.purpose == CollectivePurpose.TRANSPOSITION)
    kept = (RankLine.counts_from_on.is_not(None), RankLine.collective_act_id.in_(by_transposition), personnel.valid(RankLine))
    return set(db.session.scalars(select(RankLine.id).where(RankLine.officer_id.in_(people), *kept)))


def _held(people: Select, on: dt.date, line: type, columns: tuple, target: type) -> dict[int, tuple]:
    """{officer: (number of the line, *columns)} of what each holds on a day; of two lines the later one."""
    asked = select(line.officer_id, line.id, *columns).join(target).where(line.officer_id.in_(people), personnel.holds(line, on))
    return {row[0]: tuple(row[1:]) for row in db.session.execute(asked.order_by(line.starts_on, line.id))}


def _marks(people: Select, on: dt.date, basis: MarkBasis) -> dict[int, list[Mark]]:
    """Closed evaluations of closed cycles whose period was over on the date of reference: as given, or corrected for severity.

    A cycle that is still open counts for nobody: else those marked early would be ranked on more than others.
    """
    counted = (
        Evaluation.officer_id.in_(people),
        Evaluation.state == EvaluationState.CLOSED,
        Evaluation.score.is_not(None),
        EvaluationCycle.ends_on <= on,
        EvaluationCycle.state == CycleState.CLOSED,
    )
    joined = lambda *columns: select(*columns).join(EvaluationCycle, Evaluation.cycle_id == EvaluationCycle.id).where(*counted)  # noqa: E731
    corrected = severity.corrected_of(joined(Evaluation.id)) if basis is MarkBasis.CORRECTED else {}
    found: dict[int, list[Mark]] = defaultdict(list)
    asked = joined(Evaluation.officer_id, EvaluationCycle.ends_on, Evaluation.score, EvaluationCycle.scale_max, Evaluation.id)
    for officer_id, ended_on, score, scale_max, number in db.session.execute(asked.order_by(EvaluationCycle.ends_on, Evaluation.id)):
        known = corrected.get(number)
        counts, raw = (known.corrected, score) if known else (score, None)
        found[officer_id].append(Mark(ended_on, counts, scale_max, number, raw))
    return found
