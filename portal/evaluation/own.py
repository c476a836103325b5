"""One's own evaluation: the interview that is announced, then what was said, to comment on, sign, refuse, and appeal against."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Evaluation, db
from rules.refused import Refused
from services import evaluation as service
from services import guard, notices, submissions
from services.wording import said

from . import sheet
from .door import LARGEST, pages

ADDRESS = f"/my/evaluations/<int(max={LARGEST}):evaluation_id>/"


@pages.get(ADDRESS)
def own(evaluation_id: int):
    """What was said of oneself; before that the day of the interview, and no more."""
    evaluation = own_evaluation(evaluation_id)
    if notices.mark_page_read(guard.actor(), url_for(".own", evaluation_id=evaluation_id)):
        db.session.commit()
    if not evaluation.state.is_shown:
        return render_template("portal/evaluation/ahead.html", evaluation=evaluation)
    return sheet.page(evaluation)


@pages.post(f"{ADDRESS}answer")
def answer(evaluation_id: int):
    """Sign, or refuse to, with a comment or without."""
    comment = request.form.get("comment", "")
    is_refusal = request.form.get("act") == "refuse"
    act, done = (service.refuse_to_sign, _("Your refusal is recorded.")) if is_refusal else (service.sign, _("Your evaluation is signed."))
    return done_or_told(shown(evaluation_id), lambda found: act(found, comment, by=guard.actor()), done, {"of": "comment", "comment": comment})


@pages.post(f"{ADDRESS}appeal")
def appeal(evaluation_id: int):
    """Bring it before the body that the campaign names."""
    reason = request.form.get("reason", "")
    typed = {"of": "reason", "reason": reason}
    return done_or_told(shown(evaluation_id), lambda found: service.appeal(found, reason, by=guard.actor()), _("Your appeal is sent."), typed)


def own_evaluation(evaluation_id: int) -> Evaluation:
    """The own evaluation of this number; anybody else's is not there."""
    if not g.user:
        abort(401)
    evaluation = db.get_or_404(Evaluation, evaluation_id)
    if g.user.officer_id is None or evaluation.officer_id != g.user.officer_id:
        abort(404)
    return evaluation


def shown(evaluation_id: int) -> Evaluation:
    """The own evaluation, once it was given to the officer."""
    evaluation = own_evaluation(evaluation_id)
    return evaluation if evaluation.state.is_shown else abort(404)


def done_or_told(evaluation: Evaluation, act: Callable[[Evaluation], object], done: str, typed: dict[str, str]):
    """Do it and show the evaluation; refused, what was typed stays on the page with the reason."""
    number = evaluation.id
    try:
        act(evaluation)
    except Refused as refused:
        db.session.rollback()
        return sheet.page(shown(number), problem=said(refused), **typed), 422
    submissions.led_to(url_for(".own", evaluation_id=number))
    db.session.commit()
    flash(done, "success")
    return redirect(url_for(".own", evaluation_id=number))
