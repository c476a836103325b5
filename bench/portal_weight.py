"""What the pages of one's own file weigh over the wire, for somebody with an old phone and a slow line.

    python bench/portal_weight.py http://127.0.0.1:8000 agent demo-sirhp

Asks for the pages of a stranger, then walks /my/ and every page that its links lead to, compressed as a browser asks
for it: the page itself, the first visit with all that it loads, a later visit with what the browser may not keep, and
how many requests the first one takes.
Says whether the goals hold: a first visit under 60 kB, a later one under 15 kB. No library: urllib alone.
"""

from __future__ import annotations

import gzip
import re
import sys
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

LOADED = re.compile(r'<(?:link|script|img|use)\b[^>]*?\b(?:href|src)="([^"#]+)')
LED_TO = re.compile(r'<a\b[^>]*?\bhref="(/my/[^"#]*)"')
# What is downloaded, not read as a page; and what marks a notice as read.
NO_PAGE = re.compile(r"\.(pdf|zip|xlsx)$|^/my/papers/.+|^/my/notices/N$")
STRANGERS = ("/login", "/activate")
FIRST, LATER = 60_000, 15_000


def main(address: str, username: str, password: str) -> int:
    """Print the table; 1 where a goal is missed."""
    open_, stranger = (build_opener(HTTPCookieProcessor(CookieJar())).open for _each in range(2))
    sign_in(open_, address, username, password)
    print("| page | page, bytes | first visit, bytes | later visit, bytes | requests |\n|---|--:|--:|--:|--:|")
    is_missed = False
    for path in (*STRANGERS, *walk(open_, address)):
        page, first, later, requests = weigh(stranger if path in STRANGERS else open_, address, path)
        is_missed |= first > FIRST or later > LATER
        print(f"| {path} | {page:,} | {first:,} | {later:,} | {requests} |")
    return int(is_missed)


def walk(open_, address: str):
    """/my/, then what its pages lead to, each once; of pages of one kind (…/12/, …?field=…) the first."""
    known, waiting = {"/my/"}, ["/my/"]
    while waiting:
        path = waiting.pop(0)
        yield path
        text, _size, _headers = fetch(open_, urljoin(address, path))
        for found in (link.replace("&amp;", "&") for link in LED_TO.findall(text)):
            kind = re.sub(r"\d+", "N", found.partition("?")[0])
            if kind not in known and not NO_PAGE.search(kind):
                known.add(kind)
                waiting.append(found)


def weigh(open_, address: str, path: str) -> tuple[int, int, int, int]:
    """(the page, the first visit, a later visit) in bytes, and the requests of the first."""
    text, page, _headers = fetch(open_, urljoin(address, path))
    parts = {urljoin(address, found.replace("&amp;", "&")) for found in LOADED.findall(text)}
    loaded = [fetch(open_, part) for part in parts]
    first = page + sum(size for _text, size, _headers in loaded)
    again = sum(size for _text, size, headers in loaded if "immutable" not in (headers["Cache-Control"] or ""))
    return page, first, page + again, 1 + len(parts)


def sign_in(open_, address: str, username: str, password: str) -> None:
    """Through the page, as people do."""
    page, _size, _headers = fetch(open_, urljoin(address, "/login"))
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    body = urlencode({"csrf_token": token, "username": username, "password": password}).encode()
    open_(Request(urljoin(address, "/login"), body, {"Referer": address})).read()


def fetch(open_, address: str):
    """The text of an answer, its size as it travelled, head included, and its headers."""
    try:
        answer = open_(Request(address, headers={"Accept-Encoding": "gzip"}))
    except HTTPError as refused:
        sys.exit(f"{address} answered {refused.code}")
    body = answer.read()
    size = len(body) + len(str(answer.headers))
    text = gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
    return text.decode(errors="replace"), size, answer.headers


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
