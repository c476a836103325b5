"""An evaluation to read and to print, for the officer and for those who had a part in it."""

from __future__ import annotations

from flask import abort, render_template
from flask_babel import gettext as _

from models import Evaluation, db
from services import evaluation as service
from services import guard, viewing
from services.evaluation.fairness import severity

from .anchors import levels, reached


def to_read(evaluation: Evaluation):
    """What was sent, what each level said, and how the mark came about: as far as the one who is signed in may read it."""
    note_look(evaluation)
    return page(evaluation)


def page(evaluation: Evaluation, **trouble: str) -> str:
    """The sheet; `trouble` is what was typed and refused: problem (words), of ("comment", "reason"), comment, reason."""
    who = guard.actor()
    is_own = who.officer_id == evaluation.officer_id
    return render_template(
        "portal/evaluation/sheet.html",
        sheet=service.sheet(evaluation),
        levels=levels,
        reached=reached,
        evaluation=evaluation,
        is_own=is_own,
        sign_until=service.sign_until(evaluation),
        may_appeal=is_own and service.may_appeal(evaluation, who),
        trouble=trouble,
        corrected=severity.corrected([evaluation]).get(evaluation.id),
    )


def note_look(evaluation: Evaluation) -> None:
    """The officer reads that it was opened; by whom he is evaluated, wherever he serves now, as that."""
    if evaluation.officer_id == guard.actor().officer_id:
        return
    with guard.unscoped("whose evaluation is opened"):
        officer = evaluation.officer
    if officer is None:
        abort(404)
    if viewing.open_file(officer, by=guard.actor()) is viewing.Opening.ASKS:
        viewing.state(officer, _("Evaluation that is assigned to me"), by=guard.actor())
    db.session.commit()
