"""Screens as they stand in the middle of work: what a crawl by addresses never sees. test_states.py asks axe about each.

Every state is a function of the page: it opens a screen as its person would, and returns when the state is there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.moves import follow

SAVE = "main form.record-form [type=submit].btn-primary"
LIST = "/admin/officer/"
FILE = """Matricule;Nom;Prénoms;Sexe;Date de naissance;Date d'entrée;Grade;Service;Position
P18-90001;Ag Mohamed El-Moctar dit Bazoumana Sidi Baba-Cissé;Abdoulaye;M;13/02/1990;15/10/2014;Sergent de police;Inconnu;Activité
P18-90003;Sy;Oumar;M;31/02/1992;01/10/2016;Sergent de police;Inconnu;Activité
"""


@dataclass(frozen=True)
class State:
    """A screen in the middle of work, and whose it is."""

    name: str
    user: str
    bring: Callable


def form_with_errors(page) -> None:
    page.goto("/admin/officer/new/")
    follow(page, SAVE)
    page.wait_for_selector(".error-summary")


def act_with_errors(page) -> None:
    page.goto("/admin/delegation/give/")
    follow(page, SAVE)
    page.wait_for_selector(".error-summary")


def form_with_a_draft(page) -> None:
    page.goto("/admin/unit/new/")
    page.fill("[name=name]", "Poste de Ber")
    page.wait_for_selector("[data-draft-status]:not(:empty)")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/admin/unit/new/")
    page.wait_for_selector(".draft-offer")


def form_without_a_line(page) -> None:
    page.goto("/admin/officer/new/")
    page.fill("[name=last_name]", "Sy")
    page.context.set_offline(True)
    page.click(SAVE)
    page.wait_for_selector("form [data-line-down]")
    page.context.set_offline(False)


def lookup_open(page) -> None:
    page.goto("/admin/badge/new/")
    page.click("#officer-ts-control")
    page.keyboard.type("tra")
    page.wait_for_selector(".ts-dropdown .option")


def finder_open(page) -> None:
    page.goto("/admin/")
    page.focus("#officer-search")
    page.keyboard.type("tra")
    page.wait_for_selector("#officer-found [role=option]")


def panel(name: str) -> Callable:
    """A panel over the list."""

    def opened(page) -> None:
        page.goto(LIST)
        page.click(f"[data-panel={name}]")
        page.wait_for_selector("#panel-title:focus")

    return opened


def menu(selector: str, address: str = LIST) -> Callable:
    """A menu that is open."""

    def opened(page) -> None:
        page.goto(address)
        page.click(f"{selector} > summary")
        page.wait_for_selector(f"{selector}[open] .menu-panel")

    return opened


def keys_of_the_list(page) -> None:
    page.goto(LIST)
    page.click("[data-list-keys]")
    page.wait_for_selector("dialog[open] .key-list")


def lines_ticked(page) -> None:
    page.goto(LIST)
    for line in (1, 2, 3):
        page.check(f"#list-part tbody tr:nth-child({line}) [data-tick]")
    page.wait_for_selector("[data-bulk][data-some]")


def bulk_field_chosen(page) -> None:
    lines_ticked(page)
    follow(page, "[formaction*=bulk-edit]")
    page.select_option("#bulk-field", "entered_on")
    follow(page, "[value=value]")


def bulk_preview(page) -> None:
    bulk_field_chosen(page)
    page.fill("#entered_on", "01/10/2014")
    follow(page, "[value=preview]")
    page.wait_for_selector(".bulk-edit-preview ins, .bulk-edit-preview li")


def deleting_asks(page) -> None:
    page.goto(LIST)
    follow(page, "#list-part tbody [data-open] >> nth=4")
    page.click(".page-actions details.menu > summary")
    page.click("[data-delete]")
    page.wait_for_selector("dialog[open] #deleting-title")


def past_of_a_value(page) -> None:
    page.goto(LIST)
    follow(page, "#list-part tbody [data-open] >> nth=4")
    page.locator("[data-past]").first.click()
    page.wait_for_selector(".value-past")


def card_of(state: str) -> Callable:
    """The page of a card that stands there."""

    def opened(page) -> None:
        page.goto(f"/admin/badge/?state={state}")
        follow(page, "#list-part tbody [data-open] >> nth=0")
        page.wait_for_selector(".card-way")

    return opened


def card_to_revoke(page) -> None:
    card_of("ACTIVE")(page)
    page.goto(page.evaluate("document.querySelector(\"a[href*='act=revoke']\").href"))
    follow(page, SAVE)
    page.wait_for_selector(".error-summary")


def scan_of_no_card(page) -> None:
    page.goto("/admin/badge/desk/")
    page.fill("#scan-text", "ML 0000 0000 0")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(".notice-bad")


def confirming(page) -> None:
    """What asks before it is done."""
    page.goto("/admin/proposal/")
    follow(page, "main table tbody a >> nth=0")
    page.click("form[data-confirm] button >> nth=0")
    page.wait_for_selector("dialog#confirm[open]")


def request_of_a_unit(page) -> None:
    page.goto("/admin/badge/request/")
    page.click("#unit-ts-control")
    page.keyboard.type("dir")
    page.click(".ts-dropdown [role=option] >> nth=0")
    follow(page, ".request-unit [type=submit]")
    page.wait_for_selector(".request-bar")


def receipt_with_errors(page) -> None:
    page.goto("/admin/badge/hand-over/")
    follow(page, "main form.hand-form .btn-primary")
    page.wait_for_selector(".error-summary")


def import_mapping(page) -> None:
    page.goto("/admin/import-run/new/")
    page.set_input_files("#file", {"name": "effectif.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")})
    follow(page, "main form [type=submit]")
    page.wait_for_selector("[data-import]")


def import_preview(page) -> None:
    import_mapping(page)
    follow(page, ".form-buttons [value=preview]")
    page.wait_for_selector("text=31/02/1992")


def role_proposed(page) -> None:
    page.goto("/admin/account/?search=badge")
    follow(page, "#list-part tbody [data-open] >> nth=0")
    follow(page, ".page-actions a[href*='/edit/']")
    page.select_option("[name=role]", "hr_clerk")
    page.fill("[name=why]", "Nouvelle fonction")
    follow(page, SAVE)
    page.goto("/admin/proposal/")
    page.wait_for_selector("main table tbody tr")


def queue_with_a_proposal(page) -> None:
    page.goto("/admin/proposal/")
    page.wait_for_selector("main table tbody tr")


def proposal_to_decide(page) -> None:
    queue_with_a_proposal(page)
    follow(page, "main table tbody a >> nth=0")


ALL = (
    State("a form sent with errors", "rh", form_with_errors),
    State("an act sent with errors", "drh", act_with_errors),
    State("a form with a draft waiting", "admin", form_with_a_draft),
    State("a form without a line", "rh", form_without_a_line),
    State("a lookup with its proposals", "badge", lookup_open),
    State("the finder with its proposals", "rh", finder_open),
    State("the filter panel", "rh", panel("filter")),
    State("the columns panel", "rh", panel("columns")),
    State("the views panel", "rh", panel("view")),
    State("the download menu", "drh", menu(".page-actions details.menu")),
    State("the person's menu", "rh", menu(".top details.menu:has(.top-person)")),
    State("the keys of a list", "rh", keys_of_the_list),
    State("lines that are ticked", "rh", lines_ticked),
    State("the field of many records", "rh", bulk_field_chosen),
    State("the preview of a change of many", "rh", bulk_preview),
    State("deleting that asks", "drh", deleting_asks),
    State("the past of a value", "rh", past_of_a_value),
    State("a card that waits for a second person", "badge", card_of("REQUESTED")),
    State("a card in force", "badge", card_of("ACTIVE")),
    State("a card that has ended", "badge", card_of("LOST")),
    State("a card to revoke, without a reason", "badge", card_to_revoke),
    State("a scan of no card", "badge", scan_of_no_card),
    State("cards for a unit", "badge", request_of_a_unit),
    State("a receipt without a reference", "badge", receipt_with_errors),
    State("the columns of an import", "rh", import_mapping),
    State("the preview of an import with refused rows", "rh", import_preview),
    State("one's own proposals", "admin", role_proposed),
    State("the queue of what waits", "drh", queue_with_a_proposal),
    State("a proposal to decide", "drh", proposal_to_decide),
)
