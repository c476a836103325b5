"""The twelve pictures of docs/images: taken of a running demonstration, wide and on a phone, light and dark.

    PORT=8000 make run          (a demonstration of 2,000 officers, in another window)
    python bench/pictures.py http://127.0.0.1:8000 [docs/images] [NAME …]

The demonstration must be fresh: what the pictures show is first done in it (staged.py). Each picture is reduced to 256
colours, which makes it small enough for a repository. With names, only those are taken, of what was done before.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from bench import staged
from tests.browser.moves import follow
from tests.servers import browser

PASSWORD = "demo-sirhp"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LARGEST_KB = 150
CHECK = "verify-phone"


@dataclass(frozen=True)
class Picture:
    """What is shown, to whom, how wide, and what is done before the picture is taken."""

    name: str
    user: str
    path: str
    act: Callable[[Page], None] | None = None
    is_phone: bool = False
    is_dark: bool = False


def open_history(page: Page) -> None:
    """Who changed the telephone, when, and what stood before."""
    staged.open_officer(page)
    page.click("[data-past=phone]")
    page.wait_for_selector(".value-events")


def open_form(page: Page) -> None:
    follow(page, "[data-open] >> nth=0")
    follow(page, ".page-actions a[href*='/edit/']")


def change_many(page: Page) -> None:
    """A date for twelve officers at once, looked at before anything is written."""
    for line in range(12):
        page.locator("[data-tick]").nth(line).check()
    follow(page, "[formaction*=bulk-edit]")
    page.select_option("#bulk-field", label=staged.FIELD)
    follow(page, "[value=value]")
    page.fill("main input[data-day]", "14/11/2026")
    follow(page, "[value=preview]")


def tick_some(page: Page) -> None:
    for line in (1, 2, 4):
        page.locator("[data-tick]").nth(line).check()


def ranked_round(page: Page) -> None:
    follow(page, "tr:has-text('Class') [data-open]")
    page.locator("#list").evaluate("list => scrollTo(0, list.getBoundingClientRect().top + scrollY - 290)")


def begin_evaluation(page: Page) -> None:
    follow(page, "article:has(.pill-warn) a >> nth=0")


PICTURES = (
    Picture("home", "drh", "/admin/"),
    Picture("home-dark", "commission", "/admin/", is_dark=True),
    Picture("officers", "rh", staged.WOMEN, tick_some),
    Picture("officers-phone", "rh", "/admin/officer/", is_phone=True, is_dark=True),
    Picture("officer", "drh", "/admin/officer/", open_history),
    Picture("form", "admin", "/admin/promotion-rule/", open_form),
    Picture("bulk-edit", "rh", staged.WOMEN, change_many),
    Picture("approvals", "drh", "/admin/proposal/"),
    Picture("round", "drh", "/admin/promotion-round/", ranked_round),
    Picture("evaluation-phone", "chef", "/my/team/", begin_evaluation, is_phone=True),
    Picture("my-phone", "agent", "/my/", is_phone=True),
    Picture("verify-phone", "", "/verify/", is_phone=True),
)


def signed_in(context: BrowserContext, user: str) -> Page:
    """A page of this account, or of a stranger."""
    page = context.new_page()
    if user:
        page.goto("/login")
        page.fill("[name=username]", user)
        page.fill("[name=password]", PASSWORD)
        follow(page, "main [type=submit]")
    return page


def stage(running: Browser, address: str) -> str:
    """What the pictures need and a fresh demonstration lacks; returns what the code of a badge holds."""
    contexts: dict[str, BrowserContext] = {}

    def as_user(user: str) -> Page:
        if user not in contexts:
            contexts[user] = running.new_context(base_url=address, locale="fr-FR", viewport=WIDE)
            return signed_in(contexts[user], user)
        return contexts[user].pages[0]

    code = staged.stage(as_user)
    for context in contexts.values():
        context.close()
    return code


def take(running: Browser, address: str, picture: Picture) -> Image.Image:
    """The picture of a page, as somebody sees it."""
    size, scheme = (PHONE if picture.is_phone else WIDE), "dark" if picture.is_dark else "light"
    context = running.new_context(
        base_url=address, locale="fr-FR", timezone_id="Africa/Bamako", viewport=size, color_scheme=scheme,
        device_scale_factor=2 if picture.is_phone else 1,
    )  # fmt: skip
    page = signed_in(context, picture.user)
    page.goto(picture.path)
    if picture.act:
        picture.act(page)
    page.wait_for_timeout(300)
    taken = page.screenshot()
    context.close()
    return Image.open(io.BytesIO(taken)).convert("RGB")


def with_code(picture: Picture, code: str) -> Picture:
    """The public check of the badge that was printed: what stands behind the # of its code's address."""
    return replace(picture, path=f"{picture.path}#{code.partition('#')[2]}") if picture.name == CHECK else picture


def keep(image: Image.Image, path: Path) -> int:
    """Write it small, rare colours (the crest) included; returns its size in kB."""
    image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    return path.stat().st_size // 1000


def main(address: str, folder: Path, names: list[str]) -> int:
    """Take the pictures and say how large each is; 1 where one is too large."""
    folder.mkdir(parents=True, exist_ok=True)
    with browser.running() as running:
        code = "" if names and CHECK not in names else stage(running, address)
        sizes = {
            picture.name: keep(take(running, address, with_code(picture, code)), folder / f"{picture.name}.png")
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
