"""An act of somebody at a page: done, committed, told in one line, and back to a page; a refusal is told and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request
from flask_wtf import FlaskForm

from models import db
from rules.refused import Forbidden, Refused
from services import guard, submissions
from services.wording import said

from .base import RecordView


def act(view: RecordView, service: Callable, done: str):
    """Let the service act on the record whose number was posted."""
    record = view.get_one(request.form.get("id"))
    return carried_out(lambda: service(record, by=guard.actor()), done, view.get_url(".details_view", id=record.id))


def carried_out(do: Callable[[], object], done: str, page: str):
    """Do it and come back to the page, where it is said that it was done, or why not."""
    if tried(do, page, lambda refused: flash(said(refused), "error")):
        flash(done, "success")
    return redirect(page)


def on_top(form: FlaskForm, refused: Refused) -> None:
    """Say above a form why it was refused."""
    form.form_errors.append(said(refused))


def tried(do: Callable[[], object], page: str, refuse: Callable[[Refused], None]) -> bool:
    """Do it; whether it was done. Otherwise nothing of it stays, and `refuse` says why not."""
    submissions.led_to(page)  # before the act: trying what the file takes frees the key of the form
    try:
        do()
        db.session.commit()
    except Forbidden:
        raise
    except Refused as refused:
        db.session.rollback()
        refuse(refused)
        return False
    return True
