"""The forms with which human resources settle something: whom to name, and why. One page serves them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, request
from flask_admin.model.fields import AjaxSelectField
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from models import Officer, db
from rules.evaluation import LONGEST_REASON
from rules.refused import Forbidden, Refused
from services import evaluation as service, guard, submissions
from services.wording import said
from web import keeping

from ..record.lookup import Lookup

OFFICERS = Lookup("evaluation_officer", Officer)
READ_BY_ALL = _l("It stands in the steps of the evaluation: both levels and the officer read it.")


class ReasonForm(FlaskForm):
    """Why."""

    because = TextAreaField(_l("Reason"), [DataRequired(), Length(max=LONGEST_REASON)], description=READ_BY_ALL)


class NamingForm(ReasonForm):
    """Whom, and why."""

    officer = AjaxSelectField(OFFICERS, _l("Officer"), [InputRequired()])
    sure = BooleanField(_l("Name him or her all the same"))


@dataclass(frozen=True)
class Question:
    """A form with its title, what stands above it as (label, value), the page to come back to, and what is said once it is done.

    Where somebody is named, `officer` is who is evaluated: whoever has a lower rank than he is asked about once more.
    """

    form: type[FlaskForm]
    title: str
    about: Sequence[tuple]
    page: str
    done: str
    officer: Officer | None = None

    def doubt(self, form: FlaskForm) -> str | None:
        """What speaks against the one who is named, though it is not refused."""
        if self.officer is None:
            return None
        named, found = form.officer.data, []
        if service.is_below(named, self.officer):
            found.append(_("%(named)s (%(rank)s) has a lower rank than %(officer)s (%(other)s).", named=named, rank=named.rank, officer=self.officer, other=self.officer.rank))
        if not service.has_access(named):
            found.append(_("%(named)s has no access and could mark or answer nothing until a letter of first access is given out.", named=named))
        if not service.is_over(named, self.officer):
            found.append(_("%(named)s does not serve in the unit of %(officer)s nor in one above it: %(unit)s.", named=named, officer=self.officer, unit=named.unit or _("no unit")))
        return " ".join([*found, _("Name somebody else, or tick the box if this is meant.")]) if found else None


class Settling:
    """Beside RecordView: a form, the act, and back to a page; a refusal stands on the form and nothing typed is lost."""

    def settle(self, asked: Question, act: Callable[[FlaskForm], object]):
        """The form at GET; at POST `act(form)` is done and committed."""
        form = asked.form(**keeping.typed_again())
        is_typed = request.method == "POST" and form.validate()
        doubt = asked.doubt(form) if is_typed else None
        if doubt and not form.sure.data:
            form.form_errors.append(doubt)
        elif is_typed:
            submissions.led_to(asked.page)
            try:
                act(form)
                db.session.commit()
                flash(asked.done, "success")
                return redirect(asked.page)
            except Forbidden:
                raise
            except Refused as refused:
                db.session.rollback()
                form.form_errors.append(said(refused))
        if doubt is None and "sure" in form:
            del form.sure
        names = [name for name in ("officer", "because", "sure") if name in form]
        return self.render("admin/evaluation/settle.html", asked=asked, form=form, names=names)

    def done(self, act: Callable, told: str, page: str):
        """An act without a form."""
        submissions.led_to(page)
        try:
            act(guard.actor())
            db.session.commit()
            flash(told, "success")
        except Forbidden:
            raise
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
        return redirect(page)
