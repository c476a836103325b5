"""The fact log: a head notes facts about one of the people, officers read those about themselves, note their own and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import EvaluationFact, FactTone, Officer, db, now
from rules.evaluation import WrongFact
from rules.refused import Refused
from services import evaluation as service
from services import guard, notices, submissions, viewing
from services.wording import said

from ..home import own_record
from .door import LARGEST, pages

FIELDS = ("happened_on", "tone", "criterion_id", "words")
NUMBER = f"int(max={LARGEST})"


@dataclass
class Sheet:
    """What was typed and is shown again, with what is wrong; `fact_id` is the fact that is answered or withdrawn, if one is."""

    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    fact_id: int | None = None


@dataclass(frozen=True)
class Listed:
    """A page of facts under a heading; `name` is how its number is called in the address."""

    name: str
    heading: str
    facts: Sequence[EvaluationFact]
    page: int
    last_page: int


# --- of the people whom one leads or evaluates ---------------------------------------------------


@pages.route(f"/my/team/facts/<{NUMBER}:officer_id>/", methods=["GET", "POST"])
def facts(officer_id: int):
    """The facts noted about one of the people, and a form for one more. The person reads that it was opened."""
    officer = somebody(officer_id)
    if officer.id == guard.actor().officer_id:
        return redirect(url_for(".own_facts"))
    if request.method == "POST":
        return noted(officer)
    note_look(officer)
    return page(officer, Sheet())


@pages.post(f"/my/team/facts/<{NUMBER}:officer_id>/<{NUMBER}:fact_id>/withdraw")
def withdraw(officer_id: int, fact_id: int):
    """Take back a fact that one noted about somebody else."""
    officer = somebody(officer_id)
    return acted(officer, fact_of(officer, fact_id), service.withdraw_fact, _("The fact is withdrawn."))


def somebody(officer_id: int) -> Officer:
    """An officer about whom the one who is signed in may note facts, wherever he serves now; else 404."""
    if not g.user:
        abort(401)
    with guard.unscoped("about whom a fact is noted"):
        officer = db.session.get(Officer, officer_id)
    return officer if officer is not None and service.may_note(officer, guard.actor()) else abort(404)


def note_look(officer: Officer) -> None:
    """The officer reads that the page was opened; of an assigned evaluator, to whom no other door opens, as what."""
    if viewing.open_file(officer, by=guard.actor()) is viewing.Opening.ASKS:
        if not service.is_assigned(officer, guard.actor()):
            abort(404)  # no daily work: such a file is opened at the desk, where one says why
        viewing.state(officer, _("Evaluation that is assigned to me"), by=guard.actor())
    db.session.commit()


# --- one's own -----------------------------------------------------------------------------------


@pages.route("/my/evaluations/facts/", methods=["GET", "POST"])
def own_facts():
    """What was noted about oneself, to answer; and a form to note a fact oneself."""
    officer = own_record()
    if request.method == "POST":
        return noted(officer)
    if notices.mark_page_read(guard.actor(), url_for(".own_facts")):
        db.session.commit()
    return page(officer, Sheet())


@pages.post(f"/my/evaluations/facts/<{NUMBER}:fact_id>/reply")
def reply(fact_id: int):
    """Answer a fact that somebody noted about oneself."""
    officer = own_record()
    return acted(officer, fact_of(officer, fact_id), service.reply_to_fact, _("Your answer stands beside the fact."))


@pages.post(f"/my/evaluations/facts/<{NUMBER}:fact_id>/withdraw")
def withdraw_own(fact_id: int):
    """Take back a fact that one noted about oneself."""
    officer = own_record()
    return acted(officer, fact_of(officer, fact_id), service.withdraw_fact, _("The fact is withdrawn."))


# --- both ----------------------------------------------------------------------------------------


def fact_of(officer: Officer, fact_id: int) -> EvaluationFact:
    """A fact about this officer, as far as it may be read."""
    fact = db.get_or_404(EvaluationFact, fact_id)
    return fact if fact.officer_id == officer.id else abort(404)


def noted(officer: Officer):
    """Note what was typed; what is wrong is said beside its field, and nothing typed is lost."""
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        service.note_fact(officer, typed, by=guard.actor())
    except WrongFact as wrong:
        db.session.rollback()
        return page(officer, Sheet(typed, {name: said(one) for name, one in wrong.by_field.items()})), 422
    flash(_("The fact is noted."), "success")
    return kept(officer)


def acted(officer: Officer, fact: EvaluationFact, act: Callable, done: str):
    """Answer or withdraw, with the words that were typed; refused, they stay on the page with the reason."""
    words, name = request.form.get("words", ""), act.__name__
    try:
        act(fact, words, by=guard.actor())
    except Refused as refused:
        db.session.rollback()
        return page(officer, Sheet({name: words}, {name: said(refused)}, fact.id)), 422
    flash(done, "success")
    return kept(officer)


def kept(officer: Officer):
    """Keep it and come back to the list."""
    is_own = officer.id == guard.actor().officer_id
    address = url_for(".own_facts") if is_own else url_for(".facts", officer_id=officer.id)
    submissions.led_to(address)
    db.session.commit()
    return redirect(address)


def page(officer: Officer, sheet: Sheet) -> str:
    """The facts about somebody, and the form."""
    is_own = officer.id == guard.actor().officer_id
    others = listed(officer, "page", _("Noted by superiors and evaluators"), False)
    himself = listed(officer, "own", _("Noted by myself") if is_own else _("Noted by the person"), True)
    found = [*others.facts, *himself.facts]
    return render_template(
        "portal/evaluation/facts.html",
        officer=officer, is_own=is_own, sheet=sheet, lists=[others, himself], at={one.name: one.page for one in (others, himself) if one.page > 1},
        fixed=service.founded(found), sealed=service.sealed(found), tones=FactTone, today=now().date(),
        criteria=service.criteria_to_note(officer),
    )  # fmt: skip


def listed(officer: Officer, name: str, heading: str, is_own: bool) -> Listed:
    """The page of the list that the address asks for, or the nearest that there is."""
    last = service.last_page_about(officer, is_own=is_own)
    asked = min(max(request.args.get(name, 1, type=int), 1), last)
    return Listed(name, heading, service.facts_about(officer, is_own=is_own, page=asked), asked, last)
