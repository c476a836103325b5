"""A phone in the browser of the tests: a narrow page on a slow line, with scripts or without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, CDPSession, Page

from tests.servers import browser

SCREEN = {"width": 390, "height": 844}
# What a full network of the suburbs gives: 50 kB a second, an answer after 400 ms.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
# As the camera of a cheap phone takes it: ten million pixels.
PICTURE = (3648, 2736)
GRAIN = 24


@dataclass(frozen=True)
class Phone:
    """A page, and the line it hangs on."""

    page: Page
    line: CDPSession

    def cut(self, is_cut: bool) -> None:
        """Cut the line, or mend it; it stays as slow as it was."""
        self.line.send("Network.emulateNetworkConditions", SLOW | {"offline": is_cut})


@contextmanager
def phone(running: Browser, address: str, complaints: list[str], *, scripts: bool = True) -> Iterator[Phone]:
    """A page of a phone; what the browser complains about is added to the list."""
    context = running.new_context(
        base_url=address, locale="fr-FR", timezone_id="Africa/Bamako", viewport=SCREEN, has_touch=True, java_script_enabled=scripts
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    made = Phone(page, line)
    made.cut(False)
    browser.watch(page, address, complaints)
    yield made
    context.close()


def photo_of_a_paper(folder: Path) -> Path:
    """A photo as a phone keeps it, several times as heavy as it need be: grey spots, as of a paper out of focus."""
    path = folder / "acte.jpg"
    spots = Image.effect_noise((PICTURE[0] // GRAIN, PICTURE[1] // GRAIN), 60)
    spots.resize(PICTURE, Image.Resampling.BICUBIC).convert("RGB").save(path, quality=85)
    return path
