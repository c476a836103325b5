"""What a process loads at its start: nothing that only a job, a command or a rare page needs."""

from __future__ import annotations

import gc
import json
import subprocess
import sys

from flask import url_for

ONLY_WHERE_USED = {"huey", "peewee", "alembic", "flask_migrate", "xlsxwriter", "reportlab", "numpy", "scipy", "services.demo"}
LOADED = "import json, sys, app; print(json.dumps(sorted(sys.modules)))"


def test_a_web_process_starts_without_what_others_need():
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert "admin_views.base" in (loaded := json.loads(told.stdout))
    assert not ONLY_WHERE_USED & set(loaded)


def test_garbage_is_looked_for_once_the_application_stands(app):
    assert gc.isenabled()


def test_an_address_is_written_the_second_time_as_the_first(app):
    with app.test_request_context():
        first, second = (url_for("admin-officer.details_view", id=7, tab="history", wide="ü") for _time in range(2))
    assert first == second == "/admin/officer/details/?id=7&tab=history&wide=%C3%BC"
