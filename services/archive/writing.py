"""Writing the archive: straight into its file, list by list, so that a long career needs no more memory than a short one."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import BinaryIO

from flask_babel import get_locale, gettext as _, to_user_timezone

from models import Officer, Record, now
from services.export.writing import harmless, writer
from services.fields import Field, Kind

from . import kinds, story
from .files import Files
from .readme import readme
from .values import linked, plain, simple

FORMAT = {"format": "sirhp-dossier", "version": 1}
JSON_FILE = "dossier.json"


def prepare(officer: Officer) -> tuple[dict[str, object], Callable[[BinaryIO], None]]:
    """The archive of the acting person’s own file: what the audit trail says of it, and what writes it."""
    return {"file": "ZIP", "rows": 1, "lists": [str(model.__label_plural__) for model in kinds.KINDS]}, partial(_write, officer)


def _write(officer: Officer, out: BinaryIO) -> None:
    made, files = to_user_timezone(now()).timetuple()[:6], Files()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        tables = _Tables(archive, made)
        tables.write(JSON_FILE, _dossier(officer, files))
        for model in kinds.KINDS:
            tables.write(kinds.file_name(model), _csv(model, officer, files))
        stored = files.write(archive, made)
        tables.write(_("README.txt"), [readme(officer, stored, files.missing)])


class _Tables:
    """The text files of an archive, each written in pieces."""

    def __init__(self, archive: zipfile.ZipFile, made: tuple):
        self._archive, self._made = archive, made

    def write(self, name: str, pieces: Iterable[str]) -> None:
        entry = zipfile.ZipInfo(name, date_time=self._made)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with self._archive.open(entry, "w") as out:
            if not name.endswith(".json"):
                out.write(codecs.BOM_UTF8)  # by it old spreadsheets and editors know UTF-8
            for piece in pieces:
                out.write(piece.encode())


def _dossier(officer: Officer, files: Files) -> Iterator[str]:
    """dossier.json, piece by piece."""
    head = FORMAT | {
        "made_at": simple(now()),
        "language": str(get_locale()),
        "agency": linked(officer.home_agency),
        "officer": {"id": officer.id, "name": str(officer), "fields": _described(Officer)} | {"values": _values(Officer, officer, files)},
    }
    yield dumped(head)[:-1]
    yield ',\n"lists": ['
    for place, model in enumerate(kinds.KINDS):
        about = {"name": model.__tablename__, "label": str(model.__label_plural__), "fields": _described(model)}
        yield f"{',' if place else ''}\n{dumped(about)[:-1]}, \"records\": "
        yield from _array({"id": record.id} | _values(model, record, files) for record in kinds.records(model, officer))
        yield "}"
    yield '],\n"corrections": '
    yield from _array(story.corrections(officer, files))
    yield ',\n"views": '
    yield from _array(story.views(officer))
    yield "}\n"


def _array(items: Iterable[dict]) -> Iterator[str]:
    yield "["
    for place, item in enumerate(items):
        yield f"{',' if place else ''}\n{dumped(item)}"
    yield "]"


def dumped(value: object) -> str:
    """JSON as people can still read it."""
    return json.dumps(value, ensure_ascii=False)


def _described(model: type[Record]) -> list[dict]:
    return [{"name": field.name, "label": str(field.label), "kind": field.kind.value} for field in kinds.fields(model)]


def _values(model: type[Record], record: Record, files: Files) -> dict:
    return {field.name: plain(field, record, files.place) for field in kinds.fields(model)}


def _csv(model: type[Record], officer: Officer, files: Files) -> Iterator[str]:
    """A list as a spreadsheet opens it: labels on top, days as they are written here, a semicolon in French."""
    lines = _Lines("," if str(get_locale()) == "en" else ";")
    fields = kinds.fields(model)
    yield lines.of([_("Number"), *(harmless(str(field.label)) for field in fields)])
    for record in kinds.records(model, officer):
        yield lines.of([record.id, *(_cell(field, record, files) for field in fields)])


def _cell(field: Field, record: Record, files: Files) -> str:
    if field.kind is Kind.FILE:
        return files.place(record, field) or ""
    return writer(field)(field.value(record))


class _Lines:
    """Lines of CSV, one at a time."""

    def __init__(self, delimiter: str):
        self._text = io.StringIO(newline="")
        self._csv = csv.writer(self._text, delimiter=delimiter)

    def of(self, cells: list) -> str:
        """One line, ready to be written."""
        self._csv.writerow(cells)
        line = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return line
