"""What stands at the top of an officer's file: since when the present lines hold, and what somebody should look at."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select

from models import Badge, BadgeState, ByAct, CareerLine, Officer, PositionLine, Posting, RankLine, User, db, now
from rules import access
from rules.badge import EXPIRES_WITHIN
from rules.refused import N_

from .. import guard
from ..badge import shows_otherwise
from ..retirement import Ages
from ..wording import DAY
from . import completing, pieces
from .history import holds, valid
from .telling import Told

MOST_DAYS = 3  # the acts whose paper is awaited that are named by their days


def present(officer: Officer) -> dict[str, CareerLine]:
    """The line of each history that holds today, by what it says: "posting", "rank", "position"."""
    lines = {"posting": Posting, "rank": RankLine, "position": PositionLine}
    query = select(*lines.values()).select_from(Officer).where(Officer.id == officer.id)
    for line in lines.values():
        query = query.outerjoin(line, and_(line.officer_id == Officer.id, holds(line, now().date())))
    found = db.session.execute(query.limit(1)).first() or ()
    return {name: line for name, line in zip(lines, found, strict=False) if line is not None}


def ahead(officer: Officer) -> dict[str, CareerLine]:
    """The line of each history that takes effect next, on a day to come, by the names of `present`."""
    lines = {"posting": Posting, "rank": RankLine, "position": PositionLine}
    query = select(*lines.values()).select_from(Officer).where(Officer.id == officer.id)
    for line in lines.values():
        first = select(func.min(line.starts_on)).where(line.officer_id == officer.id, valid(line), line.starts_on > now().date())
        query = query.outerjoin(line, and_(line.officer_id == Officer.id, valid(line), line.starts_on == first.scalar_subquery()))
    found = db.session.execute(query.limit(1)).first() or ()
    return {name: line for name, line in zip(lines, found, strict=False) if line is not None}


def act_words(line: ByAct | None) -> str:
    """The act behind a line, its kind not said twice: “Décret n° 2015-2430/P-RM”."""
    if line is None:
        return ""
    kind, reference = line.act_kind, line.act_reference or ""
    return reference if reference.casefold().startswith(kind.casefold()) else " ".join(part for part in (kind, reference) if part)


def warnings(officer: Officer) -> list[Told]:
    """What is missing or does not go together."""
    serves = officer.position is None or officer.position.is_serving
    return [*_missing(officer, serves), *_paper(officer), *_unit_gone(officer), *_age(officer, serves), *_badges(officer), *_account(officer, serves)]


def missing_pieces(officer: Officer) -> list[str]:
    """The documents that the file of somebody in service must hold and does not, by name; for those who may see documents."""
    if not access.may_unmask(guard.actor(), "private.view", officer.id):
        return []
    serves = officer.position is None or officer.position.is_serving
    return [str(kind) for kind in pieces.missing(officer)] if serves else []


def _missing(officer: Officer, serves: bool) -> list[Told]:
    leaves_unit = officer.position is not None and officer.position.leaves_unit
    asked = (
        (officer.unit_id is None and serves and not leaves_unit, N_("No posting holds today: the officer stands in no unit.")),
        (officer.rank_id is None, N_("No rank is recorded.")),
        (officer.position_id is None, N_("No administrative position is recorded.")),
        (not officer.service_number, N_("The service number is missing.")),
        (officer.counts_as_born_on is None, N_("The date of birth is missing: the date of retirement cannot be told.")),
    )
    return [Told(text, {}) for is_so, text in asked if is_so]


def _paper(officer: Officer) -> list[Told]:
    """Acts without a reference; their lines say where to complete them."""
    days = [day.strftime(DAY) for day in completing.awaited(officer)]
    named = ", ".join([*days[:MOST_DAYS], *(["…"] if len(days) > MOST_DAYS else [])])
    return [Told(N_("Paper awaited for the act of: %(days)s. Open its line to complete it."), {"days": named})] if days else []


def _unit_gone(officer: Officer) -> list[Told]:
    ends_on = officer.unit.ends_on if officer.unit else None
    if ends_on is None or ends_on > now().date():
        return []
    return [Told(N_("The unit “%(unit)s” ended on %(day)s: record a new posting."), {"unit": str(officer.unit), "day": ends_on})]


def _age(officer: Officer, serves: bool) -> list[Told]:
    """Within a year of it the age of retirement is worth saying."""
    found = Ages().of(officer.counts_as_born_on, officer.rank_id) if serves else None
    if found is None or found.on > now().date() + dt.timedelta(days=365):
        return []
    values = {"age": found.age, "day": found.on}
    if found.on <= now().date():
        return [Told(N_("The age of retirement (%(age)s) was reached on %(day)s, and the position says in service."), values)]
    return [Told(N_("Reaches the age of retirement (%(age)s) on %(day)s."), values)]


def _badges(officer: Officer) -> list[Told]:
    """Cards that should be given back, and those to be made anew; that a card ends with the service is seen to elsewhere."""
    asked = select(Badge, shows_otherwise()).where(Badge.officer_id == officer.id, or_(Badge.state == BadgeState.ACTIVE, Badge.is_awaited_back))
    found = db.session.execute(asked.order_by(Badge.id)).all()
    told = [(badge, _of_badge(badge, is_outdated)) for badge, is_outdated in found]
    return [Told(text, {"kind": str(badge.kind.label), "day": badge.expires_on}) for badge, text in told if text]


def _of_badge(badge: Badge, is_outdated: bool) -> str:
    """What somebody should do about a card; an English msgid, or nothing."""
    if badge.is_awaited_back:
        return N_("%(kind)s: not valid any more and not given back. Take it back.")
    if is_outdated:
        return N_("%(kind)s: it shows a rank or a name that has changed. Request a new card.")
    return N_("%(kind)s: it expires on %(day)s.") if badge.expires_on <= now().date() + EXPIRES_WITHIN else ""


def _account(officer: Officer, serves: bool) -> list[Told]:
    """Whoever left keeps the access to the own file; an account that sees more than that is worth saying, to those who see no accounts."""
    if serves or not access.may(guard.actor(), "personnel.edit"):
        return []
    with guard.unscoped("whether somebody who left can still sign in to more than the own file"):
        role = db.session.scalar(select(User.role).where(User.officer_id == officer.id, User.active, User.role != "officer").limit(1))
    if role is None:
        return []
    told = N_("No longer in service, but the account still has the role “%(role)s”: ask for the role “%(own)s”, which opens the own file only.")
    known, own = access.ROLES.get(role, role), access.ROLES["officer"]
    return [Told(told, {"role": _(known), "own": _(own)})]
