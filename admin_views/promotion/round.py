"""A round at the clerks' door: where it stands, what comes next and by whom, and the list with its reasons."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _

from models import MarkBasis, PromotionRound, RoundState, db
from rules import promotion as rules
from rules.promotion import life
from rules.promotion.life import Act
from rules.refused import Refused
from services import audit, guard, promotion as service
from services.promotion import board, coming, steps
from services.promotion.terms_in_words import sentences_of_terms
from services.wording import said
from web import documents

from ..base import RecordView
from ..record.lookup import as_number
from . import cohorts, fairness, followed, sharing, simulation, wording
from .archive import ArchivePages
from .board import BoardPages
from .stepping import StepPages

# The address of an act on the page of a round: (its route, whether it asks something first).
ROUTES = {
    Act.FREEZE: ("freeze", True), Act.LIST: ("list_eligible", False), Act.RANK: ("rank", False), Act.DRAW: ("draw", True),
    Act.MINUTES: ("add_minutes", True), Act.EXAMINE: ("examined", False), Act.PUBLISH: ("publish", False), Act.SEAL: ("propose_seal", True),
}  # fmt: skip
BY_EDIT = ("terms", "freeze", "propose_seal", "list_eligible", "rank", "name_member", "dismiss", "close_vote", "abandon")
BY_VIEW = ("verify", "vote", "decide", "draw", "add_minutes", "minutes", "examined")
BY_APPROVAL = ("publish", "seal", "paper", "archive", "archive_asked", "archive_approved", "archive_file", "replace")


class RoundView(StepPages, BoardPages, ArchivePages, RecordView):
    """Where a round stands, what can be done next, and the list with its reasons."""

    list_fields = ("name", "agency", "rule", "reference_on", "places", "state")
    formatters = {"mark_basis": lambda _view, _context, one, _name: str(one.mark_basis.label) if one.basis_decided_at or one.ranked_at else _("Not decided yet: the board votes")}
    search_fields = ("name",)
    filter_fields = ("state", "reference_on", "agency.name")
    column_default_sort = ("reference_on", True)
    details_template = "admin/promotion/round.html"
    verbs = dict.fromkeys(BY_EDIT, "edit") | dict.fromkeys(BY_VIEW, "view") | dict.fromkeys(BY_APPROVAL, "approve")
    bulk_fields = ()
    form_sections = (
        ("", ("name", "agency", "rule", "reference_on", "places", "places_reason", "appeal_days", "answer_days")),
    )

    def may_change(self, record: PromotionRound) -> bool:
        """Until its criteria are frozen."""
        return super().may_change(record) and life.may(record.state, Act.CHANGE)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self):
        """A round is never changed once its criteria are frozen."""
        round_ = self.get_one(request.args.get("id"))
        if (refused := steps.why_not(round_, Act.CHANGE, guard.actor())) is not None:
            flash(said(refused), "error")
            return redirect(self.get_url(".details_view", id=round_.id))
        return super().edit_view()

    def on_model_change(self, form, model, is_created):
        """A new round takes the terms of its rule; what is frozen stays."""
        service.check_round(model)
        if not is_created:
            steps.entitle(model, Act.CHANGE, guard.actor())
        db.session.flush()
        service.noted(model, by=guard.actor(), is_new=is_created)

    def after_model_change(self, form, model, is_created):
        """What comes next, where it is not to be guessed."""
        if is_created:
            flash(_("Next: set the criteria, name the board, try what other terms would give, then have the criteria frozen."), "info")

    @expose("/verify/", methods=("POST",))
    def verify(self):
        """Compute the list again from its frozen inputs, and say what differs."""
        round_ = self.get_one(request.form.get("id"))
        try:
            differences = service.verify(round_)
        except Refused as refused:
            flash(said(refused), "error")
            return redirect(self.get_url(".details_view", id=round_.id))
        db.session.commit()
        return self.render("admin/promotion/verified.html", model=round_, differences=differences)

    @expose("/paper/", methods=("POST",))
    def paper(self):
        """The sealed list as a signed paper."""
        from services.promotion import printing  # what draws is loaded with the first paper

        round_ = self.get_one(request.form.get("id"))
        try:
            noted, write = printing.prepare(round_, by=guard.actor())
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
            return redirect(self.get_url(".details_view", id=round_.id))
        audit.note("export", record=round_, changes=noted)
        db.session.commit()
        return documents.written(write, "application/pdf", documents.file_name(round_, ".pdf"))

    def render(self, template, **kwargs):
        """The page of a round shows its list, a hundred at a time."""
        if template == self.details_template:
            round_ = kwargs["model"]
            kwargs |= self._standing(round_) | self._listing(round_) | self._voting(round_)
            kwargs |= simulation.part(round_) | cohorts.part(round_) | fairness.part(round_) | followed.of_round(round_)
        return super().render(template, **kwargs)

    def _standing(self, round_: PromotionRound) -> dict:
        """Where it stands, what comes next, the criteria, the board."""
        by = guard.actor()
        return {
            "stations": wording.stations(round_.state), "wording": wording, "coming": coming.coming(round_, by), "routes": ROUTES,
            "steps": steps.taken(round_), "opened": service.opened(round_) if round_.state is RoundState.PREPARED else None, "followers": service.followers(round_),
            "criteria": sentences_of_terms(rules.terms_from(round_.terms)), "sittings": board.sittings(round_),
            "may_set": steps.may(round_, Act.SET_TERMS, by), "may_abandon": steps.may(round_, Act.ABANDON, by),
            "is_final": round_.state in (RoundState.SEALED, RoundState.APPOINTED), "seal_digest": service.seal_digest(round_),
        }  # fmt: skip

    def _voting(self, round_: PromotionRound) -> dict:
        by = guard.actor()
        return {
            "votes": service.votes(round_), "bases": list(MarkBasis),
            "may_vote": service.may_vote(round_, by), "may_close": service.may_close(round_, by),
        }  # fmt: skip

    def _listing(self, round_: PromotionRound) -> dict:
        if round_.state in (RoundState.PREPARED, RoundState.FROZEN):
            return {"listing": None}
        shown = sharing.listing(round_, request.args.get("show", sharing.ABLE), as_number(request.args.get("page", 1)) or 1)
        decided = service.decisions(round_)
        return {
            "listing": shown, "line": sharing.last_admitted(round_), "decisions": decided, "decided_on": {one.officer_id: one for one in decided},
            "places_of": sharing.places_of(round_, [one.officer_id for one in decided]), "may_decide": self._may_decide(round_, len(decided)),
        }  # fmt: skip

    def _may_decide(self, round_: PromotionRound, taken: int) -> bool:
        return steps.may(round_, Act.OVERRIDE, guard.actor()) and taken < service.most_decisions(round_)
