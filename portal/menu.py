"""The tabs of the portal: my file, my people, and the desk for whoever works there."""

from __future__ import annotations

from flask import g, request, url_for
from flask_babel import gettext as _

from rules import access
from services import evaluation, guard, people

from .evaluation import may_evaluate

# Pages below /my/ that are not of one's own file.
ELSEWHERE = ("/my/people/", "/my/team/", "/my/reviews/", "/my/notices/")


def tabs() -> dict:
    """`portal_menu` for whoever is signed in: (label, address, "page" or "true" where it is the one, else "")."""
    if not g.get("user") or not request.path.startswith("/my"):
        return {}
    found = [(_("My file"), url_for("my.start"), _is_here())] if g.user.officer_id else []
    if people.may_look(guard.actor()):
        found.append((_("My people"), url_for("people.every"), _state("/my/people/")))
    if may_evaluate():
        found.append((_("Evaluations"), url_for("evaluation.team"), _state("/my/team/")))
    if evaluation.reviews_waiting(guard.actor()) or request.path.startswith("/my/reviews/"):
        found.append((_("Reviews"), url_for("evaluation.reviews"), _state("/my/reviews/")))
    if access.TABLE.get(guard.actor().role):
        found.append((_("Home"), url_for("admin.index"), ""))
    return {"portal_menu": found}


def _state(address: str) -> str:
    if request.path == address:
        return "page"
    return "true" if request.path.startswith(address) else ""


def _is_here() -> str:
    if request.path == "/my/":
        return "page"
    return "" if request.path.startswith(ELSEWHERE) else "true"
