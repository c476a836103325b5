"""What no keyboard types and no spreadsheet writes: numbers without end, texts without bottom, halves of a sign."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from models import EvaluationDraft, EvaluationState, Officer, db
from rules.evaluation import as_kept
from services import evaluation, guard, storage
from services.evaluation.marking.workbook.layout import as_typed
from tests.evaluation import campaign

ENDLESS, DEEP, HALF = "9" * 5000, "[" * 100_000, "\ud83d"


@pytest.fixture
def part(app, people):
    """Coumba marks Daouda: (number of the part, of the first criterion)."""
    with app.app_context():
        daouda, coumba = found(people.daouda.officer_id), found(people.coumba.officer_id)
        made = campaign.an_evaluation(daouda, coumba)
        with guard.unscoped("a test"):
            numbers = made.parts[0].id, evaluation.criteria_of(made)[0].id
        db.session.commit()
    return numbers


def found(number: int) -> Officer:
    with guard.unscoped("a test"):
        return db.session.get(Officer, number)


def typed(app) -> list[dict]:
    with app.app_context(), guard.unscoped("the test looks"):
        return [one.typed for one in db.session.query(EvaluationDraft)]


def test_a_text_is_kept_without_what_is_no_sign():
    assert as_kept("a\x00b\r\nc\ud83dd\udc00é😀") == "ab\ncdé😀"


def test_half_a_sign_in_a_draft_poisons_no_page(app, part, signed_in):
    coumba, (number, _criterion) = signed_in("coumba"), part
    posted = json.dumps({"cells": [[number, "comment", f"Bien{HALF}", None]], "of": number})
    assert coumba.post("/my/team/draft", data=posted, content_type="application/json").status_code == 200
    assert typed(app) == [{"comment": "Bien"}]
    for page in ("/my/team/", f"/my/team/{number}/", "/my/team/sheet.xlsx", f"/my/team/send?part={number}"):
        assert coumba.get(page).status_code == 200, page


@pytest.mark.parametrize("number", [f"000000000001{ENDLESS}", "000000000001999999999999999999", "2147483648", "٣", "-1"])
def test_a_field_of_no_part_is_left_aside(app, part, signed_in, number):
    assert signed_in("coumba").post("/my/team/", data={f"{number}:comment": "x"}).status_code == 302
    assert typed(app) == []


def test_what_a_page_knew_is_read_without_a_bottom_as_nothing(app, part, signed_in):
    answer = signed_in("coumba").post("/my/team/", data={"base": DEEP, f"{part[0]}:comment": "Bien"})
    assert answer.status_code == 302 and typed(app) == [{"comment": "Bien"}]


@pytest.mark.parametrize("posted", [DEEP, '{"cells": ' + DEEP, '{"cells": [[' + ENDLESS + "]]}", b"\xff\xfe\x00"])
def test_a_draft_that_nobody_can_read_is_refused(app, part, signed_in, posted):
    assert signed_in("coumba").post("/my/team/draft", data=posted, content_type="application/json").status_code == 400


def test_a_mark_of_no_criterion_in_a_review_is_left_aside(app, people, signed_in):
    with app.app_context():
        made = campaign.an_evaluation(found(people.colleague_id), found(people.coumba.officer_id), found(people.daouda.officer_id), state=EvaluationState.REVIEWING)
        with guard.unscoped("a test"):
            number = made.id
        db.session.commit()
    answer = signed_in("daouda").post(f"/my/reviews/{number}/", data={f"mark-{ENDLESS}": "12", "act": "finish"})
    assert answer.status_code == 302


# --- workbooks -----------------------------------------------------------------------------------


def sheet(client, column: str = "", value: object = None) -> io.BytesIO:
    """The downloaded sheet, with one cell of its person filled so."""
    book = openpyxl.load_workbook(io.BytesIO(client.get("/my/team/sheet.xlsx").data))
    page, made = book.worksheets[0], io.BytesIO()
    if column:
        page.cell(3, next(one.column for one in page[1] if one.value == column)).value = value
    book.save(made)
    made.seek(0)
    return made


@pytest.mark.parametrize(("column", "value"), [("sirhp:part", ENDLESS), ("sirhp:part", 1e300), ("sirhp:number", 1e300), ("mark", 1e300)])
def test_a_number_without_end_in_a_workbook_is_shown_as_wrong(part, signed_in, column, value):
    coumba = signed_in("coumba")
    file = sheet(coumba, f"mark-{part[1]}" if column == "mark" else column, value)
    answer = coumba.post("/my/team/load", data={"file": (file, "notes.xlsx")})
    assert answer.status_code == 302 and coumba.get(answer.location).status_code == 200


def test_a_cell_is_read_as_its_writer_would_have_typed_it():
    assert [as_typed("mark-1", cell) for cell in (14.5, 14, 1e300, "a\x00b")] == ["14,5", "14", "1e+300", "ab"]


def test_a_loaded_file_takes_the_place_of_the_one_before(app, part, signed_in):
    coumba = signed_in("coumba")
    first, second = (coumba.post("/my/team/load", data={"file": (sheet(coumba), "notes.xlsx")}).location for _time in range(2))
    assert coumba.get(first).status_code == 404 and coumba.get(second).status_code == 200
    with app.app_context():
        assert len(list(storage.folder("imports").iterdir())) == 1


def test_the_file_of_somebody_else_stays(app, part, people, signed_in):
    with app.app_context():
        other = storage.keep_table(io.BytesIO(b"x"), "a.csv", instead=f"sheet-{people.daouda.user_id}-")
        plain = storage.keep_table(io.BytesIO(b"x"), "b.csv")
    coumba = signed_in("coumba")
    coumba.post("/my/team/load", data={"file": (sheet(coumba), "notes.xlsx")})
    with app.app_context():
        assert {other, plain} < {one.name for one in storage.folder("imports").iterdir()}
