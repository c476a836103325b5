"""Which list is wanted as a file: its type, search, filters, order, columns and format, as plain values and in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from models import Record, model_of
from services import listing
from services.fields import Field, far_field, fields_of
from services.listing import Asked
from services.listing.places import day
from services.listing.wording import in_words

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True)
class Wanted:
    """A list as somebody wants it in a file; `columns` are fields or paths such as "officer.rank".

    `proposal_id` is the proposal with which a second person agreed, where one was needed.
    """

    model: type[Record]
    asked: Asked
    columns: tuple[str, ...]
    kind: str
    proposal_id: int | None = None

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self.model.__tablename__}.{self.kind}"

    def content(self, rows: int) -> dict:
        """Everything that decides what is in the file, as JSON: an approval is bound to it."""
        whole = replace(self.asked, after="", before="", jump="", size=Asked.size)
        return {
            "table": self.model.__tablename__,
            "arguments": [list(pair) for pair in listing.arguments(whole)],
            "columns": list(self.columns),
            "kind": self.kind,
            "rows": rows,
        }

    def field(self, path: str) -> Field:
        """The field at the end of a path."""
        return field_at(self.model, path)


def field_at(model: type[Record], path: str) -> Field:
    """The field at the end of a path; KeyError where there is none, or none any more."""
    fields = fields_of(model)
    return fields[path] if path in fields else far_field(model, path)


def read(content: dict) -> Wanted:
    """The list that a content says."""
    model, given = model_of(content["table"]), MultiDict(map(tuple, content["arguments"]))
    named = {part for name in given for part in (name, name.rpartition(".")[0])}
    paths = {path for path in named if listing.filterable(model, path)}
    return Wanted(model, listing.asked(model, given, paths), tuple(content["columns"]), content["kind"])


def described(content: dict) -> list[tuple[object, object]]:
    """What would be taken away, in words, for who approves it and for the audit trail."""
    wanted = read(content)
    lines = [
        (_l("List"), wanted.model.__label_plural__),
        (_l("Rows"), content["rows"]),
        (_l("Columns"), ", ".join(str(wanted.field(path).label) for path in wanted.columns)),
        (_l("File"), wanted.kind.upper()),
    ]
    if wanted.asked.search:
        lines.append((_l("Search"), wanted.asked.search))
    lines += [(wanted.field(each.path).label, in_words(wanted.field(each.path), each)) for each in wanted.asked.filters]
    if wanted.asked.on:
        lines.append((_l("Situation on"), f"{day(wanted.asked.on):%d/%m/%Y}"))
    return lines if wanted.asked.filters or wanted.asked.search or wanted.asked.on else [*lines, (_l("Filters"), _("none: the whole list"))]
