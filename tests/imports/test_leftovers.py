"""Files of imports are kept as long as they serve, and never longer than a month."""

from __future__ import annotations

import datetime as dt
import os
import re

import jobs
from models import AuditEvent, ImportRun, db, now
from services import guard, storage
from services.imports import runs

from .test_screens import BAD, GOOD, HEADER, load, mapped, of_run


def kept(app) -> list[str]:
    with app.app_context():
        return sorted(path.name.partition(".")[2] for path in storage.folder("imports").iterdir())


def make_old(app, number: int) -> None:
    """Everything about a run happened 31 days ago."""
    long_ago = now() - dt.timedelta(days=31)
    with app.app_context(), guard.unscoped("the test"):
        db.session.get(ImportRun, number).at = long_ago
        for path in storage.folder("imports").iterdir():
            os.utime(path, (long_ago.timestamp(),) * 2)
        db.session.commit()


def clear_away(app) -> int:
    with app.app_context():
        return jobs.clear_away()


def loaded(app, client, send) -> int:
    number = send(client, HEADER, GOOD, BAD)
    mapped(client, number)
    load(app, client, number, rows="good")
    return number


def test_once_loaded_only_the_refused_rows_are_kept(app, signed_in, send):
    boubacar = signed_in("boubacar")
    number = loaded(app, boubacar, send)
    assert kept(app) == ["refused.csv"]
    assert f"refused/?id={number}" in boubacar.get(f"/admin/import-run/run/?id={number}").text
    boubacar.post("/admin/import-run/discard/", data={"id": number})
    assert kept(app) == []


def test_handing_out_the_refused_rows_is_an_event(app, people, signed_in, send):
    boubacar = signed_in("boubacar")
    number = loaded(app, boubacar, send)
    assert BAD in boubacar.get(f"/admin/import-run/refused/?id={number}").data.decode("utf-8-sig")
    with app.app_context(), guard.unscoped("the test"):
        event = db.session.query(AuditEvent).filter_by(action="export", record_type="import_run").one()
        assert (event.record_id, event.user_id) == (number, people.boubacar.user_id)


def test_a_run_is_given_up_with_its_files_or_not_at_all(app, signed_in, send):
    number = send(signed_in("boubacar"), HEADER, GOOD)
    with app.app_context(), guard.unscoped("the test"):
        left = runs.discard(db.session.get(ImportRun, number))
        db.session.rollback()
        assert all(path.exists() for path in left if path.suffix == ".csv" and "refused" not in path.name)
        assert db.session.get(ImportRun, number)


def test_an_unfinished_run_is_forgotten_after_a_month(app, signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD, BAD)
    mapped(boubacar, number)
    assert clear_away(app) == 0 and len(kept(app)) == 4
    make_old(app, number)
    assert clear_away(app) > 0
    assert kept(app) == [] and of_run(app, number) is None


def test_a_loaded_run_stays_in_the_list_without_its_refused_rows(app, signed_in, send):
    boubacar = signed_in("boubacar")
    number = loaded(app, boubacar, send)
    make_old(app, number)
    clear_away(app)
    assert kept(app) == [] and of_run(app, number).report is None
    assert boubacar.get(f"/admin/import-run/refused/?id={number}").status_code == 302


def test_a_run_at_work_keeps_its_file(app, signed_in, send):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD)
    mapped(boubacar, number)
    boubacar.post("/admin/import-run/load/", data={"id": number})
    make_old(app, number)
    assert clear_away(app) == 0 and of_run(app, number)


def test_the_page_of_the_columns_does_not_read_the_file_again(app, signed_in, send, monkeypatch):
    boubacar = signed_in("boubacar")
    number = send(boubacar, HEADER, GOOD.replace("Commissariat du 1er arrondissement", "Poste de Ber"))
    monkeypatch.setattr(runs, "read", lambda *_: (_ for _ in ()).throw(AssertionError("read again")))
    page = boubacar.get(f"/admin/import-run/mapping/?id={number}").text
    assert "Awa" in page and "Poste de Ber" in page
    assert 'id="names-unit-error"' in mapped(boubacar, number).text


def test_every_record_type_one_may_load_is_offered_officers_first(signed_in):
    def offered(name: str) -> list[str]:
        return re.findall(r'name="record"[^>]*value="([^"]*)"', signed_in(name).get("/admin/import-run/new/").text)

    aminata, boubacar = offered("aminata"), offered("boubacar")
    assert aminata[0] == boubacar[0] == "officer"
    assert {"unit", "region", "agency", "corps", "position", "posting"} <= set(aminata)
    assert {"officer", "posting", "rank_line", "position_line", "position"} <= set(boubacar)
    assert not {"unit", "region", "agency", "corps"} & set(boubacar)
