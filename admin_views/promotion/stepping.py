"""The steps of a round that human resources take: terms, freezing, lists, ranking, sealing, and leading a round aside."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import get_locale, gettext as _

import jobs
from models import PromotionRound, db
from rules.promotion.life import Act
from rules.refused import N_, Forbidden
from services import guard, promotion as service
from services.promotion import freezing, sealing, steps
from services.wording import said

from ..acting import act
from ..asking import Asking, Question
from .asked import ReasonForm, TermsQuestion, terms_of


class StepPages(Asking):
    """Beside RecordView."""

    @expose("/terms/", methods=("GET", "POST"))
    def terms(self):
        """The criteria and weights of the round, until they are frozen."""
        round_ = self._asked(Act.SET_TERMS)
        if not isinstance(round_, PromotionRound):
            return round_
        about = [(_("Promotion round"), round_), (_("Promotion rule"), round_.rule)]
        asked = TermsQuestion(terms_of(round_), _("Set the criteria"), about, self._page(round_), _("The criteria are kept. They can be changed until they are frozen."))
        return self.answered(asked, lambda typed: service.set_terms(round_, typed.typed, by=guard.actor()))

    @expose("/freeze/", methods=("GET", "POST"))
    def freeze(self):
        """Ask a second person to freeze the criteria."""
        return self._proposed(Act.FREEZE, _("Propose to freeze the criteria"), freezing.propose, freezing.lacking)

    @expose("/propose-seal/", methods=("GET", "POST"))
    def propose_seal(self):
        """Ask a second person to seal the list."""
        return self._proposed(Act.SEAL, _("Propose to seal the list"), sealing.propose, sealing.lacking)

    def _proposed(self, what: Act, title: str, propose, lacking):
        round_ = self._asked(what)
        if not isinstance(round_, PromotionRound):
            return round_
        for missing in lacking(round_):
            flash(_(missing), "error")
            return redirect(self._page(round_))
        about = [(_("Promotion round"), round_), (_("What happens"), _("Whoever may approve is told, reads everything, and confirms it or says no. You cannot do it yourself."))]
        asked = Question(ReasonForm, title, about, self._page(round_), _("It is proposed. As soon as a second person confirms it, the round moves on."))
        return self.answered(asked, lambda form: propose(round_, form.reason.data, by=guard.actor()))

    @expose("/list/", methods=("POST",))
    def list_eligible(self):
        """Publish the eligible list; a long one in the background."""
        return self._at_once_or_later(service.list_eligible, "list eligible", N_("Eligible list of %(name)s"), _("The eligible list is published: each sees his or her own conditions."))

    @expose("/rank/", methods=("POST",))
    def rank(self):
        """Rank everybody of the source rank; a long list in the background."""
        return self._at_once_or_later(service.rank, "rank", N_("Ranking of %(name)s"), _("The round is ranked. Every place below says why."))

    def _at_once_or_later(self, do, kind: str, title: str, done: str):
        round_ = self.get_one(request.form.get("id"))
        what = Act.RANK if kind == "rank" else Act.LIST
        if not steps.may(round_, what, guard.actor()) or not service.is_long(round_):
            return act(self, do, done)
        job = jobs.under_way(kind, round=round_.id) or jobs.ask(kind, title, {"name": round_.name}, round=round_.id, language=str(get_locale()))
        db.session.commit()
        jobs.send(job)
        flash(_("So many candidates are ranked in the background. When it is done, open the round again."), "info")
        return redirect(url_for("admin-job.details_view", id=job.id))

    @expose("/publish/", methods=("POST",))
    def publish(self):
        """Publish the provisional list."""
        return act(self, service.publish, _("The provisional list is published: each candidate sees his or her place and the reasons, and may appeal."))

    @expose("/seal/", methods=("POST",))
    def seal(self):
        """Make final the list that the page showed."""
        sealing_it = partial(service.seal, digest=request.form.get("digest", ""))
        return act(self, sealing_it, _("The list is sealed. Each candidate now sees his or her place and the reasons."))

    @expose("/abandon/", methods=("GET", "POST"))
    def abandon(self):
        """Give the round up."""
        round_ = self._asked(Act.ABANDON)
        if not isinstance(round_, PromotionRound):
            return round_
        about = [(_("Promotion round"), round_), (_("What happens"), _("The round stays to be read, with your reason. Nothing in it changes any more."))]
        asked = Question(ReasonForm, _("Abandon the round"), about, self._page(round_), _("The round is abandoned. It stays to be read."))
        return self.answered(asked, lambda form: service.abandon(round_, form.reason.data, by=guard.actor()))

    @expose("/replace/", methods=("GET", "POST"))
    def replace(self):
        """Give the round up for another one, whose criteria can be changed."""
        round_ = self._asked(Act.ABANDON)
        if not isinstance(round_, PromotionRound):
            return round_
        told = _("This round is abandoned and stays to be read. Another one begins with the same criteria and the same board; change what must change, and have it frozen anew.")
        asked = Question(ReasonForm, _("Replace by a new round"), [(_("Promotion round"), round_), (_("What happens"), told)], self.get_url(".index_view"), _("The new round is prepared: change its criteria, then have them frozen."))
        return self.answered(asked, lambda form: service.replace(round_, form.reason.data, by=guard.actor()))

    def _asked(self, what: Act):
        """The round, or the way back to its page where the act cannot be done, with the reason."""
        round_ = self.get_one(request.args.get("id") or request.form.get("id"))
        refused = steps.why_not(round_, what, guard.actor())
        if isinstance(refused, Forbidden):
            raise refused
        if refused is not None:
            flash(said(refused), "error")
            return redirect(self._page(round_))
        return round_

    def _page(self, round_: PromotionRound) -> str:
        return self.get_url(".details_view", id=round_.id)
