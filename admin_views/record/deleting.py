"""Deleting asks first: what will happen, what stands against it, and why. What the law wants kept can be restored."""

from __future__ import annotations

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_admin.helpers import get_redirect_target
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from models import db
from rules.refused import Refused
from services import deleting, guard
from services.wording import said
from web import trouble_in_words

from .lookup import as_number

PAGE = 50


class DeletingScreen:
    """Deleting, the list of what was deleted, and restoring, for RecordView."""

    @property
    def keeps_deleted(self) -> bool:
        """Whether what is deleted here stays and can be restored."""
        return guard.keeps_deleted(self.model)

    @property
    def list_links(self) -> list[tuple[str, str, str]]:
        """What stands beside the list: the way to what was deleted."""
        offered = self.keeps_deleted and self.can_delete
        return [(_("Deleted ones"), self.get_url(".deleted_view"), "trash")] if offered else []

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self):
        """Ask, with a reason where the record stays in the trail; then delete and go back to the list."""
        record = self.get_one(request.values.get("id"))
        reason, error = request.form.get("reason", ""), ""
        if request.method == "POST" and self.keeps_deleted and not reason.strip():
            error = _("Say why this record is deleted: the reason is kept with it.")
        elif request.method == "POST":
            if self.delete_model(record, reason):
                flash(self._deleted_words(), "success")
                return redirect(self._after_delete())
            record = self.get_one(request.values.get("id"))
        against = [] if request.method == "POST" and error else deleting.obstacles(record)
        values = {"model": record, "against": against, "advice": _(deleting.advice(record)), "reason": reason, "error": error}
        return self.render("admin/model/delete.html", return_url=self._after_delete(), **values)

    def delete_model(self, model, reason: str = "") -> bool:
        """Delete a record, or say what stands against it. Used by the page, and for what is ticked in a list."""
        try:
            self.on_model_delete(model)
            deleting.delete(model, reason=reason, by=guard.actor())
            db.session.commit()
            return True
        except (Refused, SQLAlchemyError) as trouble:
            db.session.rollback()
            flash(trouble_in_words(trouble), "error")
            return False

    def _deleted_words(self) -> str:
        if self.keeps_deleted:
            return _("The record is deleted. It stays among the deleted ones and can be restored.")
        return _("The record is deleted.")

    def _after_delete(self) -> str:
        """The list from which one came; the page of the record is no longer there."""
        target = get_redirect_target()
        return target if target and "/details/" not in target else self.get_url(".index_view")

    @expose("/deleted/")
    def deleted_view(self):
        """What was deleted, by whom and why, the newest first; for those who may delete."""
        if not self.keeps_deleted:
            abort(404)
        before, newest_first = as_number(request.args.get("before")), deleting.deleted(self.model)
        if before is not None:
            newest_first = deleting.before(newest_first, self.model, before)
        found = db.session.scalars(newest_first.limit(PAGE + 1)).all()
        older = found[PAGE - 1].id if len(found) > PAGE else None
        return self.render("admin/model/deleted.html", records=found[:PAGE], older=older, before=before)

    @expose("/restore/", methods=("POST",))
    def restore(self):
        """Bring a deleted record back."""
        number = as_number(request.form.get("id"))
        if not self.keeps_deleted or number is None:
            abort(404)
        record = db.session.scalar(deleting.deleted(self.model).where(self.model.id == number)) or abort(404)
        try:
            deleting.restore(record)
            db.session.commit()
            flash(_("%(name)s is restored, with all that belongs to the record.", name=record), "success")
            return redirect(self.get_url(".details_view", id=number))
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
            return redirect(self.get_url(".deleted_view"))
