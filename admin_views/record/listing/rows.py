"""The lines of a list as HTML, written in Python: at fifty lines a page a template would take most of the time.

Every value is escaped here, once; only what a formatter gives as Markup is passed on as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from urllib.parse import quote

from flask_babel import gettext as _
from markupsafe import Markup, escape

from services.fields import Kind
from web import day

from .. import formatting
from .columns import Column

LONG = 30
# A value of these kinds says little without its column's name: on a phone, where there are no columns, it is written.
NAMED_ON_A_PHONE = {Kind.DATE, Kind.MOMENT, Kind.YES_NO, Kind.WHOLE, Kind.DECIMAL}
NUMBERS = {Kind.WHOLE, Kind.DECIMAL}
SIGNS = str.maketrans({sign: str(escape(sign)) for sign in "&<>'\""})
Writer = Callable[[object], str]


def lines(view, records: Iterable, columns: list[Column], *, opens: str | None, back: str, are_ticked: bool) -> Markup:
    """The rows of the table: a box to tick, the name that opens the record, the other cells."""
    if not columns:
        return Markup("")
    named = _name_cell(writer(view, columns[0]), opens, back)
    cells = [_cell(column, writer(view, column)) for column in columns[1:]]
    tick = _tick_cell() if are_ticked else None
    return Markup("\n".join([_line(record, tick, named, cells) for record in records]))


def _line(record, tick, named, cells) -> str:
    return "".join(["<tr>", tick(record) if tick else "", named(record), *[cell(record) for cell in cells], "</tr>"])


def _tick_cell() -> Writer:
    before, after = str(escape(_("Tick %(name)s", name="\x00"))).split("\x00")
    start = '<td class="tick"><input class="form-check-input" type="checkbox" name="rowid" form="action_form" data-tick value="'
    return lambda record: f'{start}{record.id}" aria-label="{before}{escaped(record)}{after}"></td>'


def _name_cell(text: Writer, opens: str | None, back: str) -> Writer:
    """The name: a link, unless the screen has no page for a record. `back` is where one came from, if worth keeping."""
    if opens is None:
        return lambda record: f'<th scope="row" class="row-name">{text(record) or escaped(record)}</th>'
    end = f"&amp;url={quote(back, safe='')}" if back else ""
    start = f'<th scope="row" class="row-name"><a data-open href="{escape(opens)}?id='
    return lambda record: f'{start}{record.id}{end}">{text(record) or escaped(record)}</a></th>'


def _cell(column: Column, text: Writer) -> Writer:
    """A cell; what may be cut says itself whole in its title."""
    css = ' class="num"' if column.field.kind in NUMBERS else ""
    label = f' data-label="{escape(column.label)}"' if column.field.kind in NAMED_ON_A_PHONE else ""

    def write(record) -> str:
        value = text(record)
        if not value or value == formatting.DASH:
            return '<td class="dash">–</td>'
        if len(value) <= LONG:
            return f"<td{css}{label}>{value}</td>"
        whole = escape(Markup(value).striptags()) if "<" in value else value
        return f'<td{css}{label} title="{whole}">{value}</td>'

    return write


def writer(view, column: Column) -> Writer:
    """The function that writes the value of a column as HTML, made once for all the lines of a page."""
    if column.path in view.column_formatters:
        return _formatted(view, column)
    value, kind = getter(column), column.field.kind
    if kind is Kind.DATE:
        return lambda record: day(value(record))
    if kind in (Kind.CHOICE, Kind.LINK):
        return _remembered(value, _by_type(view, column.path))
    if kind in (Kind.TEXT, Kind.LONG_TEXT):
        return lambda record: escaped(value(record) or formatting.DASH)
    write = _by_type(view, column.path)
    return lambda record: write(value(record))


def getter(column: Column) -> Callable[[object], object]:
    """The function that reads a column; on a path over other records, nothing when one of them is missing."""
    *links, _last = column.path.split(".")
    if not links:
        return column.field.value if column.field.is_custom else attrgetter(column.path)

    def read(record):
        for name in links:
            record = getattr(record, name)
            if record is None:
                return None
        return column.field.value(record)

    return read


def _formatted(view, column: Column) -> Writer:
    formatter, write = view.column_formatters[column.path], _by_type(view, column.path)
    return lambda record: write(formatter(view, None, record, column.path))


def _by_type(view, path: str) -> Writer:
    """The function that writes any value as HTML, by its type; how each type is written is looked for once."""
    formatters: dict[type, Callable] = {Markup: _as_it_is}

    def write(value: object) -> str:
        found = formatters.get(type(value))
        if found is None:
            found = formatters[type(value)] = _formatter(view, value)
        return escaped(found(view, value, path))

    return write


def _as_it_is(_view, value: object, _path: str) -> object:
    return value


def escaped(value: object) -> str:
    """The same as `markupsafe.escape`, which makes an object of every text and takes five times as long."""
    return str(value) if type(value) is Markup else str(value).translate(SIGNS)


def shown(view, value: object, path: str) -> str:
    """Any value as HTML, by its type."""
    return _by_type(view, path)(value)


def _formatter(view, value: object) -> Callable:
    kinds = view.column_type_formatters.items()
    return next((formatter for kind, formatter in kinds if isinstance(value, kind)), _as_it_is)


def _remembered(value: Callable, in_words: Writer) -> Writer:
    """Of few different values, such as ranks, each is put in words once a page."""
    words: dict[object, str] = {}

    def write(record) -> str:
        found = value(record)
        if found is None:
            return formatting.DASH
        if found not in words:
            words[found] = in_words(found)
        return words[found]

    return write


def thousands(number: int) -> str:
    """12 450, with a narrow space that does not break."""
    return f"{number:,}".replace(",", "\u202f")
