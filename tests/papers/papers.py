"""Small documents for tests: honest ones, and those that an attacker would send."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject
from reportlab.pdfgen import canvas


def pdf(words: str = "Acte de naissance") -> bytes:
    """A PDF of one page."""
    out = io.BytesIO()
    page = canvas.Canvas(out, invariant=True)
    page.drawString(90, 700, words)
    page.save()
    return out.getvalue()


def changed(change) -> bytes:
    """The PDF after `change(writer)`."""
    writer = PdfWriter(io.BytesIO(pdf()))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def action(kind: str, **more: str) -> DictionaryObject:
    """An action of a PDF."""
    found = DictionaryObject({NameObject("/S"): NameObject(kind)})
    found.update({NameObject(f"/{name}"): TextStringObject(text) for name, text in more.items()})
    return found


def opening(kind: str, **more: str) -> bytes:
    """A PDF that does something when it is opened."""
    return changed(lambda writer: writer.root_object.update({NameObject("/OpenAction"): writer._add_object(action(kind, **more))}))


def hidden_in_objects() -> bytes:
    """A program in a packed object stream, where nobody who only reads the file's bytes sees it."""
    packed = zlib.compress(b"9 0 << /S /JavaScript /JS (app.alert(1)) >>")
    return stream({"/Type": NameObject("/ObjStm"), "/Filter": NameObject("/FlateDecode")}, packed)


def bomb() -> bytes:
    """A stream that unpacks to a thousand times its size."""
    return stream({"/Filter": NameObject("/FlateDecode")}, zlib.compress(bytes(300_000_000), 9))


def stream(about: dict, content: bytes) -> bytes:
    """A PDF with one more stream."""

    def add(writer: PdfWriter) -> None:
        made = StreamObject()
        made._data = content
        made.update({NameObject(name): value for name, value in about.items()})
        writer._add_object(made)

    return changed(add)


def locked() -> bytes:
    """A PDF that opens without a password and still may not be printed."""
    return changed(lambda writer: writer.encrypt("", owner_password="secret"))


def carrying() -> bytes:
    """A PDF with a file in it."""
    return changed(lambda writer: writer.add_attachment("virus.exe", b"MZ"))


def pages(count: int) -> bytes:
    """A PDF of many empty pages."""
    return changed(lambda writer: [writer.add_blank_page(100, 100) for _ in range(count)])


def picture(kind: str = "JPEG", size=(600, 800), mode="RGB", **options) -> bytes:
    """A white picture."""
    out = io.BytesIO()
    Image.new(mode, size, "white").save(out, kind, **options)
    return out.getvalue()


def with_place(kind: str) -> bytes:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x9286] = "rue 12, Kayes"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(kind, exif=exif)


def huge_png() -> bytes:
    """The head of a PNG that claims 100,000 by 100,000 pixels."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
