"""Files: checked by content, kept under random names, images without what they carry."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from rules.refused import Refused
from services import storage


def picture(kind: str = "JPEG", size=(600, 800), **options) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **options)
    out.seek(0)
    return out


def with_position() -> io.BytesIO:
    exif = Image.Exif()
    exif[0x9286] = "rue 12, Kayes"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif)


def test_a_photo_loses_its_metadata_and_gets_a_random_name(in_app):
    name = storage.keep_image(with_position())
    kept = Image.open(storage.path("photos", name))
    assert kept.format == "JPEG" and not kept.getexif() and len(name) == 36
    assert b"Kayes" not in storage.path("photos", name).read_bytes()


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\xff\xd8\xff not really", b"%PDF-1.7"])
def test_what_is_no_jpeg_or_png_is_refused(in_app, content):
    with pytest.raises(Refused):
        storage.keep_image(io.BytesIO(content))


def test_an_image_of_too_many_pixels_is_refused_before_it_is_unpacked(in_app):
    bomb = picture("PNG", size=(20000, 2000))
    with pytest.raises(Refused, match="pixels"):
        storage.keep_image(bomb)


@pytest.mark.parametrize("name", ["../secret.key", "a/b.jpg", "", ".hidden", "/etc/passwd"])
def test_a_name_that_is_not_ours_leads_nowhere(in_app, name):
    with pytest.raises(Refused):
        storage.path("photos", name)


@pytest.mark.parametrize("name", ["force.exe", "force.html", "force"])
def test_only_tables_are_kept_for_loading(in_app, name):
    with pytest.raises(Refused):
        storage.keep_table(io.BytesIO(b"x"), name)


def test_a_photo_is_opened_through_the_guard_only(app, people, signed_in, client):
    from models import Officer, db
    from services import guard

    with app.app_context(), guard.unscoped("the test writes"):
        db.session.get(Officer, people.canary_id).photo = storage.keep_image(picture())
        db.session.get(Officer, people.daouda.officer_id).photo = storage.keep_image(picture())
        db.session.commit()
    address = "/admin/officer/photo/?id={}".format
    assert signed_in("boubacar").get(address(people.daouda.officer_id)).status_code == 200
    assert signed_in("boubacar").get(address(people.canary_id)).status_code == 404
    assert client.get(address(people.daouda.officer_id)).location.startswith("/login")
