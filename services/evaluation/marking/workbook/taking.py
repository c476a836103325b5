"""Loading a filled workbook: what is taken becomes a draft, as if it had been typed; where two texts stand, the user says which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.access import Actor

from .. import drafts
from .comparing import Change, Fate, Preview

FILE, HERE = "file", "here"


@dataclass(frozen=True)
class Taken:
    """How many fields of how many people were written, and what was not because it changed in this very moment."""

    fields: int
    people: int
    missed: list[drafts.Conflict]


def take(preview: Preview, chosen: Mapping[str, str], *, by: Actor) -> Taken:
    """Write what the file says. Of a conflict only what was chosen, "file:<print of what stood here>", and still stands so."""
    wanted = [*preview.of(Fate.TAKEN), *(one for one in preview.of(Fate.CONFLICT) if is_chosen(one, chosen))]
    cells = [drafts.Cell(one.part_id, one.field, one.text, base=one.stored) for one in wanted]
    at_once = drafts.MOST_CELLS
    missed = [conflict for start in range(0, len(cells), at_once) for conflict in drafts.type_in(cells[start : start + at_once], by=by)]
    left = {(one.cell.part_id, one.cell.field) for one in missed}
    written = [one for one in wanted if (one.part_id, one.field) not in left]
    return Taken(len(written), len({one.part_id for one in written}), missed)


def is_chosen(change: Change, chosen: Mapping[str, str]) -> bool:
    """Whether the user chose the text of the file over what he saw standing here."""
    return chosen.get(change.key) == f"{FILE}:{change.seen}"
