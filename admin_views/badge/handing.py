"""Cards are handed over against a receipt: one by one, or those of a unit with one sheet that everybody signs."""

from __future__ import annotations

import io

from flask import flash, redirect, request, send_file
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from models import Badge, BadgeState, Officer, Unit, db
from models.badge import IN_FORCE
from rules.badge import Act, may
from rules.refused import N_, Refused
from services import audit, badge as service, guard
from services.wording import said
from web import keeping

from ..acting import on_top, tried
from ..asking import Question
from ..record.converting import DocumentField, stripped
from ..record.lookup import as_number
from . import scanning
from .acts import about

MOST = 200
NOTHING_TICKED = N_("Tick the cards first.")
MOVED_ON = N_("A card that you ticked does not wait any more: nothing was done. Look at the list once more, then confirm it.")


class ReceiptForm(FlaskForm):
    """The paper that the officer signed."""

    reference = StringField(_l("Reference of the receipt"), [DataRequired(), Length(max=80)], filters=[stripped], description=_l("As written on the signed sheet, for example its number and day."))
    scan = DocumentField(_l("Signed receipt"), description=_l("A PDF, or a photo of the signed sheet. It can be left out."))

    def receipt(self) -> service.Receipt:
        """What the service asks for; the scan is kept now."""
        return service.Receipt(self.reference.data, self.scan.keep())


class Handing:
    """Handing over, in BadgeView."""

    hand_verbs = {"hand_over": "edit", "receipts": "edit"}

    @expose("/hand-over/", methods=("GET", "POST"))
    def hand_over(self):
        """One card; or the cards that wait, of all or of a unit, with one receipt."""
        return self._hand_one(self.get_one(request.args.get("id"))) if request.args.get("id") else self._hand_many()

    def _hand_one(self, badge: Badge):
        if not may(badge.state, Act.HAND_OVER):
            return self._not_now(badge, Act.HAND_OVER)
        told = _("The card is handed over: from now on it is valid.")
        asked = Question(ReceiptForm, _("Hand over the card"), [*about(badge), *_replaced(badge)], self.get_url(".details_view", id=badge.id), told)
        return self.answered(asked, lambda form: service.hand_over(badge, form.receipt(), by=guard.actor()))

    def _hand_many(self):
        unit_id = as_number(request.args.get("unit"))
        form, page = ReceiptForm(**keeping.typed_again()), self.get_url(".hand_over", unit=unit_id)
        if request.method == "POST" and form.validate() and self._handed(form, page):
            return redirect(page)
        waiting = _checked(Badge.officer.has(Officer.unit_id == unit_id)) if unit_id else _checked()
        return scanning.with_camera(self.render(
            "admin/badge/hand_over.html", form=form, waiting=waiting, units=_units(), unit_id=unit_id, most=MOST,
            ticks=set(_ticked()), who=guard.actor().officer_id,
        ))  # fmt: skip

    def _handed(self, form: ReceiptForm, page: str) -> bool:
        """Hand over what was ticked, all or none; whether it was done."""
        numbers = _ticked()

        def act():
            badges = _of(numbers)
            receipt = form.receipt()
            for badge in badges:
                service.hand_over(badge, receipt, by=guard.actor())

        done = tried(act, page, lambda refused: on_top(form, refused))
        if done:
            flash(ngettext("%(num)s card is handed over: from now on it is valid.", "%(num)s cards are handed over: from now on they are valid.", len(numbers)), "success")
        return done

    @expose("/receipts/", methods=("POST",))
    def receipts(self):
        """The sheet that the officers sign, as PDF."""
        out, page = io.BytesIO(), self.get_url(".hand_over", unit=as_number(request.args.get("unit")))

        def act():
            badges = _of(_ticked())
            service.receipts(badges, out)
            audit.note("export", record_type=Badge.__tablename__, changes={"rows": len(badges)})

        if not tried(act, page, lambda refused: flash(said(refused), "error")):
            return redirect(page)
        out.seek(0)
        return send_file(out, mimetype="application/pdf", as_attachment=True, download_name="recus.pdf")


def _replaced(badge: Badge) -> list[tuple[str, object]]:
    """What becomes of the card that the officer holds now."""
    held = select(Badge.id).where(Badge.officer_id == badge.officer_id, Badge.kind == badge.kind, Badge.state.in_(IN_FORCE))
    if db.session.scalar(held) is None:
        return []
    return [(_("What follows"), _("The card that the officer holds is replaced and no longer valid: take it back."))]


def _ticked() -> list[int]:
    """The numbers that were ticked, each once."""
    return list(dict.fromkeys(number for number in map(as_number, request.form.getlist("card")) if number is not None))


def _of(numbers: list[int]) -> list[Badge]:
    """The cards of these numbers, by name. Refused where one of them does not wait any more: all or none are meant."""
    if not numbers:
        raise Refused(NOTHING_TICKED)
    found = _checked(Badge.id.in_(numbers))
    if len(found) < len(numbers):
        raise Refused(MOVED_ON)
    return found


def _checked(*conditions) -> list[Badge]:
    asked = select(Badge).join(Badge.officer).where(Badge.state == BadgeState.CHECKED, *conditions)
    loaded = joinedload(Badge.officer).options(joinedload(Officer.rank), joinedload(Officer.unit))
    in_order = asked.order_by(Officer.last_name, Officer.first_names, Badge.id).limit(MOST)
    return list(db.session.scalars(in_order.options(loaded)))


def _units() -> list[tuple[int, str, int]]:
    """The units whose cards wait: number, name, how many."""
    asked = select(Unit.id, Unit.name, func.count(Badge.id)).select_from(Badge).join(Badge.officer).join(Officer.unit)
    return list(db.session.execute(asked.where(Badge.state == BadgeState.CHECKED).group_by(Unit.id, Unit.name).order_by(Unit.name).limit(MOST)).tuples())
