"""The board at its desk: who sits on it, its vote on the marks, its decisions, the draw, the minutes, and the end of its examination."""

from __future__ import annotations

from flask import abort, redirect, request
from flask_admin import expose
from flask_babel import gettext as _

from models import BoardFunction, MarkBasis, Override, PromotionCandidate, PromotionRound, User, db
from rules.promotion.life import Act
from services import guard, promotion as service

from ..acting import act
from ..asking import Question
from ..evaluation.papers import uploaded
from ..record.files import opened
from ..record.lookup import as_number
from .asked import DecisionForm, DrawForm, MinutesForm, member_form


class BoardPages:
    """Beside StepPages."""

    @expose("/name-member/", methods=("GET", "POST"))
    def name_member(self):
        """Put somebody on the board."""
        round_ = self._asked(Act.SET_BOARD)
        if not isinstance(round_, PromotionRound):
            return round_
        bars = _("No candidate, nobody whose own rank is below the one that is given. Who has family among the candidates does not decide on them.")
        asked = Question(member_form(round_), _("Name a member"), [(_("Promotion round"), round_), (_("Who cannot sit"), bars)], self._page(round_), _("The member is named."))
        return self.answered(asked, lambda form: self._name(round_, form))

    def _name(self, round_: PromotionRound, form) -> None:
        with guard.unscoped("who is named on a board"):
            user = db.session.get(User, form.member.data) or abort(404)
        service.name(round_, user, BoardFunction[form.function.data], by=guard.actor())

    @expose("/dismiss/", methods=("POST",))
    def dismiss(self):
        """Take somebody off the board again."""
        number = as_number(request.form.get("member", "")) or 0
        return act(self, lambda round_, *, by: service.dismiss(round_, number, by=by), _("The member is dismissed."))

    @expose("/vote/", methods=("POST",))
    def vote(self):
        """The vote of a member of the board on which marks count."""
        basis = next((one for one in MarkBasis if one.value == request.form.get("basis")), None) or abort(400)
        return act(self, lambda round_, *, by: service.vote(round_, basis, by=by), _("Your vote is recorded. All who see this round read it."))

    @expose("/close-vote/", methods=("POST",))
    def close_vote(self):
        """Record what the board decided."""
        return act(self, service.close_vote, _("The vote is closed. The next ranking counts by its result."))

    @expose("/decide/", methods=("GET", "POST"))
    def decide(self):
        """A decision of the board on one candidate, against the order."""
        round_ = self._asked(Act.OVERRIDE)
        if not isinstance(round_, PromotionRound):
            return round_
        candidate = self._candidate(round_)
        if candidate is None:
            return redirect(f"{self._page(round_)}#list")
        about = [
            (_("Promotion round"), round_), (_("Officer"), candidate.dossier["name"]), (_("Computed place"), candidate.place),
            (_("Within the places"), _("yes") if candidate.is_admitted else _("no")),
        ]  # fmt: skip
        asked = Question(DecisionForm, _("Record the decision of the board"), about, self._page(round_), _("The decision is recorded. The computed place stays beside it."))
        return self.answered(asked, lambda form: self._decide(round_, candidate.officer_id, form))

    def _candidate(self, round_: PromotionRound) -> PromotionCandidate | None:
        number = as_number(request.args.get("candidate", ""))
        found = db.session.get(PromotionCandidate, number) if number is not None else None
        return found if found is not None and found.round_id == round_.id else None

    def _decide(self, round_: PromotionRound, officer_id: int, form: DecisionForm) -> None:
        votes = (form.votes_for.data, form.votes_against.data)
        service.decide(round_, officer_id, Override[form.kind.data], form.reason.data, votes, by=guard.actor())

    @expose("/draw/", methods=("GET", "POST"))
    def draw(self):
        """Record the number drawn in public."""
        round_ = self._asked(Act.DRAW)
        if not isinstance(round_, PromotionRound):
            return round_
        told = _("The number orders those whom nothing else tells apart. It is recorded once and is never drawn again.")
        about = [(_("Promotion round"), round_), (_("Candidates whom only a draw tells apart"), service.undecided(round_)), (_("What happens"), told)]
        asked = Question(DrawForm, _("Record the draw"), about, self._page(round_), _("The number is recorded, and the tied are ordered by it."))
        return self.answered(asked, lambda form: service.draw(round_, form.seed.data, form.words.data, by=guard.actor()))

    @expose("/add-minutes/", methods=("GET", "POST"))
    def add_minutes(self):
        """Keep the scan of the minutes."""
        round_ = self._asked(Act.MINUTES)
        if not isinstance(round_, PromotionRound):
            return round_
        asked = Question(MinutesForm, _("Add the minutes"), [(_("Promotion round"), round_)], self._page(round_), _("The minutes are kept."))
        return self.answered(asked, lambda form: service.record_minutes(round_, uploaded(form.minutes), by=guard.actor()))

    @expose("/minutes/")
    def minutes(self):
        """The scan of the minutes."""
        round_ = self.get_one(request.args.get("id"))
        return opened(round_, round_.minutes, str(round_.id))

    @expose("/examined/", methods=("POST",))
    def examined(self):
        """Close the examination."""
        return act(self, service.close_examination, _("The examination is closed. The provisional list can be published."))
