"""Appeals against promotion lists: the letter, the effect shown before the answer, the answer with its reasons; and the figures."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import AppealOutcome, PromotionAppeal, PromotionCandidate, db
from rules.refused import Forbidden, Refused
from services import guard
from services.evaluation import Upload
from services.promotion import answering, appealing, reranking
from services.wording import said
from web import keeping

from ..acting import on_top, tried
from ..asking import Asking, Question
from ..base import RecordView
from ..record.converting import DocumentField
from ..record.files import opened
from ..record.lookup import as_number

# Of those who move so many are named; the others are counted.
MOST_NAMED = 200


class LetterForm(FlaskForm):
    """An appeal that came as a letter."""

    reason = TextAreaField(
        _l("Why it is appealed"), [InputRequired(), Length(max=answering.LONGEST)],
        description=_l("In the officer's own words, as the letter has them."),
    )  # fmt: skip
    letter = DocumentField(_l("Letter"), is_required=True)

    @property
    def upload(self) -> Upload | None:
        """The scan as it was sent."""
        if not self.letter.checked:
            return None
        self.letter.data.stream.seek(0)
        return Upload(self.letter.data.stream, self.letter.data.filename or "")


class AnswerForm(FlaskForm):
    """What is answered, with its reasons."""

    outcome = SelectField(_l("Decision"), [InputRequired()])
    words = TextAreaField(
        _l("Reasons of the decision"), [InputRequired(), Length(max=answering.LONGEST)],
        description=_l("The officer reads them word for word."),
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.outcome.choices = [("", "–"), *((one.name, one.label) for one in AppealOutcome)]

    @property
    def decided(self) -> AppealOutcome:
        """The outcome that was chosen."""
        return AppealOutcome[self.outcome.data]


class AppealView(Asking, RecordView):
    """What waits longest stands first; each is answered by somebody who has no part in it."""

    list_fields = ("officer", "round", "sent_at", "answer_by_on", "outcome", "answered_at")
    search_fields = ("officer.last_name", "officer.first_names", "officer.service_number")
    filter_fields = ("round.name", "outcome", "sent_at", "answer_by_on", "answered_at")
    is_creatable = is_editable = False
    column_default_sort = ("sent_at", True)
    list_template = "admin/promotion/appeals.html"
    details_template = "admin/promotion/appeal.html"
    verbs = {"by_letter": "edit", "answer": "approve", "letter": "view"}

    def render(self, template, **kwargs):
        """The list with its figures; the page of an appeal with what may be done."""
        if template == self.list_template:
            kwargs["figures"] = appealing.figures()
        if template == self.details_template:
            one = kwargs["model"]
            refused = answering.why_not_answer(one, guard.actor())
            is_told = refused is not None and one.outcome is None and self.may("approve")
            kwargs |= {"may_answer": refused is None, "why_not": said(refused) if is_told else "", "most_named": MOST_NAMED}
        return super().render(template, **kwargs)

    @expose("/by-letter/", methods=("GET", "POST"))
    def by_letter(self):
        """Record the letter of a candidate."""
        number = as_number(request.args.get("candidate", ""))
        candidate = db.session.get(PromotionCandidate, number) if number is not None else None
        round_, officer = (candidate.round, candidate.officer) if candidate is not None else abort(404)
        page = url_for("admin-promotion-candidate.details_view", id=candidate.id)
        refused = appealing.why_not_appeal(round_, officer, guard.actor())
        if isinstance(refused, Forbidden):
            raise refused
        if refused is not None:
            flash(said(refused), "error")
            return redirect(page)
        about = [(_("Officer"), officer), (_("Promotion round"), round_), (_("Place"), candidate.place)]
        done = _("The appeal is recorded. The officer and those who may answer it are told.")
        asked = Question(LetterForm, _("Record the appeal"), about, page, done)
        appeal = partial(appealing.appeal, round_, officer, by=guard.actor())
        return self.answered(asked, lambda form: appeal(form.reason.data, letter=form.upload))

    @expose("/answer/", methods=("GET", "POST"))
    def answer(self):
        """Who would move stands above the answer; upheld, exactly that happens."""
        one = self.get_one(request.args.get("id"))
        page, number = self.get_url(".details_view", id=one.id), one.id
        refused = answering.why_not_answer(one, guard.actor())
        if isinstance(refused, Forbidden):
            raise refused
        if refused is not None:
            flash(said(refused), "error")
            return redirect(page)
        form = AnswerForm(**keeping.typed_again())
        if request.method == "POST" and form.validate():
            seen = request.form.get("seen", "")
            do = partial(answering.answer, one, form.decided, form.words.data, by=guard.actor(), seen=seen)
            if tried(do, page, partial(on_top, form)):
                flash(_("The answer is recorded, and the officer is told."), "success")
                return redirect(page)
            one = self.get_one(number)
        effect, why_none = _foreseen(one)
        return self.render(
            "admin/promotion/answer.html", model=one, form=form, effect=effect, why_none=why_none, page=page, most_named=MOST_NAMED,
        )  # fmt: skip

    @expose("/letter/")
    def letter(self):
        """The letter as it was scanned."""
        one = self.get_one(request.args.get("id"))
        return opened(one, one.letter, str(one.id))


def _foreseen(one: PromotionAppeal) -> tuple[reranking.Anew | None, str]:
    """(what upholding would do, why it would do nothing)."""
    try:
        return answering.foreseen(one), ""
    except Refused as refused:
        return None, said(refused)
