"""Evaluation in the portal: a supervisor marks his people, an officer reads what was said of him."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from models import Evaluation, EvaluationCycle, EvaluationState, Officer, db
from rules import access
from rules.evaluation import WrongMarks
from rules.refused import N_, Refused
from services import evaluation as service
from services import guard, viewing
from services.wording import said

pages = Blueprint("evaluation", __name__)

# Beyond it no database counts; a longer number in an address is simply not there.
LARGEST = 2**31 - 1
SAVED_MEANWHILE = N_(
    "This evaluation was saved from another window after you opened this page. "
    "What you typed is below: check it and save again."
)


@dataclass
class Sheet:
    """The form as it is shown: what stands in each field and what is wrong with it."""

    marks: dict[int, str] = field(default_factory=dict)
    comment: str = ""
    version: str = ""
    wrong: dict[int, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def may_evaluate() -> bool:
    """Whether this account evaluates people."""
    return access.may(guard.actor(), "evaluation.create") and g.user.officer_id is not None


def require_evaluator() -> None:
    """To the sign-in for strangers, 403 for those who evaluate nobody."""
    if not g.user:
        abort(401)
    if not may_evaluate():
        abort(403)


@pages.get("/my/team/")
def team():
    """One's people, and how far the evaluation of each has come."""
    require_evaluator()
    cycle = service.current_cycle()
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    people = service.people_to_evaluate(cycle, by=guard.actor(), page=page) if cycle else None
    last = max(1, -(-people.total // service.PEOPLE_ON_A_PAGE)) if people else 1
    return render_template("portal/evaluation/team.html", cycle=cycle, team=people, page=page, last_page=last)


@pages.route(f"/my/team/<int(max={LARGEST}):officer_id>/", methods=["GET", "POST"])
def person(officer_id: int):
    """The evaluation of one of one's people: a form, or what was submitted."""
    require_evaluator()
    officer = db.get_or_404(Officer, officer_id)
    cycle = service.current_cycle() or abort(404)
    if request.method == "GET":
        viewing.open_file(officer, by=guard.actor())
        db.session.commit()
    try:
        evaluation = service.begin(cycle, officer, by=guard.actor())
    except Refused as refused:
        return closed(cycle, officer, refused)
    if request.method == "POST":
        return written(evaluation)
    return form(evaluation, stored(evaluation))


def closed(cycle: EvaluationCycle, officer: Officer, refused: Refused):
    """What may be read where nothing may be written."""
    evaluation = db.session.query(Evaluation).filter_by(cycle_id=cycle.id, officer_id=officer.id).one_or_none()
    if evaluation is None or evaluation.state != EvaluationState.SUBMITTED:
        raise refused
    if request.method == "POST":
        flash(said(refused), "error")
        return redirect(url_for("evaluation.person", officer_id=officer.id))
    return sheet_to_read(evaluation)


def written(evaluation: Evaluation):
    """Save what was typed; then ask whether to submit it, or submit it, by the button. Nothing typed is ever lost."""
    officer_id, sheet = evaluation.officer.id, typed(evaluation)
    if sheet.version != str(evaluation.version or ""):
        sheet.version, sheet.problems = str(evaluation.version or ""), [_(SAVED_MEANWHILE)]
        return form(evaluation, sheet)
    try:
        service.save(evaluation, sheet.marks, sheet.comment, by=guard.actor())
        db.session.commit()
    except WrongMarks as wrong:
        sheet.wrong = {key: said(refused) for key, refused in wrong.by_criterion.items()}
        return form(evaluation, sheet)
    except (IntegrityError, StaleDataError):
        return beaten(officer_id, sheet)
    if request.form.get("act") == "review":
        return render_template("portal/evaluation/review.html", evaluation=evaluation, sheet=stored(evaluation))
    if request.form.get("act") != "submit":
        flash(_("Draft saved."), "success")
        return redirect(url_for("evaluation.person", officer_id=officer_id))
    return submitted(evaluation, sheet)


def submitted(evaluation: Evaluation, sheet: Sheet):
    """Send it off; where that is refused the draft stays and the page says what is missing."""
    try:
        service.submit(evaluation, by=guard.actor())
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        sheet.version, sheet.problems = str(evaluation.version), [said(refused), _("Your draft is saved.")]
        return form(evaluation, sheet)
    flash(_("The evaluation of %(name)s is submitted.", name=evaluation.officer), "success")
    return redirect(url_for("evaluation.team"))


def beaten(officer_id: int, sheet: Sheet):
    """Another window saved at the same moment: show what was typed, on top of what is there now."""
    db.session.rollback()
    officer = db.get_or_404(Officer, officer_id)
    evaluation = service.begin(service.current_cycle() or abort(404), officer, by=guard.actor())
    sheet.version, sheet.problems = str(evaluation.version), [_(SAVED_MEANWHILE)]
    return form(evaluation, sheet)


def stored(evaluation: Evaluation) -> Sheet:
    """The form as the draft has it, decimals with the comma of the reader's language."""
    comma = "," if str(get_locale()) == "fr" else "."
    written_so = {key: f"{mark.normalize():f}".replace(".", comma) for key, mark in service.marks_of(evaluation).items()}
    return Sheet(written_so, evaluation.comment or "", str(evaluation.version or ""))


def typed(evaluation: Evaluation) -> Sheet:
    """The form as it was posted."""
    criteria = service.criteria_for(evaluation.cycle, evaluation.officer)
    marks = {criterion.id: request.form.get(f"mark-{criterion.id}", "")[:40] for criterion in criteria}
    return Sheet(marks, request.form.get("comment", ""), request.form.get("version", ""))


def form(evaluation: Evaluation, sheet: Sheet):
    """The form; 422 when something must be corrected."""
    # What is shown may belong to a draft that was never added: reading must not write it.
    with db.session.no_autoflush:
        criteria = service.criteria_for(evaluation.cycle, evaluation.officer)
        page = render_template("portal/evaluation/form.html", evaluation=evaluation, criteria=criteria, sheet=sheet)
    return page, 422 if sheet.wrong or sheet.problems else 200


def sheet_to_read(evaluation: Evaluation):
    """What was submitted, and how the mark came about."""
    numbers = {mark.cycle_criterion_id: mark.id for mark in evaluation.marks}
    parts = service.explanation(evaluation)
    return render_template("portal/evaluation/sheet.html", evaluation=evaluation, parts=parts, numbers=numbers)


@pages.get(f"/my/evaluations/<int(max={LARGEST}):evaluation_id>/")
def own(evaluation_id: int):
    """One's own submitted evaluation."""
    if not g.user:
        abort(401)
    evaluation = db.get_or_404(Evaluation, evaluation_id)
    if evaluation.officer_id != g.user.officer_id or evaluation.state != EvaluationState.SUBMITTED:
        abort(404)
    return sheet_to_read(evaluation)
