"""The way of a card through the screens, for the tests and pictures that need one: requested, approved by somebody else, printed."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import zxingcpp

from tests.browser.moves import follow

REASON = "Première carte"


def request_one(page, typed: str) -> None:
    """Request an identity card for the first officer whom the lookup finds."""
    page.goto("/admin/badge/new/")
    page.click("#officer-ts-control")
    page.keyboard.type(typed)
    page.click(".ts-dropdown [role=option] >> nth=0")
    page.fill("[name=request_reason]", REASON)
    follow(page, "main form.record-form [type=submit] >> nth=0")
    page.wait_for_selector(".card-way")


def approve(page) -> None:
    """A second person approves what waits at the end of the queue."""
    page.goto("/admin/proposal/")
    follow(page, "main table tbody tr:has-text('carte') a >> nth=-1")
    with page.expect_navigation():
        page.click("form[action*='/approve/'] button")
        if page.locator("dialog[open] [data-confirm-yes]").count():
            page.click("dialog[open] [data-confirm-yes]")


def print_all(page) -> str:
    """A run of all that waits; the page of the run, where its files stand once the worker is done."""
    page.goto("/admin/card-batch/new/")
    follow(page, "main form [name=which][value=all]")
    return page.url


def fetched(page, run: str, folder: Path) -> Path:
    """The first part of a run, as a file."""
    page.goto(run)
    with page.expect_download() as download:
        page.click("a[href*='/part/'] >> nth=0")
    download.value.save_as(folder / "cartes.pdf")
    return folder / "cartes.pdf"


def read_codes(pdf: Path | bytes) -> list[str]:
    """What an independent decoder reads on the printed pages."""
    pages = pypdfium2.PdfDocument(pdf)
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())]


def check(page, code: str) -> None:
    """Scan a printed card as a hand scanner does: what it reads, then Enter; then say that the card is good."""
    page.goto("/admin/badge/check/")
    page.fill("#scan-text", code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page, "main form.record-form .btn-primary")


def hand_over(page, code: str) -> None:
    """Scan it again when the officer is there, and note his receipt."""
    page.goto("/admin/badge/desk/")
    page.fill("#scan-text", code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.fill("#reference", "Reçu 1/2026")
    follow(page, "main form.record-form .btn-primary")
