"""The start of the portal: one's own file at /my, and the sign of life for a monitor."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, url_for
from sqlalchemy import select

import jobs
from models import Badge, BadgeState, DisciplinaryCase, Evaluation, Officer, PromotionCandidate, Sanction, db

pages = Blueprint("home", __name__)


def own_record() -> Officer:
    """The signed-in person's own file, or 404 for accounts without one."""
    if not g.user:
        abort(401)
    return db.get_or_404(Officer, g.user.officer_id) if g.user.officer_id else abort(404)


@pages.get("/")
def root():
    """To the sign-in, or to where one works."""
    return redirect(url_for("account.login"))


@pages.get("/my/")
def my():
    """Who I am in the files, what was said of me, my place, my discipline, my badge."""
    officer = own_record()
    mine = lambda model: select(model).where(model.officer_id == officer.id)  # noqa: E731
    return render_template(
        "portal/my.html",
        officer=officer,
        evaluations=db.session.scalars(mine(Evaluation).order_by(Evaluation.id.desc())).all(),
        places=[place for place in db.session.scalars(mine(PromotionCandidate)) if place.round],
        cases=db.session.scalars(mine(DisciplinaryCase).order_by(DisciplinaryCase.opened_on.desc())).all(),
        sanctions=db.session.scalars(mine(Sanction).order_by(Sanction.starts_on.desc())).all(),
        badge=db.session.scalar(mine(Badge).where(Badge.state != BadgeState.REVOKED)),
    )


@pages.get("/healthz")
def healthz():
    """Says ok when the process answers and the database does, and whether the work of the background is being done.

    A worker that is away is no reason to take the web process out of service, so it does not change the status.
    """
    db.session.execute(select(1))
    return {"status": "ok", "worker": "running" if jobs.worker_is_alive() else "not running"}
