"""What is erased is gone for everybody: a sanction from its day on, the act that annulled it, what was asked about it, and the
case with its last sanction.

The rows stay, because a judge may ask for them; only `execution_options(with_deleted=True)` meets them, and only the page
for those with the right "discipline.configure" asks for that. So neither a list nor a file, an export, a figure or a ranking
can rely on them, also where the guard is lifted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from models import Annulment, CorrectionRequest, DisciplinaryCase, Sanction, now
from rules.discipline import kept_since

ERASED = (Sanction, Annulment, CorrectionRequest, DisciplinaryCase)


def kept(model: type) -> ColumnElement[bool] | None:
    """The SQL condition for rows that are not erased today; None for records that are never erased."""
    return _kept(model, now().date()) if model in ERASED else None


# The same for everybody all day long, and asked for by most pages.
@lru_cache(maxsize=2 * len(ERASED))
def _kept(model: type, today: dt.date) -> ColumnElement[bool]:
    if model is Sanction:
        return or_(Sanction.erased_on.is_(None), Sanction.erased_on > today)
    if model is Annulment:
        return not_(annuls_sanction(lambda sanction: sanction.erased_on <= today))
    if model is CorrectionRequest:
        return not_(_about_erased_sanction(today))
    return not_(erased_cases(today))


def annuls_sanction(which: Callable[[object], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The annulments of sanctions that a condition names: what they say of them is as little for everybody as the sanctions."""
    taken_back = Sanction.__table__.alias("taken_back")
    return Annulment.id.in_(select(taken_back.c.annulment_id).where(taken_back.c.annulment_id.is_not(None), which(taken_back.c)))


def _about_erased_sanction(today: dt.date) -> ColumnElement[bool]:
    """Correction requests that speak of an erased sanction; of those about nothing or about no record neither is compared with NULL."""
    gone = Sanction.__table__.alias("gone_sanction")
    erased = select(gone.c.id).where(gone.c.erased_on <= today)
    return and_(func.coalesce(CorrectionRequest.about_type, "") == Sanction.__tablename__, func.coalesce(CorrectionRequest.about_id, 0).in_(erased))


def erased_cases(today: dt.date) -> ColumnElement[bool]:
    """Closed cases of whose sanctions none stands any more; and those closed long ago that gave none."""
    given = Sanction.__table__.alias("given")
    valid = select(given.c.case_id).where(given.c.case_id.is_not(None), given.c.annulment_id.is_(None))
    standing = valid.where(or_(given.c.erased_on.is_(None), given.c.erased_on > today))
    is_old = or_(DisciplinaryCase.id.in_(valid), DisciplinaryCase.closed_on <= kept_since(today))
    return and_(DisciplinaryCase.closed_on.is_not(None), DisciplinaryCase.id.not_in(standing), is_old)
