"""Words in the reader's language, menus of the reader's role, drawings: found once, and never somebody else's."""

from __future__ import annotations

import re

import pytest
from flask import render_template_string, session
from flask_babel import force_locale, gettext, lazy_gettext, refresh


@pytest.fixture
def page(app):
    """A page that is being made for a reader of French."""
    with app.test_request_context("/login"):
        yield


def test_python_and_templates_change_the_language_together(page):
    def said() -> list[str]:
        return [gettext("Save"), str(lazy_gettext("Save")), *render_template_string("{{ _('Save') }}|{{ gettext('Save') }}").split("|")]

    assert set(said()) == {"Enregistrer"}
    with force_locale("en"):
        assert set(said()) == {"Save"}
        with force_locale("fr"):
            assert set(said()) == {"Enregistrer"}
        assert set(said()) == {"Save"}
    assert set(said()) == {"Enregistrer"}


def test_a_language_chosen_within_a_page_counts_from_there_on(page):
    assert gettext("Save") == "Enregistrer"
    session["language"] = "en"
    refresh()
    assert gettext("Save") == "Save" == render_template_string("{{ _('Save') }}")


def test_values_in_a_sentence_are_escaped_and_percent_signs_stay(page):
    text = render_template_string("{{ _('100 %% of %(name)s', name='<b>') }}|{{ _('50 %%') }}|{{ _('a < b') }}")
    assert text == "100 % of &lt;b&gt;|50 %|a < b"


def test_a_drawing_speaks_where_it_has_a_label(page):
    silent, speaking = render_template_string("{{ icon('users') }}|{{ icon('users', 'Who \"is\" there') }}").split("|")
    assert 'aria-hidden="true"' in silent and re.search(r'sprite\.svg\?v=[0-9a-f]{12}#users"', silent)
    assert 'role="img"' in speaking and "&#34;is&#34;" in speaking


def test_each_role_keeps_its_own_menu_whoever_came_before(signed_in):
    def menu(who: str) -> set[str]:
        side = signed_in(who).get("/admin/officer/").text.partition('id="side"')[2].partition("</nav>")[0]
        return set(re.findall(r'href="(/admin/[a-z-]+/)"', side))

    of_administrator, of_clerk = menu("aminata"), menu("boubacar")
    assert "/admin/audit-event/" in of_administrator and "/admin/audit-event/" not in of_clerk
    assert menu("aminata") == of_administrator and menu("boubacar") == of_clerk


def test_the_menu_follows_the_language_and_marks_the_open_screen(signed_in):
    client = signed_in("boubacar")
    french = client.get("/admin/posting/").text
    assert re.search(r'href="/admin/posting/" aria-current="page"', french)
    assert re.search(r'href="/admin/officer/" aria-current="page"', client.get("/admin/officer/").text)
    with client.session_transaction() as kept:
        kept["language"] = "en"
    english = client.get("/admin/posting/").text
    assert "Affectations" in french and "Postings" in english and "Affectations" not in english
