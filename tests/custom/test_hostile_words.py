"""What an administrator writes as label, help or choice is text on every screen, whatever it looks like."""

from __future__ import annotations

import io
import json

import pytest
from markupsafe import escape

from models import CustomField, CustomKind, db
from rules.refused import Refused
from services.custom import exchanging

from .conftest import ADMINISTRATOR, add, typed, unit_of

LABEL, HELP = '<meta http-equiv="refresh" content="0">', '<script>alert(1)</script>'
CHOICES = [{"value": "one", "label": '" onfocus="alert(2)'}, {"value": "two", "label": "<img src=x>"}]
RAW = ("<meta http-equiv=\"refresh\"", "<script>alert(1)", '" onfocus="alert(2)', "<img src=x>")


@pytest.fixture
def hostile(app, people):
    """Units have a list whose words are markup."""
    with app.app_context():
        add(LABEL, CustomKind.CHOICE, help=HELP, choices=CHOICES, is_indexed=True)
        return people, db.session.query(CustomField).one().key


def clean(answer, *words: str) -> None:
    """The words stand in the page as text."""
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and all(str(escape(word)) in page for word in words)
    assert not [one for one in RAW if one in page]


def test_the_words_of_a_field_are_text_on_every_screen(app, hostile, signed_in):
    (people, key), aminata = hostile, signed_in("aminata")
    form, number = f"/admin/unit/edit/?id={people.unit_id}", f"id={people.unit_id}"
    clean(aminata.get(form), LABEL, HELP, CHOICES[0]["label"])
    with app.app_context():
        values = typed(unit_of(people), **{f"cf_{key}": "two"})
    assert aminata.change(form, values).status_code == 302
    clean(aminata.get(f"/admin/unit/details/?{number}"), LABEL, CHOICES[1]["label"])
    clean(aminata.get("/admin/unit/"), LABEL, CHOICES[1]["label"])
    clean(aminata.get(f"/admin/unit/?cf_{key}=one&panel=filter"), LABEL, CHOICES[0]["label"])
    clean(aminata.get("/admin/unit/?panel=columns"), LABEL)
    clean(aminata.get("/admin/unit/", headers={"X-Fragment": "filter"}), LABEL)
    clean(aminata.get(f"/admin/unit/details/?{number}&tab=history"))
    clean(aminata.change(form, values | {"name": "", f"cf_{key}": "none"}), LABEL)
    clean(aminata.get("/admin/custom-field/"), LABEL)


def test_the_words_of_a_field_are_text_in_a_bulk_change(app, people, signed_in):
    with app.app_context():
        add(LABEL, CustomKind.CHOICE, "post", help=HELP, choices=CHOICES)
        key = db.session.query(CustomField).one().key
    aminata = signed_in("aminata")
    aminata.post("/admin/post/new/", data={"unit": people.unit_id, "title": "Garde", "headcount": "1"})
    page = aminata.post("/admin/post/bulk-edit/", data={"whole-list": "1", "whole-list-as": "", "bulk-field": f"cf_{key}"})
    clean(page, LABEL, CHOICES[0]["label"])


def as_file(*fields: dict) -> str:
    return json.dumps({"format": exchanging.FORMAT, "fields": list(fields)})


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"format": ' + "[" * 900 + "]" * 900 + "}",
        as_file({"record_type": "unit", "key": "a", "label": "A", "kind": "text", "help": "x" * 300_000}),
    ],
)
def test_a_file_too_deep_or_too_large_is_refused_in_words(in_app, text):
    with pytest.raises(Refused):
        exchanging.compared(text, ADMINISTRATOR)


def test_a_deep_file_is_refused_on_the_screen(signed_in, people):
    file = io.BytesIO(("[" * 100_000).encode())
    answer = signed_in("aminata").post("/admin/custom-field/load/", data={"file": (file, "fields.json")})
    assert answer.status_code == 200 and "field-error" in answer.text


def test_definitions_that_nobody_looked_at_are_not_brought_in(app, people, signed_in):
    text = as_file({"record_type": "unit", "key": "surnom", "label": "Surnom", "kind": "text"})
    aminata = signed_in("aminata")
    aminata.post("/admin/custom-field/bring-in/", data={"text": text})
    with app.app_context():
        assert db.session.query(CustomField).count() == 0


def test_a_label_of_blanks_is_none(app, people, signed_in):
    form = {"record_type": "unit", "kind": "TEXT", "label": "   ", "sort_order": "0", "mask": ""}
    assert signed_in("aminata").post("/admin/custom-field/new/", data=form).status_code == 200
    with app.app_context():
        assert db.session.query(CustomField).count() == 0
        (found,) = exchanging.compared(as_file({"record_type": "unit", "key": "a", "label": "  ", "kind": "text"}), ADMINISTRATOR)
        assert found.outcome == exchanging.REFUSED
