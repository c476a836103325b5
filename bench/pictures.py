"""The twelve pictures of docs/images: taken of a running demonstration, wide and on a phone, light and dark.

    PORT=8000 make run          (a demonstration of 2,000 officers, in another window)
    python bench/pictures.py http://127.0.0.1:8000 [docs/images] [NAME …]

Each is reduced to 256 colours, which makes it small enough for a repository. With names, only those are taken.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.servers import browser

PASSWORD = "demo-sirhp"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LARGEST_KB = 150
FILE = """Matricule;Nom;Prénoms;Sexe;Date de naissance;Date d'entrée;Grade;Position
P18-90001;Ag Mohamed El-Moctar dit Bazoumana Sidi Baba-Cissé;Abdoulaye;M;13/02/1990;15/10/2014;Sergent de police;Activité
P18-90002;Ba;Fatoumata;F;24/12/1991;01/10/2016;Sergent de police;Activité
P18-90003;Sy;Oumar;M;31/02/1992;01/10/2016;Sergent-chef;Activité
"""


@dataclass(frozen=True)
class Picture:
    """What is shown, to whom, how wide, and what is done before the picture is taken."""

    name: str
    user: str
    path: str
    act: Callable[[Page], None] | None = None
    is_phone: bool = False
    is_dark: bool = False


def first_record(page: Page) -> None:
    page.click("[data-open] >> nth=0")


def type_a_name(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("traore mou", delay=30)
    page.wait_for_selector("#officer-found [role=option]")
    page.keyboard.press("ArrowDown")


def ranked_round(page: Page) -> None:
    page.click("tr:has-text('Class') [data-open]")
    page.locator("#list").evaluate("list => scrollTo(0, list.getBoundingClientRect().top + scrollY - 420)")


def candidate(page: Page) -> None:
    ranked_round(page)
    page.click("#list tbody a >> nth=0")


def first_form(page: Page) -> None:
    first_record(page)
    page.click("a:has-text('Modifier')")


def begin_evaluation(page: Page) -> None:
    page.click("article:has(.pill-warn) a >> nth=0")


def load_a_file(page: Page) -> None:
    page.set_input_files("#file", {"name": "commissariat.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")})
    page.click("main form [type=submit]")


PICTURES = (
    Picture("home", "drh", "/admin/"),
    Picture("home-dark", "audit", "/admin/", is_dark=True),
    Picture("home-phone", "chef", "/admin/", is_phone=True),
    Picture("officers", "rh", "/admin/officer/"),
    Picture("officers-phone", "rh", "/admin/officer/", is_phone=True, is_dark=True),
    Picture("search", "rh", "/admin/promotion-round/", type_a_name),
    Picture("officer", "drh", "/admin/officer/", first_record),
    Picture("officer-form", "drh", "/admin/officer/", first_form),
    Picture("round", "drh", "/admin/promotion-round/", ranked_round),
    Picture("candidate", "commission", "/admin/promotion-round/", candidate, is_dark=True),
    Picture("import", "rh", "/admin/import-run/new/", load_a_file),
    Picture("evaluation-phone", "chef", "/my/team/", begin_evaluation, is_phone=True),
)


def take(running: Browser, address: str, picture: Picture) -> Image.Image:
    """The picture of a page, as somebody sees it."""
    size, scheme = (PHONE if picture.is_phone else WIDE), "dark" if picture.is_dark else "light"
    context = running.new_context(
        base_url=address, locale="fr-FR", timezone_id="Africa/Bamako", viewport=size, color_scheme=scheme,
        device_scale_factor=2 if picture.is_phone else 1,
    )  # fmt: skip
    page = context.new_page()
    page.goto("/login")
    page.fill("[name=username]", picture.user)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.goto(picture.path)
    if picture.act:
        picture.act(page)
        page.wait_for_load_state()
    page.wait_for_timeout(300)
    taken = page.screenshot()
    context.close()
    return Image.open(io.BytesIO(taken)).convert("RGB")


def keep(image: Image.Image, path: Path) -> int:
    """Write it small, rare colours (the crest) included; returns its size in kB."""
    image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    return path.stat().st_size // 1000


def main(address: str, folder: Path, names: list[str]) -> int:
    """Take the pictures and say how large each is; 1 where one is too large."""
    folder.mkdir(parents=True, exist_ok=True)
    with browser.running() as running:
        sizes = {
            picture.name: keep(take(running, address, picture), folder / f"{picture.name}.png")
            for picture in PICTURES
            if not names or picture.name in names
        }
    for name, size in sizes.items():
        print(f"{name + '.png':<24}{size:>5} kB")
    return int(max(sizes.values()) > LARGEST_KB)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else "docs/images"), sys.argv[3:]))
