"""An act on a record, such as sealing a round: done, told in one line, and back to the page of the record."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request

from models import db
from rules.refused import Refused
from services import guard, submissions
from services.wording import said

from .base import RecordView


def act(view: RecordView, service: Callable, done: str):
    """Let the service act on the record whose number was posted; a refusal is told and changes nothing."""
    record = view.get_one(request.form.get("id"))
    page = view.get_url(".details_view", id=record.id)
    try:
        service(record, by=guard.actor())
        submissions.led_to(page)
        db.session.commit()
        flash(done, "success")
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "error")
    return redirect(page)
