"""My papers and the documents of my file: each opens through a door of its own."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import func, select

from models import Document, IdentityPaper, Officer, db, now
from services.personnel import page
from web import day

from .door import own_record, pages, show
from .lines import Kept, part

IDENTITY_PAPERS = Kept(IdentityPaper, ("number", "issued_on", "issued_by", "expires_on"))
DOCUMENTS = Kept(Document, ("dated_on",))


@pages.get("/papers/")
def papers():
    """What I showed, until when it is valid, and what is still asked for."""
    officer = own_record()
    return show(
        "papers",
        officer,
        missing=page.missing_pieces(officer),
        parts=(
            part(_l("My identity papers"), IDENTITY_PAPERS, officer, _l("No identity paper is recorded. Show yours to your HR office, or report it here.")),
            part(_l("Documents of my file"), DOCUMENTS, officer, _l("No document is kept in your file. Bring yours to your HR office.")),
        ),
    )


def finding(officer: Officer) -> str:
    """The paper that expires next or has expired, else how many documents there are."""
    expires = select(func.min(IdentityPaper.expires_on)).where(IdentityPaper.officer_id == officer.id)
    expired, next_on = db.session.execute(
        select(
            expires.where(IdentityPaper.expires_on < now().date()).scalar_subquery(),
            expires.where(IdentityPaper.expires_on >= now().date()).scalar_subquery(),
        )
    ).one()
    if expired:
        return _("A paper has expired on %(day)s", day=day(expired))
    count = db.session.scalar(select(func.count(Document.id)).where(Document.officer_id == officer.id))
    kept = ngettext("%(num)s document", "%(num)s documents", count) if count else _("no document")
    return _("%(documents)s; a paper expires on %(day)s", documents=kept, day=day(next_on)) if next_on else kept
