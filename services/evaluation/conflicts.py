"""Why somebody must not mark somebody else: what the files themselves say of the two. Each is an indication that people settle.

To be used with the guard lifted: family and discipline are closed to most, and only the outcome leaves this module.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property

from sqlalchemy import ColumnElement, Select, case, or_, select, true

from models import (
    OPEN_CORRECTIONS,
    Aside,
    CaseState,
    CorrectionRequest,
    DisciplinaryCase,
    Evaluation,
    EvaluationAppeal,
    EvaluationMark,
    EvaluationPart,
    FamilyMember,
    Kinship,
    MarkLevel,
    Officer,
    Position,
    db,
    now,
)
from rules.evaluation import kinship
from rules.evaluation.kinship import Called
from services import guard

# A child taken in is brought up as one's own.
CLOSE = (Kinship.SPOUSE, Kinship.CHILD, Kinship.PARENT, Kinship.SIBLING, Kinship.WARD)


class Conflicts:
    """What stands between people, for the whole force or for a few of them; asked pair by pair.

    What a question needs is read with the first that needs it.
    """

    def __init__(self, since: dt.date, among: Collection[int] | None = None):
        self._since, self._among = since, among

    def of(self, evaluator: int, officer: int) -> Aside | None:
        """The first reason why the one must not mark the other; None where nothing is known."""
        return next(iter(self.all_of(evaluator, officer)), None)

    def all_of(self, evaluator: int, officer: int) -> list[Aside]:
        """Every reason why the one must not mark the other: who settles one does not settle the next."""
        if evaluator == officer:
            return [Aside.SELF]
        found = [self._absent[evaluator]] if evaluator in self._absent else []
        found += [Aside.FAMILY] if self.are_family(evaluator, officer) else []
        return found + ([Aside.DISPUTE] if self.are_in_dispute(evaluator, officer) else [])

    def are_family(self, one: int, other: int) -> bool:
        """Whether a file names the one as close family of the other."""
        return self._names(one, other) or self._names(other, one)

    def _names(self, owner: int, other: int) -> bool:
        found = self._people.get(other)
        return found is not None and any(kinship.may_be(relative, found) for relative in self._family.get(owner, ()))

    def are_in_dispute(self, evaluator: int, officer: int) -> bool:
        """A case against the one that names the other, whichever; or an open complaint of the officer about his marks."""
        if frozenset((evaluator, officer)) in self._pairs:
            return True
        both = ((officer, evaluator), (evaluator, officer))
        told = [(other, text) for one, other in both for text in self._cases.get(one, ())]
        return any(other in self._people and kinship.is_named(self._people[other], text) for other, text in told)

    # --- what is read ----------------------------------------------------------------------------

    def _of(self, column) -> ColumnElement[bool]:
        return true() if self._among is None else column.in_(self._among)

    @cached_property
    def _people(self) -> dict[int, Called]:
        asked = select(Officer.id, Officer.last_name, Officer.first_names, Officer.birth_on, Officer.birth_year)
        rows = db.session.execute(asked.where(Officer.deleted_at.is_(None), self._of(Officer.id)))
        return {key: kinship.called(*told) for key, *told in rows}

    @cached_property
    def _absent(self) -> dict[int, Aside]:
        """Those who cannot mark today: out of the service, or away from it (suspended, on leave of absence, missing)."""
        asked = select(Officer.id, Position.ends_service).join(Officer.position)
        away = asked.where(or_(Position.ends_service, Position.is_serving.is_(False)), self._of(Officer.id))
        absent = {key: Aside.GONE if is_over else Aside.AWAY for key, is_over in db.session.execute(away)}
        deleted = select(Officer.id).where(Officer.deleted_at.is_not(None), self._of(Officer.id))
        return absent | dict.fromkeys(db.session.scalars(deleted), Aside.GONE)

    @cached_property
    def _family(self) -> dict[int, list[Called]]:
        """A marriage that ended before the period is over; the end of the others is that of an entitlement only."""
        is_over = (FamilyMember.kinship == Kinship.SPOUSE) & FamilyMember.ends_on.is_not(None) & (FamilyMember.ends_on <= self._since)
        asked = select(FamilyMember.officer_id, FamilyMember.last_name, FamilyMember.first_names, FamilyMember.birth_on)
        asked = asked.where(FamilyMember.deleted_at.is_(None), FamilyMember.kinship.in_(CLOSE), ~is_over, self._of(FamilyMember.officer_id))
        return _listed((owner, kinship.called(last, first, born)) for owner, last, first, born in db.session.execute(asked))

    @cached_property
    def _cases(self) -> dict[int, list[str]]:
        asked = select(DisciplinaryCase.officer_id, DisciplinaryCase.opened_by, DisciplinaryCase.facts)
        still = asked.where(DisciplinaryCase.state != CaseState.CLOSED, self._of(DisciplinaryCase.officer_id))
        return _listed((officer, f"{opened_by or ''} {facts}") for officer, opened_by, facts in db.session.execute(still))

    @cached_property
    def _pairs(self) -> set[frozenset[int]]:
        return {frozenset(pair) for pair in (*self._appeals(), *self._corrections())}

    def _appeals(self) -> Iterable[tuple[int, int]]:
        asked = select(Evaluation.officer_id, EvaluationPart.evaluator_id, Evaluation.reviewer_id).join(EvaluationAppeal.evaluation)
        asked = asked.join(EvaluationPart, EvaluationPart.evaluation_id == Evaluation.id).select_from(EvaluationAppeal)
        return _pairs(asked.where(EvaluationAppeal.verdict.is_(None), self._of(Evaluation.officer_id)))

    def _corrections(self) -> Iterable[tuple[int, int]]:
        """An open request to correct a mark is a dispute with whoever gave it."""
        above = case((EvaluationMark.level == MarkLevel.SECOND, Evaluation.reviewer_id))
        asked = select(Evaluation.officer_id, EvaluationPart.evaluator_id, above).select_from(CorrectionRequest)
        asked = asked.join(EvaluationMark, EvaluationMark.id == CorrectionRequest.about_id).join(EvaluationMark.evaluation)
        return _pairs(asked.outerjoin(EvaluationMark.part).where(_is_open_about_mark(), self._of(Evaluation.officer_id)))


def _listed(pairs: Iterable[tuple]) -> dict[int, list]:
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def _pairs(asked: Select) -> list[tuple[int, int]]:
    """The officer with each of the others in a row, where there is one."""
    return [(officer, other) for officer, *others in db.session.execute(asked) for other in others if other is not None]


def conflicts(evaluator_id: int, officer_id: int, since: dt.date | None = None) -> list[Aside]:
    """Why the one must not mark the other; a marriage that ended before `since` (today) no longer counts."""
    with guard.unscoped("conflicts of an evaluator"):
        return Conflicts(since or now().date(), {evaluator_id, officer_id}).all_of(evaluator_id, officer_id)


def disputing() -> tuple[Select, ...]:
    """The officers with whom any dispute is open, whoever the other one is: with a case, an appeal, a request to correct a mark."""
    cases = select(DisciplinaryCase.officer_id).where(DisciplinaryCase.state != CaseState.CLOSED)
    appeals = select(Evaluation.officer_id).join(EvaluationAppeal, EvaluationAppeal.evaluation_id == Evaluation.id)
    marks = select(Evaluation.officer_id).join(EvaluationMark, EvaluationMark.evaluation_id == Evaluation.id)
    corrections = marks.join(CorrectionRequest, CorrectionRequest.about_id == EvaluationMark.id).where(_is_open_about_mark())
    return cases, appeals.where(EvaluationAppeal.verdict.is_(None)), corrections


def _is_open_about_mark() -> ColumnElement[bool]:
    """The SQL condition that a request to correct a mark is open."""
    return (CorrectionRequest.about_type == EvaluationMark.__tablename__) & CorrectionRequest.state.in_(OPEN_CORRECTIONS)


def are_family(people: Collection[int], officer_id: int) -> bool:
    """Whether one of these is close family of the officer today, also where he is away. To be called with the guard lifted."""
    if not people:
        return False
    known = Conflicts(now().date(), {*people, officer_id})
    return any(known.are_family(one, officer_id) for one in people)
