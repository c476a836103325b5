"""Awards and discipline: what was given to me, and what was held against me and told to me."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import func, select

from models import Award, DisciplinaryCase, Officer, Sanction, db
from services.personnel import valid

from ..days import given, held
from .door import own, own_record, pages, show
from .lines import Kept, part

AWARDS = Kept(Award, ("grounds",), "starts_on", given)
SANCTIONS = Kept(Sanction, ("grounds", "erased_on"), "starts_on", lambda line: held(line) if line.ends_on else given(line))


@pages.get("/distinctions/")
def distinctions():
    """Awards, sanctions, and the cases of which one was told: the session gives no other."""
    officer = own_record()
    return show(
        "distinctions",
        officer,
        awards=part(_l("My awards"), AWARDS, officer, _l("No award is recorded. If you received one, report it with the act.")),
        sanctions=part(_l("My sanctions"), SANCTIONS, officer, _l("No sanction stands in your file.")),
        cases=db.session.scalars(own(DisciplinaryCase, officer).order_by(DisciplinaryCase.opened_on.desc())).all(),
    )


def finding(officer: Officer) -> str:
    """How many of each; that there is a case or a sanction is said, not which."""
    count = [_number(Award, officer, valid(Award)), _number(Sanction, officer, valid(Sanction)), _number(DisciplinaryCase, officer)]
    awards, sanctions, cases = db.session.execute(select(*(one.scalar_subquery() for one in count))).one()
    words = [ngettext("%(num)s award", "%(num)s awards", awards)] if awards else [_("no award")]
    words += [ngettext("%(num)s sanction", "%(num)s sanctions", sanctions)] if sanctions else [_("no sanction")]
    words += [ngettext("%(num)s case", "%(num)s cases", cases)] if cases else []
    return ", ".join(words)


def _number(model, officer: Officer, *conditions):
    return select(func.count(model.id)).where(model.officer_id == officer.id, *conditions)
