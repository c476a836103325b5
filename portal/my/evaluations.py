"""My evaluations, once they are submitted: what was said of me, and how the mark came about."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from models import Evaluation, Officer, db
from web import decimal

from .door import own, own_record, pages, show


def _submitted(officer: Officer):
    """The latest first. The session gives no draft of one's own evaluation."""
    return own(Evaluation, officer).options(selectinload(Evaluation.cycle)).order_by(Evaluation.submitted_at.desc(), Evaluation.id.desc())


@pages.get("/evaluations/")
def evaluations():
    """All of them, each with its mark and a page of its own."""
    officer = own_record()
    return show("evaluations", officer, evaluations=db.session.scalars(_submitted(officer)).all())


def finding(officer: Officer) -> str:
    """The last mark."""
    last = db.session.scalar(_submitted(officer).limit(1))
    if last is None:
        return _("No evaluation of you was submitted yet.")
    most = decimal(last.cycle.scale_max, 0)
    return _("%(cycle)s: %(mark)s of %(highest)s", cycle=last.cycle, mark=decimal(last.score), highest=most)
