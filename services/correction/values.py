"""What stands and what should stand, field by field: as typed, as kept (JSON and nothing else), in words, and as a column takes it.

A date is kept in ISO, a choice by the name of its member, a number with a point as text. A link is {"id": 5}; of a long
table, which officers do not look through, {"text": "Commissariat de Kati"} until the decider chooses the record. What
could not be read is {"unread": "31/02/1990"}: a draft loses nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from models import Encrypted, EvaluationMark, Record, db, now
from rules import access, correction as rules, evaluation, records
from rules.importing import DateReading, read_date, values as parse
from rules.importing.dates import DAY_FIRST
from rules.importing.headers import normalised
from rules.refused import N_, Refused
from services import guard
from services.export.writing import writer
from services.fields import Field, Kind
from services.imports.act_kinds import known_kind

Plain = str | int | bool | dict | None

LARGEST = 2**31 - 1
HIGHEST_MARK = Decimal(9999)
LONGEST_NAME = 200  # of a record that is told in words
LONGEST_TEXT = 2000
LONGEST_UNREAD = 500
# What a sealed column of LONGEST_TEXT in models/correction.py holds.
MOST_BYTES = 16_000
TEXTS = {Kind.LINK, Kind.TEXT, Kind.LONG_TEXT, Kind.SECRET}
YES, NO = "yes", "no"

CHOOSE = N_("Choose one of the list.")
CHOOSE_RECORD = N_("Choose the record that is meant by “%(value)s”.")
GONE = N_("What was chosen is no longer there. Choose again.")
TOO_LONG = N_("This is too long to be kept. Shorten it.")


def is_required(field: Field) -> bool:
    """Whether the field cannot stay empty. Without the kind of an act, the request itself is the act."""
    place = (field.column.table.name, field.name)
    return place in rules.NEVER_EMPTIED or (field.is_required and field.name != "act_kind")


def read(field: Field, typed: str, record: Record | None = None, *, is_chosen: bool = False) -> Plain:
    """A typed text as it is kept; None for nothing. Refused where it cannot be read.

    `record` is the one to be corrected, which may say how high a mark goes. `is_chosen`: what a link leads to was
    chosen from the records and comes as its number.
    """
    text = typed.replace("\x00", "").strip()
    if not text:
        if is_required(field):
            raise Refused(N_("Fill in “%(field)s”."), field=field.label)
        return None
    match field.kind:
        case Kind.LINK:
            return _link(field, text, is_chosen)
        case Kind.DATE:
            return _day(text)
        case Kind.DECIMAL:
            return str(evaluation.parse_mark(text, _highest(record)))
        case Kind.CHOICE:
            return _choice(field, text)
        case Kind.YES_NO:
            return parse.flag(text)
        case Kind.WHOLE:
            return parse.bounded(text, *_bounds(field))
    return _text(field, text)


def _link(field: Field, text: str, is_chosen: bool) -> dict:
    if not (field.target.__is_short__ or is_chosen):
        return {"text": parse.text(text, LONGEST_NAME)}
    if not (text.isascii() and text.isdigit() and int(text) <= LARGEST):
        raise Refused(CHOOSE) if field.target.__is_short__ else Refused(CHOOSE_RECORD, value=text[:LONGEST_NAME])
    if linked(field, {"id": int(text)}) is None:
        raise Refused(GONE)
    return {"id": int(text)}


def _day(text: str) -> str:
    day = read_date(text, DateReading(DAY_FIRST, now().year % 100))
    if day.year not in records.YEARS:
        raise Refused(records.CHECK_YEAR)
    return day.isoformat()


def _highest(record: Record | None) -> Decimal:
    return record.evaluation.cycle.scale_max if isinstance(record, EvaluationMark) else HIGHEST_MARK


def _choice(field: Field, text: str) -> str:
    word = normalised(text)
    found = next((name for name, label in field.choices if text == name or word == normalised(str(label))), None)
    if found is None:
        raise Refused(CHOOSE)
    return found


def _bounds(field: Field) -> tuple[int, int]:
    return {"birth_year": (records.YEARS.start, now().year), "step": (0, 30)}.get(field.name, (-LARGEST, LARGEST))


def _text(field: Field, text: str) -> str:
    match field.name:
        case "nina":
            return parse.nina(text)
        case "email":
            return parse.email(text)
        case "act_kind":
            return known_kind(parse.text(text, _longest(field)))
    if field.kind is Kind.LONG_TEXT:
        if len(text) > LONGEST_TEXT:
            raise Refused(TOO_LONG)
        return text
    return parse.text(text, _longest(field))


def _longest(field: Field) -> int:
    """How many letters the column takes; a sealed one takes about a third of what it becomes."""
    length = field.column.type.length or LONGEST_TEXT
    return length // 3 if isinstance(field.column.type, Encrypted) else length


# --- from and to the record ----------------------------------------------------------------------


def plain(field: Field, value: object) -> Plain:
    """What stands in a column, as it is kept."""
    match field.kind:
        case _ if value is None or value == "":
            return None
        case Kind.LINK:
            return {"id": value.id}
        case Kind.DATE:
            return value.isoformat()
        case Kind.DECIMAL:
            return evaluation.plain(value)
        case Kind.CHOICE:
            return value.name
    return value


def stored(field: Field, kept: Plain) -> object:
    """What is kept, as a column takes it. Refused for a record that was told in words and not chosen yet, or is gone."""
    if kept is None:
        return None
    match field.kind:
        case Kind.LINK:
            if "text" in kept:
                raise Refused(CHOOSE_RECORD, value=kept["text"])
            if (found := linked(field, kept)) is None:
                raise Refused(GONE)
            return found
        case Kind.DATE:
            return dt.date.fromisoformat(kept)
        case Kind.DECIMAL:
            return Decimal(kept)
        case Kind.CHOICE:
            return field.column.type.enum_class[kept]
    return kept


def linked(field: Field, kept: dict) -> Record | None:
    """The record that a link leads to, whoever may look through its table."""
    with guard.unscoped("a record named in a correction request"):
        return db.session.scalar(select(field.target).where(field.target.id == kept["id"]))


def is_same(field: Field, one: Plain, other: Plain) -> bool:
    """Whether two kept values say the same: a mark of 14 is one of 14.00."""
    if field.kind is Kind.DECIMAL and one is not None and other is not None:
        return Decimal(one) == Decimal(other)
    return one == other


# --- for people ----------------------------------------------------------------------------------


def words(field: Field, kept: Plain, officer_id: int) -> str:
    """What is kept as people read it; masked for readers who see it masked in the file."""
    if kept is None:
        return ""
    if _is_masked(field, officer_id):
        return access.masked(kept)
    if isinstance(kept, dict):
        return _told(field, kept)
    return told(field, stored(field, kept), officer_id)


def told(field: Field, value: object, officer_id: int) -> str:
    """What stands in a column as people read it; masked as in `words`."""
    if value is None or value == "":
        return ""
    if _is_masked(field, officer_id):
        return access.masked(value)
    return str(value) if field.kind in TEXTS else writer(field)(value)


def _is_masked(field: Field, officer_id: int) -> bool:
    return bool(field.mask) and not access.may_unmask(guard.actor(), field.mask, officer_id)


def _told(field: Field, kept: dict) -> str:
    if "id" not in kept:
        return kept.get("text") or kept["unread"]
    found = linked(field, kept)
    return str(found) if found is not None else _("no longer there")


def typed(field: Field, kept: Plain) -> str:
    """What is kept as a form shows it to be typed over: 14/03/1985, a choice by its name, a link by its number."""
    match kept:
        case None:
            return ""
        case {"id": number}:
            return str(number)
        case {"text": text} | {"unread": text}:
            return text
        case True | False:
            return YES if kept else NO
    match field.kind:
        case Kind.DATE:
            return dt.date.fromisoformat(kept).strftime("%d/%m/%Y")
        case Kind.DECIMAL:
            return kept.replace(".", ",")
    return str(kept)


# --- as the encrypted columns hold it ------------------------------------------------------------


def sealable(kept: dict[str, Plain]) -> str:
    """Fields and values as one text. Refused where they are too long together."""
    if len((text := json.dumps(kept, ensure_ascii=False, sort_keys=True)).encode()) > MOST_BYTES:
        raise Refused(TOO_LONG)
    return text


def opened(text: str | None) -> dict[str, Plain]:
    """What an encrypted column holds, by field."""
    return json.loads(text) if text else {}
