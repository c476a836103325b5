"""One's notices, for clerks and officers alike: what was told, what is read, how one is written to."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import MailRhythm, Notice, db
from rules import access
from services import guard, notices

pages = Blueprint("notices", __name__)


@pages.app_context_processor
def bell() -> dict:
    """`unread_notices()` for the bell of every page: one indexed count, asked only where it is shown."""
    return {"unread_notices": lambda: notices.unread(guard.actor())}


def require_account() -> None:
    """To the sign-in for strangers."""
    if not g.user:
        abort(401)


@pages.get("/my/notices/")
def own():
    """The latest first, each with its words in the language of this page."""
    require_account()
    who = guard.actor()
    return render_template(
        "notices/list.html",
        frame="layout.html" if access.TABLE[who.role] else "portal/base.html",
        page_title=_("Notices"),
        notices=[(one, notices.words(one)) for one in notices.latest(who)],
        rhythm=notices.mail_rhythm(who),
        rhythms=MailRhythm,
        email=g.user.email,
    )


@pages.get("/my/notices/<int:number>")
def follow(number: int):
    """Read one: it counts as read, and the page that it is about opens."""
    require_account()
    notice = db.get_or_404(Notice, number)
    notices.mark_read(notice)
    db.session.commit()
    return redirect(notice.url or url_for("notices.own"))


@pages.post("/my/notices/read")
def read_all():
    """Everything counts as read."""
    require_account()
    notices.mark_all_read(guard.actor())
    db.session.commit()
    return redirect(url_for("notices.own"))


@pages.post("/my/notices/mail")
def mail():
    """How one wants to be written to."""
    require_account()
    chosen = request.form.get("rhythm", "")
    if chosen not in [one.value for one in MailRhythm]:
        abort(400)
    notices.choose_mail(MailRhythm(chosen), by=guard.actor())
    db.session.commit()
    flash(_("Your choice is saved."), "success")
    return redirect(url_for("notices.own"))
