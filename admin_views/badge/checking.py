"""A scan at the desk leads to its card; a printed card is looked at beside what it should show, and noted as good.

What was scanned or typed comes by POST and goes no further: the session keeps that this card's code was genuine, by
the number of the record.
"""

from __future__ import annotations

from flask import abort, flash, redirect, request, send_file, session
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import StringField
from wtforms.validators import Length

from models import Badge, BadgeState, Officer, db
from rules.badge import Act, is_mistyped, may, spaced_number, step
from rules.refused import N_, Refused
from services import badge as service, guard, storage
from services.wording import said
from web import keeping

from ..acting import tried
from ..record.converting import stripped
from . import scanning

SCANNED = "scanned_card"
SHOWN = 60


class CheckForm(FlaskForm):
    """The blank that the card is printed on."""

    serial = StringField(_l("Serial number of the blank"), [Length(max=40)], filters=[stripped], description=_l("As printed on the blank card; empty where the blanks are not numbered."))


class Checking:
    """The scans and checks of BadgeView."""

    check_verbs = {"check": "edit", "photo": "view"}

    def scanned(self):
        """Where the card of what was scanned or typed goes next; said in words where there is none."""
        text = request.form.get("text", "")
        back = self.get_url({"check": ".check", "hand-over": ".hand_over"}.get(request.form.get("from"), "admin-badge-desk.index_view"))
        badge = service.find(text) if text.strip() else None
        if badge is None and is_mistyped(text):
            flash(_("“%(number)s” is mistyped: a letter or a digit of it is wrong. Read the number again, or scan the code.", number=text.strip()), "error")
            return redirect(back)
        if badge is None:
            flash(_("No card that you may see bears this code or number. Scan it again; if it stays so, the card is not one of ours."), "error")
            return redirect(back)
        session.pop(SCANNED, None)
        if badge.state is BadgeState.PRINTED:
            return self._to_check(badge, text, back)
        if badge.state is BadgeState.CHECKED:
            return redirect(self.get_url(".hand_over", id=badge.id))
        return redirect(self.get_url(".details_view", id=badge.id))

    def _to_check(self, badge: Badge, text: str, back: str):
        """The code of a printed card must be the one that we signed; a number that was typed only finds the card."""
        try:
            if not scanning.is_number(text):
                session[SCANNED] = service.genuine(text).id
        except Refused as refused:
            flash(said(refused), "error")
            return redirect(back)
        return redirect(self.get_url(".check", id=badge.id))

    @expose("/check/", methods=("GET", "POST"))
    def check(self):
        """The cards that wait for their check; or one of them, large, beside the one in hand."""
        if not request.args.get("id"):
            waiting = _printed()
            return scanning.with_camera(self.render("admin/badge/check.html", badge=None, waiting=waiting[:SHOWN], is_more=len(waiting) > SHOWN))
        badge = self.get_one(request.args.get("id"))
        if not may(badge.state, Act.CHECK):
            return self._not_now(badge, Act.CHECK)
        form = CheckForm(**keeping.typed_again())
        is_genuine = session.get(SCANNED) == badge.id
        if request.method == "POST" and form.validate() and self._checked(badge, form, is_genuine):
            return redirect(self.get_url(".check"))
        return scanning.with_camera(self._check_page(badge, form, is_genuine))

    @expose("/photo/")
    def photo(self):
        """The photo that a card bears, before its approval that of the officer; it stands beside words, and opens no file."""
        file = service.photo_file(self.find_one(request.args.get("id"))) or abort(404)
        return send_file(storage.path("photos", file), mimetype="image/jpeg")

    def _checked(self, badge: Badge, form: CheckForm, is_genuine: bool) -> bool:
        """Note it; whether it was noted."""

        def act():
            if not is_genuine:
                raise Refused(N_("Scan the code of the card first."))
            service.mark_checked(badge, by=guard.actor(), serial=form.serial.data or None)

        done = tried(act, self.get_url(".check"), lambda refused: form.serial.errors.append(said(refused)) if refused.values else form.form_errors.append(said(refused)))
        if done:
            session.pop(SCANNED, None)
            flash(_("The card of %(officer)s is checked. Scan the next one.", officer=badge.officer), "success")
        return done

    def _check_page(self, badge: Badge, form: CheckForm, is_genuine: bool) -> str:
        has_serials = badge.design is not None and badge.design.has_serials
        if request.method == "GET" and has_serials and form.serial.data is None:
            following = service.stock.suggest(badge.agency_id)
            form.serial.data = following.serial if following else None
        return self.render(
            "admin/badge/check.html", badge=badge, form=form, is_genuine=is_genuine, has_serials=has_serials,
            number=spaced_number(badge.number), may_check=not self.is_own(badge),
        )  # fmt: skip

    def _not_now(self, badge: Badge, act: Act):
        """Say why the card is not at this step, on its page."""
        try:
            step(badge.state, act)
        except Refused as refused:
            flash(said(refused), "error")
        return redirect(self.get_url(".details_view", id=badge.id))


def _printed() -> list[Badge]:
    """Those that lie printed and wait, the oldest print run first."""
    asked = select(Badge).where(Badge.state == BadgeState.PRINTED).order_by(Badge.batch_id, Badge.place, Badge.id).limit(SHOWN + 1)
    return list(db.session.scalars(asked.options(joinedload(Badge.officer).joinedload(Officer.unit), joinedload(Badge.batch))))
