"""Requests for many: the people of a unit, or those ticked in the list of officers, each with what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_admin.model.fields import AjaxSelectField
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from models import Badge, BadgeKind, Officer, Unit, db
from models.badge import IN_FORCE, IN_WORK
from rules import access
from rules.badge.life import LONGEST_REASON, MOST_OF_A_REQUEST
from rules.refused import N_, Refused
from services import badge as service, guard, organisation, submissions
from services.wording import said
from web import keeping

from ..record.converting import ChoiceField, stripped
from ..record.listing.selection import ticked
from ..record.lookup import Lookup, as_number

UNITS = Lookup("card_unit", Unit)
SHOWN_REFUSALS = 12
NOBODY_TICKED = N_("Tick the officers for whom a card is requested.")


class RequestForm(FlaskForm):
    """What is requested for all of them."""

    kind = ChoiceField(
        _l("Kind of card"), choices=[(kind.name, kind.label) for kind in BadgeKind], enum_class=BadgeKind, default=BadgeKind.IDENTITY,
        description=_l("After another choice the list below first comes back for that kind."),
    )  # fmt: skip
    reason = StringField(_l("Reason of the request"), [DataRequired(), Length(max=LONGEST_REASON)], filters=[stripped], description=_l("Whoever approves reads it."))


class UnitForm(FlaskForm):
    """Whose people."""

    class Meta:
        csrf = False  # it only asks

    unit = AjaxSelectField(UNITS, _l("Unit"), allow_blank=True)


@dataclass(frozen=True)
class Asked:
    """An officer as the page of a request shows him: the card he has or that is being made, and why none can be requested."""

    officer: Officer
    card: Badge | None
    bar: str


class Requesting:
    """The requests of BadgeView."""

    request_verbs = {"request_many": "create"}

    def __init__(self, model, **options):
        super().__init__(model, **options)
        self._form_ajax_refs |= {UNITS.name: UNITS}

    @expose("/request/", methods=("GET", "POST"))
    def request_many(self):
        """The people of a unit (GET), or those who were ticked (POST), then one proposal for all of them."""
        where, form = UnitForm(request.args), RequestForm(**keeping.typed_again())
        if request.method == "POST" and not _is_other_kind(form) and form.validate():
            done = self._requested(form)
            if done is not None:
                return done
        unit = where.unit.data
        is_of_the_ticked = request.method == "POST" and unit is None
        return self.asked_page(_people_of(unit) if unit else _officers(_posted("shown") + _posted()), form, None if is_of_the_ticked else where)

    def asked_page(self, officers: list[Officer], form: RequestForm, where: UnitForm | None = None):
        """Who could get a card of this kind, with what stands in the way of some; for another kind others are ticked."""
        kind = form.kind.data or BadgeKind.IDENTITY
        people, is_other_kind = _asked(officers, kind), _is_other_kind(form)
        again = set() if is_other_kind else set(_posted())
        ticks = again or {one.officer.id for one in people if not one.bar and one.card is None}
        unit = where.unit.data if where else None
        return self.render(
            "admin/badge/request.html", form=form, where=where, people=people, ticks=ticks, unit=unit, most=MOST_OF_A_REQUEST, kind=kind,
            is_other_kind=is_other_kind, action=self.get_url("admin-badge.request_many", unit=unit.id if unit else None),
        )  # fmt: skip

    def _requested(self, form: RequestForm):
        """The answer once it is requested; None where the form must be shown again."""
        numbers = _posted()
        page = self.get_url("admin-badge.index_view", state="REQUESTED")
        try:
            found = service.request(_officers(numbers), form.kind.data, form.reason.data, by=guard.actor()) if numbers else None
            if found is None or not found.badges:
                raise found.refused[0] if found and found.refused else Refused(NOBODY_TICKED)
            submissions.led_to(page)
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            form.form_errors.append(said(refused))
            return None
        _tell(found)
        return redirect(page)


class RequestsCards:
    """Beside the list of officers: cards for those who are ticked."""

    @property
    def bulk_acts(self) -> list[tuple[str, str, str]]:
        """What the list offers for many: name, label, question."""
        return super().bulk_acts + ([("request-cards", _("Request cards…"), "")] if access.may(guard.actor(), "badge.create") else [])

    @expose("/request-cards/", methods=("POST",))
    def request_cards(self):
        """The page of the request, with those who are ticked; nothing is requested yet."""
        if not access.may(guard.actor(), "badge.create"):
            abort(403)
        try:
            numbers = ticked(self)
            if not 0 < len(numbers) <= MOST_OF_A_REQUEST:
                raise Refused(N_("Tick between 1 and %(most)s officers."), most=MOST_OF_A_REQUEST)
        except Refused as refused:
            flash(said(refused), "error")
            return redirect(self.get_url(".index_view"))
        return Requesting.asked_page(self, _officers(numbers), RequestForm(formdata=None))


def _tell(found: service.Requested) -> None:
    """How many were requested, and who was left out."""
    made = len(found.badges)
    flash(ngettext("%(num)s card is requested. It is made once a second person approves.", "%(num)s cards are requested. They are made once a second person approves.", made), "success")
    for refused in found.refused[:SHOWN_REFUSALS]:
        flash(said(refused), "warning")
    if (more := len(found.refused) - SHOWN_REFUSALS) > 0:
        flash(ngettext("and %(num)s more was left out.", "and %(num)s more were left out.", more), "warning")


def _posted(name: str = "officer") -> list[int]:
    """The numbers of the officers who were ticked; `shown`: of all who stood on the page."""
    return [number for number in map(as_number, request.form.getlist(name)) if number is not None]


def _is_other_kind(form: RequestForm) -> bool:
    """Whether the page that was sent stood for another kind than the one now chosen: its ticks were not meant for this one."""
    return bool(form.kind.data) and request.form.get("kind_shown", form.kind.data.name) != form.kind.data.name


def _people_of(unit: Unit) -> list[Officer]:
    """Who serves in a unit and below it, by name, as many as one request holds."""
    below = select(Unit.id).where(organisation.below(unit.path))
    return _loaded(select(Officer).where(Officer.unit_id.in_(below)))


def _officers(numbers: list[int]) -> list[Officer]:
    return _loaded(select(Officer).where(Officer.id.in_(numbers)))


def _loaded(asked) -> list[Officer]:
    links = joinedload(Officer.rank), joinedload(Officer.unit), joinedload(Officer.position)
    in_order = asked.options(*links).order_by(Officer.last_name, Officer.first_names, Officer.id)
    return list(db.session.scalars(in_order.limit(MOST_OF_A_REQUEST)))


def _asked(officers: list[Officer], kind: BadgeKind) -> list[Asked]:
    """Each with the card of this kind that he holds or that is being made."""
    numbers = [officer.id for officer in officers]
    living = select(Badge).where(Badge.officer_id.in_(numbers), Badge.kind == kind, Badge.state.in_(IN_WORK + IN_FORCE)).order_by(Badge.id)
    cards = {badge.officer_id: badge for badge in db.session.scalars(living)}
    bars = service.bars(officers, kind, by=guard.actor())
    return [Asked(officer, cards.get(officer.id), said(bar) if (bar := bars.get(officer.id)) else "") for officer in officers]
