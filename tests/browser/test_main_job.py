"""The main job, end to end, in a real browser: from a clerk's file to a badge that anybody can check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

import jobs
from models import Agency, Job, JobState, Officer, PromotionRound, PromotionRule, db
from services import badge, evaluation, guard, promotion
from tests import force
from tests.badge import cards
from tests.browser import badges
from tests.browser.moves import follow, sign_in
from tests.promotion import walking

UNIT = "Commissariat du 1er arrondissement"
FILE = f"""Effectif du commissariat
Matricule;Nom;Prénoms;Sexe;Date de naissance;Date d'entrée;Grade;Service;Position
P18-90001;Ag Mohamed El-Moctar dit Bazoumana Sidi Baba-Cissé;Abdoulaye;M;13/02/1990;15/10/2014;Sergent de police;{UNIT};Activité
P18-90002;Ba;Fatoumata;F;24/12/1991;01/10/2016;Sergent de police;{UNIT};Activité
P18-90003;Sy;Oumar;M;31/02/1992;01/10/2016;Sergent de police;{UNIT};Activité
"""
MARKS = {"Abdoulaye": "17,5", "Fatoumata": "12", "Daouda": "14"}


@pytest.fixture
def ready(app, people, live_server):
    """A force that asks for one evaluation, a key for its cards, and their address."""
    app.config["VERIFY_URL"] = f"{live_server}/verify/"
    with app.app_context(), guard.unscoped("the test makes ready"):
        badge.keys.new_key()
        force.user("awa", "hr_manager", agency=force.of_code(Agency, "PN"))
        sergeants = force.of_code(force.Rank, "SGT")
        for rule in db.session.query(PromotionRule).filter_by(from_rank_id=sergeants.id):
            rule.conditions = rule.conditions | {"evaluations_required": 1}
        db.session.get(Officer, people.coumba.officer_id).postings[-1].is_head = True
        db.session.commit()


def as_person(page, username: str, first: str) -> None:
    """Change places: whoever sits there signs out, the other signs in and opens a page."""
    page.context.clear_cookies()
    sign_in(page, username, force.PASSWORD)
    page.goto(first)


def press(page, act: str) -> None:
    """Press the button of an act, and confirm where the page asks."""
    asks = page.locator(f"form[action*='/{act}/'][data-confirm]").count()
    with page.expect_navigation():
        page.click(f"form[action*='/{act}/'] button")
        if asks:
            page.click("dialog[open] [data-confirm-yes]")


def work(app) -> None:
    """What the worker does beside the web process."""
    with app.app_context():
        with guard.unscoped("the test is the worker"):
            waiting = [job.id for job in db.session.query(Job).filter_by(state=JobState.WAITING)]
        for number in waiting:
            jobs.run(number)


def boubacar_loads_the_file(app, page, path: Path) -> None:
    as_person(page, "boubacar", "/admin/import-run/new/")
    page.set_input_files("#file", path)
    follow(page, "main form [type=submit]")
    follow(page, ".form-buttons [value=preview]")
    assert "31/02/1992" in page.inner_text("main"), "the refused row is shown with its value"
    page.check("#rows-good")
    press(page, "load")
    work(app)
    page.goto("/admin/officer/?search=P18-9")
    assert page.locator("tbody tr").count() == 2


def aminata_opens_a_cycle(app, page) -> None:
    as_person(page, "aminata", "/admin/evaluation-cycle/new/")
    page.fill("[name=name]", "Notation 2025")
    page.fill("[name=starts_on]", "01/01/2025")
    page.fill("[name=ends_on]", "31/12/2025")
    follow(page, "main form.record-form [type=submit]")
    follow(page, "a[href*='/rehearse/']")
    press(page, "open")
    work(app)


def coumba_evaluates_her_people(page) -> None:
    as_person(page, "coumba", "/my/team/interviews/")
    for fold in page.locator("main .lines details").all():
        fold.locator("summary").click()
        fold.locator("input").fill("Vus tout au long de l’année")
    follow(page, "main form button")
    for first_name, mark in MARKS.items():
        page.goto("/my/team/")
        follow(page, f"a:has-text('{first_name}')")
        for box in page.locator("input[name*=':mark-']").all():
            box.fill(mark)
        page.fill("#comment", "Sert avec sérieux.")
        follow(page, "[value=send]")
        follow(page, "main form button")
    page.goto("/my/team/")
    assert f"Envoyées\xa0: {len(MARKS)}" in page.inner_text("main")


def daouda_reads_his_evaluation(page) -> None:
    as_person(page, "daouda", "/my/evaluations/")
    follow(page, "a:has-text('Notation 2025')")
    words = page.inner_text("main")
    assert "14" in words and "Sert avec sérieux." in words and "SANGARÉ Coumba" in words
    follow(page, "[value=sign]")


def time_passes(app) -> None:
    """The others say nothing, and nobody appeals: it is what the worker does each night."""
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        for months, passed in ((4, evaluation.silence_over), (12, evaluation.close_over)):
            passed(dt.date.today() + dt.timedelta(days=30 * months), written=db.session.commit)


def aminata_closes_the_cycle(page) -> None:
    as_person(page, "aminata", "/admin/evaluation-cycle/")
    follow(page, "a:has-text('Notation 2025')")
    page.goto(page.evaluate("document.querySelector(\"a[href*='/close/']\").href"))
    page.fill("#because", "Sans chef en 2025")
    follow(page, "main form [type=submit]")


def boubacar_ranks_a_round(app, page, people) -> None:
    as_person(page, "boubacar", "/admin/promotion-round/new/")
    page.fill("[name=name]", "Tableau 2026")
    page.select_option("[name=agency]", label="Police nationale")
    choose(page, "rule", "Sergent de police", "Sergent de police → Sergent-chef")
    page.fill("[name=reference_on]", "31/12/2025")
    page.fill("[name=places]", "1")
    page.fill("[name=places_reason]", "Effectifs autorisés")
    follow(page, "main form.record-form [type=submit]")
    on_its_way(app, lambda round_: walking.to_listed(round_, people))
    page.reload()
    press(page, "rank")
    words = page.inner_text("#list")
    assert words.index("Abdoulaye") < words.index("Daouda") < words.index("Fatoumata")


def choose(page, field: str, typed: str, wanted: str) -> None:
    """Choose in a lookup as one does: type a part, take the line, or simply choose in a short list."""
    if page.locator(f"select[name={field}] option:has-text('{wanted}')").count():
        return page.select_option(f"[name={field}]", label=wanted) and None
    page.click(f"#{field}-ts-control")
    page.keyboard.type(typed)
    page.click(f".ts-dropdown .option:has-text('{wanted}')")


def on_its_way(app, lead: Callable[[PromotionRound], None]) -> None:
    """Others take their steps in the round; test_promotion.py does them at the screens."""
    with app.app_context():
        with guard.unscoped("the round of the test"):
            round_ = db.session.query(PromotionRound).filter_by(name="Tableau 2026").one()
        lead(round_)
        db.session.commit()


def fanta_reads_it_and_it_is_sealed(app, page, people) -> None:
    as_person(page, "fanta", "/admin/promotion-round/")
    follow(page, "a:has-text('Tableau 2026')")
    follow(page, "#list a:has-text('Daouda')")
    assert "sur 100" in page.inner_text("main") or "points" in page.inner_text("main")
    page.go_back()

    def rest(round_: PromotionRound) -> None:
        walking.conclude(round_, people)
        promotion.publish(round_, by=walking.actor(walking.the_manager()))
        walking.end_appeals(round_)
        walking.seal(round_, people)

    on_its_way(app, rest)
    page.reload()
    assert "Scell" in page.inner_text("main")


def abdoulaye_has_a_photo(app) -> None:
    """Taken at the desk; test_photo.py does it with a camera."""
    with app.app_context(), guard.unscoped("the test takes a photo"):
        cards.photo(db.session.query(Officer).filter_by(first_names="Abdoulaye").one())
        db.session.commit()


def cards_are_made(app, page, folder: Path) -> str:
    """Aminata requests, Awa approves, Aminata prints, checks and hands over; returns what the code of the card holds."""
    as_person(page, "aminata", "/admin/")
    badges.request_one(page, "Abdoulaye")
    as_person(page, "awa", "/admin/")
    badges.approve(page)
    as_person(page, "aminata", "/admin/")
    run = badges.print_all(page)
    work(app)
    [address] = badges.read_codes(badges.fetched(page, run, folder))
    badges.check(page, address)
    badges.hand_over(page, address)
    return address


def answer_to(page, address: str) -> str:
    """What a passer-by reads who scans the card."""
    page.context.clear_cookies()
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("html:is([data-answer=valid],[data-answer=invalid],[data-answer=unable])")
    return page.locator("html").get_attribute("data-answer")


def aminata_revokes_the_badge(page) -> None:
    as_person(page, "aminata", "/admin/badge/")
    follow(page, "#list-part tbody a >> nth=0")
    page.goto(page.evaluate("document.querySelector(\"a[href*='act=revoke']\").href"))
    page.fill("#reason", "Carte prêtée à un tiers")
    follow(page, "main form.record-form [type=submit]")


def published(app) -> None:
    """What the worker does within the minute."""
    with app.app_context():
        guard.act_as(guard.SYSTEM)
        badge.publish_if_due()


def test_the_main_job_runs_from_a_file_to_a_scanned_badge(app, page, people, ready, tmp_path):
    path = tmp_path / "effectif.csv"
    path.write_bytes(FILE.encode("cp1252"))
    boubacar_loads_the_file(app, page, path)
    aminata_opens_a_cycle(app, page)
    coumba_evaluates_her_people(page)
    daouda_reads_his_evaluation(page)
    time_passes(app)
    aminata_closes_the_cycle(page)
    boubacar_ranks_a_round(app, page, people)
    fanta_reads_it_and_it_is_sealed(app, page, people)
    abdoulaye_has_a_photo(app)
    address = cards_are_made(app, page, tmp_path)
    published(app)
    assert "Abdoulaye" not in address and "P18" not in address
    assert answer_to(page, address) == "valid"
    assert answer_to(page, address[:-1] + str((int(address[-1]) + 1) % 10)) == "invalid"
    aminata_revokes_the_badge(page)
    published(app)
    assert answer_to(page, address) == "invalid"
