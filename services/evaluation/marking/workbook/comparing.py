"""What a filled workbook would change: of each person and field whether it is taken, why it is refused, or what was typed since.

Compared are three texts: what stood in the field when the file was made, what stands in the file, what stands here now.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from models import CycleCriterion, PartState, now
from rules import evaluation as rules
from rules.access import Actor
from rules.refused import N_, Refused

from .. import drafts
from ..desk import Desk, Lack, desks, my_parts
from .layout import COMMENT, canonical
from .reading import Filled, Row
from .sealing import Seal, fingerprint

DOUBLED = N_("This person stands in several rows of the file: leave one of them.")
STRANGE = N_("This row belongs to none of the people of this sheet: rows cannot be added by hand.")
MIXED = N_("The service number in this row is not that of %(name)s: the rows were mixed up. Download your sheet again.")


class Fate(enum.Enum):
    """What becomes of a field."""

    TAKEN = "taken"
    REFUSED = "refused"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Change:
    """A field that was filled otherwise than it stood: `stored` is what stands here, `text` what the file says.

    `seen` is the print of what stands here, so that what a user chooses is done only while it still stands.
    """

    part_id: int
    field: str
    label: str
    fate: Fate
    stored: str
    text: str
    because: Refused | None = None

    @property
    def key(self) -> str:
        return f"{self.part_id}-{self.field}"

    @property
    def seen(self) -> str:
        return fingerprint(self.field, self.stored) or "empty"


@dataclass(frozen=True)
class Returned:
    """A person of the file: what would change, how many fields stay, why the row is refused; `lacks` what is missing then."""

    name: str
    place: str
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    because: Refused | None = None
    lacks: Sequence[Lack] = ()

    def of(self, fate: Fate) -> list[Change]:
        return [one for one in self.changes if one.fate is fate]


@dataclass(frozen=True)
class Preview:
    """All that a file would do. `left_out` are the names of the people of the sheet whose rows are not in it any more."""

    seal: Seal
    people: list[Returned]
    left_out: list[str]

    def of(self, fate: Fate) -> list[Change]:
        return [change for one in self.people for change in one.of(fate)]


def compare(filled: Filled, *, by: Actor) -> Preview:
    """What loading the file would do now; nothing is written."""
    at_hand = {str(desk.part.id): desk for desk in desks(my_parts(by), today=now().date(), by=by)}
    people = [_returned(row, filled, at_hand.get(row.part)) for row in filled.rows]
    there = {row.part for row in filled.rows}
    return Preview(filled.seal, people, [str(desk.officer) for part, desk in at_hand.items() if part not in there and int(part) in filled.seal.prints])


def _returned(row: Row, filled: Filled, desk: Desk | None) -> Returned:
    name = str(desk.officer) if desk else row.name or "–"
    refused = _row_refused(row, filled, desk)
    if refused is None and desk is None:
        refused = Refused(drafts.NOT_OPEN)
    if refused is not None:
        return Returned(name, row.place, because=refused)
    criteria = {f"{kind}-{one.id}": one for one in desk.criteria for kind in ("mark", "why")}
    changes = [_change(desk, filled.seal, (key, text), criteria) for key, text in row.fields.items() if not _is_same(filled.seal, desk, key, text)]
    typed = desk.typed | {one.field: one.text for one in changes if one.fate is Fate.TAKEN}
    return Returned(name, row.place, changes, len(row.fields) - len(changes), lacks=replace(desk, typed=typed).lacks if desk.is_open else ())


def _row_refused(row: Row, filled: Filled, desk: Desk | None) -> Refused | None:
    if not filled.seal.knows(row.part):
        return Refused(STRANGE)
    if row.part in filled.doubled:
        return Refused(DOUBLED)
    if desk and not _is_about(row, desk):
        return Refused(MIXED, name=str(desk.officer))
    return None


def _is_about(row: Row, desk: Desk) -> bool:
    """Whether the visible number is the officer's; a spreadsheet may have taken the leading zeros, or the column be gone."""
    number = desk.officer.service_number or ""
    return not row.number or row.number.strip().lstrip("0").casefold() == number.strip().lstrip("0").casefold()


def _is_same(seal: Seal, desk: Desk, key: str, text: str) -> bool:
    """Whether the file does not say otherwise than when it was made, or than what stands here now."""
    return seal.is_untouched(desk.part.id, key, text) or canonical(key, text) == canonical(key, desk.typed.get(key, ""))


def _change(desk: Desk, seal: Seal, filled: tuple[str, str], criteria: Mapping[str, CycleCriterion]) -> Change:
    key, text = filled
    stored, refused = desk.typed.get(key, ""), _refusal(desk, key, text, criteria)
    is_known = seal.is_untouched(desk.part.id, key, stored)
    fate = Fate.REFUSED if refused else Fate.TAKEN if is_known else Fate.CONFLICT
    return Change(desk.part.id, key, _label(key, criteria), fate, stored, text, refused)


def _label(key: str, criteria: Mapping[str, CycleCriterion]) -> str:
    if key == COMMENT:
        return _("Overall assessment")
    if key not in criteria:
        return key
    name = str(criteria[key].criterion)
    return name if key.startswith("mark-") else _("Justification: %(criterion)s", criterion=name)


def _refusal(desk: Desk, key: str, text: str, criteria: Mapping[str, CycleCriterion]) -> Refused | None:
    """Why a field cannot be taken: for the reasons of the form."""
    if not desk.is_open:
        return Refused(drafts.WAS_SENT if desk.part.state is PartState.SENT else drafts.NOT_OPEN)
    if key != COMMENT and key not in criteria:
        return Refused(drafts.NO_FIELD)
    if (box := rules.box_of(key)) and len(text) > box.most:
        return Refused(drafts.TOO_LONG, most=box.most)
    if key.startswith("mark-"):
        try:
            rules.parse_mark(text, desk.evaluation.cycle.scale_max)
        except Refused as refused:
            return refused
    return None
