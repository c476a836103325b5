"""The seal of a round: a statement with its digest and all that led to the list, signed by a key that signs nothing else."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from models import PromotionRound, RoundState, db
from rules import promotion as rules
from rules.refused import N_
from services.badge import keys
from services.badge.token import BadToken, check_signature

from .digesting import as_json
from .procedure import papers

FINAL = (RoundState.SEALED, RoundState.APPOINTED)


def sign(round_: PromotionRound) -> None:
    """Seal a round whose digest stands, in the transaction that makes it final and with the guard lifted. Refused without a key."""
    round_.code_version = code_version()
    db.session.flush()
    db.session.refresh(round_)  # what is signed is what the database gives back
    kid = keys.current_key(keys.ROUND)
    signed = keys.sign(kid, as_json(statement(round_)))
    round_.signature = f"{kid}:{base64.b64encode(signed).decode()}"
    db.session.flush()


def statement(round_: PromotionRound) -> dict[str, object]:
    """What is signed: the digest of the list, the version of its rules, and the hash of each paper of its procedure."""
    return {
        "round": round_.name,
        "digest": round_.digest,
        "code_version": round_.code_version,
        "papers": {name: hashlib.sha256(content).hexdigest() for name, content in papers(round_).items()},
    }


def trouble(round_: PromotionRound) -> str | None:
    """What is wrong with the seal of a round, as a message; None where all is well, or nothing is sealed yet."""
    if round_.signature is None:
        return N_("The round is final and bears no signature.") if round_.state in FINAL else None
    if round_.state not in FINAL:
        return N_("The round was sealed once and is said not to be final.")
    kid, signed = parts_of(round_.signature)
    key = keys.public_keys().get(kid)
    if key is None:
        return N_("The key of the signature is no longer known here: it was stolen or taken away.")
    try:
        check_signature(key, keys.ROUND, as_json(statement(round_)), signed)
    except BadToken:
        return N_("The signature does not fit: the seal, the board, a step, a vote, an appeal or the fairness report was changed.")
    return None


def parts_of(signature: str) -> tuple[int, bytes]:
    """Number of the key, and r and s in 64 bytes; what cannot be read is a signature that no key made."""
    kid, _colon, signed = signature.partition(":")
    try:
        return int(kid), base64.b64decode(signed, validate=True)
    except ValueError:
        return 0, b""


def code_version() -> str:
    """Which rules compute here: the beginning of the SHA-256 over the files of rules/promotion, by name."""
    whole = hashlib.sha256()
    for place in sorted(Path(rules.__file__).parent.glob("*.py")):
        whole.update(f"{place.name}\n".encode() + place.read_bytes())
    return f"rules {whole.hexdigest()[:16]}"
