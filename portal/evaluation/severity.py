"""How one marks oneself: what the estimate says year by year, and the talk about it with human resources."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Officer, db
from rules.refused import Refused
from services import guard, notices, submissions
from services.evaluation.fairness import severity as service
from services.wording import said

from .door import pages, require_evaluator


@pages.get("/my/team/severity/")
def severity():
    """What an evaluator reads about his own marking."""
    require_evaluator()
    if notices.mark_page_read(guard.actor(), url_for(".severity")):
        db.session.commit()
    return _page()


@pages.post("/my/team/severity/")
def answer_severity():
    """Answer human resources."""
    require_evaluator()
    words = request.form.get("words", "")
    try:
        service.talk(db.session.get(Officer, g.user.officer_id) or abort(404), words, by=guard.actor())
        submissions.led_to(url_for(".severity"))
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        return _page(said(refused), words), 422
    flash(_("Your answer is sent: human resources read it."), "success")
    return redirect(url_for(".severity"))


def _page(problem: str = "", words: str = "") -> str:
    own = g.user.officer_id
    return render_template(
        "portal/evaluation/severity.html", years=service.years_of(own), in_words=service.in_words, talks=service.talks_with(own),
        may_talk=service.may_talk(own, guard.actor()), problem=problem, words=words,
    )  # fmt: skip
