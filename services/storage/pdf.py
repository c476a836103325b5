"""A PDF that only shows pages: parsed before it is kept, refused when it is locked, does anything by itself or carries files.

Two looks, since readers of PDF differ in what they forgive: all that is written in the file, unpacked, whatever its
table of contents says (`_look_through`); and every object as a reader finds it (`_look_at_objects`).
"""

from __future__ import annotations

import logging
import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from rules.refused import N_, Refused

from .places import is_within

HEAD, END = b"%PDF-", b"%%EOF"
LARGEST_BYTES = 15 * 1024 * 1024
MOST_PAGES = 300
MOST_OBJECTS = 20_000  # 300 scanned pages have about 1,500
MOST_UNPACKED = 150_000_000  # bytes of all its streams together: a folded bomb is thousands of times its size
MOST_PIXELS = 150_000_000  # of one picture: A3 at 600 dots an inch has half of that
DEEPEST = 50
PIECE = 4_000_000  # bytes unpacked at a time
FED = 65_536  # bytes of a stream given to the unpacker at a time
LONGEST_NAME = 64  # of a name that may lie across two pieces, each letter spelled as #41

# Names by which a PDF acts or carries something; long enough not to stand in a picture by chance.
ACTING = (b"/JavaScript", b"/Launch", b"/ImportData", b"/SubmitForm", b"/Rendition", b"/RichMedia", b"/GoToR", b"/GoToE")
CARRYING = (b"/EmbeddedFile", b"/Filespec")
ACTS = {name.decode() for name in ACTING}
KEYS_THAT_ACT = {"/JS", "/JavaScript", "/XFA", "/RichMedia"}
KEYS_THAT_CARRY = {"/EmbeddedFiles", "/EF"}
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
# What a parser raises over a file that is not what it says.
UNREADABLE = (
    PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, NotImplementedError,
    OverflowError, RecursionError, OSError, zlib.error, struct.error,
)  # fmt: skip

# The parser's remarks on files of others are no news of ours.
logging.getLogger("pypdf").setLevel(logging.ERROR)


def checked(stream: BinaryIO) -> bytes:
    """The content of a PDF, as it came; raises Refused with what to do instead."""
    if not is_within(stream, LARGEST_BYTES):
        raise Refused(
            N_("The document is too large. Send one of less than %(size)s MB: scan it in grey at 200 dots per inch, or in parts."),
            size=LARGEST_BYTES >> 20,
        )
    content = stream.read()
    if not content.startswith(HEAD) or not content.rstrip(b"\0\t\r\n\f ").endswith(END):
        raise Refused(N_("This PDF is cut off, or something else hangs on to it. Make it again, or print it to a new PDF."))
    _look_through(content)
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise _locked()
        _look_at_objects(reader)
        pages = len(reader.pages)
    except UNREADABLE:
        raise _unreadable() from None
    if not 1 <= pages <= MOST_PAGES:
        raise Refused(N_("The document has %(pages)s pages; between 1 and %(most)s are kept. Send it in parts."), pages=pages, most=MOST_PAGES)
    return content


def _look_through(content: bytes) -> None:
    """Look for what acts in the file as it is written, and in each of its streams unpacked."""
    _look_for_names(content)
    starts = [found.end() for found in islice(STREAM.finditer(content), MOST_OBJECTS + 1)]
    if max(len(starts), content.count(b" obj")) > MOST_OBJECTS:
        raise _unreadable()
    left, whole = MOST_UNPACKED, memoryview(content)
    for start in starts:
        before = b""
        for piece in _unpacked(whole[start:]):
            left -= len(piece)
            if left <= 0:
                raise _unreadable()
            _look_for_names(before + piece)
            before = piece[-LONGEST_NAME:]


def _unpacked(packed: memoryview | bytes) -> Iterator[bytes]:
    """A stream unpacked piece by piece, so that a bomb does not fill the memory; nothing when it is not packed this way."""
    unpacker, place = zlib.decompressobj(), 0
    try:
        while not unpacker.eof and place < len(packed):
            # Fed by slices: what follows a short stream is never copied.
            given, place = packed[place : place + FED], place + FED
            while piece := unpacker.decompress(given, PIECE):
                yield piece
                given = unpacker.unconsumed_tail
    except zlib.error:
        return


def _look_for_names(content: bytes) -> None:
    plain = ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), content) if b"#" in content else content
    if any(name in plain for name in ACTING):
        raise _acting()
    if any(name in plain for name in CARRYING):
        raise _carrying()


def _look_at_objects(reader: PdfReader) -> None:
    numbers = {(number, generation) for generation, known in reader.xref.items() for number in known}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise _unreadable()
    for number, generation in sorted(numbers):
        thing = reader.get_object(IndirectObject(number, generation, reader))
        for part in _dictionaries(thing, 0):
            _look_at(part)
    for part in _dictionaries(reader.trailer, 0):
        _look_at(part)


def _dictionaries(thing: object, depth: int) -> Iterator[DictionaryObject]:
    """The dictionaries within an object, without following references: what they lead to is looked at itself."""
    if depth > DEEPEST:
        raise _unreadable()
    if isinstance(thing, DictionaryObject):
        yield thing
    inner = thing.values() if isinstance(thing, DictionaryObject) else thing if isinstance(thing, ArrayObject) else ()
    for each in inner:
        if isinstance(each, (DictionaryObject, ArrayObject)):
            yield from _dictionaries(each, depth + 1)


def _look_at(part: DictionaryObject) -> None:
    keys = {str(key) for key in part}
    if keys & KEYS_THAT_ACT or str(part.raw_get("/S") if "/S" in keys else "") in ACTS:
        raise _acting()
    if keys & KEYS_THAT_CARRY:
        raise _carrying()
    if isinstance(part, StreamObject) and {"/Width", "/Height"} <= keys and int(part["/Width"]) * int(part["/Height"]) > MOST_PIXELS:
        raise _unreadable()


def _acting() -> Refused:
    return Refused(N_("This PDF contains a program or an action that runs when it is opened. Print it to a new PDF, or scan the paper, and send that."))


def _carrying() -> Refused:
    return Refused(N_("This PDF carries other files within it. Send each of them by itself, and this one printed to a new PDF."))


def _locked() -> Refused:
    return Refused(N_("This PDF is protected by a password. Remove the protection, or print it to a new PDF, and send that."))


def _unreadable() -> Refused:
    return Refused(N_("This PDF is damaged or not made as PDFs are. Print it to a new PDF, or scan the paper again."))
