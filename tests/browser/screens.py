"""Every screen of every role, each different one once: what the crawl of test_faces.py visits.

Two pages are the same to a reader's helper when the same elements with the same classes stand in them, however many
rows there are. The test client asks for all pages of all roles; the browser then opens each different one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from rules import access
from services import demo

ELEMENT = re.compile(r"<(\w+)([^>]*)>")
TELLING = re.compile(r'\b(class|role|type|aria-[a-z]+|hidden|disabled)(?:="([^"]*)")?')
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
OPENS = re.compile(r'href="([^"]*)"[^>]*data-open')
# Answers that are no pages.
NO_PAGES = ("static", "ajax_lookup", "export", "progress", "index_view", "details_view", "edit_view")
PORTAL = ("/my/", "/my/team/", "/password", "/my/notices/")
# A session that another browser shows is over: the test client calls itself what the browser does.
BROWSER_NAME = "Mozilla/5.0 (X11; Linux x86_64) a crawl of the tests"
STRANGER = ("/login", "/verify/", "/nowhere")


@dataclass(frozen=True)
class Screen:
    """A page that one role sees and that looks like no page before it."""

    user: str
    path: str
    cookie: str


def of_all(app: Flask) -> list[Screen]:
    """The different screens of all roles, the administrator's first."""
    seen: set = set()
    found = [screen for user in users() for screen in _of(app, user, seen)]
    return [Screen("", path, "") for path in STRANGER] + found


def users() -> list[str]:
    """The accounts of the demonstration; of roles with the very same rights, one."""
    by_rights = {str(access.TABLE[who.role]): who.username for who in demo.accounts.ACCOUNTS}
    return [*by_rights.values(), "chef", "agent"]


def session_of(app: Flask, user: str) -> str:
    """The cookie of a new session of somebody of the demonstration."""
    return _signed_in(app, user).get_cookie("session").value


def _signed_in(app: Flask, user: str):
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = BROWSER_NAME
    return client.sign_in(user, demo.PASSWORD)


def _of(app: Flask, user: str, seen: set) -> Iterator[Screen]:
    client = _signed_in(app, user)
    cookie = client.get_cookie("session").value
    for path, answer in _pages(app, client):
        mark = (_kind(path), answer.status_code, look(answer.text))
        if mark not in seen:
            seen.add(mark)
            yield Screen(user, path, cookie)


def _pages(app: Flask, client) -> Iterator[tuple[str, object]]:
    """Home, portal, and of each screen that opens: its pages without an argument, one record and its form."""
    for path in ("/admin/", *PORTAL, "/admin/officer/?search=zzzzzz", "/admin/nowhere/"):
        yield from _page(client, path)
    for view in app.extensions["admin_views"]:
        for path, answer in _page(client, f"/admin/{view.url.rpartition('/')[2]}/"):
            yield path, answer
            if answer.status_code == 200:
                yield from _pages_of(app, view.endpoint, client, answer)


def _pages_of(app: Flask, endpoint: str, client, listed) -> Iterator[tuple[str, object]]:
    paths = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(f"{endpoint}.") and "GET" in rule.methods and not rule.arguments
        and rule.endpoint.rpartition(".")[2] not in NO_PAGES
    ]  # fmt: skip
    if opened := OPENS.search(listed.text):
        record = opened[1].replace("&amp;", "&")
        paths += [record, record.replace("/details/", "/edit/")]
    for path in paths:
        yield from _page(client, path)


def _page(client, path: str) -> Iterator[tuple[str, object]]:
    """The page, if it is one; of refusals one is enough, and it stands at an address of its own."""
    answer = client.get(path)
    if answer.mimetype == "text/html" and (answer.status_code == 200 or path in ("/admin/nowhere/", "/admin/account/")):
        yield path, answer


def _kind(path: str) -> str:
    return re.sub(r"\d+", "N", path.partition("?")[0])


def look(page: str) -> frozenset[str]:
    """What a page is made of: its elements with what tells them apart, in any order and number."""
    main = MAIN.search(page)
    return frozenset(
        f"{name} {sorted(TELLING.findall(attributes))}" for name, attributes in ELEMENT.findall(main[0] if main else page)
    )
