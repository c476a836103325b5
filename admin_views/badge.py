"""Badges: issue, print, revoke."""

from __future__ import annotations

import io

from flask import flash, redirect, request, send_file
from flask_admin import expose
from flask_admin.actions import action
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import Badge, BadgeState, Officer, db
from rules import access
from rules.refused import Refused
from services import badge as service
from services import guard
from services.wording import said

from .base import RecordView
from .lookup import Lookup


class BadgeView(RecordView):
    list_fields = ("number", "officer", "officer.rank", "state", "issued_on", "expires_on", "printed_at")
    search_fields = ("number", "officer.last_name", "officer.first_names")
    filter_fields = ("state", "issued_on", "expires_on")
    is_editable = False
    details_template = "admin/badge/details.html"
    create_template = "admin/badge/issue.html"
    column_labels_extra = {"officer.rank": _l("Rank")}

    def __init__(self, model, **options):
        super().__init__(model, **options)
        self.column_labels |= self.column_labels_extra

    def create_model(self, form):
        """Issuing is an act, not a row: number, token and dates follow from it."""
        try:
            badge = service.issue(form.officer.data, by=guard.actor())
            db.session.commit()
            return badge
        except Refused as refused:
            db.session.rollback()
            form.officer.errors = [said(refused)]
            return False

    @expose("/print/")
    def print_one(self):
        """The card of one badge as a PDF."""
        badge = self.get_one(request.args.get("id"))
        return self._pdf([badge])

    @action("print", _l("Print the selected badges"))
    def action_print(self, ids):
        """The cards of the chosen badges on sheets of ten."""
        return self._pdf(db.session.scalars(select(Badge).where(Badge.id.in_(map(int, ids)))).all())

    def is_action_allowed(self, name: str) -> bool:
        return self._may("edit") if name == "print" else super().is_action_allowed(name)

    def _pdf(self, badges: list[Badge]):
        out = io.BytesIO()
        service.print_badges(badges, out, by=guard.actor())
        db.session.commit()
        out.seek(0)
        return send_file(out, mimetype="application/pdf", as_attachment=True, download_name="cartes.pdf")

    @expose("/revoke/", methods=("POST",))
    def revoke(self):
        """Revoke a badge, with the reason; the public list says so at once."""
        badge = self.get_one(request.form.get("id"))
        try:
            service.revoke(badge, request.form.get("reason", "").strip(), by=guard.actor())
            db.session.commit()
            flash(_("The badge is revoked. Whoever scans it now learns that it is not valid."), "success")
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
        return redirect(self.get_url(".details_view", id=badge.id))


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [BadgeView(Badge)]
