"""The offline bridge: what is downloaded, filled in a spreadsheet and loaded back overwrites nothing that was typed since."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlsxwriter

from models import EvaluationDraft, Officer, Unit, db
from rules.refused import Refused
from services import evaluation, guard
from services.evaluation.marking import workbook
from services.evaluation.marking.workbook import Fate
from tests import force
from tests.evaluation import campaign

EVIL = "=cmd|'/c calc'!A1"


class Bridge:
    """Coumba marks Daouda and a second officer; `fill` changes a downloaded sheet as a spreadsheet would."""

    def __init__(self, people, tmp_path):
        self.people, self.place, self.by = people, tmp_path / "sheet.xlsx", campaign.act_as(people.coumba)
        coumba, daouda = officer(people.coumba.officer_id), officer(people.daouda.officer_id)
        with guard.unscoped("a second one to mark"):
            second = force.officer("Diarra", "Awa", db.session.get(Unit, people.unit_id), service_number="00417")
        self.first, self.second = (campaign.an_evaluation(one, coumba).parts[0] for one in (daouda, second))
        self.criteria = [one.id for one in evaluation.criteria_of(self.first.evaluation)]

    def download(self) -> openpyxl.Workbook:
        with self.place.open("wb") as file:
            workbook.write(file, by=self.by)
        return openpyxl.load_workbook(self.place)

    def preview(self, book: openpyxl.Workbook) -> workbook.Preview:
        book.save(self.place)
        return workbook.compare(workbook.read(self.place, by=self.by), by=self.by)

    def type(self, part, field: str, text: str) -> None:
        assert evaluation.type_in([evaluation.Cell(part.id, field, text)], by=self.by) == []

    def mark(self, place: int = 0) -> str:
        return f"mark-{self.criteria[place]}"


def officer(number: int) -> Officer:
    with guard.unscoped("a test"):
        return db.session.get(Officer, number)


@pytest.fixture
def bridge(in_app, people, tmp_path):
    return Bridge(people, tmp_path)


def cell(book: openpyxl.Workbook, part, field: str):
    """The cell of a person and a field, wherever rows and columns were put."""
    sheet = book.worksheets[0]
    keys = {one.value: one.column for one in sheet[1]}
    row = next(row[0].row for row in sheet.iter_rows(min_row=3, min_col=keys["sirhp:part"], max_col=keys["sirhp:part"]) if row[0].value == str(part.id))
    return sheet.cell(row, keys[field])


def fates(preview: workbook.Preview) -> dict[str, str]:
    return {change.key: change.fate.value for one in preview.people for change in one.changes}


# --- the sheet ---------------------------------------------------------------------------------


def test_the_sheet_holds_the_people_what_was_typed_the_levels_and_the_facts(bridge):
    bridge.type(bridge.first, bridge.mark(), "14,5")
    bridge.type(bridge.first, "comment", "Bon agent.")
    campaign.a_fact(officer(bridge.people.daouda.officer_id), bridge.people.coumba, words="Relève assurée seul pendant deux nuits.")
    book = bridge.download()
    assert cell(book, bridge.first, bridge.mark()).value == 14.5 and cell(book, bridge.first, "comment").value == "Bon agent."
    assert cell(book, bridge.second, "sirhp:number").value == "00417"
    levels, facts = book.worksheets[1], book.worksheets[2]
    assert levels.max_row > len(bridge.criteria) and "Relève assurée seul pendant deux nuits." in [one.value for one in facts["F"]]


def test_headings_and_names_are_locked_and_a_mark_beyond_the_scale_is_refused_while_typed(bridge):
    book = bridge.download()
    sheet = book.worksheets[0]
    assert sheet.protection.sheet and sheet.cell(2, 3).protection.locked and not cell(book, bridge.first, bridge.mark()).protection.locked
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.type, rule.formula1, float(rule.formula2)) == ("decimal", "0", 20) and cell(book, bridge.second, bridge.mark()).coordinate in rule.sqref
    assert sheet.freeze_panes == "D3" and sheet.row_dimensions[1].hidden and sheet.column_dimensions["A"].hidden
    assert [one.title for one in book.worksheets if one.sheet_state == "hidden"] == ["_sirhp"]


def test_nothing_that_people_wrote_is_a_formula_in_the_sheet(bridge):
    bridge.type(bridge.first, "comment", EVIL)
    bridge.type(bridge.first, bridge.mark(), EVIL)
    campaign.a_fact(officer(bridge.people.daouda.officer_id), bridge.people.coumba, words=EVIL, reply=EVIL)
    with guard.unscoped("a name as an attacker chooses it"):
        officer(bridge.people.daouda.officer_id).last_name = "=1+1"
    bridge.download()
    with zipfile.ZipFile(bridge.place) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 4 and not any(b"<f" in re.sub(rb"<formula\d>", b"", sheet) for sheet in sheets)


def test_who_marks_nobody_gets_no_sheet(bridge):
    with pytest.raises(Refused):
        workbook.write(io.BytesIO(), by=campaign.act_as(bridge.people.daouda))


# --- loading it back ---------------------------------------------------------------------------


def test_a_filled_sheet_becomes_a_draft(bridge):
    book = bridge.download()
    cell(book, bridge.first, bridge.mark()).value = 14.5
    cell(book, bridge.second, bridge.mark(1)).value = "13,25"
    cell(book, bridge.second, "comment").value = "Sérieuse.\nPonctuelle."
    preview = bridge.preview(book)
    assert set(fates(preview).values()) == {"taken"}
    taken = workbook.take(preview, {}, by=bridge.by)
    assert (taken.fields, taken.people, taken.missed) == (3, 2, [])
    assert evaluation.typed(bridge.first) == {bridge.mark(): "14,5"}
    assert evaluation.typed(bridge.second) == {bridge.mark(1): "13,25", "comment": "Sérieuse.\nPonctuelle."}


def test_a_sheet_that_was_not_touched_changes_nothing(bridge):
    for field, text in ((bridge.mark(), "14.50"), (bridge.mark(1), "quatorze"), ("comment", " Deux\r\nlignes. ")):
        bridge.type(bridge.first, field, text)
    preview = bridge.preview(bridge.download())
    assert fates(preview) == {} and sum(one.unchanged for one in preview.people) == 2 * (2 * len(bridge.criteria) + 1)


def test_an_emptied_cell_empties_the_field_and_a_removed_row_or_column_leaves_it(bridge):
    for part in (bridge.first, bridge.second):
        bridge.type(part, bridge.mark(), "12")
        bridge.type(part, "comment", "Bien.")
    book = bridge.download()
    cell(book, bridge.first, bridge.mark()).value = None
    sheet = book.worksheets[0]
    sheet.delete_rows(cell(book, bridge.second, bridge.mark()).row)
    sheet.delete_cols(cell(book, bridge.first, "comment").column)
    preview = bridge.preview(book)
    workbook.take(preview, {}, by=bridge.by)
    assert evaluation.typed(bridge.first) == {"comment": "Bien."}
    assert evaluation.typed(bridge.second) == {bridge.mark(): "12", "comment": "Bien."}
    assert preview.left_out == ["DIARRA Awa"]


def test_rows_and_columns_may_change_their_places(bridge):
    book = bridge.download()
    cell(book, bridge.first, bridge.mark()).value, cell(book, bridge.second, bridge.mark()).value = 11, 17
    sheet = book.worksheets[0]
    rows = [[one.value for one in row] for row in sheet.iter_rows()]
    turned = [list(reversed(row)) for row in (rows[0], rows[1], *reversed(rows[2:]))]
    for row, cells in enumerate(turned, 1):
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column).value = value
    workbook.take(bridge.preview(book), {}, by=bridge.by)
    assert (evaluation.typed(bridge.first), evaluation.typed(bridge.second)) == ({bridge.mark(): "11"}, {bridge.mark(): "17"})


def as_ods(book: openpyxl.Workbook, place) -> None:
    """The same cells as LibreOffice keeps them in its own format."""
    sheets = "".join(f'<table:table table:name="{escape(sheet.title)}">{"".join(map(ods_row, sheet.iter_rows(values_only=True)))}</table:table>' for sheet in book.worksheets)
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    content = f"<office:document-content {names}><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)


def ods_row(values: tuple) -> str:
    return f"<table:table-row>{''.join(map(ods_cell, values))}</table:table-row>"


def ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string">{"".join(f"<text:p>{escape(line)}</text:p>" for line in value.split(chr(10)))}</table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


def test_a_sheet_saved_by_libreoffice_in_its_own_format_is_read(bridge):
    bridge.type(bridge.first, "comment", "Deux\nlignes.")
    book = bridge.download()
    cell(book, bridge.first, bridge.mark()).value = 14.5
    as_ods(book, place := bridge.place.with_suffix(".ods"))
    preview = workbook.compare(workbook.read(place, by=bridge.by), by=bridge.by)
    assert fates(preview) == {f"{bridge.first.id}-{bridge.mark()}": "taken"}


@pytest.mark.parametrize(("value", "reason"), [("quatorze", "not a mark"), (20.5, "highest mark"), (-1, "not a mark"), (14.333, "not a mark")])
def test_a_wrong_mark_is_refused_with_the_words_of_the_form_and_the_others_are_taken(bridge, value, reason):
    book = bridge.download()
    cell(book, bridge.first, bridge.mark()).value = value
    cell(book, bridge.first, bridge.mark(1)).value = 12
    preview = bridge.preview(book)
    (refused,) = preview.of(Fate.REFUSED)
    assert reason in str(refused.because)
    workbook.take(preview, {refused.key: f"file:{refused.seen}"}, by=bridge.by)
    assert evaluation.typed(bridge.first) == {bridge.mark(1): "12"}


def test_a_failed_formula_does_not_empty_a_field(bridge):
    bridge.type(bridge.first, bridge.mark(), "12")
    book = bridge.download()
    cell(book, bridge.first, bridge.mark()).value = "#REF!"
    with pytest.raises(Refused, match="has failed"):
        bridge.preview(book)


def test_what_is_missing_is_said_as_in_the_form(bridge):
    book = bridge.download()
    for place in range(len(bridge.criteria)):
        cell(book, bridge.first, bridge.mark(place)).value = 19 if place == 0 else 12
    lacks = [str(one.words) for one in bridge.preview(book).people[1].lacks]
    assert any("needs a justification" in words for words in lacks) and any("needs a fact" in words for words in lacks)


def test_what_was_typed_since_is_not_overwritten_unless_it_is_chosen(bridge):
    bridge.type(bridge.first, bridge.mark(), "10")
    book = bridge.download()
    cell(book, bridge.first, bridge.mark()).value = 15
    cell(book, bridge.first, bridge.mark(1)).value = 16
    bridge.type(bridge.first, bridge.mark(), "11")
    preview = bridge.preview(book)
    (conflict,) = preview.of(Fate.CONFLICT)
    assert (conflict.stored, conflict.text) == ("11", "15")
    workbook.take(preview, {conflict.key: "here"}, by=bridge.by)
    assert evaluation.typed(bridge.first) == {bridge.mark(): "11", bridge.mark(1): "16"}
    again = bridge.preview(book)
    workbook.take(again, {conflict.key: f"file:{conflict.seen}"}, by=bridge.by)
    assert evaluation.typed(bridge.first)[bridge.mark()] == "15"


def test_what_was_chosen_over_a_text_holds_for_no_other_text(bridge):
    book = bridge.download()
    cell(book, bridge.first, bridge.mark()).value = 15
    bridge.type(bridge.first, bridge.mark(), "11")
    (seen,) = bridge.preview(book).of(Fate.CONFLICT)
    bridge.type(bridge.first, bridge.mark(), "9")
    workbook.take(bridge.preview(book), {seen.key: f"file:{seen.seen}"}, by=bridge.by)
    assert evaluation.typed(bridge.first) == {bridge.mark(): "9"}


def test_what_is_typed_between_the_look_and_the_taking_stays(bridge):
    book = bridge.download()
    cell(book, bridge.first, bridge.mark()).value = 15
    preview = bridge.preview(book)
    bridge.type(bridge.first, bridge.mark(), "11")
    taken = workbook.take(preview, {}, by=bridge.by)
    assert (taken.fields, len(taken.missed)) == (0, 1) and evaluation.typed(bridge.first) == {bridge.mark(): "11"}


def test_what_was_sent_since_is_refused(bridge):
    book = bridge.download()
    cell(book, bridge.first, bridge.mark()).value = 15
    campaign.sent(bridge.first)
    preview = bridge.preview(book)
    assert fates(preview) == {f"{bridge.first.id}-{bridge.mark()}": "refused"}


def test_rows_that_stand_twice_or_were_mixed_up_or_added_are_refused(bridge):
    book = bridge.download()
    sheet, first = book.worksheets[0], cell(book, bridge.first, bridge.mark()).row
    sheet.append([one.value for one in sheet[first]])
    sheet.append([None, "777", "INCONNU", None, None, 12])
    cell(book, bridge.second, "sirhp:number").value = "999"
    preview = bridge.preview(book)
    said = [str(one.because) for one in preview.people]
    assert [("several rows" in words, "mixed up" in words, "none of the people" in words) for words in said] == [
        (False, True, False), (True, False, False), (True, False, False), (False, False, True),
    ]  # fmt: skip


def test_a_number_that_lost_its_zeros_is_the_same(bridge):
    book = bridge.download()
    cell(book, bridge.second, "sirhp:number").value = 417
    cell(book, bridge.second, bridge.mark()).value = 13
    assert set(fates(bridge.preview(book)).values()) == {"taken"}


# --- what is no sheet of one's own ---------------------------------------------------------------


def test_the_sheet_of_somebody_else_is_refused(bridge):
    bridge.download()
    with pytest.raises(Refused, match="somebody else"):
        workbook.read(bridge.place, by=campaign.act_as(bridge.people.daouda))


def test_a_sheet_whose_seal_was_changed_is_refused(bridge):
    book = bridge.download()
    seal = book["_sirhp"]["A1"]
    seal.value = ("A" if seal.value[0] != "A" else "B") + seal.value[1:]
    with pytest.raises(Refused, match="not downloaded from here"):
        bridge.preview(book)


def test_a_workbook_from_elsewhere_is_refused(bridge):
    made = xlsxwriter.Workbook(bridge.place)
    made.add_worksheet("Notes").write(0, 0, 12)
    made.close()
    with pytest.raises(Refused, match="not downloaded from here"):
        workbook.read(bridge.place, by=bridge.by)


@pytest.mark.parametrize("content", [b"", b"nom;note\nTraore;14\n", b"PK\x03\x04 cut off"])
def test_what_is_no_workbook_is_refused(bridge, content):
    bridge.place.write_bytes(content)
    with pytest.raises(Refused):
        workbook.read(bridge.place, by=bridge.by)


def test_a_file_that_unpacks_to_too_much_is_refused(bridge):
    with zipfile.ZipFile(bridge.place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    with pytest.raises(Refused, match="unpacks to too much"):
        workbook.read(bridge.place, by=bridge.by)


def test_a_sheet_with_far_too_many_rows_is_refused(bridge):
    book = bridge.download()
    for _number in range(2100):
        book.worksheets[0].append(["1"])
    with pytest.raises(Refused, match="more rows"):
        bridge.preview(book)


# --- the pages ---------------------------------------------------------------------------------


@pytest.fixture
def to_mark(app, people):
    """Coumba marks Daouda."""
    with app.app_context():
        campaign.an_evaluation(officer(people.daouda.officer_id), officer(people.coumba.officer_id))
        db.session.commit()


def filled(client, mark: object) -> io.BytesIO:
    book = openpyxl.load_workbook(io.BytesIO(client.get("/my/team/sheet.xlsx").data))
    sheet = book.worksheets[0]
    place = next(one.column for one in sheet[1] if str(one.value).startswith("mark-"))
    sheet.cell(3, place).value = mark
    made = io.BytesIO()
    book.save(made)
    made.seek(0)
    return made


def drafts(app) -> list[dict]:
    with app.app_context(), guard.unscoped("a test"):
        return [one.typed for one in db.session.query(EvaluationDraft)]


def test_on_the_pages_a_sheet_goes_out_and_comes_back(app, people, to_mark, signed_in):
    coumba = signed_in("coumba")
    assert "/my/team/load" in coumba.get("/my/team/").text
    answer = coumba.post("/my/team/load", data={"file": (filled(coumba, 14.5), "notes.xlsx")})
    assert answer.status_code == 302 and drafts(app) == []
    page = coumba.get(answer.location).text
    assert "TRAORÉ Daouda" in page and "14,5" in page
    assert coumba.post(answer.location, data={"act": "take"}).location == "/my/team/"
    assert list(drafts(app)[0].values()) == ["14,5"]
    assert coumba.get(answer.location).status_code == 404, "the file is no longer kept"


def test_a_file_that_is_given_up_changes_nothing_and_is_not_kept(app, people, to_mark, signed_in):
    coumba = signed_in("coumba")
    page = coumba.post("/my/team/load", data={"file": (filled(coumba, 14.5), "notes.xlsx")}).location
    assert coumba.post(page, data={"act": "drop"}).location == "/my/team/"
    assert drafts(app) == [] and coumba.get(page).status_code == 404


def test_a_loaded_file_opens_for_nobody_else(app, people, to_mark, signed_in):
    coumba = signed_in("coumba")
    page = coumba.post("/my/team/load", data={"file": (filled(coumba, 14.5), "notes.xlsx")}).location
    with app.app_context():
        campaign.an_evaluation(officer(people.colleague_id), officer(people.daouda.officer_id))
        db.session.commit()
    assert signed_in("daouda").get(page).status_code == 404 and coumba.get(page).status_code == 200


def test_what_cannot_be_loaded_is_said_on_the_page(people, to_mark, signed_in):
    coumba = signed_in("coumba")
    for sent in ({}, {"file": (io.BytesIO(b"x"), "notes.xls")}, {"file": (io.BytesIO(b"x" * 10), "notes.xlsx")}, {"file": (io.BytesIO(b"x" * 6_000_000), "notes.xlsx")}):
        answer = coumba.post("/my/team/load", data=sent)
        assert answer.status_code == 422 and 'id="file-wrong"' in answer.text


def test_the_person_reads_that_he_stood_in_a_downloaded_file(people, to_mark, signed_in):
    signed_in("coumba").get("/my/team/sheet.xlsx")
    assert "Coumba" in signed_in("daouda").get("/my/looks/").text


@pytest.mark.parametrize("path", ["/my/team/sheet.xlsx", "/my/team/load", "/my/team/load/0123.xlsx/"])
def test_strangers_sign_in_and_who_evaluates_nobody_has_no_sheet(people, client, signed_in, path):
    assert client.get(path).location.startswith("/login") and signed_in("daouda").get(path).status_code == 403
