"""What an officer without access does on paper, recorded at the desk: the signature, the appeal by letter, and the scan to open."""

from __future__ import annotations

from flask import request
from flask_admin import expose
from flask_babel import gettext as _

from models import Evaluation, EvaluationState
from rules.refused import Refused
from services import guard
from services import evaluation as service
from services.wording import said

from ..asking import Asking, Question
from ..record.files import opened
from .papers import LetterForm, SignatureForm


class OnPaper(Asking):
    """Routes beside RecordView of evaluations."""

    paper_verbs = {"sign_on_paper": "edit", "appeal_by_letter": "edit", "signed_paper": "view"}

    def may_record(self, evaluation: Evaluation) -> bool:
        """Whether the one who is signed in records the papers of this officer."""
        return service.why_not_on_paper(evaluation, guard.actor()) is None

    def bar_on_paper(self, evaluation: Evaluation) -> str | None:
        """Why who runs the campaign finds no button for a paper that the officer could hand in now."""
        who = guard.actor()
        if evaluation.state not in (EvaluationState.READING, EvaluationState.SIGNED) or not service.is_manager(who):
            return None
        bar = service.why_not_on_paper(evaluation, who)
        return said(bar) if bar else None

    def may_appeal(self, evaluation: Evaluation) -> bool:
        """Whether a letter of appeal can be recorded today."""
        return self.may_record(evaluation) and service.may_appeal(evaluation, guard.actor())

    @expose("/sign-on-paper/", methods=("GET", "POST"))
    def sign_on_paper(self):
        """Record the signed paper, or the one on which the refusal was noted."""
        one = self._recorded()
        asked = self._paper(one, SignatureForm, _("Record the signature on paper"), _("The signature on paper is recorded."))
        return self.answered(asked, lambda form: service.sign_on_paper(one, form.upload, by=guard.actor(), is_refused=form.kind.data == "refused"))

    @expose("/appeal-by-letter/", methods=("GET", "POST"))
    def appeal_by_letter(self):
        """Record an appeal that came as a letter."""
        one = self._recorded()
        asked = self._paper(one, LetterForm, _("Record an appeal by letter"), _("The appeal is recorded."))
        return self.answered(asked, lambda form: service.appeal(one, form.reason.data, by=guard.actor()))

    @expose("/signed-paper/")
    def signed_paper(self):
        """The scan of the signed paper."""
        one = self.get_one(request.args.get("id"))
        return opened(one, one.signed_paper, str(one.id))

    def _recorded(self) -> Evaluation:
        one = self.get_one(request.args.get("id"))
        bar: Refused | None = service.why_not_on_paper(one, guard.actor())
        if bar is not None:
            raise bar
        return one

    def _paper(self, one: Evaluation, form, title: str, done: str) -> Question:
        about = [(_("Officer"), one.officer), (_("Evaluation cycle"), one.cycle), (_("State"), one.state.label)]
        return Question(form, title, about, self.get_url(".details_view", id=one.id), done)
