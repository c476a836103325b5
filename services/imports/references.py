"""Ranks, units, positions and people named in a file, found among those we know; the others are proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field as dataclass_field

from sqlalchemy import func, inspect

from models import Agency, Corps, Officer, Position, Rank, Record, Unit, db
from rules import access
from rules.importing import BadValue, normalised
from rules.importing.headers import nearest
from rules.importing.values import text
from rules.refused import N_, Refused
from services import guard

from .blocks import in_blocks
from .fields import Fillable
from .mapping import Mapping

# Likenesses are slow to work out; a file with more unknown names than this has the wrong column mapped.
MOST_COMPARED = 300
CREATABLE = {"rank": Rank, "unit": Unit, "position": Position}
CODE_LENGTH, NAME_LENGTH = 40, 160
# What people write into a service number, or leave out, without meaning another one.
LOOSE = " -./_"


@dataclass(frozen=True)
class New:
    """A rank, unit or position that does not exist yet. Spellings of one name are one of them: the first stands."""

    field: str
    key: str
    value: str = dataclass_field(compare=False)


@dataclass(frozen=True)
class InFile:
    """A record that stands in the same file, by its key there: the parent of a unit, the rank transposed to."""

    key: str


@dataclass(frozen=True)
class Unknown:
    """A name that nobody knows: how often it stands in the file, what is proposed, what it looks like."""

    field: str
    label: object
    value: str
    count: int
    proposal: str  # "create" or "map"
    nearest: str | None


class Several(BadValue):
    """A name that several records have; where the record of a row points to one of them already, that one is meant."""

    records: frozenset[int] = frozenset()
    column = ""

    def under(self, column: str) -> Several:
        """The same with the column of the file that it stands in."""
        self.column = column
        return self


class References:
    """What one column of names stands for. Names are compared without case, accents and punctuation."""

    def __init__(self, field: Fillable, mapping: Mapping):
        self.field, self._mapping = field, mapping
        self._layers, self._names = [], []
        if field.model is not Officer:
            self._layers, self._names = _known(field.model, mapping.defaults.get("home_agency"))
        self.unknown: Counter[str] = Counter()

    def find(self, values: list[str | None], in_file: frozenset[str] = frozenset()) -> list:
        """The id of each name, a New or InFile to become one, None where none is given, or a BadValue (Several: of several)."""
        if self.field.model is Officer:
            self._layers = _officers({value for value in values if value})
        memo: dict[str | None, object] = {None: None}
        for value in dict.fromkeys(values):
            if value is not None:
                memo[value] = InFile(normalised(value)) if normalised(value) in in_file else self._find(value)
        self.unknown.update(value for value in values if value and _is_unknown(memo[value]))
        return [memo[value] for value in values]

    def _find(self, value: str) -> int | New | BadValue:
        for layer in self._layers:
            found = layer.get(form(value), ())
            if len(found) == 1:
                return next(iter(found))
            if found:
                return self._several(value, found)
        if self.field.name in self._mapping.create:
            return self._new(value)
        return BadValue(
            N_("“%(value)s” is not known (%(label)s)."),
            N_("Say in the mapping what it means, or have it created."),
            value=value,
            label=self.field.label,
        )

    def _several(self, value: str, found: set[int]) -> Several:
        reason = N_("“%(value)s” names several records (%(label)s).")
        several = Several(reason, N_("Write the code instead of the name."), value=value, label=self.field.label)
        several.records = frozenset(found)
        return several

    def _new(self, value: str) -> New | BadValue:
        """A name that had to be cut would not be recognised when the file comes again."""
        try:
            return New(self.field.name, form(value), text(value, NAME_LENGTH))
        except BadValue as too_long:
            return too_long

    def proposals(self) -> list[Unknown]:
        """Every name not known, with the nearest one we know; creation is proposed where none is near."""
        found = []
        for place, (value, count) in enumerate(self.unknown.most_common()):
            near = nearest(value, self._names) if place < MOST_COMPARED else None
            create = self.field.name in CREATABLE and (near is None or self.field.name in self._mapping.create)
            found.append(Unknown(self.field.name, self.field.label, value, count, "create" if create else "map", near))
        return found


def _is_unknown(found: object) -> bool:
    return isinstance(found, (New, BadValue)) and not isinstance(found, Several)


def form(name: str) -> str:
    """What two spellings of a name are compared by; signs alone are a name too."""
    return normalised(name) or name.casefold()


def _known(model: type[Record], agency: str | None) -> tuple[list[dict[str, set[int]]], list[str]]:
    """Lookups in the order they are tried: own codes, own names, then those of other agencies."""
    columns = [name for name in _naming(model) if hasattr(model, name)]
    has_agency = "agency_id" in inspect(model).columns
    own = db.session.query(Agency.id).filter_by(code=agency).scalar() if agency and has_agency else None
    query = db.session.query(model.id, *(getattr(model, name) for name in columns))
    rows = [(row, None) for row in query] if not has_agency else [
        (row[:-1], row[-1]) for row in query.add_columns(model.agency_id)
    ]  # fmt: skip
    layers: list[dict[str, set[int]]] = []
    for mine in (True, False) if own else (None,):
        for place in range(1, len(columns) + 1):
            layer: dict[str, set[int]] = {}
            for row, belongs in rows:
                if row[place] and (mine is None or (belongs == own) is mine):
                    layer.setdefault(form(str(row[place])), set()).add(row[0])
            layers.append(layer)
    return layers, sorted({str(name) for row, _ in rows for name in row[1:] if name})


def _naming(model: type[Record]) -> tuple[str, ...]:
    return ("code", "name", "name_en", "title", "username")


def _officers(names: set[str]) -> list[dict[str, set[int]]]:
    """The officers whom a file names by their number or key; numbers written otherwise are looked for after."""
    found = {column: _officers_by(column, column, names) for column in (Officer.service_number, Officer.source_key)}
    numbers = found[Officer.service_number]
    left = {name for name in names if not any(form(name) in layer for layer in found.values())}
    bare = func.lower(Officer.service_number)
    for sign in LOOSE:
        bare = func.replace(bare, sign, "")
    loosely = _officers_by(Officer.service_number, bare, {_bare(name) for name in left})
    wanted = {form(name) for name in left}
    numbers.update((name, ids) for name, ids in loosely.items() if name in wanted)
    return list(found.values())


def _officers_by(named, column, names: set[str]) -> dict[str, set[int]]:
    layer: dict[str, set[int]] = {}
    for key, name in in_blocks(db.session.query(Officer.id, named), column, names):
        layer.setdefault(form(name), set()).add(key)
    return layer


def _bare(name: str) -> str:
    return name.lower().translate(dict.fromkeys(map(ord, LOOSE)))


def rows_to_create(wanted: Iterable[New], mapping: Mapping) -> dict[type[Record], dict[New, dict]]:
    """The column values of the ranks, units and positions to create, as `create_as` of the mapping says.

    They are marked as assumed, and a rank begins outside the ladder (level 0): an order is not invented.
    """
    rows: dict[type[Record], dict[New, dict]] = {}
    alike: dict[str, dict] = {}
    codes: dict[type[Record], Codes] = {}
    for new in wanted:
        model = CREATABLE[new.field]
        if not access.may(guard.actor(), f"{model.__area__}.create"):
            raise Refused(N_("You may not create ranks, units or positions. Map the unknown names to known ones."))
        if new.field not in alike:
            alike[new.field] = _new_row(model, mapping.create_as.get(new.field, {}), mapping)
            codes[model] = Codes(model)
        told = {"code": codes[model].fresh(new.value), "name": new.value}
        rows.setdefault(model, {})[new] = told | alike[new.field]
    return rows


class Codes:
    """Gives new records their name for a code; what is too long or taken is numbered."""

    def __init__(self, model: type[Record]):
        self._taken = {form(code) for (code,) in db.session.query(model.code)}

    def fresh(self, name: str) -> str:
        """A code that no record has yet."""
        code, again = name, 0
        while len(code) > CODE_LENGTH or form(code) in self._taken:
            again += 1
            code = f"{name[: CODE_LENGTH - len(str(again)) - 1].rstrip()}-{again}"
        self._taken.add(form(code))
        return code


def _new_row(model: type[Record], extra: dict[str, str], mapping: Mapping) -> dict:
    if model is Unit:
        agency = _by_code(Agency, extra.get("agency") or mapping.defaults.get("home_agency"), "unit", "agency")
        parent = _by_code(Unit, extra["parent"], "unit", "parent") if extra.get("parent") else None
        return {"agency_id": agency, "parent_id": parent}
    assumed = {"is_assumed": True}
    if model is Position:
        return assumed | {"is_serving": True, "is_promotable": False}
    return assumed | {"corps_id": _by_code(Corps, extra.get("corps"), "rank", "corps"), "level": int(extra.get("level", 0))}


def _by_code(model: type[Record], code: str | None, field: str, part: str) -> int:
    found = db.session.query(model.id).filter_by(code=code).first() if code else None
    if found is None:
        raise Refused(
            N_("To create records for the field %(field)s, give a valid code in create_as.%(field)s.%(part)s."),
            field=field,
            part=part,
        )
    return found[0]
