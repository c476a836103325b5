"""Documents are told by their content: a PDF that only shows pages, a picture written anew; everything else is refused."""

from __future__ import annotations

import datetime as dt
import io
import os

import pytest
from PIL import Image

from jobs import periodic
from models import Document, db, now
from rules.refused import Refused
from services import guard, storage
from tests.papers import papers
from tests.papers.filing import filed


def keep(content: bytes, name: str = "acte.pdf") -> str:
    return storage.keep_document(io.BytesIO(content), name)


def test_a_pdf_is_kept_as_it_came_under_a_random_name(in_app):
    name = keep(papers.pdf())
    assert len(name) == 36 and storage.path("documents", name).read_bytes() == papers.pdf()
    assert in_app.config["INSTANCE_FOLDER"] in storage.path("documents", name).parents


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_of_a_paper_is_written_anew_without_its_place(in_app, kind):
    place = storage.path("documents", keep(papers.with_place(kind), "photo.pdf"))
    kept = Image.open(place)
    assert (kept.format, place.suffix) == ("JPEG", ".jpg") and not kept.getexif()
    assert b"Kayes" not in place.read_bytes()


def test_what_is_written_on_nothing_stays_readable(in_app):
    ink = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    out = io.BytesIO()
    ink.save(out, "PNG")
    assert Image.open(storage.path("documents", keep(out.getvalue()))).getpixel((10, 10)) == (255, 255, 255)


def test_something_hung_on_to_a_picture_is_not_kept(in_app):
    name = keep(papers.picture() + b"<script>alert(1)</script>")
    assert b"script" not in storage.path("documents", name).read_bytes()


REFUSED = {
    "a page that calls itself PDF": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", "neither a PDF"),
    "a page behind the head of a PDF": (lambda: b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF", "damaged"),
    "a PDF with a page behind it": (lambda: papers.pdf() + b"<html>", "hangs on"),
    "a PDF with an archive behind it": (lambda: papers.pdf() + b"PK\x05\x06" + bytes(18) + b"\x01", "hangs on"),
    "something before the PDF": (lambda: b"GIF89a" + papers.pdf(), "neither a PDF"),
    "a cut PDF": (lambda: papers.pdf()[:300] + b"\n%%EOF", "damaged"),
    "a program at opening": (lambda: papers.opening("/JavaScript", JS="app.alert(1)"), "program"),
    "a program whose name is spelled otherwise": (
        lambda: papers.pdf().replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /J#61vaScript /J#53 (x) >>"), "program",
    ),
    "a program in packed objects": (papers.hidden_in_objects, "program"),
    "the start of another program": (lambda: papers.opening("/Launch", F="cmd.exe"), "program"),
    "a form that is sent elsewhere": (lambda: papers.opening("/SubmitForm", F="http://example.org"), "program"),
    "a file within": (papers.carrying, "other files"),
    "a locked PDF": (papers.locked, "password"),
    "a bomb": (papers.bomb, "damaged"),
    "more pages than anybody reads": (lambda: papers.pages(300), "301 pages"),
    "a drawing that can act": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "neither a PDF"),
    "a moving picture": (lambda: papers.picture("GIF"), "neither a PDF"),
    "the head of a JPEG": (lambda: b"\xff\xd8\xff\xe0 not really", "not a JPEG"),
    "a picture of ten thousand million points": (papers.huge_png, "too many pixels"),
    "nothing": (lambda: b"", "neither a PDF"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_words_and_nothing_is_kept(in_app, name):
    make, words = REFUSED[name]
    with pytest.raises(Refused, match=words):
        keep(make())
    assert list(storage.folder("documents").iterdir()) == []


def test_a_pdf_that_opens_at_a_page_of_its_own_is_kept(in_app):
    assert keep(papers.pdf().replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /GoTo /D [0 /Fit] >>"))


def test_a_document_larger_than_the_limit_is_refused_before_it_is_read(in_app):
    with pytest.raises(Refused, match="15 MB"):
        keep(papers.pdf() + bytes(15 * 1024 * 1024))


def test_only_what_no_record_names_is_cleared_away_and_only_when_it_is_old(app, people):
    with app.app_context():
        named, deleted, left, fresh = (keep(papers.pdf(str(number))) for number in range(4))
        filed(people.daouda.officer_id, file=named)
        gone = filed(people.daouda.officer_id, file=deleted)
        with guard.unscoped("the test deletes"):
            document = db.session.get(Document, gone)
            document.deleted_at, document.deleted_by, document.deletion_reason = now(), "test", "Doublon"
            db.session.commit()
        old = (now() - dt.timedelta(days=31)).timestamp()
        for name in (named, deleted, left):
            os.utime(storage.path("documents", name), (old, old))
        assert periodic.clear_documents() == 1
        assert {place.name for place in storage.folder("documents").iterdir()} == {named, deleted, fresh}
