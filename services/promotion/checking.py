"""A list computed again from its frozen inputs, by anybody at any time, and its seal read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from models import PromotionCandidate, PromotionRound, db
from rules import promotion as rules
from rules.promotion import Place
from rules.refused import N_, Refused

from .. import guard
from . import signing
from .digesting import digest
from .ranking import computed

COMPARED = {
    "is_eligible": N_("may be promoted"),
    "is_admitted": N_("within the places"),
    "admitted_by": N_("admitted by"),
    "place": N_("place"),
    "score": N_("points"),
    "conditions": N_("conditions"),
    "parts": N_("points by part"),
    "tie_break": N_("tie-break"),
}


@dataclass(frozen=True)
class Difference:
    """Something in a list that the frozen inputs do not give."""

    message: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values


def verify(round_: PromotionRound) -> list[Difference]:
    """Compute a ranked list again from its frozen inputs, and read its seal; every difference, none when it is whole."""
    if round_.digest is None:
        raise Refused(N_("This round is not ranked yet."))
    with guard.unscoped(f"checking the round {round_.name}"):
        stored = stored_rows(round_)
        differences = list(_compare(stored, _expected(round_, stored)))
        if digest(round_, stored) != round_.digest:
            differences.append(Difference(N_("Something of the round was changed after it was ranked: the digest differs.")))
        if trouble := signing.trouble(round_):
            differences.append(Difference(trouble))
        return differences


def stored_rows(round_: PromotionRound) -> list[dict]:
    """The list as it stands in the database, by file number: plain values, because it can be long."""
    columns = [getattr(PromotionCandidate, name) for name in ("officer_id", "dossier", *COMPARED)]
    own = select(*columns).where(PromotionCandidate.round_id == round_.id).order_by(PromotionCandidate.officer_id)
    return [dict(row) for row in db.session.execute(own).mappings()]


def _expected(round_: PromotionRound, stored: Sequence[dict]) -> dict[int, dict]:
    """{officer: what his line must say}, for the files that can be read."""
    frozen = [dossier for row in stored if (dossier := _thawed(row)) is not None]
    return {place.dossier.officer_id: _line(place) for place in computed(round_, frozen)}


def _line(place: Place) -> dict:
    """A place as the record of a candidate keeps it."""
    return {
        "name": place.dossier.name,
        "is_eligible": place.is_eligible,
        "is_admitted": place.is_admitted,
        "admitted_by": place.admitted_by,
        "place": place.place,
        "score": place.score,
        "conditions": rules.as_plain(place.conditions),
        "parts": rules.as_plain(place.parts),
        "tie_break": place.tie_break,
    }


def _thawed(row: dict) -> rules.Dossier | None:
    """The frozen dossier, or None where somebody has made it unreadable or put it under another name."""
    try:
        dossier = rules.dossier_from_plain(row["dossier"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    return dossier if dossier.officer_id == row["officer_id"] else None


def _compare(stored: Sequence[dict], computed: dict[int, dict]) -> Iterator[Difference]:
    for row in stored:
        expected = computed.get(row["officer_id"])
        if expected is None:
            yield Difference(N_("File no. %(number)s: the frozen file cannot be read."), {"number": row["officer_id"]})
            continue
        found = row | {"admitted_by": row["admitted_by"] and row["admitted_by"].value}
        for key, label in COMPARED.items():
            if found[key] != expected[key]:
                values = {"name": expected["name"], "what": label, "found": _short(found[key]), "expected": _short(expected[key])}
                yield Difference(N_("%(name)s, %(what)s: the list says %(found)s, the inputs give %(expected)s."), values)


def _short(value: object) -> str:
    """Whole tables are not printed: that they differ is enough."""
    return "…" if isinstance(value, list) else "–" if value is None else str(value)
