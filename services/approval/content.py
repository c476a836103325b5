"""What a proposal is about, and the digest that an approval is bound to."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import select

from models import Proposal, db, model_of

from .. import bulk
from .kinds import kind_of


def plain(content: dict) -> dict:
    """The content as it is stored: JSON and nothing else. TypeError for anything that JSON has no word for."""
    return json.loads(json.dumps(content, ensure_ascii=False, allow_nan=False))


def digest_of(kind: str, content: dict, subject: tuple | None = None) -> str:
    """SHA-256 over canonical JSON of the act, its content and (type, number, version) of the record it is about."""
    whole = {"kind": kind, "content": content, "subject": list(subject) if subject else None}
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def subject_of(proposal: Proposal) -> tuple | None:
    """(type, number, version) of the record as it stood when the act was proposed."""
    if proposal.subject_type is None:
        return None
    return proposal.subject_type, proposal.subject_id, proposal.subject_version


def is_unchanged(proposal: Proposal) -> bool:
    """Whether content and record are still those that were proposed."""
    if digest_of(proposal.kind, proposal.content, subject_of(proposal)) != proposal.digest:
        return False
    is_same = proposal.subject_type is None or _version(proposal) == proposal.subject_version
    return is_same and kind_of(proposal).holds(proposal)


def hold(proposal: Proposal) -> None:
    """Have the proposal and its record for oneself until the end of the transaction, as they stand now.

    Runs outside the scope: only the version of the record is read.
    """
    bulk.lock(Proposal, Proposal.id == proposal.id)
    db.session.refresh(proposal)
    if proposal.subject_type is not None:
        model = model_of(proposal.subject_type)
        bulk.lock(model, model.id == proposal.subject_id)


def _version(proposal: Proposal) -> int | None:
    model = model_of(proposal.subject_type)
    return db.session.scalar(select(model.version).where(model.id == proposal.subject_id))
