"""A round's way: ranked as often as needed, then sealed once; and checked by anybody at any time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import AuditEvent, Officer, PromotionCandidate, PromotionRound, RoundState, db, now
from rules import access, promotion as rules
from rules.access import Actor, Scope
from rules.promotion import Place
from rules.refused import N_, Forbidden, Refused

from .. import audit, bulk, guard
from .dossiers import dossiers


@dataclass(frozen=True)
class Difference:
    """Something in a list that the frozen inputs do not give."""

    message: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values


# --- ranking -------------------------------------------------------------------------------------


def rank(round_: PromotionRound, *, by: Actor) -> list[Place]:
    """Rank everybody of the source rank by the rule, and freeze what it was computed from.

    Raises Refused for a sealed round and for somebody who would rank himself.
    """
    _require(by, "promotion.edit", round_)
    if round_.state == RoundState.SEALED:
        raise Refused(N_("This list is sealed and is never computed again. Open a new round."))
    rule = rules.rule_from(round_.rule.conditions, round_.rule.weights)
    with guard.unscoped(f"ranking the round {round_.name}"):
        found = dossiers(round_)
        _refuse_own_cause(by, [dossier.officer_id for dossier in found])
        ranked = rules.rank(found, rule, round_.places, round_.reference_on)
        rows = [_row(round_.id, place) for place in ranked]
        _replace(round_, rows, [f"{round_} · {place.dossier.name}" for place in ranked])
        round_.state, round_.ranked_at, round_.digest = RoundState.RANKED, now(), _digest(round_, rows)
        db.session.flush()
        audit.note("rank", record=round_, changes={"candidates": len(rows), "digest": round_.digest})
    return ranked


def _row(round_id: int, place: Place) -> dict:
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


def _replace(round_: PromotionRound, rows: Sequence[dict], names: Sequence[str]) -> None:
    # The audit trail names each deleted candidate, which would otherwise fetch the officers one by one.
    named = joinedload(PromotionCandidate.officer).load_only(Officer.last_name, Officer.first_names)
    for candidate in db.session.scalars(_candidates(round_).options(named)):
        db.session.delete(candidate)
    db.session.flush()
    bulk.insert(PromotionCandidate, rows, names)


def _candidates(round_: PromotionRound):
    """In the order of the digest, which is that of the file numbers."""
    own = select(PromotionCandidate).where(PromotionCandidate.round_id == round_.id)
    return own.order_by(PromotionCandidate.officer_id)


# --- sealing -------------------------------------------------------------------------------------


def seal(round_: PromotionRound, *, by: Actor) -> None:
    """Make the list final. A second person does it, nobody who stands in it, and only if it still computes."""
    _require(by, "promotion.approve", round_)
    if round_.state != RoundState.RANKED:
        raise Refused(N_("Only a ranked list can be sealed."))
    with guard.unscoped(f"sealing the round {round_.name}"):
        _refuse_own_cause(by, db.session.scalars(_candidates(round_).with_only_columns(PromotionCandidate.officer_id)))
        if by.user_id is not None and by.user_id == _ranked_by(round_):
            raise Forbidden(N_("You ranked this round: another person must seal it."))
        if verify(round_):
            raise Refused(N_("The list is not what its inputs give. Rank it again before you seal it."))
        round_.state = RoundState.SEALED
        db.session.flush()
        audit.note("seal", record=round_, changes={"digest": round_.digest})


def _ranked_by(round_: PromotionRound) -> int | None:
    """Who ranked the round last, as the audit trail says."""
    about = (AuditEvent.record_type == PromotionRound.__tablename__, AuditEvent.record_id == round_.id)
    ranked = select(AuditEvent.user_id).where(*about, AuditEvent.action == "rank")
    return db.session.scalar(ranked.order_by(AuditEvent.id.desc()).limit(1))


def _refuse_own_cause(by: Actor, officers) -> None:
    if by.officer_id is not None and by.officer_id in set(officers):
        raise Forbidden(N_("You hold the rank that this round concerns: nobody decides in his or her own cause."))


def _require(by: Actor, permission: str, round_: PromotionRound) -> None:
    """The right, over the agency of the round."""
    reach = access.scope(by, "promotion")
    is_own = reach == Scope.AGENCY and by.agency_id == round_.agency_id
    if not access.may(by, permission) or not (reach == Scope.ALL or is_own):
        raise Forbidden(N_("You are not entitled to do this."))


# --- checking ------------------------------------------------------------------------------------


def verify(round_: PromotionRound) -> list[Difference]:
    """Compute a ranked list again from its frozen inputs; every difference, none when it is whole."""
    if round_.state == RoundState.PREPARED:
        raise Refused(N_("This round is not ranked yet."))
    rule = rules.rule_from(round_.rule.conditions, round_.rule.weights)
    with guard.unscoped(f"checking the round {round_.name}"):
        stored = [_stored_row(candidate) for candidate in db.session.scalars(_candidates(round_))]
        frozen = [dossier for row in stored if (dossier := _thawed(row)) is not None]
        computed = rules.rank(frozen, rule, round_.places, round_.reference_on)
        differences = list(_compare(stored, {place.dossier.officer_id: place for place in computed}))
        if _digest(round_, stored) != round_.digest:
            differences.append(Difference(N_("Something of the round was changed after it was ranked: the digest differs.")))
    return differences


def _stored_row(candidate: PromotionCandidate) -> dict:
    return {name: getattr(candidate, name) for name in COMPARED} | {
        "round_id": candidate.round_id, "officer_id": candidate.officer_id, "dossier": candidate.dossier,
    }  # fmt: skip


def _thawed(row: dict) -> rules.Dossier | None:
    """The frozen dossier, or None where somebody has made it unreadable or put it under another name."""
    try:
        dossier = rules.dossier_from_plain(row["dossier"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    return dossier if dossier.officer_id == row["officer_id"] else None


COMPARED = {
    "is_eligible": N_("may be promoted"),
    "is_admitted": N_("within the places"),
    "place": N_("place"),
    "score": N_("points"),
    "conditions": N_("conditions"),
    "parts": N_("points by part"),
    "tie_break": N_("tie-break"),
}


def _compare(stored: Sequence[dict], computed: dict[int, Place]) -> Iterator[Difference]:
    for row in stored:
        place = computed.get(row["officer_id"])
        if place is None:
            yield Difference(N_("File no. %(number)s: the frozen file cannot be read."), {"number": row["officer_id"]})
            continue
        name = place.dossier.name
        expected = _row(row["round_id"], place)
        for key, label in COMPARED.items():
            if row[key] != expected[key]:
                values = {"name": name, "what": label, "found": _short(row[key]), "expected": _short(expected[key])}
                yield Difference(N_("%(name)s, %(what)s: the list says %(found)s, the inputs give %(expected)s."), values)


def _short(value: object) -> str:
    """Whole tables are not printed: that they differ is enough."""
    return "…" if isinstance(value, list) else "–" if value is None else str(value)


def _digest(round_: PromotionRound, rows: Sequence[dict]) -> str:
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
