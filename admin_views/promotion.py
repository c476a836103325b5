"""Promotion at the clerks' door: the rules in sentences, the rounds with their lists, each candidate's reasons."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import get_locale, gettext as _, lazy_gettext as _l
from sqlalchemy import func, select
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

import jobs
from models import MarkBasis, PromotionCandidate, PromotionRound, PromotionRule, RoundState, db
from rules import promotion as rules
from rules.refused import N_, Refused
from services import audit, guard, promotion as service
from services.wording import said
from web import documents

from .acting import act
from .base import RecordView
from .record.lookup import as_number

ON_A_PAGE = 100

CONDITIONS = {
    "min_years_in_rank": _l("Least years in the rank"),
    "min_years_in_corps": _l("Least years in the corps"),
    "min_years_of_service": _l("Least years of service"),
    "evaluations_required": _l("Evaluations required"),
    "years_without_second_degree_sanction": _l("Years without a second-degree sanction"),
    "seniority_full_at_years": _l("Years in the rank for all points of seniority"),
}
WEIGHTS = {
    "evaluation": _l("Weight of the evaluations"),
    "exam": _l("Weight of the examination"),
    "seniority": _l("Weight of seniority"),
    "training": _l("Weight of training and diplomas"),
    "posts": _l("Weight of posts of responsibility or hardship"),
    "distinctions": _l("Weight of distinctions"),
}


class RuleView(RecordView):
    """One number field for each condition and weight; a version that decided something is not changed."""

    list_fields = ("from_rank", "to_rank", "route", "starts_on", "ends_on", "is_assumed")
    filter_fields = ("from_rank.name", "to_rank.name", "route", "is_assumed")
    details_template = "admin/promotion/rule.html"
    NUMBERS = {f"condition_{key}": label for key, label in CONDITIONS.items()} | {
        f"weight_{key}": label for key, label in WEIGHTS.items()
    }
    form_sections = (
        (_l("The rule"), ("from_rank", "to_rank", "route", "starts_on", "ends_on", "legal_text", "is_assumed")),
        (_l("Conditions"), tuple(f"condition_{key}" for key in CONDITIONS), _l("Empty: not asked.")),
        (_l("Weights"), tuple(f"weight_{key}" for key in WEIGHTS), _l("Together they make 100.")),
    )

    def scaffold_form(self):
        """Numbers in place of the two structured columns."""
        self.form_columns = [name for name in self.form_columns if name not in ("conditions", "weights")]
        form = super().scaffold_form()
        for name, label in self.NUMBERS.items():
            setattr(form, name, IntegerField(label, [Optional(), NumberRange(0, rules.FULL_WEIGHT)]))
        return form

    def on_form_prefill(self, form, id):
        """The numbers as the record has them."""
        rule = self.get_one(id)
        for prefix, values in (("condition_", rule.conditions), ("weight_", rule.weights)):
            for key, value in values.items():
                if prefix + key in form:
                    form[prefix + key].data = value

    def on_model_change(self, form, model, is_created):
        """Put the numbers back; refuse what no list could be made with."""
        model.conditions = {"positions": "promotable"} | self._numbers(form, "condition_", CONDITIONS)
        model.weights = self._numbers(form, "weight_", WEIGHTS)
        service.check_rule(model)

    def _numbers(self, form, prefix: str, keys) -> dict[str, int]:
        return {key: form[prefix + key].data for key in keys if form[prefix + key].data is not None}

    def render(self, template, **kwargs):
        """The page of a version says how the points are shared today."""
        if template == self.details_template:
            kwargs |= sharing(kwargs["model"])
        return super().render(template, **kwargs)


class RoundView(RecordView):
    """Where a round stands, what can be done next, and the list with its reasons."""

    list_fields = ("name", "agency", "rule", "reference_on", "places", "state")
    formatters = {"mark_basis": lambda _view, _context, one, _name: str(one.mark_basis.label) if one.basis_decided_at or one.ranked_at else _("Not decided yet: the board votes")}
    search_fields = ("name",)
    filter_fields = ("state", "reference_on", "agency.name")
    column_default_sort = ("reference_on", True)
    details_template = "admin/promotion/round.html"
    verbs = {"rank": "edit", "seal": "approve", "verify": "view", "vote": "view", "close_vote": "edit", "paper": "approve"}

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self):
        """A round is never changed once it is sealed."""
        round_ = self.get_one(request.args.get("id"))
        if round_.state == RoundState.SEALED:
            flash(_("This list is sealed: nothing in it changes any more."), "error")
            return redirect(self.get_url(".details_view", id=round_.id))
        return super().edit_view()

    def on_model_change(self, form, model, is_created):
        """A list is that of its round: when the round changes, it must be ranked again."""
        if not is_created:
            service.check_round(model)

    @expose("/rank/", methods=("POST",))
    def rank(self):
        """Rank everybody of the source rank; a long list in the background."""
        round_ = self.get_one(request.form.get("id"))
        if round_.state != RoundState.SEALED and service.is_long(round_):
            return self._in_background(round_)
        return act(self, service.rank, _("The round is ranked. Every place below says why."))

    @expose("/seal/", methods=("POST",))
    def seal(self):
        """Make final the list that the page showed."""
        sealing = partial(service.seal, digest=request.form.get("digest", ""))
        return act(self, sealing, _("The list is sealed. Each candidate now sees his or her place and the reasons."))

    @expose("/vote/", methods=("POST",))
    def vote(self):
        """The vote of a member of the board on which marks count."""
        basis = next((one for one in MarkBasis if one.value == request.form.get("basis")), None) or abort(400)
        return act(self, lambda round_, *, by: service.vote(round_, basis, by=by), _("Your vote is recorded. All who see this round read it."))

    @expose("/close-vote/", methods=("POST",))
    def close_vote(self):
        """Record what the board decided."""
        return act(self, service.close_vote, _("The vote is closed. The next ranking counts by its result."))

    def _in_background(self, round_: PromotionRound):
        title = N_("Ranking of %(name)s")
        job = jobs.ask("rank", title, {"name": round_.name}, round=round_.id, language=str(get_locale()))
        db.session.commit()
        jobs.send(job)
        flash(_("So many candidates are ranked in the background. When it is done, open the round again."), "info")
        return redirect(url_for("admin-job.details_view", id=job.id))

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
            kwargs |= sharing(round_.rule) | self._listing(round_) | self._voting(round_)
        return super().render(template, **kwargs)

    def _voting(self, round_: PromotionRound) -> dict:
        by = guard.actor()
        return {
            "votes": service.votes(round_), "bases": list(MarkBasis),
            "may_vote": service.may_vote(round_, by), "may_close": service.may_close(round_, by),
        }  # fmt: skip

    def _listing(self, round_: PromotionRound) -> dict:
        if round_.state == RoundState.PREPARED:
            return {"counts": None}
        seal_digest = service.seal_digest(round_)  # before the lines: what is ranked in between is then refused
        own = PromotionCandidate.round_id == round_.id
        able = request.args.get("show") != "others"
        counted = select(PromotionCandidate.is_eligible, func.count()).where(own)
        counts = dict(db.session.execute(counted.group_by(PromotionCandidate.is_eligible)).tuples().all())
        last_page = max(1, -(-counts.get(able, 0) // ON_A_PAGE))
        page = min(max(as_number(request.args.get("page", 1)) or 1, 1), last_page)
        listed = select(PromotionCandidate).where(own, PromotionCandidate.is_eligible.is_(able))
        in_order = listed.order_by(PromotionCandidate.place, PromotionCandidate.officer_id)
        shown = db.session.scalars(in_order.limit(ON_A_PAGE).offset((page - 1) * ON_A_PAGE)).all()
        return {
            "seal_digest": seal_digest,
            "counts": {"able": counts.get(True, 0), "others": counts.get(False, 0)},
            "shows_able": able,
            "candidates": shown,
            "page": page,
            "last_page": last_page,
            "line": last_admitted(round_),
        }


class CandidateView(RecordView):
    """Everything that gave a candidate his place; written by ranking only."""

    list_fields = ("officer", "place", "score", "round", "is_eligible", "is_admitted")
    search_fields = ("officer.last_name", "officer.first_names", "officer.service_number")
    filter_fields = ("round.name", "place", "is_eligible", "is_admitted", "score")
    is_creatable = is_editable = False
    column_default_sort = ("place", False)
    details_template = "admin/promotion/candidate.html"

    def render(self, template, **kwargs):
        """The page of a candidate also shows the line that had to be reached."""
        if template == self.details_template:
            round_ = kwargs["model"].round or abort(404)
            kwargs |= sharing(round_.rule) | {"line": last_admitted(round_)}
        return super().render(template, **kwargs)


def last_admitted(round_: PromotionRound) -> PromotionCandidate | None:
    """The last candidate within the places."""
    admitted = select(PromotionCandidate).where(PromotionCandidate.round_id == round_.id, PromotionCandidate.is_admitted)
    return db.session.scalar(admitted.order_by(PromotionCandidate.place.desc()).limit(1))


def sharing(rule: PromotionRule) -> dict:
    """How many points each part can bring, and which parts nothing measures yet."""
    plain = rules.rule_from(rule.conditions, rule.weights)
    return {"shares": rules.shares(plain), "without_data": rules.without_data(plain)}


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [RoundView(PromotionRound), CandidateView(PromotionCandidate), RuleView(PromotionRule)]
