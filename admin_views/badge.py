"""Badges: issue, print, revoke."""

from __future__ import annotations

import io
from functools import partial

from flask import flash, redirect, request, send_file
from flask_admin import expose
from flask_admin.actions import action
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import Badge, db
from rules.refused import Refused
from services import badge as service
from services import guard, submissions
from services.wording import said

from .acting import act
from .base import RecordView


class BadgeView(RecordView):
    list_fields = ("number", "officer", "officer.rank", "state", "issued_on", "expires_on", "printed_at")
    search_fields = ("number", "officer.last_name", "officer.first_names")
    filter_fields = ("state", "issued_on", "expires_on")
    is_editable = False
    empty_text = _l("Issue the first badge: choose an officer, and the number, the signature and the dates follow.")
    details_template = "admin/badge/details.html"
    create_template = "admin/badge/issue.html"
    verbs = {"print_one": "edit", "revoke": "edit"}

    def create_model(self, form):
        """Issuing is an act, not a row: number, token and dates follow from it."""
        try:
            badge = service.issue(form.officer.data, by=guard.actor())
            submissions.led_to(self.get_url(".details_view", id=badge.id))
            db.session.commit()
            return badge
        except Refused as refused:
            db.session.rollback()
            form.officer.errors = [said(refused)]
            return False

    @expose("/print/", methods=("POST",))
    def print_one(self):
        """The card of one badge as a PDF; from now on it counts as valid."""
        return self._pdf([self.get_one(request.form.get("id"))])

    @action("print", _l("Print the selected badges"))
    def action_print(self, ids):
        """The cards of the chosen badges on sheets of ten."""
        return self._pdf(db.session.scalars(select(Badge).where(Badge.id.in_(map(int, ids)))).all())

    def is_action_allowed(self, name: str) -> bool:
        return self.may("edit") if name == "print" else super().is_action_allowed(name)

    def _pdf(self, badges: list[Badge]):
        out = io.BytesIO()
        try:
            service.print_badges(badges, out, by=guard.actor())
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
            return redirect(self.get_url(".index_view"))
        out.seek(0)
        return send_file(out, mimetype="application/pdf", as_attachment=True, download_name="cartes.pdf")

    @expose("/revoke/", methods=("POST",))
    def revoke(self):
        """Revoke a badge, with the reason; the public list says so at once."""
        revoke = partial(service.revoke, reason=request.form.get("reason", "")[:400])
        return act(self, revoke, _("The badge is revoked. Whoever scans it now learns that it is not valid."))


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [BadgeView(Badge)]
