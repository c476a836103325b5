"""A field from its definition to the form, the list, a filter and the file, in a real browser with all of the policy on."""

from __future__ import annotations

import csv

from tests import force
from tests.browser.moves import follow, sign_in


def test_a_field_goes_from_its_definition_to_the_file(page, people):
    sign_in(page, "aminata", force.PASSWORD)
    aminata_adds_a_list(page)
    she_chooses_a_value(page, people.unit_id)
    the_list_shows_it_and_filters_by_it(page)
    the_file_holds_it(page)


def save(page) -> None:
    follow(page, "main form.record-form .form-buttons [type=submit] >> nth=0")


def aminata_adds_a_list(page) -> None:
    page.goto("/admin/custom-field/new/")
    page.select_option("[name=record_type]", "unit")
    assert not page.is_visible("[name='choices-0-label']"), "choices are asked for a list only"
    page.select_option("[name=kind]", "CHOICE")
    page.fill("[name=label]", "Énergie")
    page.fill("[name='choices-0-label']", "Réseau")
    page.fill("[name='choices-1-label']", "Groupe électrogène")
    page.fill("[name='choices-2-label']", "Aucune")
    page.click("[data-inline-add]")
    page.fill("[name='choices-3-label']", "Solaire")
    page.check("[name=is_indexed]")
    save(page)
    assert "Énergie" in page.inner_text("main") and "Solaire" in page.inner_text("main")


def she_chooses_a_value(page, unit_id: int) -> None:
    page.goto(f"/admin/unit/edit/?id={unit_id}")
    page.select_option("[name=cf_energie]", label="Solaire")
    save(page)
    assert "Solaire" in page.inner_text("main")


def the_list_shows_it_and_filters_by_it(page) -> None:
    page.goto("/admin/unit/")
    assert "Énergie" in page.inner_text("thead")
    everything = page.locator("tbody tr").count()
    page.goto("/admin/unit/?cf_energie=solaire&sort=cf_energie")
    assert page.locator("tbody tr").count() == 1 < everything
    assert "Solaire" in page.inner_text("tbody") and "Énergie" in page.inner_text(".chips")


def the_file_holds_it(page) -> None:
    with page.expect_download() as download:
        page.evaluate("location.href = '/admin/unit/export/csv/?cf_energie=solaire'")
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        header, row = list(csv.reader(file, delimiter=";"))
    assert row[header.index("Énergie")] == "Solaire"
