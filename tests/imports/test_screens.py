"""Loading a file on the screen: file, columns, preview, loading; and whose import it is."""

from __future__ import annotations

import io
import re

import pytest

import jobs
from models import ImportRun, ImportState, Job, JobState, Officer, Unit, db
from services import guard, storage
from services.imports import runs

HEADER = "Matricule;Nom;Prénoms;Sexe;Date d'entrée;Grade;Service"
GOOD = "70001;Diarra;Awa;F;25/10/2015;Adjudant;Commissariat du 1er arrondissement"
OTHER = "70002;Coulibaly;<b>Ali</b>;M;26/10/2016;Adjudant;Commissariat du 1er arrondissement"
BAD = "70003;Sidibé;Ousmane;M;31/02/2016;Adjudant;Commissariat du 2e arrondissement"
UNKNOWN = "70004;Keïta;Bintou;F;27/10/2016;Adjudant;Poste de Ber"
FIELDS = ("service_number", "last_name", "first_names", "sex", "entered_on", "rank", "unit")


def mapped(client, number: int, **more):
    """Post the columns of a file with the header above."""
    columns = {f"field-{place}": name for place, name in enumerate(FIELDS)}
    told = {"id": number, "then": "preview", "default-home_agency": "PN", "default-position": "ACT"}
    return client.post("/admin/import-run/mapping/", data=told | columns | more)


def load(app, client, number: int, rows: str = "all"):
    """Press the button, let the worker work, and give back the page."""
    client.post("/admin/import-run/load/", data={"id": number, "rows": rows})
    with app.app_context():
        for job in waiting():
            jobs.run(job)
    return client.get(f"/admin/import-run/run/?id={number}").text


def waiting() -> list[int]:
    with guard.unscoped("the test"):
        return [job.id for job in db.session.query(Job).filter_by(state=JobState.WAITING)]


def of_run(app, number: int) -> ImportRun:
    with app.app_context(), guard.unscoped("the test"):
        return db.session.get(ImportRun, number)


def officers(app, *numbers: str) -> int:
    with app.app_context(), guard.unscoped("the test"):
        return db.session.query(Officer).filter(Officer.service_number.in_(numbers)).count()


def figures(page: str) -> list[str]:
    return re.findall(r'figure-number">([^<]*)<', page)


def test_a_clerk_loads_a_file_from_the_first_page_to_the_last(app, signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD, OTHER)
    page = boubacar.get(f"/admin/import-run/mapping/?id={number}").text
    assert "Awa" in page and page.count(" selected") >= len(FIELDS)
    assert mapped(boubacar, number).location.endswith(f"/run/?id={number}")
    preview = boubacar.get(f"/admin/import-run/run/?id={number}").text
    assert figures(preview) == ["2", "0", "0", "0"] and "DIARRA Awa" in preview
    assert officers(app, "70001", "70002") == 0
    assert figures(load(app, boubacar, number)) == ["2", "0", "0", "0"]
    assert officers(app, "70001", "70002") == 2
    assert of_run(app, number).state is ImportState.LOADED


def test_the_same_file_again_is_recognised_and_changes_nothing(app, signed_in, send):
    boubacar = signed_in("boubacar")
    first = send(boubacar, HEADER, GOOD)
    mapped(boubacar, first)
    load(app, boubacar, first)
    second = send(boubacar, HEADER, GOOD)
    boubacar.post("/language", data={"language": "en"})
    assert "notice-good" in boubacar.get(f"/admin/import-run/mapping/?id={second}").text
    mapped(boubacar, second)
    page = boubacar.get(f"/admin/import-run/run/?id={second}").text
    assert figures(page) == ["0", "0", "1", "0"] and "import-load" not in page


def test_a_refused_row_is_told_with_row_column_value_and_mend(app, signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD, BAD)
    mapped(boubacar, number)
    page = boubacar.get(f"/admin/import-run/run/?id={number}").text
    for told in (">3<", "Date d&#39;entrée", "31/02/2016", "21/11/2026"):
        assert told in page
    report = boubacar.get(f"/admin/import-run/refused/?id={number}")
    assert "attachment" in report.headers["Content-Disposition"]
    lines = report.data.decode("utf-8-sig").splitlines()
    assert lines[0].endswith(HEADER) and lines[1].endswith(BAD)


def test_all_or_nothing_loads_nothing_and_the_good_rows_on_wish(app, signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD, BAD)
    mapped(boubacar, number)
    load(app, boubacar, number, rows="all")
    assert officers(app, "70001", "70003") == 0
    assert figures(load(app, boubacar, number, rows="good")) == ["1", "0", "0", "1"]
    assert officers(app, "70001", "70003") == 1


def test_an_ambiguous_date_is_asked_beside_its_column_and_nothing_typed_is_lost(signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD.replace("25/10/2015", "03/04/2015"))
    answer = mapped(boubacar, number, **{"act-reference": "D-7/2026", "act-signed_on": "31/02/2026"})
    assert answer.status_code == 200 and 'href="#dates-4"' in answer.text and 'id="dates-4-error"' in answer.text
    assert 'value="D-7/2026"' in answer.text and 'value="31/02/2026"' in answer.text
    assert mapped(boubacar, number, **{"dates-4": "day-first"}).status_code == 302


def test_an_unknown_unit_must_be_decided_and_a_clerk_may_map_it(app, signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, UNKNOWN)
    assert 'id="names-unit-error"' in mapped(boubacar, number).text
    told = {"name-unit-value": "Poste de Ber", "name-unit-choice": "map", "name-unit-meaning": "Nulle part"}
    assert "Nulle part" in mapped(boubacar, number, **told).text
    told["name-unit-meaning"] = "Commissariat du 2e arrondissement"
    assert mapped(boubacar, number, **told).status_code == 302
    load(app, boubacar, number)
    with app.app_context(), guard.unscoped("the test"):
        assert db.session.query(Officer).filter_by(service_number="70004").one().unit.name.startswith("Commissariat du 2e")


def test_an_administrator_may_have_an_unknown_unit_created(app, signed_in, send):
    aminata = signed_in("aminata")
    number = send(aminata, HEADER, UNKNOWN)
    mapped(aminata, number, **{"name-unit-value": "Poste de Ber", "name-unit-choice": "create", "as-unit-agency": "PN"})
    assert "Poste de Ber" in aminata.get(f"/admin/import-run/run/?id={number}").text
    load(app, aminata, number)
    with app.app_context(), guard.unscoped("the test"):
        assert db.session.query(Unit).filter_by(name="Poste de Ber").one().agency.code == "PN"


def test_columns_that_do_not_suffice_are_told_in_words(signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD)
    page = mapped(boubacar, number, **{"field-0": ""})
    assert page.status_code == 200 and 'id="columns-error"' in page.text


def test_what_stands_in_a_file_is_never_markup(signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER.replace("Nom", "<i>Nom"), OTHER, BAD.replace("31/02/2016", "<u>hier"))
    pages = [boubacar.get(f"/admin/import-run/mapping/?id={number}").text]
    mapped(boubacar, number)
    pages.append(boubacar.get(f"/admin/import-run/run/?id={number}").text)
    assert all("<b>Ali" not in page and "<i>Nom" not in page and "<u>hier" not in page for page in pages)
    assert "&lt;b&gt;Ali" in pages[0] and "&lt;u&gt;hier" in pages[1]


@pytest.mark.parametrize(
    ("name", "content"), [("photo.png", b"\x89PNG"), ("vide.csv", b""), ("titre.csv", b"Matricule;Nom\n"), ("faux.xlsx", b"PK\x03\x04")]
)
def test_a_bad_file_is_refused_beside_the_field_and_not_kept(app, signed_in, name, content):
    boubacar = signed_in("boubacar")
    answer = boubacar.post("/admin/import-run/new/", data={"file": (io.BytesIO(content), name), "record": "posting"})
    assert answer.status_code == 200 and 'id="file-error"' in answer.text
    assert re.search(r'value="posting" checked', answer.text)
    with app.app_context():
        assert not list(storage.folder("imports").iterdir())


def test_no_file_and_a_foreign_record_type_are_told_beside_the_field(signed_in):
    boubacar = signed_in("boubacar")
    assert 'id="file-error"' in boubacar.post("/admin/import-run/new/", data={"record": "officer"}).text
    file = (io.BytesIO(b"x"), "x.csv")
    assert 'id="record-error"' in boubacar.post("/admin/import-run/new/", data={"file": file, "record": "account"}).text
    assert 'value="unit"' not in boubacar.get("/admin/import-run/new/").text


def test_an_import_is_its_owners_alone(app, signed_in, send):
    boubacar, aminata = signed_in("boubacar"), signed_in("aminata")
    number = send(boubacar, HEADER, GOOD)
    mapped(boubacar, number)
    for page in ("run", "mapping", "refused", "details"):
        assert aminata.get(f"/admin/import-run/{page}/?id={number}", follow_redirects=True).status_code == 404
    for act in ("mapping", "load", "discard"):
        assert aminata.post(f"/admin/import-run/{act}/", data={"id": number}).status_code == 404
    assert "effectifs.csv" not in aminata.get("/admin/import-run/").text
    assert "effectifs.csv" in boubacar.get("/admin/import-run/").text


def test_who_may_not_load_files_has_no_screen_for_it(signed_in):
    coumba = signed_in("coumba")
    assert coumba.get("/admin/import-run/").status_code == 403
    assert coumba.get("/admin/import-run/new/").status_code == 403


def test_an_empty_list_says_what_to_do(signed_in):
    page = signed_in("boubacar").get("/admin/import-run/").text
    assert "empty-state" in page and "/admin/import-run/new/" in page


def test_a_long_file_is_previewed_in_the_background(app, signed_in, send, monkeypatch):
    monkeypatch.setattr(runs, "LONGEST_AT_ONCE", 1)
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD, OTHER)
    mapped(boubacar, number)
    assert "data-live" in boubacar.get(f"/admin/import-run/run/?id={number}").text
    with app.app_context():
        jobs.run(waiting()[0])
    assert figures(boubacar.get(f"/admin/import-run/run/?id={number}").text) == ["2", "0", "0", "0"]


def test_a_load_that_was_stopped_leaves_nothing_and_may_begin_again(app, signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD)
    mapped(boubacar, number)
    boubacar.post("/admin/import-run/load/", data={"id": number})
    with app.app_context():
        job = waiting()[0]
    stopped = boubacar.post("/admin/job/cancel/", data={"id": job})
    assert stopped.location.endswith(f"/admin/import-run/run/?id={number}")
    with app.app_context():
        jobs.run(job)
    assert officers(app, "70001") == 0 and of_run(app, number).state is ImportState.PREVIEWED
    load(app, boubacar, number)
    assert officers(app, "70001") == 1


def test_a_clerk_neither_writes_nor_sees_by_a_file_the_nina_that_his_form_does_not_have(app, people, signed_in, send):
    aminata, boubacar = signed_in("aminata"), signed_in("boubacar")
    header, nina = HEADER + ";NINA", {"field-7": "nina"}
    first = send(aminata, header, GOOD + ";18603101001010A")
    mapped(aminata, first, **nina)
    load(app, aminata, first)
    second = send(boubacar, header, GOOD + ";28603101001010B")
    assert 'value="nina"' not in boubacar.get(f"/admin/import-run/mapping/?id={second}").text
    mapped(boubacar, second, **nina)
    load(app, boubacar, second)
    with app.app_context(), guard.unscoped("the test looks"):
        assert db.session.query(Officer).filter_by(nina="18603101001010A").count() == 1
        assert db.session.query(Officer).filter_by(nina="28603101001010B").count() == 0


def test_a_file_given_up_leaves_nothing_on_the_disk(app, signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD, BAD)
    mapped(boubacar, number)
    boubacar.post("/admin/import-run/discard/", data={"id": number})
    assert of_run(app, number) is None
    with app.app_context():
        assert not list(storage.folder("imports").iterdir())


def test_the_preview_says_which_act_the_lines_will_carry(signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD, OTHER)
    mapped(boubacar, number)
    assert "effectifs.csv" in boubacar.get(f"/admin/import-run/run/?id={number}").text.partition('id="acts"')[2]
    mapped(boubacar, number, **{"act-kind": "Décision", "act-reference": "D-7/2026", "act-signed_on": "2026-02-01"})
    assert "Décision D-7/2026" in boubacar.get(f"/admin/import-run/run/?id={number}").text.partition('id="acts"')[2]
