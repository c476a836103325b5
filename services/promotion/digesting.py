"""The digest that stands for a round: one SHA-256 over its inputs and over each line of its list.

Everything is hashed as canonical JSON (keys in order, no spaces, UTF-8, numbers exact as text), the same bytes that the
archive holds: whoever has the archive needs SHA-256 alone to come to the same digest.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import select

from models import BoardDecision, ExamMark, PromotionRound, db

from .decided import still_holds

# What a line of the list consists of; the tables among it may already be canonical JSON, as text.
TABLES = ("conditions", "dossier", "parts")
LINE = tuple(sorted(("admitted_by", "is_admitted", "is_eligible", "officer_id", "place", "score", "tie_break", *TABLES)))
_OF_ROUND = ("id", "name", "agency_id", "reference_on", "places", "places_reason", "replaces_id")
_OF_DECISION = ("officer_id", "kind", "reason", "votes_for", "votes_against")


def canonical(row: Mapping[str, object]) -> bytes:
    """A line of the list as it is hashed and archived, wherever it comes from: points to a thousandth."""
    return b"{%b}" % b",".join([b'"%b":%b' % (name.encode(), _written(name, row[name])) for name in LINE])


def _written(name: str, value: object) -> bytes:
    if name == "score" and value is not None:
        return f'"{value:.3f}"'.encode()
    if name in TABLES and isinstance(value, str):
        return value.encode()
    return as_json(value)


def digest(round_: PromotionRound, rows: Iterable[Mapping[str, object]]) -> str:
    """The digest of a round with this list, whose lines come in any order. To be called with the guard lifted."""
    return digest_of(as_json(inputs(round_)), ((row["officer_id"], hashlib.sha256(canonical(row)).digest()) for row in rows))


def digest_of(first: bytes, lines: Iterable[tuple[int, bytes]]) -> str:
    """SHA-256 over the hash of the inputs and then the hashes of the lines, by file number."""
    whole = hashlib.sha256(hashlib.sha256(first).digest())
    for _number, line in sorted(lines):
        whole.update(line)
    return whole.hexdigest()


def inputs(round_: PromotionRound) -> dict[str, object]:
    """All that a list is computed from besides the files of the candidates, as plain values. To be called with the guard lifted."""
    rule = round_.rule
    taken = select(BoardDecision, still_holds()).where(BoardDecision.round_id == round_.id).order_by(BoardDecision.officer_id)
    marked = select(ExamMark.officer_id, ExamMark.mark).where(ExamMark.round_id == round_.id).order_by(ExamMark.officer_id)
    return {
        "round": {name: getattr(round_, name) for name in _OF_ROUND},
        "rule": {
            "id": rule.id, "from_rank_id": rule.from_rank_id, "to_rank_id": rule.to_rank_id, "route": rule.route,
            "starts_on": rule.starts_on, "legal_text": rule.legal_text, "conditions": rule.conditions,
        },
        "terms": round_.terms,
        "mark_basis": round_.mark_basis,
        "draw": {"seed": round_.draw_seed, "words": round_.draw_words},
        "decisions": [_decision(one) | {"holds": bool(holds)} for one, holds in db.session.execute(taken)],
        "exam_marks": [[officer_id, f"{mark:.2f}"] for officer_id, mark in db.session.execute(marked)],
    }  # fmt: skip


def _decision(taken: BoardDecision) -> dict[str, object]:
    return {name: getattr(taken, name) for name in _OF_DECISION}


def as_json(value: object) -> bytes:
    """Canonical JSON."""
    return _ENCODER.encode(value).encode()


def _plain(value: object) -> object:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
