"""Sending: once more the names and the marks, then one button. What is sent is what was shown."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from models import EvaluationPart, db, now
from rules.refused import Refused
from services import evaluation as service
from services import guard, submissions
from services.evaluation import Desk, Incomplete, TypedSince
from services.wording import said

from .door import pages, require_evaluator


@pages.get("/my/team/send")
def send():
    """What would be sent: the parts that the address names, or all that are complete."""
    require_evaluator()
    return page(chosen(request.args.getlist("part", type=int)))


@pages.post("/my/team/send")
def send_now():
    """Send what was shown, all or nothing."""
    require_evaluator()
    numbers = request.form.getlist("part", type=int)
    parts = own_parts(numbers) if numbers else abort(400)
    try:
        service.send_all(parts, by=guard.actor(), shown=request.form.get("shown", ""))
    except (Incomplete, TypedSince) as refused:
        db.session.rollback()
        return page(chosen(numbers), said(refused)), 409 if isinstance(refused, TypedSince) else 422
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "warning")
        return redirect(url_for(".team"))
    told = ngettext("The evaluation of %(num)s person is sent.", "The evaluations of %(num)s people are sent.", len(parts))
    submissions.led_to(url_for(".team"))
    db.session.commit()
    flash(told, "success")
    return redirect(url_for(".team"))


def chosen(numbers: Sequence[int]) -> list[Desk]:
    """The parts of these numbers, 404 where one is not one's own; without numbers all that are complete."""
    found = service.desks(own_parts(numbers), today=now().date(), by=guard.actor())
    return found if numbers else [one for one in found if one.state == "complete"]


def own_parts(numbers: Sequence[int]) -> list[EvaluationPart]:
    """Those of these numbers, 404 where one is not one's own; all without numbers."""
    found = service.my_parts(guard.actor(), numbers)
    return found if not numbers or len(found) == len(set(numbers)) else abort(404)


def page(ready: Sequence[Desk], problem: str = ""):
    """The names with their marks, and what stands in the way."""
    return render_template("portal/evaluation/send.html", desks=ready, shown=service.digest(ready), problem=problem)
