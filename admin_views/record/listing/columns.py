"""The columns of a list: those of the screen, those that somebody has chosen, and all that may be chosen.

What is read in a file only after one has said why is no column, whoever named it: screen, address, kept view or proposal.
"""

from __future__ import annotations

from dataclasses import dataclass

from services import guard, listing, viewing, views
from services.fields import Field, Kind, far_field, fields_of

# Neither a picture nor a structure is read in a line.
NOT_IN_A_LINE = {Kind.FILE, Kind.STRUCTURE}
AS_THEY_COME = 8


@dataclass(frozen=True)
class Column:
    """One column: the path to its value, possibly over related records, and the field at its end."""

    path: str
    field: Field
    label: str
    help: str = ""
    is_sortable: bool = False


def offered(view) -> list[str]:
    """The path of every column that this list may have, those of the screen first."""
    return view.once("offered columns", lambda: _offered(view))


def _offered(view) -> list[str]:
    others = [name for name, field in view.fields.items() if name not in view.list_fields and _is_line(field)]
    return [path for path in (*view.list_fields, *others) if not is_withheld(view, path)]


def withheld(view) -> list[str]:
    """What the columns that this person may not have are called."""
    return view.once("withheld columns", lambda: _withheld(view))


def _withheld(view) -> list[str]:
    return [str(field.label) for name, field in view.fields.items() if _is_line(field) and is_withheld(view, name)]


def is_withheld(view, path: str) -> bool:
    """Whether what stands at the end of a path is left out of every list for this person."""
    model, name = view.model, path
    while "." in name:
        link, _dot, name = name.partition(".")
        model = fields_of(model)[link].target
    fields = fields_of(model)
    return name in fields and viewing.is_withheld(model, fields[name], guard.actor())


def usual(view) -> list[str]:
    """The columns of the screen where nobody chose others, and what was added for the lists; for a file that is open all."""
    return view.once("usual columns", lambda: _usual(view))


def _usual(view) -> list[str]:
    lines = {name: field for name, field in view.fields.items() if _is_line(field) and not field.mask}
    own = [name for name, field in lines.items() if not field.is_custom][:AS_THEY_COME]
    return [*(view.list_fields or own), *[name for name, field in lines.items() if field.is_custom and field.is_quick]]


def column(view, path: str) -> Column:
    """One column by its path. What is masked or withheld has no order: it would tell what is hidden."""
    return view.once(f"column {path}", lambda: _column(view, path))


def _column(view, path: str) -> Column:
    field = view.fields[path] if path in view.fields else far_field(view.model, path)
    is_sortable = not field.mask and not is_withheld(view, path) and listing.sortable(view.model, path)
    return Column(path, field, str(field.label), str(field.help or ""), is_sortable)


def shown(view, asked_for: list[str]) -> list[Column]:
    """The columns of this list now: those in its address, else those remembered, else those of the screen."""
    possible = set(offered(view))
    for choice in (lambda: asked_for, lambda: views.chosen_columns(view.model, guard.actor()), lambda: usual(view)):
        if paths := [path for path in dict.fromkeys(choice()) if path in possible]:
            return [column(view, path) for path in paths]
    return []


def _is_line(field: Field) -> bool:
    return not field.is_hidden and field.kind not in NOT_IN_A_LINE
