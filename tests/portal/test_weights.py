"""The pages of one's own file stay light on a slow line, also for a long career: 60 kB at first, 15 kB after."""

from __future__ import annotations

import re

from models import Officer, db
from portal.my.sections import SECTIONS
from services import guard

from .test_sections import long_file

FIRST_BYTES, NEXT_BYTES = 60_000, 15_000
LOADED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"#]+)')
KEPT = "immutable"


def travelled(visitor, path: str):
    """An answer as it goes over the wire, and its length, head included."""
    answer = visitor.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, path
    return answer, len(answer.data) + len(str(answer.headers))


def weights(visitor, path: str) -> tuple[int, int]:
    """(first visit, later visit) in bytes: later, what the browser keeps for ever is not asked for again."""
    _page, own = travelled(visitor, path)
    parts = set(LOADED.findall(visitor.get(path).text))
    loaded = [travelled(visitor, part.replace("&amp;", "&")) for part in parts]
    again = sum(size for answer, size in loaded if KEPT not in answer.headers.get("Cache-Control", ""))
    return own + sum(size for _answer, size in loaded), own + again


def test_every_page_of_a_long_file_is_within_the_limits(app, people, signed_in):
    with app.app_context(), guard.unscoped("the test makes a long career"):
        long_file(db.session.get(Officer, people.daouda.officer_id))
        db.session.commit()
    daouda = signed_in("daouda")
    pages = ["/my/", *(f"/my/{section.name}/" for section in SECTIONS if section.endpoint.startswith("my."))]
    found = {path: weights(daouda, path) for path in pages}
    assert {path: size for path, size in found.items() if size[0] > FIRST_BYTES or size[1] > NEXT_BYTES} == {}
