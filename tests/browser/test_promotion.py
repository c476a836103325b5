"""From a rule to the appointments: a clerk, a second person, the board and a candidate on his phone, with an appeal that succeeds."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack

import pytest
from PIL import Image

import jobs
from models import Job, Officer, PromotionCandidate, PromotionRound, PromotionRule, Rank, RankLine, RoundState, Unit, db
from services import guard
from services.badge import keys
from tests import force
from tests.browser.moves import follow, sign_in
from tests.browser.phone import phone
from tests.promotion import walking
from tests.promotion.test_appeals import correct_marks
from tests.promotion.scenes import evaluate
from tests.servers import browser

NAME = "Tableau d’avancement 2026"
WHY = "Ma note de 2025 est de 19 sur le relevé."
REASON = "Les pièces sont complètes et ont été relues."
CONFIRM = "#confirm [data-confirm-yes]"


@pytest.fixture
def scene(app, people):
    """Daouda comes second behind Cissé; the board and a second person have accounts; the two marks and dates are typed by nobody here."""
    with app.app_context():
        with guard.unscoped("what stands before the journey"):
            unit, daouda = db.session.get(Unit, people.unit_id), db.session.get(Officer, people.daouda.officer_id)
            first = force.officer("Cissé", "Oumar", unit)
            for officer, score in ((first, "16"), (daouda, "14")):
                evaluate(officer, score)
            for name in ("hawa", "issa"):
                force.user(name, "board_member", agency=unit.agency)
            walking.the_manager()
        keys.new_key()
        db.session.commit()


@pytest.fixture
def pages(running_browser, live_server, complaints, scene):
    """pages("fanta"): the page of that person, signed in, on a machine of her own."""
    with ExitStack() as machines:
        opened = {}

        def page_of(name: str):
            if name not in opened:
                opened[name] = machines.enter_context(browser.page_of(running_browser, live_server, complaints))
                sign_in(opened[name], name, force.PASSWORD)
            return opened[name]

        yield page_of
    assert complaints == []


@pytest.fixture
def his_phone(running_browser, live_server, scene):
    """Daouda's phone, without scripts; that the browser notes the form that was refused is no complaint."""
    complaints: list[str] = []
    with phone(running_browser, live_server, complaints, scripts=False) as his:
        sign_in(his.page, "daouda", force.PASSWORD)
        yield his.page
    assert [text for text in complaints if "422" not in text] == []


def confirmed(page, selector: str) -> None:
    """Press a button that asks first, and say yes."""
    page.click(selector)
    page.wait_for_selector(CONFIRM)
    follow(page, CONFIRM)


def button(act: str) -> str:
    return f"main form[action*='/{act}/'] button"


def number_of(app, model) -> int:
    with app.app_context(), guard.unscoped("look"):
        return db.session.query(db.func.max(model.id)).scalar()


def state(app) -> RoundState:
    with app.app_context(), guard.unscoped("look"):
        return db.session.query(PromotionRound).one().state


def asked(page, address: str, **typed: str) -> None:
    """A page that asks before an act, filled and sent."""
    page.goto(address)
    for name, value in typed.items():
        page.fill(f"main [name={name}]", value)
    follow(page, "form.record-form [type=submit]")


def approved(page) -> None:
    """The second person opens what waits, reads it and says yes."""
    page.goto("/admin/proposal/")
    follow(page, "main a[href*='/admin/proposal/details/']")
    follow(page, button("approve"))


def test_from_the_rule_to_the_appointments_with_an_appeal_that_succeeds(app, people, pages, his_phone, tmp_path):
    a_rule_is_written(app, pages("aminata"))
    number = a_round_is_prepared(app, pages("boubacar"))
    the_criteria_are_frozen(app, pages, number)
    the_list_is_published_and_read(app, pages("boubacar"), his_phone, number)
    the_board_examines(app, pages, number, tmp_path)
    the_candidate_appeals(his_phone)
    the_appeal_succeeds(app, people, pages("fanta"), his_phone)
    the_list_is_sealed(app, pages, number)
    the_appointment_is_made(app, people, pages, his_phone, number)


def a_rule_is_written(app, page) -> None:
    """A new version that begins with what another says."""
    with app.app_context(), guard.unscoped("look"):
        before = db.session.query(PromotionRule).filter_by(from_rank=force.of_code(Rank, "SGT"), to_rank=force.of_code(Rank, "SGC")).one().id
    page.goto(f"/admin/promotion-rule/new/?like={before}")
    for name, value in {"starts_on": "01/01/2025", "legal_text": "Texte inventé", "seniority_percent": "0"}.items():
        page.fill(f"main [name={name}]", value)
    for part, weight in {"evaluation": "60", "exam": "", "seniority": "20", "training": "20", "posts": "", "distinctions": ""}.items():
        page.fill(f"main [name=weight_{part}]", weight)
    follow(page, "form.record-form [type=submit]")
    page.goto(f"/admin/promotion-rule/details/?id={number_of(app, PromotionRule)}")
    assert "Texte inventé" in page.inner_text("main") and page.locator("main del").count() > 0


def a_round_is_prepared(app, page) -> int:
    page.goto("/admin/promotion-round/new/")
    typed = {"name": NAME, "reference_on": "01/01/2026", "places": "1", "places_reason": walking.REASON}
    for name, value in typed.items():
        page.fill(f"main [name={name}]", value)
    page.fill("#rule-ts-control", "Sergent")
    page.click(f"[data-value='{number_of(app, PromotionRule)}']")
    follow(page, "form.record-form [type=submit]")
    number = number_of(app, PromotionRound)
    for name, function in (("fanta", "PRESIDENT"), ("hawa", "MEMBER"), ("issa", "MEMBER")):
        page.goto(f"/admin/promotion-round/name-member/?id={number}")
        option = page.locator("[name=member] option", has_text=f"({name})").get_attribute("value")
        page.select_option("[name=member]", option)
        page.select_option("[name=function]", function)
        follow(page, "form.record-form [type=submit]")
    assert page.locator("#board tbody tr").count() == 3
    return number


def the_criteria_are_frozen(app, pages, number: int) -> None:
    asked(pages("boubacar"), f"/admin/promotion-round/freeze/?id={number}", reason=REASON)
    approved(pages("kadidia"))
    assert state(app) is RoundState.FROZEN


def the_list_is_published_and_read(app, page, his, number: int) -> None:
    page.goto(f"/admin/promotion-round/details/?id={number}")
    confirmed(page, button("list"))
    assert state(app) is RoundState.LISTED
    his.goto("/my/promotion/")
    told = his.inner_text("main")
    assert NAME in told and his.locator(".note-good").count() == 1
    his.click("main details.fold > summary")
    follow(his, "main a[href*='/my/career/#rank_line-'] >> nth=0")
    his.goto("/my/promotion/")
    his.click("main details.fold > summary")
    follow(his, "main a[href*='/my/corrections/new?about=rank_line'] >> nth=0")
    assert his.locator("main a[href*='field=starts_on']").count() == 1
    page.goto(f"/admin/promotion-round/details/?id={number}")
    confirmed(page, button("rank"))
    assert state(app) is RoundState.RANKED
    his.goto("/my/promotion/")
    assert his.locator(".note-info").count() == 1 and his.locator("details.fold").count() == 0, "the list is being made"


def the_board_examines(app, pages, number: int, folder) -> None:
    fanta = pages("fanta")
    if number_of_ties(app):
        asked(fanta, f"/admin/promotion-round/draw/?id={number}", seed="4711", words="Tiré au sort devant les candidats.")
    asked(fanta, f"/admin/promotion-fairness/conclude/?round={number}", words="Aucun écart ne demande d’explication : les nombres sont trop petits.")
    scan = folder / "pv.png"
    Image.new("RGB", (40, 60), "white").save(scan)
    fanta.goto(f"/admin/promotion-round/add-minutes/?id={number}")
    fanta.set_input_files("main [type=file]", scan)
    follow(fanta, "form.record-form [type=submit]")
    fanta.goto(f"/admin/promotion-round/details/?id={number}")
    confirmed(fanta, button("examined"))
    manager = pages("kadidia")
    manager.goto(f"/admin/promotion-round/details/?id={number}")
    confirmed(manager, button("publish"))
    assert state(app) is RoundState.PROVISIONAL


def number_of_ties(app) -> int:
    with app.app_context(), guard.unscoped("look"):
        return db.session.query(PromotionCandidate).filter_by(tie_break="draw").count()


def the_candidate_appeals(his) -> None:
    """Empty first, and nothing is lost; then with a reason."""
    his.goto("/my/promotion/")
    for summary in his.locator("main details.fold > summary").all():
        summary.click()
    assert "14,00" in his.inner_text("main") and his.locator("main table").count() == 0, "every number stands in a sentence"
    form = "main form[action='/my/promotion/']"
    follow(his, f"{form} button")
    assert his.locator(".error-summary").count() == 1
    his.fill(f"{form} textarea", WHY)
    follow(his, f"{form} button")
    assert WHY in his.inner_text("main") and his.locator(form).count() == 0


def the_appeal_succeeds(app, people, fanta, his) -> None:
    """The file is corrected, the board sees who would move, and upholds it."""
    with app.app_context():
        with guard.unscoped("the mark is corrected by the evaluation office"):
            correct_marks(db.session.get(Officer, people.daouda.officer_id), "19")
        db.session.commit()
    fanta.goto("/admin/promotion-appeal/")
    follow(fanta, "main a[href*='/admin/promotion-appeal/details/']")
    follow(fanta, "main a[href*='/answer/']")
    assert "CISSÉ Oumar" in fanta.inner_text("main"), "who would move stands above the answer"
    fanta.select_option("[name=outcome]", "UPHELD")
    fanta.fill("[name=words]", "Le relevé de notes montre 19.")
    follow(fanta, "form.record-form [type=submit]")
    his.goto("/my/promotion/")
    told = his.inner_text("main")
    assert "Le relevé de notes montre 19." in told and "CISSÉ" not in told and his.locator(".note-good").count() == 1


def the_list_is_sealed(app, pages, number: int) -> None:
    asked(pages("fanta"), f"/admin/promotion-fairness/conclude/?round={number}", words="Relu après le recours : rien ne change.")
    with app.app_context(), guard.unscoped("the delay goes by"):
        db.session.get(PromotionRound, number).appeals_until_on = dt.date(2026, 1, 31)
        db.session.commit()
    asked(pages("boubacar"), f"/admin/promotion-round/propose-seal/?id={number}", reason=REASON)
    approved(pages("kadidia"))
    assert state(app) is RoundState.SEALED


def the_appointment_is_made(app, people, pages, his, number: int) -> None:
    page = pages("boubacar")
    page.goto(f"/admin/promotion-appointments/?id={number}")
    assert "TRAORÉ Daouda" in page.inner_text("main") and "CISSÉ" not in page.inner_text("main")
    follow(page, button("begin"))
    act = page.url
    page.goto(act.replace("/details/", "/edit/"))
    page.fill("main [name=act_reference]", "Arrêté n° 2026-118")
    follow(page, "form.record-form [type=submit]")
    page.goto(act)
    follow(page, "main a[href*='/preview/']")
    page.fill("main [name=reason]", REASON)
    follow(page, "main form[action*='/propose/'] button")
    approved(pages("kadidia"))
    page.goto(act)
    confirmed(page, "main form[action*='/apply/'] button")
    with app.app_context():
        jobs.run(number_of(app, Job))
    assert state(app) is RoundState.APPOINTED
    with app.app_context(), guard.unscoped("look"):
        held = db.session.query(RankLine).filter_by(officer_id=people.daouda.officer_id).order_by(RankLine.id.desc()).first()
        assert (held.rank.code, held.act_reference) == ("SGC", "Arrêté n° 2026-118")
    his.goto("/my/promotion/")
    assert "Arrêté n° 2026-118" in his.inner_text("main")
