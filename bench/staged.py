"""What a fresh demonstration lacks for its pictures, done through the screens as its people would do it.

The demonstration fills its base in one stroke: nothing was changed since, nothing waits for a second person, no badge is
printed, and no face is on file (nobody's face may be: the one used here is drawn).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw
from playwright.sync_api import Page

from tests.browser.moves import follow

OFFICER = "/admin/officer/?position.filled=1&search=keita+mariam"
FIELD = "Dernier recyclage au tir"
VIEW = "Femmes entrées depuis 2012"
WOMEN = "/admin/officer/?sex=F&entered_on.from=01/10/2012"
REASONS = {
    "/admin/officer/export/xlsx/": "Effectifs demandés par le cabinet du ministre",
    "/admin/posting/export/xlsx/": "Préparation des mutations de janvier",
    "/admin/rank-line/export/csv/": "Vérification des anciennetés avant la commission",
}


def open_officer(page: Page) -> None:
    page.goto(OFFICER)
    follow(page, "[data-open] >> nth=0")


def stage(as_user: Callable[[str], Page]) -> str:
    """Do all of it; returns what the code of a printed badge holds. `as_user` gives a page of somebody signed in."""
    add_a_field(as_user("admin"))
    change_an_officer(as_user("rh"), phone="+223 66 12 40 88", photo=portrait())
    change_an_officer(as_user("drh"), phone="+223 76 45 12 09")
    ask_for_downloads(as_user("rh"))
    keep_a_view(as_user("rh"))
    return print_a_badge(as_user("badge"))


def add_a_field(page: Page) -> None:
    """A date that this force wants to know of its officers, for the change of many records at once."""
    page.goto("/admin/custom-field/new/")
    page.select_option("[name=record_type]", "officer")
    page.select_option("[name=kind]", "DATE")
    page.fill("[name=label]", FIELD)
    follow(page, "main form [type=submit] >> nth=0")


def change_an_officer(page: Page, phone: str, photo: bytes = b"") -> None:
    """Another telephone, so that its history has something to tell; the face, if one is given."""
    open_officer(page)
    follow(page, ".page-actions a[href*='/edit/']")
    page.fill("[name=phone]", phone)
    if photo:
        page.set_input_files("[name=photo]", {"name": "photo.png", "mimeType": "image/png", "buffer": photo})
    follow(page, "main form.record-form [type=submit] >> nth=0")


def ask_for_downloads(page: Page) -> None:
    """More than 500 rows of personal data: a second person is asked."""
    for path, reason in REASONS.items():
        page.goto(path)
        page.fill("[name=reason]", reason)
        follow(page, "main form [type=submit]")


def keep_a_view(page: Page) -> None:
    """A list under a name, which stands above it from then on."""
    page.goto(WOMEN)
    page.click("[data-panel=view]")
    page.fill("#view-name", VIEW)
    follow(page, "form:has(#view-name) [type=submit]")


def print_a_badge(page: Page) -> str:
    """Issue and print one; its code is read from the card as a telephone does."""
    page.goto("/admin/badge/new/")
    page.fill("#officer-ts-control", "keita mariam")
    page.click("#officer-ts-dropdown [role=option] >> nth=0")
    follow(page, "main form [type=submit] >> nth=0")
    with page.expect_download() as printing:
        page.click(".page-actions [type=submit]")
    sheets = pypdfium2.PdfDocument(Path(printing.value.path()).read_bytes())
    return next(found.text for sheet in sheets for found in zxingcpp.read_barcodes(sheet.render(scale=4).to_pil()))


def portrait() -> bytes:
    """A drawn face under a beret: a photo of nobody."""
    image = Image.new("RGB", (960, 1240), "#c9d3df")
    draw = ImageDraw.Draw(image)
    draw.ellipse((90, 900, 870, 1800), fill="#1d3a66")
    draw.polygon([(330, 940), (630, 940), (480, 1160)], fill="#dfe6ee")
    draw.polygon([(450, 985), (510, 985), (530, 1240), (430, 1240)], fill="#101f38")
    draw.rounded_rectangle((395, 740, 565, 1000), 80, fill="#5f3d2a")
    draw.ellipse((290, 330, 670, 860), fill="#704a34")
    draw.ellipse((262, 560, 322, 690), fill="#704a34")
    draw.ellipse((638, 560, 698, 690), fill="#704a34")
    for middle in (395, 565):
        draw.ellipse((middle - 20, 568, middle + 20, 598), fill="#1b1210")
        draw.arc((middle - 52, 518, middle + 52, 588), 205, 335, fill="#2a1a12", width=11)
    draw.arc((445, 620, 515, 700), 20, 160, fill="#4d3021", width=9)
    draw.arc((400, 690, 560, 780), 25, 155, fill="#45241c", width=12)
    draw.chord((250, 240, 710, 660), 180, 360, fill="#14284a")
    draw.ellipse((470, 220, 790, 470), fill="#14284a")
    draw.rectangle((268, 430, 692, 476), fill="#0d1b33")
    draw.ellipse((365, 350, 425, 425), fill="#d9b44a")
    for left in (140, 720):
        draw.rounded_rectangle((left, 1000, left + 100, 1040), 12, fill="#d9b44a")
    out = io.BytesIO()
    image.resize((480, 620), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()
