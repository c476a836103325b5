"""What a scanned code is worth to us, who know the records: of cards and of papers."""

from __future__ import annotations

from sqlalchemy import select

from models import Badge, BadgeState, SignedPaper, db, now
from rules import badge as rules
from services import guard

from .. import keys, token
from ..keys import CARD, PAPER


def verify(text: str) -> dict:
    """What a scanned address, or its digits alone, are worth: signature, dates, our own records.

    `reason` is for those who keep the records: the public learns `valid` and nothing else.
    """
    try:
        claims = _claims(text)
    except ValueError as wrong:  # BadToken is one
        return {"valid": False, "number": None, "expires_on": None, "reason": str(wrong)}
    model = SignedPaper if claims.is_paper else Badge
    with guard.unscoped("checking a badge"):
        record = db.session.scalar(select(model).where(model.cti == claims.cti))
    reason = _objection(claims, record)
    return {"valid": not reason, "number": claims.number, "expires_on": record.expires_on if record else None, "reason": reason}


def _claims(text: str) -> token.Claims:
    """What the token says. Raises ValueError where it is none of ours, neither of a card nor of a paper."""
    data = rules.from_digits(text.strip().rpartition("#")[2], rules.LONGEST_PAPER_TOKEN)
    is_short = len(data) <= rules.LONGEST_TOKEN
    try:
        return token.read(data, keys.public_keys(), CARD if is_short else PAPER)
    except token.BadToken:
        if not is_short:
            raise
    return token.read(data, keys.public_keys(), PAPER)


def _objection(claims: token.Claims, record: Badge | SignedPaper | None) -> str:
    if record is None or (record.number, record.key_id) != (claims.number, claims.kid):
        return "no such badge in the records"
    if claims.is_paper and record.ended_at is not None:
        return "paper is ended"
    if not claims.is_paper and record.state is not BadgeState.ACTIVE:
        return f"badge is {record.state.value}"
    if now().timestamp() >= claims.expires_at or now().date() > record.expires_on:
        return "expired"
    return ""
