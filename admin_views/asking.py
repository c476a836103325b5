"""A page that asks something before an act, and its way back: a refusal stands on the form, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, request
from flask_wtf import FlaskForm

from rules.refused import Refused
from web import keeping

from .acting import carried_out, on_top, tried


@dataclass(frozen=True)
class Question:
    """A form with its title, what stands above it as (label, value), the page to come back to, and what is said once it is done."""

    form: type[FlaskForm]
    title: str
    about: Sequence[tuple]
    page: str
    done: str

    def is_meant(self, form: FlaskForm) -> bool:
        """Whether what was typed may be acted upon; otherwise the form says what speaks against it."""
        return True

    def refuse(self, form: FlaskForm, refused: Refused) -> None:
        """Say on the form why it was refused."""
        on_top(form, refused)

    @property
    def units(self) -> dict[str, dict]:
        """What stands after the boxes, by the names of the fields."""
        return {}

    def sections(self, form: FlaskForm) -> list[tuple[str, list[str]]]:
        """The parts of the page: title, names of the fields, and perhaps a line of help."""
        return [(self.title, [name for name in form._fields if name != "csrf_token"])]


class Asking:
    """Beside RecordView: the page of a question, and acts without one."""

    def answered(self, asked: Question, act: Callable[[FlaskForm], object]):
        """The form at GET; at POST `act(form)` is done and committed."""
        form = asked.form(**keeping.typed_again())
        if request.method == "POST" and form.validate() and asked.is_meant(form):
            if tried(lambda: act(form), asked.page, lambda refused: asked.refuse(form, refused)):
                flash(asked.done, "success")
                return redirect(asked.page)
        return self.render("admin/asking.html", asked=asked, form=form, sections=asked.sections(form))

    def done(self, act: Callable[[], object], told: str, page: str):
        """An act without a form."""
        return carried_out(act, told, page)
