"""The frame of every page: what it offers to whom, and where one is."""

from __future__ import annotations

import re


def frame(client, path: str = "/admin/") -> str:
    return client.get(path).text


def test_the_menu_marks_where_one_is(signed_in):
    page = frame(signed_in("boubacar"), "/admin/officer/")
    (marked_item,) = re.findall(r'<a class="side-\w+" href="([^"]+)"[^>]*aria-current="page"', page)
    assert marked_item == "/admin/officer/"


def test_the_menu_shows_only_what_the_role_may_use(signed_in):
    assert "/admin/audit-event/" in frame(signed_in("aminata"))
    assert "/admin/audit-event/" not in frame(signed_in("boubacar"))


def test_breadcrumbs_bear_names(signed_in, people):
    page = frame(signed_in("boubacar"), f"/admin/officer/details/?id={people.colleague_id}")
    (way,) = re.findall(r'<nav class="breadcrumbs".*?</nav>', page, re.DOTALL)
    assert "Agents" in way and str(people.colleague_id) not in re.sub(r"<[^>]+>", "", way)


def test_every_page_can_skip_to_its_content_and_speaks_its_language(signed_in):
    page = frame(signed_in("boubacar"))
    assert '<a class="skip" href="#main">' in page and '<html lang="fr"' in page and 'id="main"' in page


def test_the_frame_offers_search_notices_language_and_light(signed_in):
    page = frame(signed_in("boubacar"))
    for part in ("data-finder", "top-bell", "top-language", "data-theme-switch", "top-person"):
        assert part in page


def test_the_header_names_the_person_with_his_role(signed_in):
    page = frame(signed_in("boubacar"))
    assert "<strong>Boubacar</strong>" in page and "Agent des ressources humaines" in page
