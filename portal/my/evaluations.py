"""My evaluations: the interview that is announced, what was said of me once it is given, and how the mark came about."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from models import SHOWN_EVALUATIONS, Evaluation, EvaluationState, Officer, db
from services.evaluation.fairness import severity
from web import decimal

from .door import own, own_record, pages, show
from .requests import Waiting


def _given(officer: Officer):
    """The latest first, as far as the officer reads them."""
    given = own(Evaluation, officer).options(selectinload(Evaluation.cycle)).where(Evaluation.state.in_(SHOWN_EVALUATIONS))
    return given.order_by(Evaluation.shown_at.desc(), Evaluation.id.desc())


@pages.get("/evaluations/")
def evaluations():
    """All of them, each with its mark and a page of its own."""
    officer = own_record()
    given = db.session.scalars(_given(officer)).all()
    return show("evaluations", officer, evaluations=given, corrected=severity.corrected(given), ahead=db.session.scalars(_ahead(officer)).all())


def _ahead(officer: Officer):
    """Those of which only the interview is known, or that there will be none."""
    shown = own(Evaluation, officer).options(selectinload(Evaluation.cycle)).where(Evaluation.state.not_in(SHOWN_EVALUATIONS))
    return shown.order_by(Evaluation.id.desc())


def waiting(officer: Officer) -> list[Waiting]:
    """What waits for the signature of the officer."""
    found = db.session.scalars(_given(officer).where(Evaluation.state == EvaluationState.READING)).all()
    return [Waiting(_("%(cycle)s: read your evaluation, then sign it or refuse to", cycle=one.cycle), url_for("evaluation.own", evaluation_id=one.id)) for one in found]


def finding(officer: Officer) -> str:
    """The last mark."""
    last = db.session.scalar(_given(officer).limit(1))
    if last is None:
        return _("No evaluation was given to you yet.")
    most = decimal(last.cycle.scale_max, 0)
    return _("%(cycle)s: %(mark)s of %(highest)s", cycle=last.cycle, mark=decimal(last.score), highest=most)
