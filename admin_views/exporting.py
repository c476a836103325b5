"""A list as a CSV file: streamed row by row, within one's scope, formulas made harmless, noted in the trail."""

from __future__ import annotations

import csv
import io

from flask import Response
from flask_babel import get_locale
from markupsafe import Markup

from models import db
from services import audit

PORTION = 500


def csv_answer(view, view_args) -> Response:
    """The rows of the list with its present search and filters, in chosen columns."""
    sort = view._get_column_by_idx(view_args.sort)
    _count, query = view.get_list(
        None, sort[0] if sort else None, view_args.sort_desc, view_args.search, view_args.filters, execute=False, page_size=False
    )
    numbers = [row.id for row in query.with_entities(view.model.id)]
    audit.note("export", record_type=view.model.__tablename__, changes={"rows": len(numbers), "search": view_args.search})
    db.session.commit()
    headers = {"Content-Disposition": f'attachment; filename="{view.model.__tablename__}.csv"'}
    return Response("".join(lines(view, numbers)), mimetype="text/csv; charset=utf-8", headers=headers)


def lines(view, numbers: list[int]):
    """The header, then portion by portion the rows; a semicolon in French, as its spreadsheets expect."""
    separator = ";" if str(get_locale()) == "fr" else ","
    names = [name for name, _label in view._list_columns]
    yield "\ufeff" + one_line([str(view.column_labels.get(name, name)) for name in names], separator)
    for start in range(0, len(numbers), PORTION):
        portion = view.model.id.in_(numbers[start : start + PORTION])
        found = {record.id: record for record in db.session.query(view.model).filter(portion)}
        for number in numbers[start : start + PORTION]:
            if number in found:
                yield one_line([value_text(view, found[number], name) for name in names], separator)
        db.session.expunge_all()


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
