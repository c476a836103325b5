"""What cannot stand in a plain record of a file: the person, the family, papers, abilities, absences. Said once for every door.

Values come by the name of their field: days, texts, and of a choice the name of its member. What is not given is not
looked at; what one field alone can tell (a length, a closed list) is told where it is read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .importing.values import BadValue, email, nina
from .refused import N_, Refused

Values = Mapping[str, object]

YEARS = range(1900, 2101)  # no day of a career, nor of a rule, lies beyond
CHECK_YEAR = N_("Check the year: it lies between 1900 and 2100.")
PHONE = re.compile(r"\+?[0-9][0-9 ().-]{6,20}")
YOUNGEST_PARENT = 12  # years; less is a mistyped date
DAYS_A_YEAR = 365.25

AHEAD = N_("This day lies in the future: check it.")
DIAL = N_("Write the number as one dials it, for example 76 12 34 56 or +223 76 12 34 56.")


@dataclass(frozen=True)
class Whose:
    """In whose file a record stands, and on which day that is asked."""

    today: dt.date
    born_on: dt.date | None = None
    entered_on: dt.date | None = None


@dataclass(frozen=True)
class Wrong:
    """What cannot be, and the fields that have a part in it; it is said beside the first of them."""

    fields: tuple[str, ...]
    refused: Refused


Found = Iterator[Wrong]


def wrong(table: str, values: Values, whose: Whose) -> list[Wrong]:
    """What cannot be in a record of a table, in reading order; nothing for a table of which nothing is known."""
    check = CHECKS.get(table)
    return list(check(values, whose)) if check else []


def _person(values: Values, _whose: Whose) -> Found:
    born_on, entered_on = values.get("birth_on"), values.get("entered_on")
    if born_on and entered_on and born_on >= entered_on:
        yield Wrong(("birth_on", "entered_on"), Refused(N_("Nobody enters service before birth: one of the two dates is wrong.")))
    yield from _readable(values, "nina", nina)
    yield from _dialled(values)
    yield from _readable(values, "email", email)


def _family_member(values: Values, whose: Whose) -> Found:
    yield from _not_ahead(values, "birth_on", whose)
    yield from _in_order(values, "starts_on", "ends_on", N_("“Until” must lie after “From”: nothing ends before it begins."))
    yield from _in_order(values, "birth_on", "starts_on", N_("This lies before the birth of the person: one of the two dates is wrong."))
    yield from _generation(values, whose.born_on)


def _generation(values: Values, born_on: dt.date | None) -> Found:
    """A child is born after its parent."""
    birth_on, kinship = values.get("birth_on"), values.get("kinship")
    if not (birth_on and born_on):
        return
    years, part = (birth_on - born_on).days / DAYS_A_YEAR, ("birth_on", "kinship")
    if kinship == "CHILD" and years < YOUNGEST_PARENT:
        yield Wrong(part, Refused(N_("The officer was born on %(day)s: a child cannot be that old."), day=born_on))
    if kinship == "PARENT" and years > -YOUNGEST_PARENT:
        yield Wrong(part, Refused(N_("The officer was born on %(day)s: a parent cannot be that young."), day=born_on))


def _emergency_contact(values: Values, _whose: Whose) -> Found:
    yield from _dialled(values)


def _identity_paper(values: Values, whose: Whose) -> Found:
    yield from _not_ahead(values, "issued_on", whose)
    yield from _in_order(values, "issued_on", "expires_on", N_("A paper expires after it was issued: one of the two dates is wrong."))
    if values.get("kind") == "NINA_SHEET":
        yield from _readable(values, "number", nina, "kind")


def _document(values: Values, whose: Whose) -> Found:
    yield from _not_ahead(values, "dated_on", whose)


def _education(values: Values, whose: Whose) -> Found:
    yield from _not_ahead(values, "obtained_on", whose)
    obtained_on = values.get("obtained_on")
    if obtained_on and whose.born_on and obtained_on <= whose.born_on:
        yield Wrong(("obtained_on",), Refused(N_("This lies before the birth of the officer: check the year.")))


def _language_skill(values: Values, _whose: Whose) -> Found:
    if values.get("spoken") == values.get("written") == "NONE":
        yield Wrong(("spoken", "written"), Refused(N_("Neither spoken nor written: leave this language out.")))


def _absence(values: Values, whose: Whose) -> Found:
    first, last = values.get("starts_on"), values.get("last_day_on")
    if first and last and last < first:
        yield Wrong(("last_day_on", "starts_on"), Refused(N_("“Last day” must not lie before “First day”: correct one of the two.")))
    if first and whose.entered_on and first < whose.entered_on:
        yield Wrong(("starts_on",), Refused(N_("The officer entered the service on %(day)s only."), day=whose.entered_on))


def _medical_fitness(values: Values, whose: Whose) -> Found:
    yield from _not_ahead(values, "examined_on", whose)
    yield from _in_order(values, "examined_on", "valid_until_on", N_("“Valid until” must lie after “Date of the visit”: correct one of the two."))
    is_restricted, restriction = values.get("outcome") == "RESTRICTED", values.get("restriction")
    if restriction and not is_restricted:
        yield Wrong(("restriction",), Refused(N_("A restriction goes with “Fit with restrictions” only.")))
    if is_restricted and not restriction:
        yield Wrong(("restriction", "outcome"), Refused(N_("“Fit with restrictions” needs the restriction beside it: change both in the form of the visit.")))


def _not_ahead(values: Values, name: str, whose: Whose) -> Found:
    """A day that cannot lie in the future."""
    day = values.get(name)
    if day and day > whose.today:
        yield Wrong((name,), Refused(AHEAD))


def _in_order(values: Values, first: str, second: str, words: str) -> Found:
    """Two days of which the second must come after the first."""
    before, after = values.get(first), values.get(second)
    if before and after and after <= before:
        yield Wrong((second, first), Refused(words))


def _dialled(values: Values) -> Found:
    phone = values.get("phone")
    if phone and not PHONE.fullmatch(phone.strip()):
        yield Wrong(("phone",), Refused(DIAL))


def _readable(values: Values, name: str, read: Callable[[object], str], *with_it: str) -> Found:
    """A number or an address as it is written wherever it is kept."""
    try:
        if text := (values.get(name) or "").strip():
            read(text)
    except BadValue as bad:
        yield Wrong((name, *with_it), bad)


CHECKS: dict[str, Callable[[Values, Whose], Found]] = {
    "officer": _person,
    "family_member": _family_member,
    "emergency_contact": _emergency_contact,
    "identity_paper": _identity_paper,
    "document": _document,
    "education": _education,
    "language_skill": _language_skill,
    "absence": _absence,
    "medical_fitness": _medical_fitness,
}
