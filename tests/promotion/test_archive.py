"""The archive of a sealed round: whole, checked by anybody, found out when altered, and taken away by those entitled."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
import zipfile

import pytest
from pypdf import PdfReader

import jobs
from models import AuditEvent, ExportedFile, Job, JobState, PromotionCandidate, PromotionRound, Proposal, db
from rules.refused import Forbidden, Refused
from services import export, guard, promotion, storage
from services.badge.publishing import site
from services.promotion import archive, taking
from tests import force
from tests.promotion import sealed as sealing, walking
from tests.promotion.sealed import archived, exchanged, verdict


@pytest.fixture
def sealed(in_app, people, tmp_path, monkeypatch):
    monkeypatch.setattr(in_app, "instance_path", str(tmp_path / "instance"))
    monkeypatch.setitem(in_app.extensions, "badge_keys", {})
    return sealing.made(people)


@pytest.fixture
def packed(sealed) -> bytes:
    return archived(sealed.round)


def read(packed: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        return opened.read(name)


def test_the_archive_holds_everything_and_the_means_to_check_it(packed, sealed):
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert set(opened.namelist()) == {
            "verify_round.py", "LISEZMOI.txt", "seal.json", "signature.txt", "public-key.pem", "round.json", "candidates.jsonl",
            "procedure.json", "board.json", "votes.json", "steps.json", "simulations.json", "appeals.json", "beside.json", "liste.pdf",
        }  # fmt: skip
    given = json.loads(read(packed, "round.json"))
    assert given["terms"]["weights"] and given["rule"]["legal_text"] and given["draw"]["seed"]
    assert given["decisions"][0]["reason"] == sealing.REASON
    assert [step["act"] for step in json.loads(read(packed, "steps.json"))][-1] == "publish"
    assert json.loads(read(packed, "beside.json"))["later_steps"][0]["act"] == "seal"
    lines = [json.loads(line) for line in read(packed, "candidates.jsonl").splitlines()]
    assert {sealed.number(name) for name in sealing.MARKS} <= {line["officer_id"] for line in lines}
    assert "CISSÉ Awa" in " ".join(page.extract_text() for page in PdfReader(io.BytesIO(read(packed, "liste.pdf"))).pages)
    assert force.CANARY.encode() not in b"".join(read(packed, name) for name in ("candidates.jsonl", "beside.json", "steps.json"))


def mark_of(lines: bytes) -> bytes:
    return lines.replace(b'"score":"17', b'"score":"18', 1)


ALTERATIONS = {
    "a mark": ("candidates.jsonl", mark_of),
    "a candidate less": ("candidates.jsonl", lambda lines: lines.split(b"\n", 1)[1]),
    "a candidate twice": ("candidates.jsonl", lambda lines: lines + lines.split(b"\n", 1)[0] + b"\n"),
    "a place": ("candidates.jsonl", lambda lines: lines.replace(b'"place":1,', b'"place":9,', 1)),
    "the places": ("round.json", lambda text: text.replace(b'"places":4', b'"places":5')),
    "a weight": ("round.json", lambda text: text.replace(b'"evaluation":60', b'"evaluation":61')),
    "the seed": ("round.json", lambda text: text.replace(b'"4711"', b'"4712"')),
    "a decision": ("round.json", lambda text: text.replace(b'"votes_for":3', b'"votes_for":2')),
    "a step": ("steps.json", lambda text: text.replace(b"Fanta", b"Fatim")),
    "the board": ("board.json", lambda _text: b"[]"),
    "the fairness report": ("procedure.json", lambda text: text.replace(b"Aucun", b"Quelque")),
    "the digest": ("seal.json", lambda text: re.sub(rb'"digest":"\w{4}', b'"digest":"0000', text)),
    "the signature": ("signature.txt", lambda text: text[:20] + (b"A" if text[20:21] != b"A" else b"B") + text[21:]),
    "the key": ("public-key.pem", lambda _text: OTHER_KEY),
}
OTHER_KEY = b"""-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7
Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==
-----END PUBLIC KEY-----
"""


def test_whatever_is_altered_in_an_archive_is_found(packed, tmp_path):
    for what, (name, change) in ALTERATIONS.items():
        altered = exchanged(packed, name, change)
        assert read(altered, name) != read(packed, name), what
        number, said = verdict(altered, tmp_path)
        assert number == 1 and said, f"{what}: {said}"


def test_an_archive_that_cannot_be_read_is_said_to_be_so(packed, tmp_path):
    emptied = [exchanged(packed, name, lambda _text: b"{}") for name in ("round.json", "candidates.jsonl", "seal.json")]
    for broken in (b"", packed[:2000], *emptied):
        number, said = verdict(broken, tmp_path)
        assert (number, "ne se lit pas" in said) == (2, True), said


def test_the_published_keys_say_who_signed(packed, tmp_path):
    keys = tmp_path / "round-keys.json"
    keys.write_bytes(site.round_keys())
    assert verdict(packed, tmp_path, "--keys", str(keys))[0] == 0
    keys.write_bytes(re.sub(rb'"for":"round"', b'"for":"paper"', site.round_keys()))
    number, said = verdict(packed, tmp_path, "--keys", str(keys))
    assert number == 1 and "clés publiées" in said


def test_the_scan_of_the_minutes_is_sealed_and_archived_with_the_list(in_app, people, tmp_path, monkeypatch):
    for name, value in (("instance_path", str(tmp_path / "instance")), ("config", in_app.config | {"INSTANCE_FOLDER": tmp_path})):
        monkeypatch.setattr(in_app, name, value)
    monkeypatch.setitem(in_app.extensions, "badge_keys", {})
    scan = storage.path(storage.DOCUMENTS, "minutes.pdf")
    scan.write_bytes(b"%PDF as it was signed")
    round_ = sealing.made(people).round
    packed = archived(round_)
    assert read(packed, "minutes.pdf") == scan.read_bytes() and verdict(packed, tmp_path)[0] == 0
    scan.write_bytes(b"%PDF exchanged")
    assert promotion.verify(round_) and verdict(archived(round_), tmp_path)[0] == 1


def test_the_trail_says_who_took_it_and_who_stands_in_it(packed, sealed):
    with guard.unscoped("look"):
        noted = db.session.query(AuditEvent).filter_by(action="export", record_type="promotion_candidate").one()
        assert noted.changes["file"] == "promotion archive" and noted.changes["rows"] >= len(sealing.MARKS)
        assert export.is_personal(PromotionCandidate)  # its rows count with those of all other files
        assert db.session.query(ExportedFile).filter_by(event_id=noted.id).count() == noted.changes["rows"]


def test_a_round_that_is_not_final_has_no_archive(in_app, people):
    with guard.unscoped("a round for tests"):
        made = walking.a_round()
    with pytest.raises(Refused, match="Only a sealed list"):
        archive.write(made, io.BytesIO(), by=guard.SYSTEM)


def test_who_may_not_seal_takes_no_archive(sealed, people):
    for person in (people.boubacar, people.daouda, people.coumba):
        with pytest.raises(Forbidden):
            taking.take(sealed.round, io.BytesIO(), by=walking.actor(person))


def test_twenty_times_the_candidates_need_no_more_memory(sealed, monkeypatch):
    monkeypatch.setattr(archive, "_draw", lambda *_drawn: None)
    archived(sealed.round)

    def most() -> int:
        tracemalloc.start()
        archived(sealed.round)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    row = archive.bulk.stream
    monkeypatch.setattr(archive.bulk, "stream", lambda statement: (each for each in list(row(statement)) for _times in range(100)))
    few = most()
    monkeypatch.setattr(archive.bulk, "stream", lambda statement: (each for each in list(row(statement)) for _times in range(2000)))
    assert most() < few + 2_000_000


# --- at the door -----------------------------------------------------------------------------------


@pytest.fixture
def at_the_door(app, people, tmp_path, monkeypatch):
    """The number of a sealed round, committed."""
    monkeypatch.setattr(app, "instance_path", str(tmp_path / "instance"))
    monkeypatch.setitem(app.extensions, "badge_keys", {})
    with app.app_context():
        number = sealing.made(people).round.id
        db.session.commit()
    return number


@pytest.fixture
def manager(app, at_the_door):
    return app.test_client().sign_in(walking.MANAGER, force.PASSWORD)


def test_those_entitled_take_the_archive_from_the_page_of_the_round(manager, at_the_door, tmp_path):
    assert "/archive/" in manager.get(f"/admin/promotion-round/details/?id={at_the_door}").text
    answer = manager.post("/admin/promotion-round/archive/", data={"id": at_the_door})
    assert answer.mimetype == "application/zip"
    assert verdict(answer.data, tmp_path)[0] == 0


@pytest.mark.parametrize("name", ["boubacar", "daouda", "coumba"])
def test_others_do_not_see_the_button_and_are_refused(signed_in, at_the_door, name):
    client = signed_in(name)
    assert "/archive/" not in client.get(f"/admin/promotion-round/details/?id={at_the_door}").text
    assert client.post("/admin/promotion-round/archive/", data={"id": at_the_door}).status_code in (302, 403, 404)
    with client.application.app_context(), guard.unscoped("look"):
        assert db.session.query(AuditEvent).filter_by(action="export").count() == 0


def test_many_people_leave_only_with_the_word_of_a_second_person_and_once(app, manager, at_the_door, people, monkeypatch, tmp_path):
    monkeypatch.setattr(export.approving, "MOST_ROWS_ALONE", 3)
    asked = manager.post("/admin/promotion-round/archive/", data={"id": at_the_door})
    assert asked.status_code == 302 and "archive-asked" in asked.location
    assert manager.get(asked.location).status_code == 200
    assert "field-error" in manager.post(asked.location, data={"reason": " "}).text
    manager.post(asked.location, data={"reason": "Pour la Cour suprême"})
    with app.app_context():
        with guard.unscoped("the second person"):
            proposal = db.session.query(Proposal).filter_by(kind=taking.KIND).one()
            page = proposal.url
        walking.approve(proposal, people.fanta)
        db.session.commit()
    assert manager.get(page).status_code == 200
    assert verdict(manager.post(page).data, tmp_path)[0] == 0
    assert manager.post(page).status_code == 404


def test_a_long_archive_is_prepared_in_the_background_and_fetched_by_its_owner(app, manager, signed_in, at_the_door, monkeypatch, tmp_path):
    monkeypatch.setattr(taking, "AT_ONCE", 3)
    monkeypatch.setattr(jobs, "send", lambda _job: None)
    asked = manager.post("/admin/promotion-round/archive/", data={"id": at_the_door})
    with app.app_context():
        with guard.unscoped("look"):
            number = db.session.query(Job).filter_by(kind="archive").one().id
        jobs.run(number)
        with guard.unscoped("look"):
            job = db.session.get(Job, number)
            assert (job.state, job.message) == (JobState.DONE, None)
    assert f"archive-file/?job={number}" in manager.get(asked.location).text
    fetched = manager.get(f"/admin/promotion-round/archive-file/?job={number}")
    assert verdict(fetched.data, tmp_path)[0] == 0
    assert signed_in("fanta").get(f"/admin/promotion-round/archive-file/?job={number}").status_code == 404


# --- by command ------------------------------------------------------------------------------------


def test_a_command_writes_the_archive_once_and_checks_the_round(app, at_the_door, tmp_path):
    typed = lambda *words: app.test_cli_runner().invoke(args=["promotion", *map(str, words)])  # noqa: E731
    file = tmp_path / "tableau.zip"
    assert "candidates in" in typed("archive", at_the_door, file).output
    assert verdict(file.read_bytes(), tmp_path)[0] == 0 and file.stat().st_mode & 0o077 == 0
    again = typed("archive", at_the_door, file)
    assert again.exit_code == 1 and "there already" in again.output
    told = typed("verify", at_the_door)
    assert told.exit_code == 0 and "signature of key" in told.output
    with app.app_context(), guard.unscoped("somebody with the database in hand"):
        table = PromotionRound.__table__
        db.session.connection().execute(table.update().values(places=9))
        db.session.commit()
    assert typed("verify", at_the_door).exit_code == 1
