"""My career: the picture of it, then ranks, postings and positions with the acts that gave them."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import func, select

from models import Officer, PositionLine, Posting, RankLine, db, now
from services.personnel import timeline, valid
from web import day
from web.timeline import svg

from ..days import held
from .door import has_left, own_record, pages, show
from .lines import Kept, part

RANKS = Kept(RankLine, ("step", "counts_from_on", "step_counts_from_on"), "starts_on", held)
POSTINGS = Kept(Posting, ("function",), "starts_on", held)
POSITIONS = Kept(PositionLine, (), "starts_on", held)


@pages.get("/career/")
def career():
    """From the entry into service to today, and to the expected retirement."""
    officer = own_record()
    line = timeline.of(officer)
    return show(
        "career",
        officer,
        line=line,
        drawn=svg(line.picture()),
        retirement_notes=timeline.retirement_notes(officer),
        parts=(
            part(_l("My ranks"), RANKS, officer, _l("No rank is recorded. Say that it is missing: your promotion depends on it.")),
            part(_l("My postings"), POSTINGS, officer, _l("No posting is recorded: say in which units you served.")),
            part(_l("My positions"), POSITIONS, officer, _l("No administrative position is recorded: say that it is missing.")),
        ),
    )


def finding(officer: Officer) -> str:
    """How many postings, and since when the last, which of somebody who left is over."""
    begun = (Posting.officer_id == officer.id, valid(Posting), Posting.starts_on <= now().date())
    count, last = db.session.execute(select(func.count(Posting.id), func.max(Posting.starts_on)).where(*begun)).one()
    if not count:
        return _("No posting is recorded.")
    if has_left(officer):
        return ngettext("%(num)s posting", "%(num)s postings", count)
    return ngettext("%(num)s posting, since %(day)s", "%(num)s postings, the last since %(day)s", count, day=day(last))
