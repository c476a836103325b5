"""A list as a CSV file: streamed portion by portion, within one's scope, formulas made harmless, noted in the trail."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Response, abort, g
from flask.ctx import RequestContext
from flask.globals import request_ctx
from flask_admin import expose
from flask_babel import get_locale
from markupsafe import Markup

from models import db
from rules.access import Actor
from services import audit, guard

PORTION = 500


class ExportScreen:
    """The download of RecordView."""

    @expose("/export/<export_type>/")
    def export(self, export_type: str):
        """The list as it is filtered now, as CSV, read row by row and noted in the audit trail."""
        if export_type != "csv":
            abort(404)
        return csv_answer(self, self._get_list_extra_args())


def csv_answer(view, view_args) -> Response:
    """The rows of the list with its present search and filters, in chosen columns."""
    sort = view._get_column_by_idx(view_args.sort)
    _count, query = view.get_list(
        None, sort[0] if sort else None, view_args.sort_desc, view_args.search, view_args.filters, execute=False, page_size=False
    )
    numbers = array("q", (row.id for row in query.with_entities(view.model.id).yield_per(PORTION)))
    audit.note("export", record_type=view.model.__tablename__, changes=asked_for(view, view_args) | {"rows": len(numbers)})
    db.session.commit()
    rows = lines(view, numbers, Reader(request_ctx.copy(), guard.actor(), str(get_locale())))
    headers = {"Content-Disposition": f'attachment; filename="{view.model.__tablename__}.csv"'}
    return Response(rows, mimetype="text/csv; charset=utf-8", headers=headers)


def asked_for(view, view_args) -> dict[str, str]:
    """What was searched and filtered, as the trail keeps it."""
    filters = [
        f"{view._filters[index].column} {view._filters[index].operation()} {value}"
        for index, _name, value in view_args.filters or ()
    ]
    return {"search": view_args.search or "", "filters": "; ".join(filters)}


@dataclass(frozen=True)
class Reader:
    """For whom a file is written after the request has ended: its context, who asked, in which language."""

    request: RequestContext
    actor: Actor
    language: str

    @contextmanager
    def again(self) -> Iterator[None]:
        """Once more in the place of the request. At its end the connection is free, however slowly the file is fetched."""
        with self.request.copy():
            guard.act_as(self.actor)
            g.own_language = self.language
            yield


def lines(view, numbers: array, reader: Reader) -> Iterator[str]:
    """The header, then the rows portion by portion; a semicolon in French, as its spreadsheets expect."""
    separator = ";" if reader.language == "fr" else ","
    names = [name for name, _label in view._list_columns]
    with reader.again():
        header = "\ufeff" + one_line([str(view.column_labels.get(name, name)) for name in names], separator)
    yield header
    for start in range(0, len(numbers), PORTION):
        with reader.again():
            written = "".join(one_line(row, separator) for row in portion(view, names, numbers[start : start + PORTION].tolist()))
        yield written


def portion(view, names: list[str], numbers: list[int]) -> Iterator[list[str]]:
    """The rows with these numbers, in their order, as far as they are still there."""
    found = {record.id: record for record in db.session.query(view.model).filter(view.model.id.in_(numbers))}
    for number in numbers:
        if number in found:
            yield [value_text(view, found[number], name) for name in names]


def value_text(view, record, name: str) -> str:
    """The value as it stands in the list, without markup."""
    value = view._get_list_value(None, record, name, view.column_formatters, view.column_type_formatters)
    return Markup(value).striptags() if isinstance(value, Markup) else str(value)


def one_line(values: list[str], separator: str) -> str:
    """One CSV line in which no cell is a formula."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerow([harmless(value) for value in values])
    return out.getvalue()


def harmless(value: str) -> str:
    """A spreadsheet runs what begins with = + - @, a tab or a return; an apostrophe makes it text."""
    return "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
