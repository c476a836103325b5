"""The first screen of the desk: what waits for me, how do we stand, what happened."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask_admin import AdminIndexView, expose
from flask_babel import lazy_gettext as _l

from models import now
from rules import access
from services import guard
from services.home import events, waiting

from .. import alerts as alert_page
from . import figures, words


class HomeView(AdminIndexView):
    """Tasks first, oldest first; then a few figures, each with the list behind it; then the last events."""

    def __init__(self):
        super().__init__(name=_l("Home"), template="admin/index.html", url="/admin")

    @expose()
    def index(self):
        who = guard.actor()
        if who is access.NOBODY:
            abort(401)
        if not access.TABLE.get(who.role):
            return redirect(url_for("my.start"))
        today = now().date()
        return self.render(
            "admin/index.html",
            waiting=[words.task(found, today) for found in waiting.for_(who, today)],
            alerts=alert_page.at_home(who, today),
            figures=figures.drawn(who, today),
            events=[words.event(found) for found in events.latest(who)],
            today=today,
        )


