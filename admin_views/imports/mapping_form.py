"""The page on which a clerk says what each column of the file is: from the mapping to fields and back.

What was typed is shown again as it was typed; errors stand by the name of their field.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import zip_longest

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from rules.refused import Refused
from services import reference
from services.imports import columns as looking
from services.imports.columns import CREATE, EMPTY, MAP
from services.imports.mapping import Mapping, Use, fitted
from services.imports.records import RecordType
from services.imports.sketches import Sketch
from services.wording import said

ACT_TEXTS = ("kind", "reference", "authority")
ACT_DAYS = ("signed_on", "effect_on")
PARTS = ("dates", "pivot", "pad", "on")
NAME_ORDERS = ("last first", "first last")


class MappingForm:
    """The mapping of one run as the page shows it; `posted` is what came back, if anything did."""

    def __init__(self, sketch: Sketch, record: RecordType, mapping: Mapping, posted: MultiDict | None = None):
        self.sketch, self.record, self.posted = sketch, record, posted
        self.errors: dict[str, str] = {}
        self._unsaid: dict[str, dict[str, str]] = {}
        self.columns = sketch.columns
        self.mapping = mapping if posted is None else self._read(mapping)
        self.uses = [self.mapping.columns.get(column.heading) for column in self.columns]
        self.names = [self._as_chosen(names) for names in looking.unknown_names(sketch, self.mapping, record)]
        self.has_act = record.is_officer or record.is_line
        self.may_identify = record.is_officer or record.is_line
        self.defaults = looking.defaults(record)

    # --- showing ---------------------------------------------------------------------------------

    def fields(self) -> list[tuple[str, str, str]]:
        """(name, words, kind) of every field that a column may go to, by their words."""
        found = [(field.name, str(field.label), field.kind) for field in self.record.fields.values()]
        return sorted(found, key=lambda field: field[1])

    def kind(self, use: Use | None) -> str:
        """What kind of value a column holds, as the mapping has it."""
        field = self.record.fields.get(use.field) if use else None
        return field.kind if field else ""

    def labels(self) -> dict[str, str]:
        """What each place of an error is called: the heading of its column, or its field."""
        found = {f"{part}-{place}": column.heading for place, column in enumerate(self.columns) for part in PARTS}
        found |= {f"names-{names.field.name}": str(names.field.label) for names in self.names}
        return found | {"act-signed_on": _("Signed on"), "act-effect_on": _("Date of effect")}

    def typed(self, name: str, kept: object = "") -> str:
        """What was typed in a field, else what the mapping says."""
        if self.posted is not None and name in self.posted:
            return self.posted[name]
        return "" if kept is None else str(kept)

    def act_kinds(self) -> list[dict[str, str]]:
        """The kinds of act to choose from."""
        return reference.act_kinds()

    def creates(self, name: str) -> bool:
        """Whether a name of this field is to be created, or may be."""
        return name in self.mapping.create or any(names.field.name == name and names.may_create for names in self.names)

    def corps(self) -> list[tuple[str, str]]:
        """The corps that a new rank may belong to."""
        return looking.known(looking.Corps)

    def agencies(self) -> list[tuple[str, str]]:
        """The agencies that a new unit may belong to."""
        return looking.known(looking.Agency)

    def parents(self) -> list[tuple[str, str]]:
        """The units that a new unit may be put under."""
        return looking.places_for_units()

    def _as_chosen(self, names: looking.Names) -> looking.Names:
        """Names for which nothing whole was said stand as they were left, not as others were decided."""
        left = self._unsaid.get(names.field.name, {})
        told = [replace(name, choice=left.get(name.value, name.choice)) for name in names.names]
        return replace(names, names=told)

    # --- reading ---------------------------------------------------------------------------------

    def _read(self, kept: Mapping) -> Mapping:
        uses = {column.heading: self._use(place) for place, column in enumerate(self.columns)}
        chosen = {heading: use for heading, use in uses.items() if use}
        places = self.posted.getlist("identity")
        identity = tuple(column.heading for place, column in enumerate(self.columns) if str(place) in places)
        values, create = self._names(kept)
        return replace(
            kept, columns=chosen, identity=identity, defaults=self._defaults(kept, chosen),
            values=values, create=create, create_as=self._create_as(kept), act=self._act(),
        )  # fmt: skip

    def _use(self, place: int) -> Use | None:
        name = self.posted.get(f"field-{place}", "")
        field = self.record.fields.get(name)
        if field is None:
            return None
        return Use(
            name,
            dates=self._one_of(f"dates-{place}", ("day-first", "month-first")) if field.kind == "date" else None,
            pivot=self._number(f"pivot-{place}", 0, 99) if field.kind == "date" else None,
            pad=self._number(f"pad-{place}", 1, 40) if field.kind in ("text", "reference") else None,
            on=self._day(f"on-{place}") if field.kind == "age" else None,
            names=self._one_of(f"names-{place}", NAME_ORDERS) if field.kind == "name" else None,
            last_day=name == "ends_on" and f"last_day-{place}" in self.posted,
        )

    def _one_of(self, name: str, known: tuple[str, ...]) -> str | None:
        value = self.posted.get(name)
        return value if value in known else None

    def _number(self, name: str, lowest: int, highest: int) -> int | None:
        text = self.posted.get(name, "").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and lowest <= int(text[:6]) <= highest:
            return int(text)
        self.errors[name] = _("Write a whole number from %(lowest)s to %(highest)s.", lowest=lowest, highest=highest)
        return None

    def _day(self, name: str) -> str | None:
        text = self.posted.get(name, "").strip()
        for pattern in ("%Y-%m-%d", "%d/%m/%Y") if text else ():
            try:
                return dt.datetime.strptime(text, pattern).date().isoformat()
            except ValueError:
                continue
        if text:
            self.errors[name] = _("This date does not exist. Write it like 21/11/2026.")
        return None

    def _defaults(self, kept: Mapping, uses: dict[str, Use]) -> dict[str, str]:
        offered = looking.defaults(self.record)
        told = {name: self.posted.get(f"default-{name}", "") for name in offered}
        others = {name: value for name, value in kept.defaults.items() if name not in offered}
        return others | {name: value for name, value in told.items() if value in dict(offered[name])}

    def _names(self, kept: Mapping) -> tuple[dict, tuple[str, ...]]:
        """What the unknown names mean: {field: {name: code or None}}, and the fields whose other names are created."""
        values, create = dict(kept.values), set(kept.create)
        for name in self.record.fields:
            if told := self._told(name):
                decided = {value: meaning.strip() for value, choice, meaning in told if choice == MAP and meaning.strip()}
                decided |= {value: None for value, choice, _meaning in told if choice == EMPTY}
                undone = {value for value, _choice, _meaning in told}
                self._unsaid[name] = {value: choice for value, choice, _m in told if choice != CREATE and value not in decided}
                values[name] = {value: sense for value, sense in values.get(name, {}).items() if value not in undone} | decided
                create -= {name}
                if any(choice == CREATE for _value, choice, _meaning in told) or f"create-{name}" in self.posted:
                    create |= {name}
        return {name: said for name, said in values.items() if said}, tuple(sorted(create))

    def _told(self, name: str) -> list[tuple[str, str, str]]:
        """(value, choice, meaning) of each name of a field; one choice for all leaves those that mean something."""
        parts = [self.posted.getlist(f"name-{name}-{part}") for part in ("value", "choice", "meaning")]
        told, for_all = list(zip_longest(*parts, fillvalue="")), self.posted.get(f"all-{name}")
        if for_all not in (CREATE, EMPTY):
            return told
        return [(value, choice if choice == MAP and sense.strip() else for_all, sense) for value, choice, sense in told]

    def _create_as(self, kept: Mapping) -> dict[str, dict[str, str]]:
        found = {name: dict(parts) for name, parts in kept.create_as.items()}
        for name, part in (("unit", "agency"), ("unit", "parent"), ("rank", "corps")):
            if (told := self.posted.get(f"as-{name}-{part}")) is not None:
                found.setdefault(name, {})[part] = told
        return {name: {part: code for part, code in parts.items() if code} for name, parts in found.items() if any(parts.values())}

    def _act(self) -> dict[str, str]:
        texts = {part: self.posted.get(f"act-{part}", "").strip()[:160] for part in ACT_TEXTS}
        days = {part: self._day(f"act-{part}") for part in ACT_DAYS}
        return {part: value for part, value in (texts | days).items() if value}

    # --- checking --------------------------------------------------------------------------------

    def check(self) -> bool:
        """Whether the file can be previewed as mapped; if not, `errors` says by field what is missing."""
        for place, (column, use) in enumerate(zip(self.columns, self.uses, strict=True)):
            if self.kind(use) == "date" and column.ambiguous and not use.dates:
                self.errors[f"dates-{place}"] = _(
                    "Is %(example)s with the day first or with the month first?", example=column.ambiguous
                )
            if self.kind(use) == "age" and not use.on:
                self.errors.setdefault(f"on-{place}", _("Say on which day these ages were given."))
        self._check_names()
        try:
            fitted(self.mapping, self.sketch, self.record)
        except Refused as refused:
            self.errors["columns"] = said(refused)
        return not self.errors

    def _check_names(self) -> None:
        for names in self.names:
            place = f"names-{names.field.name}"
            unsaid = self._unsaid.get(names.field.name, {})
            if not names.is_too_many and any(not name.choice or name.value in unsaid for name in names.names):
                self.errors[place] = _("Say of each name what is to become of it.")
            meant = self.mapping.values.get(names.field.name, {}).values()
            wrong = [text for text in meant if text and not looking.is_known(self.record, names.field.name, text, self.mapping)]
            if wrong:
                self.errors[place] = _("“%(name)s” is not known either, or names several. Choose one of the list.", name=wrong[0])
            if names.field.name == "rank" and "rank" in self.mapping.create and not self.mapping.create_as.get("rank"):
                self.errors["as-rank-corps"] = _("Say to which corps the new ranks belong.")
        parent = self.mapping.create_as.get("unit", {}).get("parent")
        if parent and parent not in dict(self.parents()):
            self.errors["as-unit-parent"] = _("No unit has this code. Choose one of the list, or leave it empty.")
