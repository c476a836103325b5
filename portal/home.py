"""The start of the portal: to the sign-in, whose file somebody's own is, and the sign of life for a monitor."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, url_for
from sqlalchemy import select

import jobs
from models import Officer, db

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


@pages.get("/healthz")
def healthz():
    """Says ok when the process answers and the database does, and whether the work of the background is being done.

    A worker that is away is no reason to take the web process out of service, so it does not change the status.
    """
    db.session.execute(select(1))
    return {"status": "ok", "worker": "running" if jobs.worker_is_alive() else "not running"}
