"""Forms with a scanned paper at the desk: a signature on paper, an appeal by letter, and the decision of the body that hears appeals."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import AppealVerdict, CycleCriterion
from rules.evaluation import LONGEST_MARK, LONGEST_TEXT, WrongMarks
from rules.refused import Refused
from services.evaluation import Given, Upload
from services.wording import said

from ..asking import Question
from ..record.converting import DocumentField

MARK, WHY = "mark-", "why-"


class SignatureForm(FlaskForm):
    """What the officer did on paper."""

    kind = SelectField(_l("On the paper"), choices=[("signed", _l("Signed")), ("refused", _l("Refused to sign"))])
    paper = DocumentField(_l("Signed paper"), is_required=True)

    @property
    def upload(self) -> Upload:
        """The scan as it was sent."""
        return uploaded(self.paper)


class LetterForm(FlaskForm):
    """An appeal that came as a letter."""

    reason = TextAreaField(_l("Why it is appealed"), [InputRequired(), Length(max=LONGEST_TEXT)], description=_l("In the officer's own words, as the letter has them."))


class DecisionForm(FlaskForm):
    """What the body decided; the marks that it changes stand after it (`with_marks`)."""

    verdict = SelectField(_l("Decision"), [InputRequired()])
    words = TextAreaField(_l("Reasons of the decision"), [InputRequired(), Length(max=LONGEST_TEXT)], description=_l("The officer reads them word for word."))
    minutes = DocumentField(_l("Minutes of the body"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.verdict.choices = [("", "–"), *((one.name, one.label) for one in AppealVerdict)]

    @property
    def decided(self) -> AppealVerdict:
        """The verdict that was chosen."""
        return AppealVerdict[self.verdict.data]

    @property
    def marks(self) -> dict[int, Given]:
        """The marks that the body changes, as typed, by the number of the criterion."""
        keys = [int(name.removeprefix(MARK)) for name, box in self._fields.items() if name.startswith(MARK) and (box.data or "").strip()]
        return {key: Given(self[f"{MARK}{key}"].data, self[f"{WHY}{key}"].data or "") for key in keys}

    @property
    def upload(self) -> Upload | None:
        """The scan as it was sent, if one was."""
        return uploaded(self.minutes) if self.minutes.checked else None


def with_marks(criteria: Sequence[CycleCriterion], counting: dict) -> type[DecisionForm]:
    """The form with a mark and its justification for each criterion."""
    boxes = {}
    for one in criteria:
        stands = f"{counting[one.id]:.2f}".replace(".", ",") if one.id in counting else "–"
        boxes[f"{MARK}{one.id}"] = StringField(str(one.criterion), [Optional(), Length(max=LONGEST_MARK)], description=_l("It counts now: %(mark)s. Empty: it stays.", mark=stands))
        boxes[f"{WHY}{one.id}"] = TextAreaField(_l("Justification: %(criterion)s", criterion=str(one.criterion)), [Optional(), Length(max=LONGEST_TEXT)])
    return type("DecisionForm", (DecisionForm,), boxes)


def uploaded(box: DocumentField) -> Upload:
    """What was sent in a box that was checked before."""
    box.data.stream.seek(0)
    return Upload(box.data.stream, box.data.filename or "")


class Decision(Question):
    """What the body decided: the marks that it changes stand apart, and what is wrong with one beside it."""

    def sections(self, form: FlaskForm) -> list[tuple[str, list[str]]]:
        """The decision, then the marks."""
        [(title, names)] = super().sections(form)
        marks = [name for name in names if name.startswith((MARK, WHY))]
        return [(title, [name for name in names if name not in marks]), (_("Marks that the body changes"), marks)]

    def refuse(self, form: FlaskForm, refused: Refused) -> None:
        """Beside each mark what is wrong with it, everything else on top."""
        super().refuse(form, refused)
        if isinstance(refused, WrongMarks):
            for key, one in refused.by_criterion.items():
                form[f"{MARK}{key}"].errors = [said(one)]
