"""One request: its pieces and the sending while it is a draft; then where it is, who has it and until when."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import CorrectionRequest, CorrectionState, db
from rules import correction as rules
from rules.refused import Refused
from services import correction, guard, notices, submissions
from services.wording import said

from .asking import twice_at_most, version_of
from .own import NUMBER, own_request, page_of_record, pages
from .pieces import add_chosen


@pages.route(f"/<{NUMBER}:request_id>/", methods=["GET", "POST"])
def one(request_id: int):
    """A request. What is posted adds a piece, and sends the request where that button was pressed."""
    found = own_request(request_id)
    if request.method == "GET":
        if notices.mark_page_read(guard.actor(), url_for(".one", request_id=request_id)):
            db.session.commit()
        return page(found)
    submissions.led_to(url_for(".one", request_id=request_id))
    try:
        is_added = twice_at_most(lambda: added(request_id))
        if request.form.get("act") == "send":
            return done(request_id, lambda found: correction.send(found, by=guard.actor()), _("Your request is sent."))
    except Refused as refused:
        db.session.rollback()
        return page(own_request(request_id), problem=said(refused), of=getattr(refused, "of", "")), 422
    if is_added:
        flash(_("The piece is added."), "success")
    return redirect(url_for(".one", request_id=request_id))


def added(request_id: int) -> bool:
    """Keep the chosen piece at once: where the sending is then refused, nobody has to take the photo again."""
    is_added = add_chosen(own_request(request_id), must=request.form.get("act") != "send")
    db.session.commit()
    return is_added


@pages.post(f"/<{NUMBER}:request_id>/withdraw")
def withdraw(request_id: int):
    """Take a request back that is not decided, or the appeal of one that is."""
    is_appeal = own_request(request_id).appealed_at is not None
    told = _("Your appeal is withdrawn: the first decision stands.") if is_appeal else _("Your request is withdrawn.")
    return done(request_id, lambda found: correction.withdraw(found, by=guard.actor()), told)


@pages.post(f"/<{NUMBER}:request_id>/answer")
def answer(request_id: int):
    """Say in words why a piece that is asked for cannot be given, or what it would show."""
    words = request.form.get("words", "")
    try:
        return done(request_id, lambda found: correction.answer_in_words(found, words, by=guard.actor()), _("Your answer is sent."))
    except Refused as refused:
        db.session.rollback()
        return page(own_request(request_id), problem=said(refused), of="answer", words=words), 422


@pages.post(f"/<{NUMBER}:request_id>/appeal")
def appeal(request_id: int):
    """Ask somebody else to decide once more."""
    reason = request.form.get("reason", "")
    try:
        return done(request_id, lambda found: correction.appeal(found, reason, by=guard.actor()), _("Your appeal is sent."))
    except Refused as refused:
        db.session.rollback()
        return page(own_request(request_id), problem=said(refused), of="appeal", reason=reason), 422


@pages.post(f"/<{NUMBER}:request_id>/discard")
def discard(request_id: int):
    """Throw a draft away."""
    correction.discard(own_request(request_id), by=guard.actor())
    submissions.led_to(url_for(".list_own"))
    db.session.commit()
    flash(_("The draft is thrown away."), "success")
    return redirect(url_for(".list_own"))


def done(request_id: int, act, told: str):
    """Do it, say it, and show the request."""
    act(own_request(request_id))
    submissions.led_to(url_for(".one", request_id=request_id))
    db.session.commit()
    flash(told, "success")
    return redirect(url_for(".one", request_id=request_id))


def page(found: CorrectionRequest, **trouble: str) -> str:
    """A request to be completed and sent, or to be followed."""
    template = "draft" if found.state == CorrectionState.DRAFT else "followed"
    outcome = correction.outcome(found)
    may_appeal = correction.may_appeal(found, guard.actor())
    return render_template(
        f"portal/correction/{template}.html",
        found=found,
        situation=correction.situation(found),
        story=correction.story(found),
        outcome=outcome,
        record_url=page_of_record(outcome.record) if outcome else "",
        asked_for=correction.asked_for(found),
        takes_piece=correction.takes_piece(found),
        most_pieces=rules.MOST_PIECES,
        appeal_until=rules.may_appeal_until(found.closed_at.date()) if may_appeal else None,
        days=found.officer.home_agency.correction_days,
        version=version_of(found),
        trouble=trouble,
    )
