"""When I was away, what is left of my leave, and what the medical visit decided."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l, ngettext

from models import Absence, MedicalFitness, Officer
from services.personnel.absences import balances

from ..days import away
from .door import has_left, own_record, pages, show
from .lines import Kept, part

ABSENCES = Kept(Absence, (), "starts_on", away)
VISITS = Kept(MedicalFitness, ("restriction", "examined_on", "valid_until_on", "examined_by"), "examined_on")


@pages.get("/absences/")
def absences():
    """The balance of this year's leave, absences, fitness."""
    officer = own_record()
    return show(
        "absences",
        officer,
        lefts=[] if has_left(officer) else balances(officer),
        parts=(
            part(_l("My absences"), ABSENCES, officer, _l("No leave and no other absence is recorded.")),
            part(_l("My fitness"), VISITS, officer, _l("No medical visit is recorded.")),
        ),
    )


def finding(officer: Officer) -> str:
    """The balance of the first kind of leave that has days a year."""
    left = None if has_left(officer) else next(iter(balances(officer)), None)
    if left is None:
        return _("Leave, other absences and medical fitness")
    return ngettext("Balance: %(num)s day (%(kind)s)", "Balance: %(num)s days (%(kind)s)", left.balance.left, kind=left.kind)
