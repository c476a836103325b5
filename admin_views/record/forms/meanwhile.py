"""Two people at one record: what the other changed is taken over, and where both changed, one chooses."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from wtforms import Field, Form

from models import db

from . import opening, words


@dataclass(frozen=True)
class Dispute:
    """A field that both have changed."""

    name: str
    theirs: str
    mine: str
    chosen: str


@dataclass(frozen=True)
class Meanwhile:
    """What the page says to the second one: who did what, what was taken over, what must be chosen."""

    news: list[str]
    taken: list[str]
    disputes: dict[str, Dispute]
    opened: str


def merge(view, form: Form, record: db.Model, opened: opening.Opening) -> Meanwhile | None:
    """Bring together the stored record and what was typed; None when nothing stands against saving.

    The form then holds, field by field, what only the other changed, and else what was typed.
    """
    stored = view.stored_form(record)
    answers = {name: request.form.get(f"_keep-{name}", "") for name in opened.disputed if name in form}
    for name, answer in answers.items():
        if answer == "theirs":
            put(form, name, stored[name])
    unanswered = [name for name, answer in answers.items() if answer not in ("mine", "theirs") and differs(form, stored, name)]
    is_newer = record.version != opened.version
    if not (is_newer or unanswered):
        return None
    taken, disputed = take_over(form, stored, opened, answers) if is_newer else ([], [])
    disputed = [name for name in form._fields if name in {*disputed, *unanswered}]
    disputes = {name: dispute(form, stored, name, answers.get(name, "")) for name in disputed}
    now_opened = opening.opening_of(record, shown_only(stored, form), disputed).signed()
    news = words.changes_since(view, record, record.version - opened.version) if is_newer else []
    return Meanwhile(news, [words.named(form[name]) for name in taken], disputes, now_opened)


def take_over(form: Form, stored: Form, opened: opening.Opening, answers: dict[str, str]) -> tuple[list[str], list[str]]:
    """Take over what only the other changed. Returns the names of those fields, and of those which both changed."""
    taken, disputed = [], []
    for name in opening.comparable(form):
        theirs, mine = opening.as_text(stored[name]), opening.as_text(form[name])
        base = opened.marks.get(name)
        if base is None or opening.mark(theirs) == base or (theirs == mine and answers.get(name) != "theirs"):
            continue
        if opening.mark(mine) == base or answers.get(name) == "theirs":
            put(form, name, stored[name])
            taken.append(name)
        else:
            disputed.append(name)
    return taken, disputed


def differs(form: Form, stored: Form, name: str) -> bool:
    """Whether what was typed is something else than what is stored."""
    return opening.as_text(form[name]) != opening.as_text(stored[name])


def put(form: Form, name: str, stored: Field) -> None:
    """The stored value in the place of the typed one, as if it had been typed."""
    stored.raw_data = [stored._value()] if hasattr(stored, "_value") and stored.data is not None else [opening.as_text(stored)]
    if not stored.raw_data[0]:
        stored.raw_data = []
    form._fields[name] = stored
    setattr(form, name, stored)


def dispute(form: Form, stored: Form, name: str, answer: str) -> Dispute:
    """Both values of a field in words."""
    return Dispute(name, words.value(stored[name]), words.value(form[name]), answer)


def shown_only(stored: Form, form: Form) -> Form:
    """The stored values of the fields that the form has."""
    for name in [name for name in stored._fields if name not in form._fields]:
        del stored[name]
    return stored


def summary(meanwhile: Meanwhile) -> str:
    """The sentence of the message."""
    if meanwhile.disputes:
        return _("What you typed is kept below. Choose what must stay, then save again.")
    return _("What you typed is kept below. Check it, then save again.")
