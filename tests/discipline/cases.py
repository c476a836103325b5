"""Builders: cases as far as a test wants them, and who acts in it."""

from __future__ import annotations

import datetime as dt

from models import DisciplinaryCase, HearingBody, Officer, Sanction, SanctionKind, User, db
from services import account, discipline, guard
from services.personnel import Act
from tests import force

OPENED, TOLD, HEARD, DECIDED = dt.date(2026, 3, 2), dt.date(2026, 3, 5), dt.date(2026, 4, 1), dt.date(2026, 4, 20)
FACTS = "Absence de huit jours au poste de garde"
ACT = "Décision n° 2026-77/DGPN"


def act_as(person) -> None:
    """Let somebody act at the desk."""
    with guard.unscoped("who acts in a test"):
        user = db.session.get(User, person.user_id)
        guard.act_as(account.actor_of(user, "admin", None, None))


def opened(officer_id: int, **values) -> DisciplinaryCase:
    """A case against an officer."""
    case = DisciplinaryCase(
        officer=db.session.get(Officer, officer_id), opened_on=OPENED, facts=FACTS, reference="Dossier 12", **values
    )
    db.session.add(case)
    db.session.flush()
    return case


def punished(officer_id: int, code: str = "BLM", by=guard.SYSTEM, starts_on: dt.date = DECIDED) -> Sanction:
    """A case that gave a sanction of the first degree."""
    case = opened(officer_id)
    discipline.tell(case, TOLD, by=by)
    discipline.hear(case, HEARD, HearingBody.COUNCIL, by=by)
    kind = force.of_code(SanctionKind, code)
    days = 10 if kind.most_days else None
    penalty = discipline.Penalty(kind, days, "Manquement au service", Act(starts_on, "Décision", ACT))
    return discipline.punish(case, DECIDED, penalty, by=by)
