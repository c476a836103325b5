"""What is kept of a sent file: the picture, upright, and nothing else. What is no honest picture is refused in words."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from rules.photo import KEPT
from rules.refused import Refused
from services import photo, storage
from services.photo import cropping
from services.photo.faces import Box, faces_in

from . import pictures

SECRET = "Rue 13, porte 7"
SECRETS = (SECRET.encode(), b"Exif", b"GPS", b"ICC_PROFILE", b"sRGB", b"http://ns.adobe.com/xap")


def exif(orientation: int = 1) -> Image.Exif:
    """Where it was taken, with what, and which side is up."""
    made = Image.Exif()
    made[0x0112], made[0x010F], made[0x010E] = orientation, SECRET, SECRET
    made.get_ifd(0x8825).update({1: "N", 2: (12.0, 38.0, 21.0), 3: "W", 4: (8.0, 0.0, 10.0)})
    return made


def jpeg_with_everything() -> io.BytesIO:
    """EXIF with a place, a colour profile, XMP, a comment, and more after the end."""
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    sent = pictures.file(pictures.portrait(), exif=exif(), icc_profile=icc, xmp=xmp, comment=SECRET.encode())
    return io.BytesIO(sent.getvalue() + SECRET.encode())


def png_with_everything() -> io.BytesIO:
    """Texts, EXIF and a colour profile."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET)
    told.add_itxt("XML:com.adobe.xmp", SECRET)
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return pictures.file(pictures.portrait(), "PNG", pnginfo=told, exif=exif(), icc_profile=icc)


@pytest.mark.parametrize("sent", [jpeg_with_everything, png_with_everything])
@pytest.mark.parametrize("keep", [
    lambda stream: photo.check(stream).jpeg,
    lambda stream: cropping.cut(cropping.opened(stream, 0), Box(0, 0, 35, 45)),
    lambda stream: storage.images.as_jpeg(stream, 1200),
], ids=["checked", "cut", "another picture"])  # fmt: skip
def test_no_word_beside_the_picture_survives(sent, keep):
    kept = keep(sent())
    assert not [secret for secret in SECRETS if secret in kept]
    read = Image.open(io.BytesIO(kept))
    assert (dict(read.getexif()), set(read.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}) == ({}, set())


def test_the_secrets_stand_in_what_is_sent():
    told = png_with_everything().getvalue()
    assert all(secret in jpeg_with_everything().getvalue() for secret in (SECRET.encode(), b"Exif", b"ICC_PROFILE"))
    assert SECRET.encode() in told and b"iCCP" in told


TURNED = {3: 180, 6: 90, 8: 270}


@pytest.mark.parametrize("orientation", TURNED)
def test_the_orientation_that_a_camera_notes_is_obeyed(orientation):
    lying = pictures.portrait().rotate(TURNED[orientation], expand=True)
    checked = photo.check(pictures.file(lying, exif=exif(orientation)))
    [face] = faces_in(Image.open(io.BytesIO(checked.jpeg)))
    assert checked.advice == [] and face.eyes[0][1] < KEPT[1] / 2


def test_a_picture_that_lies_is_turned_by_hand():
    assert photo.check(pictures.file(pictures.portrait().rotate(90, expand=True)), turn=90).advice == []


def chunk(kind: bytes, data: bytes) -> bytes:
    """A piece of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def large_png(width: int, height: int) -> bytes:
    """A PNG of so many black pixels, in few bytes."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


NOT_AN_IMAGE, MANY_PIXELS, LARGE, NARROW = "not a JPEG or PNG", "too many pixels", "too large", "too narrow"
HOSTILE = {
    "nothing": (lambda: b"", NOT_AN_IMAGE),
    "cut off": (lambda: pictures.file(pictures.portrait()).getvalue()[:9000], NOT_AN_IMAGE),
    "cut off in its head": (lambda: pictures.file(pictures.portrait()).getvalue()[:40], NOT_AN_IMAGE),
    "broken PNG": (lambda: pictures.file(pictures.portrait(), "PNG").getvalue()[:5000] + bytes(5000), NOT_AN_IMAGE),
    "20000 by 20000": (lambda: large_png(20_000, 20_000), MANY_PIXELS),
    "6000 by 6000": (lambda: large_png(6_000, 6_000), MANY_PIXELS),
    "20000 by 2": (lambda: large_png(20_000, 2), MANY_PIXELS),
    "14000 by 2": (lambda: large_png(14_000, 2), NARROW),
    "48 by 48": (lambda: large_png(48, 48), NARROW),
    "heavy": (lambda: pictures.file(pictures.portrait()).getvalue() + bytes(storage.images.LARGEST_BYTES), LARGE),
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", NOT_AN_IMAGE),
    "web page that begins as GIF": (lambda: b"GIF89a/*" + bytes(64) + b"*/=1;alert(1)", NOT_AN_IMAGE),
    "PDF before a picture": (lambda: b"%PDF-1.7\n" + pictures.file(pictures.portrait()).getvalue(), NOT_AN_IMAGE),
    "TIFF": (lambda: pictures.file(pictures.portrait(), "TIFF").getvalue(), NOT_AN_IMAGE),
}


@pytest.mark.parametrize("sent", HOSTILE)
def test_a_hostile_file_is_refused_in_words(sent):
    make, words = HOSTILE[sent]
    with pytest.raises(Refused, match=words):
        photo.check(io.BytesIO(make()))


def test_a_wide_picture_that_is_turned_aslant_stays_small():
    turned = photo.cropping.opened(io.BytesIO(large_png(15_000, 1_600)), 45)
    assert turned.width * turned.height < 16_000_000


def test_what_is_hidden_behind_or_in_a_picture_is_gone():
    """A picture that is a web page, too: in its comment, and behind its end."""
    page = b"*/</style><script>alert(1)</script>"
    sent = pictures.file(pictures.portrait(), comment=page).getvalue() + b"PK\x03\x04" + page
    assert b"script" not in photo.check(io.BytesIO(sent)).jpeg


def test_a_picture_without_ground_gets_a_white_one_and_a_gray_one_is_kept():
    clear = pictures.portrait().convert("RGBA")
    clear.putalpha(clear.convert("L").point([255] * 190 + [0] * 66))
    assert Image.open(io.BytesIO(photo.check(pictures.file(clear, "PNG")).jpeg)).getpixel((3, 3)) == (255, 255, 255)
    assert photo.check(pictures.file(pictures.portrait().convert("L"))).advice == []


def test_a_picture_from_a_telephone_is_unpacked_at_half_its_size_and_a_small_one_whole():
    large, small = (Image.new("L", (side, side)) for side in (3200, 2900))
    assert [cropping.opened(pictures.file(one), 0).width for one in (large, small)] == [1600, 2900]
