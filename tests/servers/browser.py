"""A real browser for the tests: a Chromium of this machine, driven by Playwright, and what it complained about."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from . import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox, because tests also run as root; none of the calls home that a browser makes by itself.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@functools.cache
def found() -> str | None:
    """The path of a browser that starts: TEST_BROWSER, or one that is installed here."""
    for name in (os.environ.get("TEST_BROWSER"), *NAMES):
        path = shutil.which(name) if name else None
        if path and subprocess.run([path, "--version"], capture_output=True).returncode == 0:
            return path
    return None


def missing() -> str | None:
    """Why no browser can be had, or None."""
    return None if found() else "no browser: install Chromium or Chrome, or name one in TEST_BROWSER"


def bring() -> None:
    """Install Debian's Chromium where there is no browser."""
    if missing() and debian.may_install():
        debian.install("chromium")
        found.cache_clear()


@functools.cache
def driver() -> Playwright:
    """Playwright starts once in a process, however many browsers are wanted."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


@contextmanager
def running(*more_flags: str) -> Iterator[Browser]:
    """A browser, closed afterwards."""
    browser = driver().chromium.launch(executable_path=found(), args=(*FLAGS, *more_flags))
    yield browser
    browser.close()


@contextmanager
def page_of(browser: Browser, address: str, complaints: list[str]) -> Iterator[Page]:
    """A page as a first visitor has it. What the browser complains about is added to the list."""
    context = browser.new_context(base_url=address, locale="fr-FR", timezone_id="Africa/Bamako")
    context.set_default_timeout(10_000)
    page = context.new_page()
    watch(page, address, complaints)
    yield page
    context.close()


def watch(page: Page, address: str, complaints: list[str]) -> None:
    """Note errors of scripts, breaches of the content policy, answers of 500 and calls to another host."""
    host = urlsplit(address).netloc

    def on_console(message) -> None:
        if message.type == "error":
            complaints.append(f"{page.url}: {message.text}")

    def on_request(request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != host:
            complaints.append(f"{page.url}: asks another host for {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", on_request)
