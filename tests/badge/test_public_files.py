"""The public files: small, whole at any moment, and written beside what is not ours."""

from __future__ import annotations

import gzip
import io
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from models import AuditEvent, db, now
from rules import badge as rules
from rules.refused import Refused
from services import guard
from services.badge import keys, status
from services.badge.publishing import files, icon, pages, replacing, site

FIRST_VISIT = ("index.html", "verify.css", "verify.js", "sw.js", "manifest.webmanifest", "icon.svg", "keys.json")


def test_two_workers_on_one_folder_leave_it_whole_and_a_reader_never_meets_half_a_file(tmp_path):
    place, texts, met = tmp_path / "status.cwt", [bytes([number]) * 20_000 for number in range(1, 5)], []
    replacing.replace(place, texts[0])
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            met.append(place.read_bytes() in texts)

    with ThreadPoolExecutor() as workers:
        reading = workers.submit(read)
        for written in [workers.submit(replacing.replace, place, text) for text in texts * 25]:
            written.result()
        stop.set()
        reading.result()
    assert met and all(met) and place.read_bytes() in texts
    assert [path.name for path in tmp_path.iterdir()] == ["status.cwt"]


def test_a_crash_in_the_middle_leaves_the_old_file_whole(tmp_path, monkeypatch):
    place = tmp_path / "status.cwt"
    replacing.replace(place, b"old")
    for step, wrong in ((os, "fsync"), (Path, "replace")):
        with monkeypatch.context() as broken:
            broken.setattr(step, wrong, lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
            with pytest.raises(Refused, match="cannot be written"):
                replacing.replace(place, b"new")
        assert [path.name for path in tmp_path.iterdir()] == ["status.cwt"] and place.read_bytes() == b"old"


def test_what_a_killed_worker_left_is_cleared_away_an_hour_later(tmp_path):
    left, young, foreign = (tmp_path / name for name in (".keys.json.a.publishing", ".keys.json.b.publishing", ".keys.json.swp"))
    for path in (left, young, foreign):
        path.write_bytes(b"half")
    os.utime(left, (time.time() - 4000,) * 2)
    replacing.replace(tmp_path / "keys.json", b"{}")
    assert {path.name for path in tmp_path.iterdir()} == {young.name, foreign.name, "keys.json"}


def published(app, folder: Path):
    """What the command says."""
    return app.test_cli_runner().invoke(args=["badge", "publish", str(folder)])


def test_the_command_writes_a_whole_site_into_an_empty_folder_and_leaves_what_is_not_its_own(app, worker, tmp_path):
    folder = tmp_path / "hosts" / "new"
    for _ in range(2):
        assert published(app, folder).exit_code == 0
        assert files.MEDIA_TYPES.keys() <= {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        (folder / "p").mkdir(exist_ok=True)
        (folder / "p" / "capsule").write_text("other")
        (folder / "robots.txt").write_text("other")
        (folder / "index.html").write_text("older")
    assert (folder / "robots.txt").read_text() == (folder / "p" / "capsule").read_text() == "other"
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in folder.rglob("*.*") if path.is_file() and path.name != "robots.txt")
    with app.app_context(), guard.unscoped("look"):
        told = [(event.action, event.record_name) for event in db.session.query(AuditEvent).filter_by(record_type="badge")]
    assert told.count(("publish", "new")) == 2


def test_a_folder_that_cannot_be_written_is_refused_in_words(app, worker, tmp_path):
    published(app, tmp_path / "site")
    (tmp_path / "site" / "index.html").unlink()
    (tmp_path / "site" / "index.html").mkdir()
    told = published(app, tmp_path / "site")
    assert told.exit_code == 1 and "index.html" in told.output and "Traceback" not in told.output


@pytest.mark.parametrize("name", ["index.html", "robots.txt", "keys.json", ".htaccess"])
def test_a_folder_of_somebody_else_is_left_as_it_is_and_the_refusal_says_what_to_do(app, worker, tmp_path, name):
    (tmp_path / name).write_text("{}")
    told = published(app, tmp_path)
    assert told.exit_code == 1 and "Indiquez un dossier vide" in told.output
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "{}")]


def test_a_site_that_was_cut_off_at_its_first_file_is_made_whole_by_the_next_call(app, worker, tmp_path):
    (tmp_path / next(iter(files.MEDIA_TYPES))).write_bytes(b'{"keys":[{"for":"card"}]}')
    assert published(app, tmp_path).exit_code == 0


def test_what_everybody_must_read_can_be_read_whatever_stood_there_and_whatever_the_umask(app, worker, tmp_path):
    before = os.umask(0o077)
    try:
        published(app, tmp_path / "hosts" / "new")
        (tmp_path / "hosts" / "new" / "verify.css").chmod(0o600)
        (tmp_path / "hosts" / "new" / "inspector").chmod(0o700)
        assert published(app, tmp_path / "hosts" / "new").exit_code == 0
    finally:
        os.umask(before)
    folders = [tmp_path / "hosts", *(path for path in (tmp_path / "hosts").rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o755} and len(folders) == 3
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "hosts").rglob("*") if path.is_file()} == {0o644}


@pytest.mark.parametrize("name", ["inspector", "verify.css"])
def test_a_link_in_the_folder_is_not_followed(app, worker, tmp_path, name):
    site_of, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    published(app, site_of)
    (site_of / name).rename(elsewhere)
    (site_of / name).symlink_to(elsewhere)
    before = elsewhere.stat().st_mtime_ns, [path.stat().st_mtime_ns for path in elsewhere.glob("*")]
    (site_of / "index.html").write_text("older")
    told = published(app, site_of)
    assert told.exit_code == 1 and "est un lien" in told.output and (site_of / "index.html").read_text() == "older"
    assert (elsewhere.stat().st_mtime_ns, [path.stat().st_mtime_ns for path in elsewhere.glob("*")]) == before


def test_the_trail_names_the_folder_that_was_meant_by_a_dot(app, worker, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert published(app, Path()).exit_code == 0
    with app.app_context(), guard.unscoped("look"):
        assert db.session.query(AuditEvent).filter_by(action="publish").one().record_name == tmp_path.name


def test_a_first_visit_stays_under_ten_kilobytes_with_the_list_of_fifty_thousand_cards(in_app, worker):
    revoked = random.Random(1).sample(rules.CARD_SLOTS, 1000)
    large = status.make(revoked, "https://v.police.gov.ml/status.cwt", now(), keys.current_key(keys.LIST), keys.sign)
    sizes = {name: len(gzip.compress(site.file(name), 9)) for name in FIRST_VISIT}
    assert len(large) < 2000
    assert sum(sizes.values()) + len(large) < 10_000, sizes


def test_the_published_page_holds_both_languages_and_nothing_inline(in_app, worker):
    for name in (files.PAGE, files.INSPECTOR_PAGE):
        page = site.file(name).decode()
        assert "<script>" not in page and "style=" not in page and "<style" not in page
        assert 'lang="fr"' in page and 'lang="en"' in page
    assert site.file(files.PAGE).count(b"data-capsule") == 2  # the room for the picture of the bearer, in both languages


def test_scripts_lose_comments_and_spaces_and_keep_their_texts():
    source = b"/* what\n   for */\nconst a = 'x = 1; // no';\n  // why\n  if (a) { b = `{ c }`; }\n"
    assert pages.short_script(source) == b"const a='x = 1; // no';\nif(a){b=`{ c }`;}"
    assert pages.short_style(b"/* a */\na :hover, b { color: red; }\n/* b */\n") == b"a :hover,b{color:red;}"


def test_the_icon_of_ios_is_a_square_of_180_pixels():
    drawn = Image.open(io.BytesIO(icon.png()))
    assert (drawn.size, drawn.format, len(icon.png()) < 5000) == ((180, 180), "PNG", True)
    assert [drawn.convert("RGB").getpixel(at) for at in ((3, 3), (90, 60))] == [(18, 64, 47), (255, 255, 255)]
