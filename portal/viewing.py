"""Who looked at my file: one line for what one person did on one day, in plain words, the newest first."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _, ngettext

from services import viewing
from services.viewing import Look, Verb, What
from services.wording import in_sentence
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
    """Who did what and when, as one sentence with all that it was about; what no person did was the system."""
    who = _("%(name)s, %(role)s,", name=look.by, role=in_sentence(look.role)) if look.by else _("The system")
    said = {"who": who, "day": day(look.at), "time": moment(look.at).partition(" ")[2], "what": ", ".join(look.details)}
    sentence = _changed(look, said) if look.act else _seen(look.what, said)
    if look.times == 1 or not _is_counted(look):
        return sentence
    often = ngettext("(%(num)s time that day)", "(%(num)s times that day)", look.times)
    return f"{sentence} {often}"


def _seen(what: What, said: dict[str, str]) -> str:
    match what:
        case What.EXPORTED:
            return _("%(who)s took your file away on %(day)s at %(time)s: %(what)s", **said)
        case What.DOCUMENT:
            return _("%(who)s opened a document of your file on %(day)s at %(time)s: %(what)s", **said)
    return _("%(who)s opened your file on %(day)s at %(time)s", **said)


def _changed(look: Look, said: dict[str, str]) -> str:
    match look.act.verb, look.act.is_own:
        case Verb.REQUEST, _own:
            return _("%(who)s dealt with your request %(what)s on %(day)s at %(time)s", **said)
        case Verb.EVALUATION, _own:
            return _("%(who)s worked on your evaluation %(what)s on %(day)s at %(time)s", **said)
        case Verb.CORRECTED, True:
            return _("%(who)s corrected %(what)s on %(day)s at %(time)s", **said)
        case Verb.CORRECTED, False:
            return _("%(who)s corrected in your file on %(day)s at %(time)s: %(what)s", **said)
        case Verb.CHANGED, True:
            return _("%(who)s changed %(what)s on %(day)s at %(time)s", **said)
        case Verb.CHANGED, False:
            return _("%(who)s changed in your file on %(day)s at %(time)s: %(what)s", **said)
        case Verb.REMOVED, _own:
            return _("%(who)s took out of your file on %(day)s at %(time)s: %(what)s", **said)
        case Verb.RESTORED, _own:
            return _("%(who)s put back into your file on %(day)s at %(time)s: %(what)s", **said)
    return _("%(who)s added to your file on %(day)s at %(time)s: %(what)s", **said)


def _is_counted(look: Look) -> bool:
    """How often something was written is said of new records alone; one request is one act, however many steps it took."""
    return look.act is None or look.act.verb in (Verb.ADDED, Verb.REMOVED, Verb.RESTORED)
