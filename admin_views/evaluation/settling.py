"""The forms with which human resources settle something: whom to name, and why."""

from __future__ import annotations

from dataclasses import dataclass

from flask_admin.model.fields import AjaxSelectField
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from models import Officer
from rules.evaluation import LONGEST_REASON
from services import evaluation as service

from ..asking import Question
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
    doubt: str | None = None  # what speaks against it


@dataclass(frozen=True)
class Naming(Question):
    """Whom to name in an evaluation of this officer: against whom something speaks is asked about once more."""

    officer: Officer

    def is_meant(self, form: NamingForm) -> bool:
        """Whether nothing speaks against the one who is named, or the box says that it is meant."""
        form.doubt = self._doubt(form.officer.data)
        if form.doubt and not form.sure.data:
            form.form_errors.append(form.doubt)
        return form.doubt is None or form.sure.data

    def sections(self, form: NamingForm) -> list[tuple[str, list[str]]]:
        """The box stands there only where something speaks against it."""
        if form.doubt is None:
            del form.sure
        return [(self.title, [name for name in ("officer", "because", "sure") if name in form])]

    def _doubt(self, named: Officer) -> str | None:
        """What speaks against the one who is named, though it is not refused."""
        found = []
        if service.is_below(named, self.officer):
            found.append(_("%(named)s (%(rank)s) has a lower rank than %(officer)s (%(other)s).", named=named, rank=named.rank, officer=self.officer, other=self.officer.rank))
        if not service.has_access(named):
            found.append(_("%(named)s has no access and could mark or answer nothing until a letter of first access is given out.", named=named))
        if not service.is_over(named, self.officer):
            found.append(_("%(named)s does not serve in the unit of %(officer)s nor in one above it: %(unit)s.", named=named, officer=self.officer, unit=named.unit or _("no unit")))
        return " ".join([*found, _("Name somebody else, or tick the box if this is meant.")]) if found else None
