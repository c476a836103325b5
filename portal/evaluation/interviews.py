"""The days of the interviews: of all one's people in one form."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, ngettext

from models import Evaluation, EvaluationCycle, PartState, db, now
from rules.evaluation import way
from rules.refused import Refused
from services import evaluation as service
from services import guard, submissions
from services.wording import said
from web import day as format_day

from .door import pages, require_evaluator


@pages.route("/my/team/interviews/", methods=["GET", "POST"])
def interviews():
    """A day for each, or one for all who have none yet; or why there is no interview."""
    require_evaluator()
    cycle = service.current_cycle()
    if cycle is None:
        return redirect(url_for(".team")) if request.method == "GET" else abort(404)
    found = service.my_interviews(cycle, by=guard.actor())
    return told(cycle, found) if request.method == "POST" else page(cycle, found)


def told(cycle: EvaluationCycle, found: Sequence[Evaluation]):
    """Announce what was typed, all or nothing; what is wrong stands beside its field."""
    days, reasons, wrong = read(found)
    if not wrong:
        try:
            number = announced(found, days, reasons)
        except Refused as refused:
            db.session.rollback()
            wrong = {"": said(refused)}
    if wrong:
        return page(cycle, service.my_interviews(cycle, by=guard.actor()), wrong), 422
    submissions.led_to(url_for(".interviews"))
    db.session.commit()
    flash(ngettext("%(num)s officer is told.", "%(num)s officers are told.", number) if number else _("Nothing was changed: nobody is told anew."), "success")
    return redirect(url_for(".interviews"))


def announced(found: Sequence[Evaluation], days: dict[int, dt.date], reasons: dict[int, str]) -> int:
    """How many officers were told of a day, or of there being none."""
    on, number = defaultdict(list), 0
    for evaluation in found:
        if evaluation.id in days:
            on[days[evaluation.id]].append(evaluation)
        elif reasons.get(evaluation.id, evaluation.not_interviewed) != evaluation.not_interviewed:
            service.no_interview(evaluation, reasons[evaluation.id], by=guard.actor())
            number += 1
    return number + sum(service.tell_interview(each, day, by=guard.actor()) for day, each in sorted(on.items()))


def read(found: Sequence[Evaluation]) -> tuple[dict[int, dt.date], dict[int, str], dict[str, str]]:
    """By evaluation the days that are not those announced, the reasons, and by field what is wrong."""
    days, reasons, wrong = {}, {}, {}
    for evaluation in found:
        name, (on, reason) = f"on-{evaluation.id}", _changed(evaluation)
        if reason and on:
            wrong[name] = _("Give a day or a reason, not both.")
        elif reason:
            reasons[evaluation.id] = reason
            wrong |= _no_reason(evaluation, reason)
        elif typed := on or _for_all(evaluation):
            try:
                if (day := way.parse_day(typed, today=now().date())) != evaluation.interview_on:
                    way.check_interview(day, today=now().date(), notice_days=evaluation.cycle.notice_days)
                    days[evaluation.id] = day
            except Refused as refused:
                wrong[name if on else "all"] = said(refused)
    return days, reasons, wrong


def _changed(evaluation: Evaluation) -> tuple[str, str]:
    """The day and the reason as typed, each empty where it stands as it stood: a new one takes the place of the other."""
    on, reason = (request.form.get(f"{name}-{evaluation.id}", "").strip() for name in ("on", "why"))
    stood = format_day(evaluation.interview_on) if evaluation.interview_on else ""
    return "" if on == stood else on, "" if reason == (evaluation.not_interviewed or "") else reason


def _for_all(evaluation: Evaluation) -> str:
    """The day for all who have none yet; empty for who has one, or a reason."""
    return "" if evaluation.interview_on or evaluation.not_interviewed else request.form.get("all", "").strip()


def _no_reason(evaluation: Evaluation, reason: str) -> dict[str, str]:
    """What is wrong with a reason, by its field; one that was kept before stands."""
    try:
        if reason != evaluation.not_interviewed:
            way.check_no_interview(reason)
    except Refused as refused:
        return {f"why-{evaluation.id}": said(refused)}
    return {}


def page(cycle: EvaluationCycle, found: Sequence[Evaluation], wrong: dict[str, str] | None = None) -> str:
    """The list of one's people with the day of each."""
    first = way.first_interview_day(now().date(), cycle.notice_days)
    own = guard.actor().officer_id
    others = [part.evaluation for part in service.my_parts(guard.actor()) if part.state is PartState.OPEN and part.evaluation.evaluator_id != own]
    return render_template(
        "portal/evaluation/interviews.html", cycle=cycle, found=found, others=others, first=first, wrong=wrong or {}, typed=request.form
    )
