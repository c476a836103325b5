"""What must be asked about the columns of a file to map them: values for all rows, and names that nobody knows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from models import Agency, Corps, Officer, Position, Rank, Record, Region, Unit, db
from rules import access
from rules.importing import BadValue, normalised
from rules.importing import values as parse
from rules.importing.headers import nearest
from services import guard

from .fields import Fillable
from .mapping import Mapping, Use
from .records import RecordType
from .references import CREATABLE, References, Several
from .sketches import Sketch

# A column with more names that nobody knows is more likely the wrong column.
MOST_NAMES = 200
MOST_KNOWN = 3000
# Likeness is dear: only the most frequent names get a proposal.
MOST_PROPOSED = 40
CREATE, MAP, EMPTY = "create", "map", "empty"
# References short enough for a default to be chosen from a list.
SHORT = {Agency, Corps, Position, Rank, Region}


@dataclass(frozen=True)
class Name:
    """A name of the file that nobody knows: how often it stands there and what is to become of it.

    `choice` is "create", "map", "empty" or "" where nobody has chosen; `meaning` is what it is mapped to.
    """

    value: str
    count: int
    choice: str
    meaning: str
    proposed: str


@dataclass(frozen=True)
class Names:
    """The unknown names of one field. `is_too_many`: only the first are listed, the column may be the wrong one."""

    field: Fillable
    column: str
    names: list[Name]
    known: list[tuple[str, str]]
    may_create: bool
    is_too_many: bool = False
    total: int = 0


def defaults(record: RecordType) -> dict[str, list[tuple[str, str]]]:
    """The fields for which one value may stand for all rows, each with the values to choose from."""
    wanted = [
        field_
        for field_ in record.fields.values()
        if field_.model in SHORT and (field_.is_required or field_.name in ("home_agency", "position"))
    ]
    return {field_.name: known(field_.model) for field_ in wanted}


def known(model: type[Record]) -> list[tuple[str, str]]:
    """(code, words) of the records of a short table, or the first of a long one, as the acting person sees them."""
    records = db.session.query(model).order_by(model.id).limit(MOST_KNOWN)
    return [(record.code, str(record)) for record in records]


def unknown_names(sketch: Sketch, mapping: Mapping, record: RecordType) -> list[Names]:
    """By field: the names that stand for no record, with what the mapping says of them."""
    found = []
    for column, use in mapping.columns.items():
        field_ = record.fields.get(use.field)
        if field_ is None or column not in sketch.header:
            continue
        if field_.model not in (None, Officer, record.model):
            found.append(_references(sketch, mapping, (column, use, field_)))
        elif field_.name == "sex":
            found.append(_sexes(sketch, mapping, (column, field_)))
    return [names for names in found if names.names]


def _counted(sketch: Sketch, column: str, use: Use) -> Counter[str]:
    counted: Counter[str] = Counter()
    for text, count in sketch.values(column).items():
        counted[parse.padded(text, use.pad) if use.pad else text] += count
    return counted


def _references(sketch: Sketch, mapping: Mapping, where: tuple[str, Use, Fillable]) -> Names:
    column, use, field_ = where
    counted, decided = _counted(sketch, column, use), _decided(mapping, field_)
    undecided = replace(mapping, create=(), values={})
    unknown = [
        value
        for value, found in zip(counted, References(field_, undecided).find(list(counted)), strict=True)
        if isinstance(found, BadValue) and not isinstance(found, Several) or normalised(value) in decided
    ]
    may_create = field_.name in CREATABLE and access.may(guard.actor(), f"{field_.model.__area__}.create")
    listed = known(field_.model)
    chooser = _Chooser(decided, field_.name in mapping.create, may_create, {words: code for code, words in listed})
    unknown.sort(key=lambda value: -counted[value])
    names = [chooser.name(value, counted[value], place < MOST_PROPOSED) for place, value in enumerate(unknown[:MOST_NAMES])]
    return Names(field_, column, names, listed, may_create, len(unknown) > MOST_NAMES, len(unknown))


def _sexes(sketch: Sketch, mapping: Mapping, where: tuple[str, Fillable]) -> Names:
    column, field_ = where
    counted, decided = sketch.values(column), _decided(mapping, field_)
    chooser = _Chooser(decided, False, False, {})
    unknown = [value for value in counted if normalised(value) in decided or not _is_sex(value)]
    names = [chooser.name(value, counted[value]) for value in unknown[:MOST_NAMES]]
    listed = [(choice.value, str(choice.label)) for choice in field_.choices]
    return Names(field_, column, names, listed, False, len(unknown) > MOST_NAMES, len(unknown))


def _is_sex(value: str) -> bool:
    try:
        return bool(parse.sex(value))
    except BadValue:
        return False


def _decided(mapping: Mapping, field_: Fillable) -> dict[str, str | None]:
    return {normalised(value): meaning for value, meaning in mapping.values.get(field_.name, {}).items()}


@dataclass
class _Chooser:
    decided: dict[str, str | None]
    is_created: bool
    may_create: bool
    codes: dict[str, str]

    def name(self, value: str, count: int, is_compared: bool = True) -> Name:
        near = self.codes.get(nearest(value, self.codes) or "", "") if is_compared else ""
        proposed = MAP if near else CREATE if self.may_create else ""
        meaning = self.decided.get(normalised(value))
        choice = CREATE if self.is_created else ""
        if normalised(value) in self.decided:
            choice = MAP if meaning else EMPTY
        return Name(value, count, choice, meaning or near, proposed)


def is_known(record: RecordType, name: str, text: str, mapping: Mapping) -> bool:
    """Whether a typed code or name stands for exactly one record of the field (for the sex: M or F)."""
    field_ = record.fields[name]
    if field_.model is None:
        return _is_sex(text)
    return isinstance(References(field_, replace(mapping, create=(), values={})).find([text])[0], int)


def places_for_units() -> list[tuple[str, str]]:
    """Units that a new unit may be put under."""
    return [(unit.code, _("%(name)s (%(code)s)", name=unit.name, code=unit.code)) for unit in db.session.query(Unit).limit(MOST_KNOWN)]
