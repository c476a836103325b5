"""Who looked at my file: one line for what one person did on one day, in plain words, the newest first."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _, ngettext

from services import viewing
from services.viewing import Look, What
from web import day, moment

from .home import own_record

pages = Blueprint("viewing", __name__)

LARGEST = 2**63 - 1  # a longer number is that of no event


@pages.get("/my/looks/")
def own():
    """A page of whole days; `before` is the event at which the one before it ended."""
    officer = own_record()
    before = request.args.get("before", type=int)
    page = viewing.of(officer, before if before is not None and 0 < before <= LARGEST else None)
    return render_template("portal/viewing/looks.html", page=page, before=before, words=words)


def words(look: Look) -> str:
    """Who did what and when, as one sentence."""
    said = {"who": look.by, "role": look.role, "day": day(look.at), "time": moment(look.at).partition(" ")[2]}
    match look.what:
        case What.OPENED:
            sentence = _("%(who)s, %(role)s, opened your file on %(day)s at %(time)s", **said)
        case What.EXPORTED:
            sentence = _("%(who)s, %(role)s, took your file away on %(day)s at %(time)s", **said)
        case What.DOCUMENT:
            sentence = _("%(who)s, %(role)s, opened a document of your file on %(day)s at %(time)s", **said)
        case What.CHANGED:
            sentence = _("%(who)s, %(role)s, changed your file on %(day)s at %(time)s", **said)
    if look.times == 1:
        return sentence
    often = ngettext("(%(num)s time that day)", "(%(num)s times that day)", look.times)
    return f"{sentence} {often}"
