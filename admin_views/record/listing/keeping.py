"""What a person keeps of a list: the columns chosen, and views under a name, alone or shared."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from models import SavedView, Sharing, db
from rules.refused import N_, Refused
from services import guard, views
from services.wording import said

from ..lookup import as_number
from . import columns

GONE = N_("This view is no longer there, or is not shared with you.")


class KeptLists:
    """Columns and saved views of RecordView."""

    @expose("/columns/", methods=("POST",))
    def choose_columns(self):
        """Remember the columns in the order given; without any, those of the screen come back."""
        possible = set(columns.offered(self))
        wanted = [] if request.form.get("usual") else request.form.getlist("column")
        views.choose_columns(self.model, [path for path in wanted if path in possible], by=guard.actor())
        db.session.commit()
        return redirect(self.address(self.posted_state(without="columns")))

    @expose("/views/save/", methods=("POST",))
    def save_view(self):
        """Keep the list as it stands under a name."""
        sharing = Sharing.__members__.get(request.form.get("sharing", "OWN"), Sharing.OWN)
        state = self.posted_state(without="")
        try:
            arguments = self.address(state).partition("?")[2]
            kept = views.save(self.model, request.form.get("name", ""), arguments, sharing, by=guard.actor())
            db.session.commit()
            flash(_("The view “%(name)s” is saved. It stands over this list.", name=kept.name), "success")
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
        return redirect(self.address(state))

    @expose("/views/delete/", methods=("POST",))
    def delete_view_of_list(self):
        """Forget a view of one's own; the guard refuses those of others."""
        kept = self._kept_view(request.form.get("view"))
        name = kept.name
        db.session.delete(kept)
        db.session.commit()
        flash(_("The view “%(name)s” is deleted. The records are untouched.", name=name), "success")
        return redirect(self.get_url(".index_view"))

    def _kept_view(self, text: str | None) -> SavedView:
        number = as_number(text or "")
        return (views.view(self.model, number) if number is not None else None) or abort(404)

    def open_view(self, text: str):
        """A shared link: the list as the view says it."""
        number = as_number(text)
        kept = views.view(self.model, number) if number is not None else None
        if kept is None:
            flash(_(GONE), "warning")
        return redirect(self.address(parse_qsl(kept.arguments) if kept else []))

    def address_of(self, arguments: str) -> str:
        """The address of a list from what a view keeps of it."""
        return self.address(parse_qsl(arguments))

    def views_panel(self) -> dict:
        """What the panel of views shows: one's own, and with whom one may share."""
        who = guard.actor()
        found = views.views_of(self.model)
        sharings = list(Sharing) if views.may_share(self.model, who) else []
        return {"own_views": [one for one in found if one.owner_id == who.user_id], "sharings": sharings}

    def posted_state(self, without: str) -> list[tuple[str, str]]:
        """The list from which a form was sent, read like an address, so that nothing else comes back in it."""
        pairs = parse_qsl(request.form.get("state", ""))
        return self.state(MultiDict(pair for pair in pairs if pair[0] != without))
