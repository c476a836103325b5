"""What became of a sealed list: who is appointed, whose appointment was annulled, who is next; the act, and the trainings to plan."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

from models import PromotionRound, db
from rules.refused import Forbidden, Refused
from services import guard, submissions
from services.promotion import appointing, training
from services.promotion.appointing import Standing
from services.wording import said

from ..deskpage import DeskPage, asked_number, asked_page

ON_A_PAGE = 100
TONES = {Standing.APPOINTED: "good", Standing.ANNULLED: "bad", Standing.WAITING: "neutral", Standing.NEXT: "warn"}
LABELS = {
    Standing.APPOINTED: _l("Appointed"), Standing.ANNULLED: _l("Appointment annulled"), Standing.WAITING: _l("Not appointed yet"),
    Standing.NEXT: _l("Next on the list"),
}  # fmt: skip


class AppointmentsView(DeskPage):
    """Reached from a round that is sealed."""

    area = "promotion"
    permissions = ("promotion.view",)
    verbs = {"begin": "promotion.edit"}

    def is_visible(self) -> bool:
        """One comes here from a round."""
        return False

    @expose("/")
    def index_view(self):
        """Everybody whom the list admits, in its order."""
        round_ = _round(asked_number("id"))
        if round_.state not in appointing.FINAL:
            abort(404)
        people = appointing.standings(round_)
        page, last_page = asked_page(len(people), ON_A_PAGE)
        shown = people[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
        counts = [(standing, sum(one.standing is standing for one in people)) for standing in Standing]
        waiting = sum(one.standing in appointing.TO_APPOINT for one in people)
        may_begin = bool(waiting) and appointing.why_not_begin(round_, guard.actor()) is None
        return self.render(
            "admin/promotion/appointments.html", round=round_, shown=shown, page=page, last_page=last_page, counts=counts, tones=TONES,
            labels=LABELS, act=appointing.act_of(round_), may_begin=may_begin, waiting=waiting, trainings=training.to_plan(round_, people),
        )  # fmt: skip

    @expose("/begin/", methods=("POST",))
    def begin(self):
        """One click: the act, with all who wait for their appointment; nothing is in the files yet."""
        round_ = _round(asked_number("id", request.form))
        try:
            act = appointing.begin(round_, by=guard.actor())
            page = url_for("admin-collective-act.details_view", id=act.id)
            submissions.led_to(page)
            db.session.commit()
        except Forbidden:
            raise
        except Refused as refused:
            number = round_.id
            db.session.rollback()
            flash(said(refused), "error")
            return redirect(self.get_url(".index_view", id=number))
        flash(
            _("The act is begun, with the people in the order of the list. Write its date and its reference, then see person by person."),
            "success",
        )
        return redirect(page)


def _round(number: int | None) -> PromotionRound:
    found = db.session.get(PromotionRound, number) if number is not None else None
    return found or abort(404)
