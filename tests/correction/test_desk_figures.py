"""The page of figures, and what waits on the home page."""

from __future__ import annotations

from models import CorrectionRequest, db, now
from services import guard
from services.home import waiting
from tests.correction.desk import FIGURES, LIST, act_as, decide, sent


def test_the_figures_stand_on_a_page_and_in_a_file(app, people, signed_in, newcomer):
    number, hawa = sent(app, people.daouda), newcomer("hr_manager")
    decide(hawa, number, "ACCEPTED")
    page = hawa.get(FIGURES).text
    assert '<svg class="chart"' in page and "Commissariat du 1er arrondissement" in page
    file = hawa.get(f"{FIGURES}file/")
    assert file.mimetype == "text/csv" and "Commissariat du 1er arrondissement" in file.data.decode("utf-8-sig")
    assert signed_in("boubacar").get(f"{FIGURES}file/").status_code == 403
    assert "notice-warn" in hawa.get(f"{FIGURES}?first=31/02/2026").text
    assert "empty-state" in hawa.get(f"{FIGURES}?first=01/01/2001&last=31/12/2001").text


def test_the_home_page_says_what_waits_and_until_when(app, people, signed_in):
    with app.app_context():
        act_as(people.boubacar, "admin")
        assert not [task for task in waiting.for_(guard.actor(), now().date()) if task.kind == "corrections"]
    number = sent(app, people.daouda)
    with app.app_context():
        who = act_as(people.boubacar, "admin")
        [task] = [task for task in waiting.for_(who, now().date()) if task.kind == "corrections"]
        assert (task.count, task.until) == (1, db.session.get(CorrectionRequest, number).due_on)
    assert LIST in signed_in("boubacar").get("/admin/").text.partition('id="figures"')[0].partition("<main")[2]
