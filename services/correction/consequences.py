"""What else changes in the file when a request is granted: lines that end otherwise, and the day of retirement.

Computed when it is read, by the one who decides first and by the second person; nothing is written.
"""

from __future__ import annotations

import datetime as dt

from models import CareerLine, CorrectionDecision, CorrectionKind, CorrectionRequest, DatedLine, Officer, Rank, db, model_of
from rules.career import day
from rules.refused import N_, Refused
from rules.retirement import counts_as_born_on
from services import guard, personnel
from services.personnel import Expected, Told
from services.retirement import Ages
from services.wording import said

from . import about, applying, values
from .values import Plain

NO_DAY = "–"
BORN = ("birth_on", "birth_year")


def follows(request: CorrectionRequest, granted: dict[str, Plain]) -> list[str]:
    """What else changes when this is granted, in sentences; nothing where the file does not take it, which is said elsewhere."""
    with guard.unscoped("what follows from a correction"), db.session.no_autoflush:
        try:
            found = _expected(request, granted)
        except Refused:
            return []
        officer = request.officer
        born = _born(request, granted)
        return [said(told) for told in (*found.told, *_retirement(officer, born, found.rank))]


def follows_from(decision: CorrectionDecision) -> list[str]:
    """The same of a decision that waits for the second person; nothing once it took effect."""
    if decision.granted is None or decision.took_effect_at is not None or decision.is_void:
        return []
    return follows(decision.request, values.opened(decision.granted))


def _expected(request: CorrectionRequest, granted: dict[str, Plain]) -> Expected:
    officer, unchanged = request.officer, Expected((), request.officer.rank)
    given = {field.name: values.stored(field, granted.get(field.name)) for field in about.asked(request)}
    if request.kind is CorrectionKind.MISSING:
        model = model_of(request.about_type)
        if not issubclass(model, CareerLine):
            return unchanged
        held = {name: value for name, value in given.items() if name not in ("starts_on", *applying.ACT)}
        return personnel.added(officer, model, given["starts_on"], **held)
    record = about.record_of(request)
    return personnel.corrected(record, **given) if isinstance(record, DatedLine) else unchanged


def _born(request: CorrectionRequest, granted: dict[str, Plain]) -> dt.date | None:
    """The day that would count as that of the birth."""
    officer = request.officer
    stands = {name: getattr(officer, name) for name in BORN}
    if request.kind is CorrectionKind.CHANGE and request.about_type == Officer.__tablename__ and request.field in BORN:
        [field] = about.asked(request)
        stands[field.name] = values.stored(field, granted.get(field.name))
    return counts_as_born_on(stands["birth_on"], stands["birth_year"])


def _retirement(officer: Officer, born: dt.date | None, rank: Rank | None) -> list[Told]:
    """The day of retirement before and after, where it moves."""
    ages = Ages()
    before, after = ages.of(officer.counts_as_born_on, officer.rank_id), ages.of(born, rank.id if rank else None)
    days = {"before": day(before.on) if before else NO_DAY, "after": day(after.on) if after else NO_DAY}
    return [Told(N_("Retirement: %(before)s → %(after)s."), days)] if days["before"] != days["after"] else []
