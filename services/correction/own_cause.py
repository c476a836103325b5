"""Who decides on no request because it would be his own, whatever account he has: asked of many requests in a few statements.

The officer is known by the accounts linked to the file and by the file's own name and e-mail. Whoever printed a letter that
opened the officer's account may have kept its code, and have written the request himself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from models import Activation, CorrectionKind, CorrectionRequest, User, db
from rules import access, correction as rules
from rules.access import Actor
from rules.refused import N_
from services.approval import Person, person, persons_of

from . import about, values

PRINTED_LATELY = dt.timedelta(days=30)
PRINTED_IT = N_("You printed the letter that opens this officer's account: a colleague decides on it.")
UNSEEN = N_("You do not see this value in the file: somebody who sees it decides on it.")


def barred(requests: Sequence[CorrectionRequest]) -> dict[int, list[tuple[Person, str]]]:
    """By request who has written or could have written it himself, with the reason; to be asked without the guard."""
    officers = {request.officer_id for request in requests}
    own, letters = persons_of(officers), _letters(officers)
    return {
        request.id: [(one, rules.OWN) for one in own[request.officer_id]]
        + [(one, PRINTED_IT) for one, at in letters.get(request.officer_id, ()) if request.written_at - PRINTED_LATELY <= at <= request.written_at]
        for request in requests
    }


def _letters(officers: set[int]) -> dict[int, list[tuple[Person, dt.datetime]]]:
    """By officer who printed letters for the account, and when."""
    asked = select(Activation).join(User, Activation.user_id == User.id).where(User.officer_id.in_(officers))
    found: dict[int, list[tuple[Person, dt.datetime]]] = {}
    for letter in db.session.scalars(asked.options(joinedload(Activation.made_by), joinedload(Activation.user))):
        printed = (person(letter.made_by, letter.made_by.officer_id), letter.made_at)
        found.setdefault(letter.user.officer_id, []).append(printed)
    return found


def opened_by(who: Actor) -> Select:
    """The officers whose accounts somebody printed a letter for."""
    return select(User.officer_id).join(Activation, Activation.user_id == User.id).where(Activation.made_by_id == who.user_id)


def masks(request: CorrectionRequest) -> set[str]:
    """The rights without which the values that it changes are masked."""
    masked = [field for field in about.asked(request) if field.mask]
    if masked and request.kind is CorrectionKind.MISSING:
        wished = values.opened(request.wished)
        masked = [field for field in masked if wished.get(field.name)]
    return {field.mask for field in masked}


def sees_values(request: CorrectionRequest, who: Actor) -> bool:
    """Whether somebody reads all that would change: nobody lets stand what he cannot read."""
    return all(access.may_unmask(who, mask, request.officer_id) for mask in masks(request))


def unread(who: Actor) -> ColumnElement[bool]:
    """The SQL condition for requests among which all those are whose values somebody does not read."""
    asked, found = CorrectionRequest, [false()]
    for table in rules.CORRECTABLE:
        names = [field.name for field in about.fields(table) if field.mask and not access.may(who, field.mask)]
        found.append(and_(asked.about_type == table, or_(asked.field.in_(names), asked.kind == CorrectionKind.MISSING)) if names else false())
    return or_(*found)
