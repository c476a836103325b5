"""The definitions as one file that people can read and compare, and what loading such a file would change.

Nothing is lost: a field or a choice that the file does not name is retired here, never removed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field as with_default

from models import CustomField, CustomKind, db
from rules import custom as rules
from rules.access import Actor
from rules.refused import N_, Refused
from services.wording import said

from .defining import extensible, record_types, settle

FORMAT = "sirhp custom fields 1"
ADDED, CHANGED, RETIRED, SAME, REFUSED = "added", "changed", "retired", "same", "refused"
TEXTS = {"label": 80, "label_en": 80, "help": 300, "help_en": 300, "mask": 60}
FLAGS = ("is_required", "is_searchable", "is_indexed", "is_retired")
MOST_BYTES = 256 * 1024
PARTS = ("label", "label_en", "help", "help_en", "kind", "choices", *FLAGS, "mask", "sort_order")
NOT_OURS = N_("This file holds no definitions of additional fields. Choose one that was downloaded here or on another installation.")


@dataclass(frozen=True)
class Difference:
    """What a file would do to one field: `changes` is {part: (before, after)}, `reason` why it is refused."""

    outcome: str
    record_type: str
    key: str
    label: str
    changes: dict[str, tuple] = with_default(default_factory=dict)
    reason: str = ""


def exported() -> str:
    """Every definition as JSON, retired ones too, always in the same order: a change is one changed line."""
    order = (CustomField.record_type, CustomField.sort_order, CustomField.key)
    fields = [_told(one) for one in db.session.query(CustomField).order_by(*order)]
    return json.dumps({"format": FORMAT, "fields": fields}, ensure_ascii=False, indent=2) + "\n"


def _told(one: CustomField) -> dict:
    parts = {name: getattr(one, name) for name in PARTS} | {"kind": one.kind.value}
    return {"record_type": one.record_type, "key": one.key} | {name: part for name, part in parts.items() if part not in (None, "", [])}


def compared(text: str, by: Actor) -> list[Difference]:
    """What loading the file would do, field by field. Raises Refused when it is no such file."""
    told, here = _read(text), {(one.record_type, one.key): one for one in db.session.query(CustomField)}
    found = [_difference(one, here.get((one["record_type"], one["key"])), by) for one in told]
    named = {(one["record_type"], one["key"]) for one in told}
    gone = [one for key, one in here.items() if key not in named and not one.is_retired]
    return found + [Difference(RETIRED, one.record_type, one.key, one.label) for one in gone]


def bring_in(text: str, *, by: Actor) -> list[Difference]:
    """Do what `compared` says, but for what it refuses. Never commits."""
    differences = compared(text, by)
    told = {(one["record_type"], one["key"]): one for one in _read(text)}
    here = {(one.record_type, one.key): one for one in db.session.query(CustomField)}
    for each in differences:
        place = (each.record_type, each.key)
        if each.outcome == ADDED:
            _write(CustomField(record_type=each.record_type, key=each.key), told[place], by)
        elif each.outcome == CHANGED:
            _write(here[place], told[place], by)
        elif each.outcome == RETIRED:
            here[place].is_retired = True
            settle(here[place], by=by)
    return differences


def _write(field: CustomField, told: dict, by: Actor) -> None:
    with db.session.no_autoflush:
        for name, part in _parts(told, field).items():
            if part != getattr(field, name):
                setattr(field, name, part)
    settle(field, by=by)


def _difference(told: dict, here: CustomField | None, by: Actor) -> Difference:
    place = (told["record_type"], told["key"], told["label"])
    if reason := _obstacle(told, here, by):
        return Difference(REFUSED, *place, reason=said(reason))
    parts = _parts(told, here)
    if here is None:
        return Difference(ADDED, *place)
    changes = {name: (getattr(here, name), part) for name, part in parts.items() if getattr(here, name) != part}
    return Difference(CHANGED if changes else SAME, *place, changes)


def _obstacle(told: dict, here: CustomField | None, by: Actor) -> Refused | None:
    try:
        if extensible(told["record_type"]) not in record_types(by):
            return Refused(N_("You may not add fields to these records."))
        rules.check_label(told["label"])
        rules.check_choices(_parts(told, here)["choices"], told["kind"] == CustomKind.CHOICE.value)
    except Refused as refused:
        return refused
    if here is not None and here.kind.value != told["kind"]:
        return Refused(N_("The kind and the record type of a field never change. Retire it and add another."))
    return None


def _parts(told: dict, here: CustomField | None) -> dict:
    """The parts of a definition as columns; choices that stand here and not in the file are kept, retired."""
    named = {choice["value"] for choice in told["choices"]}
    left = [choice | {"retired": True} for choice in (here.choices if here else ()) or () if choice["value"] not in named]
    texts = {name: told.get(name) or None for name in TEXTS}
    flags = {name: told.get(name) is True for name in FLAGS}
    return texts | flags | {"kind": CustomKind(told["kind"]), "choices": told["choices"] + left, "sort_order": told["sort_order"]}


# --- reading -------------------------------------------------------------------------------------


def _read(text: str) -> list[dict]:
    """The definitions of a file, every part of the type that it must be."""
    if len(text.encode()) > MOST_BYTES:
        raise Refused(N_("The file is too large: definitions take at most %(most)s kB."), most=MOST_BYTES // 1024)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(NOT_OURS) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("fields"), list):
        raise Refused(NOT_OURS)
    fields = [_understood(one) for one in data["fields"]]
    places = [(one["record_type"], one["key"]) for one in fields]
    twice = next((key for place, key in zip(places, (one["key"] for one in fields), strict=True) if places.count(place) > 1), None)
    if twice:
        raise Refused(N_("“%(name)s” stands twice in the list. Keep one."), name=twice)
    return fields


def _understood(one: object) -> dict:
    try:
        if set(one) - {"record_type", "key", *PARTS} or not rules.is_key(one["key"]):
            raise ValueError
        if any(not isinstance(one.get(name, ""), str) or len(one.get(name, "")) > most for name, most in TEXTS.items()):
            raise ValueError
        CustomKind(one["kind"])
        choices = [_understood_choice(choice) for choice in one.get("choices", [])]
        return one | {"label": one["label"], "choices": choices, "sort_order": int(one.get("sort_order", 0))}
    except (ValueError, KeyError, TypeError, RecursionError):
        name = one.get("key") if isinstance(one, dict) and isinstance(one.get("key"), str) else "–"
        raise Refused(N_("The definition %(name)s of the file is not understood. Nothing was changed."), name=str(name)[:60]) from None


def _understood_choice(choice: dict) -> dict:
    if set(choice) - {"value", "label", "label_en", "retired"}:
        raise ValueError
    plain = {name: str(choice[name]).strip()[:80] for name in ("value", "label", "label_en") if choice.get(name)}
    if not plain["value"] or not plain["label"]:
        raise ValueError
    return plain | ({"retired": True} if choice.get("retired") is True else {})
