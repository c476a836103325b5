"""A list computed again from its frozen inputs, by anybody at any time, and the digest that seals it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select

from models import PromotionCandidate, PromotionRound, RoundState, db
from rules import promotion as rules
from rules.promotion import Place
from rules.refused import N_, Refused

from .. import guard

COMPARED = {
    "is_eligible": N_("may be promoted"),
    "is_admitted": N_("within the places"),
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
    """Compute a ranked list again from its frozen inputs; every difference, none when it is whole."""
    if round_.state == RoundState.PREPARED:
        raise Refused(N_("This round is not ranked yet."))
    rule = rules.rule_from(round_.rule.conditions, round_.rule.weights)
    with guard.unscoped(f"checking the round {round_.name}"):
        stored = _stored_rows(round_)
        frozen = [dossier for row in stored if (dossier := _thawed(row)) is not None]
        computed = rules.rank(frozen, rule, round_.places, round_.reference_on)
        differences = list(_compare(stored, {place.dossier.officer_id: place for place in computed}))
        if digest(round_, stored) != round_.digest:
            differences.append(Difference(N_("Something of the round was changed after it was ranked: the digest differs.")))
    return differences


def row_of(round_id: int, place: Place) -> dict:
    """A place as the record of a candidate keeps it."""
    return {
        "round_id": round_id,
        "officer_id": place.dossier.officer_id,
        "is_eligible": place.is_eligible,
        "is_admitted": place.is_admitted,
        "place": place.place,
        "score": place.score,
        "dossier": rules.as_plain(place.dossier),
        "conditions": rules.as_plain(place.conditions),
        "parts": rules.as_plain(place.parts),
        "tie_break": place.tie_break,
    }


def digest(round_: PromotionRound, rows: Sequence[dict]) -> str:
    """SHA-256 over all that went in and came out, in canonical JSON, candidates by file number."""
    rule = round_.rule
    everything = {
        "round": [round_.id, round_.name, round_.agency_id, round_.reference_on.isoformat(), round_.places],
        "rule": [rule.from_rank_id, rule.to_rank_id, rule.route, rule.starts_on.isoformat(), rule.legal_text],
        "conditions": rule.conditions,
        "weights": rule.weights,
        "candidates": [_canonical(row) for row in sorted(rows, key=lambda row: row["officer_id"])],
    }
    text = json.dumps(everything, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(row: dict) -> dict:
    """Points to a thousandth, whichever database they come from."""
    return row | {"score": None if row["score"] is None else f"{Decimal(row['score']):.3f}"}


def _stored_rows(round_: PromotionRound) -> list[dict]:
    """The list as it stands in the database, by file number: plain values, because it can be long."""
    columns = [getattr(PromotionCandidate, name) for name in ("round_id", "officer_id", "dossier", *COMPARED)]
    own = select(*columns).where(PromotionCandidate.round_id == round_.id).order_by(PromotionCandidate.officer_id)
    return [dict(row) for row in db.session.execute(own).mappings()]


def _thawed(row: dict) -> rules.Dossier | None:
    """The frozen dossier, or None where somebody has made it unreadable or put it under another name."""
    try:
        dossier = rules.dossier_from_plain(row["dossier"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    return dossier if dossier.officer_id == row["officer_id"] else None


def _compare(stored: Sequence[dict], computed: dict[int, Place]) -> Iterator[Difference]:
    for row in stored:
        place = computed.get(row["officer_id"])
        if place is None:
            yield Difference(N_("File no. %(number)s: the frozen file cannot be read."), {"number": row["officer_id"]})
            continue
        name = place.dossier.name
        expected = row_of(row["round_id"], place)
        for key, label in COMPARED.items():
            if row[key] != expected[key]:
                values = {"name": name, "what": label, "found": _short(row[key]), "expected": _short(expected[key])}
                yield Difference(N_("%(name)s, %(what)s: the list says %(found)s, the inputs give %(expected)s."), values)


def _short(value: object) -> str:
    """Whole tables are not printed: that they differ is enough."""
    return "…" if isinstance(value, list) else "–" if value is None else str(value)
