"""The start page of one's own file: who I am, what waits for me, what changed, who looked, and the way to each part."""

from __future__ import annotations

from services import viewing
from services.personnel import page

from ..viewing import words
from . import evaluations, requests, team
from .door import own_record, pages, show
from .opening import photo_of
from .sections import SECTIONS

# What changed, and who looked: so many lines of each; the rest is a page further.
LATEST = 3


@pages.get("/")
def start():
    """Everything at a glance, on a small page."""
    officer = own_record()
    return show(
        "start",
        officer,
        lines=page.present(officer),
        has_photo=photo_of(officer) is not None,
        waiting=[*evaluations.waiting(officer), *team.waiting(), *requests.waiting(officer)],
        looks=[words(look) for look in viewing.latest(officer, LATEST)],
        changed=[words(look) for look in viewing.changes(officer, LATEST)],
        sections=[(section, section.finding(officer)) for section in SECTIONS],
    )
