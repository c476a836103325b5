"""Identity papers and medical decisions that have expired or soon will, unless a newer one stands in the file."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from models import IdentityPaper, MedicalFitness, Officer
from rules.alerts import EXPIRES_WITHIN_DAYS
from rules.refused import N_

from .alert import Alert, of_officers

WITHIN = dt.timedelta(days=EXPIRES_WITHIN_DAYS)
DAYS = (("days", EXPIRES_WITHIN_DAYS),)


def _papers(today: dt.date) -> Select:
    newer = aliased(IdentityPaper)
    same = (newer.officer_id == IdentityPaper.officer_id, newer.kind == IdentityPaper.kind)
    lasts_longer = or_(newer.expires_on.is_(None), newer.expires_on > IdentityPaper.expires_on)
    asked = of_officers(IdentityPaper.kind, IdentityPaper.expires_on, IdentityPaper.id.label("record_id"))
    return (
        asked.join(IdentityPaper, IdentityPaper.officer_id == Officer.id)
        .where(IdentityPaper.expires_on <= today + WITHIN, ~select(newer.id).where(*same, lasts_longer).exists())
        .order_by(IdentityPaper.expires_on, IdentityPaper.id)
    )


def _fitness(today: dt.date) -> Select:
    newer = aliased(MedicalFitness)
    later = (newer.officer_id == MedicalFitness.officer_id, newer.examined_on > MedicalFitness.examined_on)
    asked = of_officers(MedicalFitness.valid_until_on, MedicalFitness.id.label("record_id"))
    return (
        asked.join(MedicalFitness, MedicalFitness.officer_id == Officer.id)
        .where(MedicalFitness.valid_until_on <= today + WITHIN, ~select(newer.id).where(*later).exists())
        .order_by(MedicalFitness.valid_until_on, MedicalFitness.id)
    )


PAPERS = Alert(
    key="papers",
    title=N_("Identity papers that expire"),
    rule=N_("An identity paper is out of date or will be within %(days)s days, and the file holds no newer one of its kind."),
    values=DAYS,
    permissions=("private.view",),
    people=_papers,
    told=lambda _today: lambda row: (row.kind.label, row.expires_on, row.record_id),
    act="paper",
)
FITNESS = Alert(
    key="fitness",
    title=N_("Medical visits to renew"),
    rule=N_("The last medical decision is out of date or will be within %(days)s days."),
    values=DAYS,
    permissions=("medical.edit", "audit.view"),
    people=_fitness,
    told=lambda _today: lambda row: (None, row.valid_until_on, row.record_id),
    act="fitness",
)
