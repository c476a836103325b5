"""What a visitor loads: each page's kilobytes over the wire on a first visit, and on a next one with a filled cache.

    python bench/weights.py http://127.0.0.1:8000 drh demo-sirhp

Follows what a browser would load from the page (styles, scripts, pictures, the sheet of icons), compressed, and says
whether the goals hold: a first visit under 300 kB, a next page under 40 kB. No library: urllib alone.
"""

from __future__ import annotations

import gzip
import re
import sys
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

PAGES = (
    "/login", "/admin/", "/admin/officer/", "/admin/officer/new/", "/admin/promotion-round/", "/admin/import-run/",
    "/admin/badge/", "/admin/evaluation/", "/my/", "/verify/",
)  # fmt: skip
LOADED = re.compile(r'<(?:link|script|img|use)\b[^>]*?\b(?:href|src)="([^"#]+)')
FIRST_KB, NEXT_KB = 300, 40


def main(address: str, username: str, password: str) -> int:
    """Print the table; 1 where a goal is missed."""
    open_ = build_opener(HTTPCookieProcessor(CookieJar())).open
    print(f"{'page':<28}{'first visit kB':>15}{'next visit kB':>15}")
    missed = False
    for path in PAGES:
        if path == PAGES[1]:
            sign_in(open_, address, username, password)
        page, own = fetch(open_, urljoin(address, path))
        parts = {urljoin(address, found.replace("&amp;", "&")) for found in LOADED.findall(page)}
        again = [fetch(open_, part) for part in parts]
        first = own + sum(size for _text, size in again)
        missed |= first > FIRST_KB * 1000 or own > NEXT_KB * 1000
        print(f"{path:<28}{first / 1000:>15.1f}{own / 1000:>15.1f}")
    return int(missed)


def sign_in(open_, address: str, username: str, password: str) -> None:
    """Through the page, as people do."""
    page, _size = fetch(open_, urljoin(address, "/login"))
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    body = urlencode({"csrf_token": token, "username": username, "password": password}).encode()
    open_(Request(urljoin(address, "/login"), body, {"Referer": address})).read()


def fetch(open_, address: str) -> tuple[str, int]:
    """The text of an answer, and its size as it travelled, head included."""
    try:
        answer = open_(Request(address, headers={"Accept-Encoding": "gzip"}))
    except HTTPError as refused:  # the sign-in answers 401 and is a page all the same
        answer = refused
    body = answer.read()
    size = len(body) + len(str(answer.headers))
    text = gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
    return text.decode(errors="replace"), size


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
