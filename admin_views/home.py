"""The first screen of the desk: what waits for me, how do we stand."""

from __future__ import annotations

from flask import abort, redirect, url_for
from flask_admin import AdminIndexView, expose
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import func, select

from models import (
    Badge,
    BadgeState,
    CycleState,
    Evaluation,
    EvaluationCycle,
    EvaluationState,
    ImportRun,
    ImportState,
    Officer,
    Position,
    PromotionRound,
    RoundState,
    db,
)
from rules import access
from services import guard


class HomeView(AdminIndexView):
    """Tasks first, oldest first; then a few figures, each with the list behind it."""

    def __init__(self):
        super().__init__(name=_l("Home"), template="admin/index.html", url="/admin")

    @expose()
    def index(self):
        who = guard.actor()
        if who is access.NOBODY:
            abort(401)
        if not access.TABLE.get(who.role):
            return redirect(url_for("home.my"))
        return self.render("admin/index.html", waiting=waiting(who), figures=figures(who))


def waiting(who: access.Actor) -> list[dict]:
    """What waits for this person: how many, in words, and the page where it is done."""
    found = []
    if access.may(who, "personnel.import"):
        mine = ImportRun.owner_id == who.user_id
        pending = count(mine & ImportRun.state.in_([ImportState.RECEIVED, ImportState.PREVIEWED]), ImportRun)
        label = ngettext("file received and not loaded yet", "files received and not loaded yet", pending)
        found.append({"label": label, "count": pending, "url": url_for("admin-import-run.index_view")})
    if access.may(who, "promotion.view"):
        pending = count(PromotionRound.state != RoundState.SEALED, PromotionRound)
        label = ngettext("promotion round not sealed yet", "promotion rounds not sealed yet", pending)
        found.append({"label": label, "count": pending, "url": url_for("admin-promotion-round.index_view")})
    if access.may(who, "badge.edit"):
        pending = count(Badge.state == BadgeState.ISSUED, Badge)
        label = ngettext("badge issued and not printed yet", "badges issued and not printed yet", pending)
        found.append({"label": label, "count": pending, "url": url_for("admin-badge.index_view")})
    return [task for task in found if task["count"]]


def figures(who: access.Actor) -> list[dict]:
    """How we stand, within one's scope."""
    found = []
    if access.may(who, "personnel.view"):
        serving = count(Officer.position_id.in_(select(Position.id).where(Position.is_serving)), Officer)
        found.append({"label": _("Officers in service"), "number": serving, "url": url_for("admin-officer.index_view")})
    if access.may(who, "evaluation.view"):
        is_open = Evaluation.cycle_id.in_(select(EvaluationCycle.id).where(EvaluationCycle.state == CycleState.OPEN))
        done = count(is_open & (Evaluation.state == EvaluationState.SUBMITTED), Evaluation)
        label = _("Evaluations submitted in the open cycle")
        found.append({"label": label, "number": done, "url": url_for("admin-evaluation.index_view")})
    if access.may(who, "badge.view"):
        active = count(Badge.state == BadgeState.ACTIVE, Badge)
        found.append({"label": _("Active badges"), "number": active, "url": url_for("admin-badge.index_view")})
    return found


def count(condition, model: type[db.Model]) -> int:
    """How many records one may see fulfil a condition."""
    return db.session.scalar(select(func.count(model.id)).where(condition))
