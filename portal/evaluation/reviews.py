"""The second level: what waits for it, the page of each review with its draft, and several confirmed as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _, ngettext

from models import Evaluation, EvaluationState, PartState, db, now
from rules.evaluation import WrongMarks
from rules.refused import Refused
from services import evaluation as service
from services import guard, notices, submissions
from services.evaluation import Given
from services.wording import said
from web import moment

from . import sheet
from .anchors import levels
from .door import LARGEST, number_in, pages

ADDRESS = f"/my/reviews/<int(max={LARGEST}):evaluation_id>/"


@dataclass
class Typed:
    """What stands in the form, its version, and what is wrong with it, by criterion; `problem` is about no single one."""

    fields: dict[str, str] = field(default_factory=dict)
    version: str = ""
    wrong: dict[int, str] = field(default_factory=dict)
    problem: str = ""
    of: str = ""


@pages.get("/my/reviews/")
def reviews():
    """All that waits for the second level, on one page."""
    who = reviewer()
    if notices.mark_page_read(who, url_for(".reviews")):
        db.session.commit()
    return list_page(service.my_reviews(who))


@pages.post("/my/reviews/")
def confirm():
    """Give those that are ticked to their officers as the first level marked them: all, or none."""
    who = reviewer()
    chosen, begun = set(request.form.getlist("chosen")), service.begun_reviews(who)
    found = [one for one in service.my_reviews(who) if str(one.id) in chosen and one.id not in begun]
    if not found:
        flash(_("Tick those that you confirm as they are."), "warning")
        return redirect(url_for(".reviews"))
    try:
        for evaluation in sorted(found, key=lambda one: one.id):
            service.review(evaluation, {}, "", by=who)
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "error")
        return redirect(url_for(".reviews"))
    submissions.led_to(url_for(".reviews"))
    db.session.commit()
    flash(ngettext("%(num)s evaluation was given to the officer.", "%(num)s evaluations were given to their officers.", len(found)), "success")
    return redirect(url_for(".reviews"))


@pages.get(ADDRESS)
def review(evaluation_id: int):
    """What was sent, and the form of the second level; afterwards only to read."""
    evaluation = reviewed(evaluation_id)
    sheet.note_look(evaluation)
    return page(evaluation)


@pages.post(ADDRESS)
def save(evaluation_id: int):
    """Keep the draft; or finish, where that button was pressed, and go on with the next."""
    evaluation, who = reviewed(evaluation_id), guard.actor()
    try:
        if request.form.get("act") == "finish":
            return finished(evaluation)
        service.save_review(evaluation, typed_now(), by=who)
    except Refused as refused:
        db.session.rollback()
        return refused_page(evaluation_id, refused), 422
    submissions.led_to(url_for(".review", evaluation_id=evaluation_id))
    db.session.commit()
    flash(_("Draft saved."), "success")
    return redirect(url_for(".review", evaluation_id=evaluation_id))


def finished(evaluation: Evaluation):
    """Give it to the officer, and open the next that waits."""
    fields = typed_now()
    service.review(evaluation, marks_of(fields), fields.get("comment", ""), by=guard.actor())
    waiting = service.my_reviews(guard.actor())
    target = url_for(".review", evaluation_id=waiting[0].id) if waiting else url_for(".reviews")
    submissions.led_to(target)
    db.session.commit()
    flash(_("The evaluation is with the officer now."), "success")
    return redirect(target)


def refused_page(evaluation_id: int, refused: Refused) -> str:
    """The form with what is wrong beside each mark, after the rollback; what was typed is kept all the same."""
    evaluation, fields = reviewed(evaluation_id), typed_now()
    if evaluation.state is not EvaluationState.REVIEWING:
        flash(said(refused), "warning")
        return page(evaluation)
    version = service.save_review(evaluation, fields, by=guard.actor())
    db.session.commit()
    wrong = {key: said(one) for key, one in refused.by_criterion.items()} if isinstance(refused, WrongMarks) else {}
    return page(reviewed(evaluation_id), Typed(fields, version, wrong, said(refused)))


@pages.post(f"{ADDRESS}draft")
def draft_review(evaluation_id: int):
    """What is being typed, saved by the page itself."""
    evaluation = reviewed(evaluation_id)
    try:
        version = service.save_review(evaluation, typed_now(), by=guard.actor())
    except Refused as refused:
        db.session.rollback()
        return jsonify(text=said(refused)), 409
    db.session.commit()
    clock = moment(now()).partition(" ")[2]
    return jsonify(text=_("Saved at %(time)s", time=clock), version=version, draft=url_for(".draft_review", evaluation_id=evaluation_id))


@pages.post(f"{ADDRESS}ask-back")
def ask_back(evaluation_id: int):
    """Let an evaluator look at his part again."""
    evaluation, words = reviewed(evaluation_id), request.form.get("words", "")
    number = request.form.get("part", "")
    part = next((one for one in evaluation.parts if str(one.id) == number), None) or abort(404)
    try:
        service.ask_back(part, words, by=guard.actor())
    except Refused as refused:
        db.session.rollback()
        evaluation = reviewed(evaluation_id)
        return page(evaluation, kept(evaluation, said(refused), "words")), 422
    submissions.led_to(url_for(".reviews"))
    db.session.commit()
    flash(_("The evaluator is asked to look at it again, and told."), "success")
    return redirect(url_for(".reviews"))


# --- what the pages show --------------------------------------------------------------------------


def reviewer():
    """Who is signed in as an officer; a stranger goes to the sign-in, an account without an officer reviews nothing."""
    if not g.user:
        abort(401)
    if g.user.officer_id is None:
        abort(403)
    return guard.actor()


def reviewed(evaluation_id: int) -> Evaluation:
    """An evaluation of which one is the second level; any other is not there."""
    who = reviewer()
    evaluation = db.get_or_404(Evaluation, evaluation_id)
    return evaluation if evaluation.reviewer_id == who.officer_id else abort(404)


def typed_now() -> dict[str, str]:
    """The fields of the form as they were sent."""
    return {name: text for name, text in request.form.items() if name.startswith(("mark-", "why-")) or name == "comment"}


def marks_of(fields: dict[str, str]) -> dict[int, Given]:
    """The marks of the second level, by the number of the criterion."""
    typed = [name.removeprefix("mark-") for name, text in fields.items() if name.startswith("mark-") and text.strip()]
    return {key: Given(fields[f"mark-{key}"], fields.get(f"why-{key}", "")) for number in typed if (key := number_in(number)) is not None}


def kept(evaluation: Evaluation, problem: str = "", of: str = "") -> Typed:
    """The form as it was kept."""
    fields, version = service.typed_review(evaluation, by=guard.actor())
    return Typed(fields, version, problem=problem, of=of)


def list_page(waiting) -> str:
    """The list, with what is worth a look: the mark of the first level, the lowest and the highest mark in it."""
    begun = service.begun_reviews(guard.actor())
    given = service.first_level(waiting)
    shown = [(one, given.get(one.id), one.id in begun) for one in waiting]
    return render_template("portal/evaluation/reviews.html", shown=shown, cycle=service.current_cycle())


def page(evaluation: Evaluation, typed: Typed | None = None) -> str:
    """The form where the review is open, else the sheet to read."""
    if evaluation.state is not EvaluationState.REVIEWING:
        return sheet.page(evaluation)
    waiting = [one.id for one in service.my_reviews(guard.actor())]
    place = waiting.index(evaluation.id) if evaluation.id in waiting else 0
    told = service.sheet(evaluation)
    return render_template(
        "portal/evaluation/review.html",
        evaluation=evaluation,
        levels=levels,
        sheet=told,
        back=[part for part in told.parts if part.state is PartState.SENT],
        typed=typed or kept(evaluation),
        place=place + 1,
        number=len(waiting),
        after=waiting[place + 1] if place + 1 < len(waiting) else None,
    )
