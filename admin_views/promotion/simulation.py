"""Trying other terms before the criteria of a round are frozen: the form, and what came of it side by side with the round as it stands."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import get_locale, gettext as _, lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

import jobs
from models import PromotionRound, Simulation, db
from rules.promotion import life
from rules.promotion.life import Act
from rules.refused import N_, Forbidden, Refused
from services import guard, promotion as service, submissions
from services.promotion import simulated, simulating, steps
from services.wording import said
from web import keeping

from ..acting import carried_out, on_top
from ..base import RecordView
from ..record.converting import DayField
from ..record.lookup import as_number
from . import terms_form
from .terms_form import SECTIONS, UNITS, TermsForm

MOST_LISTED = 100
KIND = "simulate"


class TrialForm(TermsForm):
    """The terms, and what a round says of itself besides."""

    places = IntegerField(_l("Places to fill"), [InputRequired(), NumberRange(0, simulating.MOST_PLACES)])
    reference_on = DayField(_l("Date of reference"), [InputRequired()])


class SimulationView(RecordView):
    """Every try of every round that one sees; made from the page of a round, and never changed."""

    list_fields = ("round", "at", "reference_on", "places")
    search_fields = ("round.name",)
    filter_fields = ("round.name", "at")
    column_default_sort = ("at", True)
    is_creatable = is_editable = False
    details_template = "admin/promotion/simulation.html"
    verbs = {"attempt": "edit", "adopt": "edit"}

    def is_visible(self) -> bool:
        """One comes here from a round."""
        return False

    @expose("/try/", methods=("GET", "POST"))
    def attempt(self):
        """The terms of the round, to be changed and tried; below them what was tried before, by whomever."""
        round_ = self._round()
        form = TrialForm(**self._typed(round_))
        if request.method == "POST" and form.validate():
            try:
                return self._tried(round_, form)
            except Forbidden:
                raise
            except Refused as refused:
                db.session.rollback()
                on_top(form, refused)
        why_not = steps.why_not(round_, Act.SIMULATE, guard.actor())
        if isinstance(why_not, Forbidden):
            raise why_not
        own = ((_("Tried with"), ("places", "reference_on")),)
        earlier = simulating.simulations(round_, MOST_LISTED)
        return self.render(
            "admin/promotion/try.html", round=round_, form=form, sections=(*own, *SECTIONS), units=UNITS,
            why_not=why_not and said(why_not), earlier=earlier,
        )  # fmt: skip

    @expose("/adopt/", methods=("POST",))
    def adopt(self):
        """Give the round what was tried."""
        made = self.get_one(request.form.get("id"))
        page = url_for("admin-promotion-round.details_view", id=made.round_id)
        return carried_out(lambda: simulating.adopt(made, by=guard.actor()), _("The round now has these terms."), page)

    def _round(self) -> PromotionRound:
        number = as_number(request.args.get("round", ""))
        found = db.session.get(PromotionRound, number) if number is not None else None
        return found or abort(404)

    def _typed(self, round_: PromotionRound) -> dict:
        """The round as it stands, or what comes back to the page."""
        known = terms_form.values_of(round_.terms) | {"places": round_.places, "reference_on": round_.reference_on}
        return {"data": known} | keeping.typed_again()

    def _tried(self, round_: PromotionRound, form: TrialForm):
        """Try it now, or in the background where many people are ranked; then lead to what came of it."""
        tried = simulating.trial(form.typed, form.places.data, form.reference_on.data, round_)
        if service.is_long(round_):
            return self._in_background(round_, form)
        made = simulating.simulate(round_, tried, by=guard.actor())
        page = self.get_url(".details_view", id=made.id)
        submissions.led_to(page)
        db.session.commit()
        return redirect(page)

    def _in_background(self, round_: PromotionRound, form: TrialForm):
        steps.entitle(round_, Act.SIMULATE, guard.actor())
        life.step(round_.state, Act.SIMULATE)
        asked = {"round": round_.id, "terms": form.typed, "places": form.places.data, "reference_on": form.reference_on.data.isoformat()}
        job = jobs.ask(KIND, N_("Simulation of %(name)s"), {"name": round_.name}, **asked, language=str(get_locale()))
        page = url_for("admin-job.details_view", id=job.id)
        submissions.led_to(page)
        db.session.commit()
        jobs.send(job)
        flash(_("So many candidates are ranked in the background. When it is done, you find the simulation here and on the page of the round."), "info")
        return redirect(page)

    def render(self, template, **kwargs):
        """The page of a simulation holds both lists side by side."""
        if template == self.details_template:
            kwargs |= _side_by_side(kwargs["model"])
        return super().render(template, **kwargs)


def _side_by_side(simulation: Simulation) -> dict:
    round_, by = simulation.round or abort(404), guard.actor()
    result, names = simulation.result, simulated.may_read_names(round_, by)
    return {
        "round": round_,
        "tried_by": simulating.tried_by(simulation),
        "changed": simulated.changed(simulation),
        "reads_names": names,
        "enter": simulated.named(result["enter"]) if names else [],
        "leave": simulated.named(result["leave"]) if names else [],
        "comparisons": simulated.compared(simulation, round_, by),
        "may_try": steps.may(round_, Act.SIMULATE, by),
        "may_adopt": steps.may(round_, Act.SET_TERMS, by),
    }


def part(round_: PromotionRound) -> dict:
    """The context of simulations_part.html on the page of a round."""
    return {"simulations": simulating.simulations(round_, MOST_LISTED), "may_try": steps.may(round_, Act.SIMULATE, guard.actor())}
