"""What a list is asked for, as plain values, read from the arguments of a URL and written back to them.

`unit=12&unit=13` is any of the two, `last_name.contains=tra`, `entered_on.from=2020-01-01`, `phone.empty=1`;
`on=2020-01-01` asks for the records that held on that day.
What is not understood is left out and told in `refused`: an old bookmark opens a list, not an error.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from models import db
from rules.search import MOST_LETTERS

from . import conditions
from .dated import is_dated
from .filters import Filter, Operation, field_at, operations, value_of
from .places import Unreadable, day
from .sorting import sortable


SIZES = (25, 50, 100, 200)
LONGEST = 1500  # letters of a cursor
MOST_VALUES = 50
MOST_FILTERS = 12
ENDINGS = {operation.value: operation for operation in Operation}
OWN = ("search", "only", "on", "sort", "desc", "size", "after", "before", "jump")


@dataclass(frozen=True)
class Asked:
    """A list as somebody wants it. `only` names a condition of its area (conditions.py); `on` is a day (2020-01-01) on which its records held; `after`, `before` and `jump`
    say where in it; `refused` what was not understood.
    """

    search: str = ""
    only: str = ""
    filters: tuple[Filter, ...] = ()
    on: str = ""
    sort: str = ""
    is_descending: bool = False
    size: int = 50
    after: str = ""
    before: str = ""
    jump: str = ""
    refused: tuple[str, ...] = ()


def asked(model: type[db.Model], args: MultiDict, open_paths: Collection[str]) -> Asked:
    """The list that the arguments of a URL ask for. `open_paths` are the fields offered as filters on this screen."""
    found, refused = _filters(model, args, open_paths)
    sort = args.get("sort", "")
    if sort and not sortable(model, sort):
        sort, refused = "", [*refused, "sort"]
    on, size = args.get("on", "").strip(), args.get("size", "")
    if on and not _is_day(model, on):
        on, refused = "", [*refused, "on"]
    return Asked(
        search=" ".join(args.get("search", "").split())[:MOST_LETTERS],
        only=args.get("only", "") if conditions.is_known(model, args.get("only", "")) else "",
        filters=tuple(found),
        on=on,
        sort=sort,
        is_descending=args.get("desc") == "1" and sort == args.get("sort", ""),
        size=int(size) if size in map(str, SIZES) else Asked.size,
        **{name: args.get(name, "")[:LONGEST] for name in ("after", "before", "jump")},
        refused=tuple(refused),
    )


def _filters(model: type[db.Model], args: MultiDict, open_paths: Collection[str]) -> tuple[list[Filter], list[str]]:
    found, refused = [], []
    for name, texts in args.lists():
        path, _dot, ending = (name, "", "") if name in open_paths else name.rpartition(".")
        if path not in open_paths or name in OWN:
            refused += [name] if path in open_paths or "." in name else []
            continue
        asked_for = Filter(path, ENDINGS.get(ending, Operation.IS), _values(texts))
        if asked_for.values and len(found) < MOST_FILTERS and ending in ENDINGS and _is_understood(model, asked_for):
            found.append(asked_for)
        elif asked_for.values:
            refused.append(name)
    return found, refused


def _is_day(model: type[db.Model], text: str) -> bool:
    try:
        return is_dated(model) and day(text).isoformat() == text
    except Unreadable:
        return False


def _values(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip()[:200] for text in texts if text.strip()))[:MOST_VALUES]


def _is_understood(model: type[db.Model], asked_for: Filter) -> bool:
    if asked_for.operation not in operations(model, asked_for.path):
        return False
    _owner, field = field_at(model, asked_for.path)
    try:
        for text in asked_for.values:
            value_of(field, asked_for.operation, text)
    except Unreadable:
        return False
    return True


def arguments(asked_for: Asked, **changes) -> list[tuple[str, str]]:
    """The arguments of a URL that asks for this list, with changes: `arguments(asked, filters=())` is without filters.

    Whoever changes what is listed or its order begins at the first page again.
    """
    if changes.keys() - {"after", "before", "jump"}:
        changes = {"after": "", "before": "", "jump": ""} | changes
    elif changes:
        changes = dict.fromkeys(("after", "before", "jump"), "") | changes
    new = replace(asked_for, **changes)
    named = [("search", new.search), ("only", new.only), ("on", new.on)] + [(each.argument, value) for each in new.filters for value in each.values]
    named += [("sort", new.sort), ("desc", "1" if new.is_descending else "")]
    named += [("size", str(new.size) if new.size != Asked.size else "")]
    named += [(name, getattr(new, name)) for name in ("after", "before", "jump")]
    return [(name, value) for name, value in named if value]
