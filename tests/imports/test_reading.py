"""Any text encoding and separator, the header near the top, and no file that overwhelms the machine."""

import datetime as dt
import io
import zipfile

import pytest

from rules.refused import Refused
from services.imports.reading import read

ROSTER = "Matricule;Nom;Prénom(s);Né(e) le\n0012;Traoré;Awa;03/04/1990\n0013;Keïta;Noël;25/12/1991\n"


def keep(folder, content: bytes | str, name: str = "roster.csv", encoding: str = "utf-8"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16", "utf-16-le"])
def test_accents_survive_every_encoding(tmp_path, encoding):
    table = read(keep(tmp_path, ROSTER, encoding=encoding))
    assert table.header == ["Matricule", "Nom", "Prénom(s)", "Né(e) le"]
    assert table.rows[1] == ["0013", "Keïta", "Noël", "25/12/1991"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(tmp_path, separator):
    table = read(keep(tmp_path, ROSTER.replace(";", separator)))
    assert table.separator == separator and len(table.header) == 4


def test_a_comma_inside_a_text_is_no_separator(tmp_path):
    table = read(keep(tmp_path, "Nom;Adresse\nTraoré;Rue 1, porte 2, Bamako\nKeïta;Rue 5, porte 3, Bamako\n"))
    assert table.rows[0] == ["Traoré", "Rue 1, porte 2, Bamako"]


def test_the_header_is_found_below_title_lines(tmp_path):
    table = read(keep(tmp_path, "Direction du personnel\n\nÉtat au 1er janvier;;;\n" + ROSTER))
    assert table.header[0] == "Matricule"
    assert table.first_row_number == 5 and table.number(1) == 6


def test_header_spacing_and_empty_columns_at_the_end_do_not_matter(tmp_path):
    table = read(keep(tmp_path, " Matricule ;  Nom   usuel;;\n12;Traoré;;\n"))
    assert table.header == ["Matricule", "Nom usuel"] and table.rows == [["12", "Traoré"]]


def test_cells_shifted_under_no_heading_are_told(tmp_path):
    lines = "".join(f"{number};Traoré;\n" for number in range(10))
    table = read(keep(tmp_path, "Matricule;Nom;\n" + lines + "77;Keïta;de trop\n"))
    assert "row 12" in str(table.warnings[0])


def test_empty_rows_within_are_kept_and_those_at_the_end_are_not(tmp_path):
    table = read(keep(tmp_path, "Matricule;Nom\n1;A\n;\n2;B\n;\n\n"))
    assert table.rows == [["1", "A"], ["", ""], ["2", "B"]]


def test_whole_numbers_that_a_program_made_floats_are_mended(tmp_path):
    table = read(keep(tmp_path, "Matricule;Nom\n18513.0;A\n19532.0;B\n"))
    assert table.column("Matricule") == ["18513", "19532"]


def test_headings_that_repeat_are_told_apart(tmp_path):
    assert read(keep(tmp_path, "Nom;Nom;Date\na;b;c\n")).header == ["Nom", "Nom (2)", "Date"]


@pytest.mark.parametrize("content", [b"", b"   \n\n", b"Matricule;Nom\n"])
def test_a_file_without_rows_is_refused(tmp_path, content):
    with pytest.raises(Refused):
        read(keep(tmp_path, content))


def test_quotation_marks_that_do_not_match_are_refused_not_swallowed(tmp_path):
    with pytest.raises(Refused, match="quotation marks"):
        read(keep(tmp_path, 'Matricule;Nom\n1;"Traoré\n2;Keïta\n'))


def test_an_image_is_no_table(tmp_path):
    with pytest.raises(Refused, match="not a table"):
        read(keep(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40))


# --- workbooks -----------------------------------------------------------------------------------

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(sheets: dict[str, str], **others: bytes) -> bytes:
    """A small XLSX of the given sheets' rows in XML."""
    names = list(sheets)
    entries = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{RELATION}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{RELATION}">'
            f"<sheets>{entries}</sheets></workbook>",
        )
        root = f'<Relationship Id="r1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>')
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>')
        for number, name in enumerate(names, 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", SHEET.format(sheets[name]))
        for name, data in others.items():
            archive.writestr(name.replace("__", "/"), data)
    return content.getvalue()


def row(number: int, *cells: str | float) -> str:
    made = "".join(
        f'<c r="{"ABCDEF"[place]}{number}"><v>{cell}</v></c>'
        if isinstance(cell, (int, float))
        else f'<c r="{"ABCDEF"[place]}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for place, cell in enumerate(cells)
    )
    return f'<row r="{number}">{made}</row>'


def test_a_workbook_is_read_and_its_numbers_are_whole(tmp_path):
    rows = row(3, "Matricule", "Nom", "Âge") + row(4, "0012", "Traoré", 52.0)
    table = read(keep(tmp_path, workbook({"Feuille1": rows}), "roster.xlsx"))
    assert table.header == ["Matricule", "Nom", "Âge"]
    assert table.rows == [["0012", "Traoré", 52]] and table.first_row_number == 4


def test_the_sheet_that_looks_like_a_roster_is_taken(tmp_path):
    book = workbook({"Notes": row(1, "Source") + row(2, "…"), "Liste": row(1, "Matricule", "Nom") + row(2, "1", "A")})
    path = keep(tmp_path, book, "roster.xlsx")
    assert read(path).sheet == "Liste"
    assert read(path, sheet="Notes").header == ["Source"]
    with pytest.raises(Refused, match="Notes, Liste"):
        read(path, sheet="Autre")


def test_macros_and_links_are_told_and_never_followed(tmp_path):
    others = {"xl__vbaProject.bin": b"macro", "xl__externalLinks__externalLink1.xml": b"<externalLink/>"}
    path = keep(tmp_path, workbook({"A": row(1, "Matricule") + row(2, "1")}, **others), "macro.xlsx")
    told = " ".join(map(str, read(path).warnings))
    assert "macros" in told and "links" in told


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path):
    bomb = workbook({"A": row(1, "Matricule")}, xl__media=b"\0" * (60 * 1024 * 1024))
    assert len(bomb) < 200_000
    with pytest.raises(Refused, match="unpacks to too much"):
        read(keep(tmp_path, bomb, "bomb.xlsx"))


def test_an_archive_of_many_entries_is_refused(tmp_path):
    with pytest.raises(Refused, match="unpacks to too much"):
        read(keep(tmp_path, workbook({"A": row(1, "a")}, **{f"x{n}": b"" for n in range(1001)}), "many.xlsx"))


def test_a_single_cell_in_the_last_corner_is_refused(tmp_path):
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(Refused, match="1048576"):
        read(keep(tmp_path, workbook({"A": row(1, "Matricule") + far}), "far.xlsx"))


def test_entities_in_a_workbook_are_refused(tmp_path):
    book = workbook({"A": row(1, "a")}, xl__x=b"", **{"xl__evil.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})
    with pytest.raises(Refused, match="entities"):
        read(keep(tmp_path, book, "xxe.xlsx"))


def test_a_damaged_workbook_is_refused(tmp_path):
    with pytest.raises(Refused, match="damaged"):
        read(keep(tmp_path, workbook({"A": row(1, "a")})[:300], "cut.xlsx"))


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Liste">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def ods(rows: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return content.getvalue()


def ods_row(*cells: str, repeated: int = 1) -> str:
    made = "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{made}</table:table-row>'


def test_an_ods_is_read(tmp_path):
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    table = read(keep(tmp_path, ods(ods_row("Matricule", "Nom") + ods_row("0012", "Traoré") + empty), "liste.ods"))
    assert table.rows == [["0012", "Traoré"]]


def test_an_ods_of_endlessly_repeated_rows_is_refused(tmp_path):
    rows = ods_row("Matricule", *["x"] * 30) + ods_row("1", *["x"] * 30, repeated=1_000_000)
    with pytest.raises(Refused, match="Delete the far cells"):
        read(keep(tmp_path, ods(rows), "bomb.ods"))


def test_dates_of_a_workbook_are_dates(tmp_path):
    style = (
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    dated = row(1, "Matricule", "Date") + '<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>34610</v></c></row>'
    table = read(keep(tmp_path, workbook({"A": dated}, **{"xl__styles.xml": style}), "dates.xlsx"))
    assert table.rows == [[1, dt.date(1994, 10, 3)]]


def test_repeated_headings_are_numbered_and_too_many_columns_refused_at_once(tmp_path):
    path = tmp_path / "repeats.csv"
    path.write_text("nom;x;x;x;x (2)\nA;1;2;3;4\nB;1;2;3;4\n")
    header = read(path).header
    assert header[0] == "nom" and len(set(header)) == 5
    path.write_text("nom;" + ";".join(["x"] * 20_000) + "\nA;" + ";".join(["1"] * 20_000) + "\n")
    with pytest.raises(Refused, match="columns"):
        read(path)
