"""Other papers with a signed code: given out with a number and a text, called genuine until their last day or until they are ended."""

from __future__ import annotations

import datetime as dt
import secrets

from flask import current_app
from sqlalchemy import select

from models import Officer, PromotionRound, SignedPaper, SignedPaperKind, db, now
from rules import badge as rules
from rules.access import Actor
from rules.badge import papers as rule
from rules.refused import N_, Refused
from services import guard

from . import keys, token
from .slots import free_slot

_AT_A_TIME = 1000


def issue_paper(
    kind: SignedPaperKind, text: str, *, officer: Officer | None = None, round: PromotionRound | None = None,
    by: Actor,
) -> SignedPaper:  # fmt: skip
    """The paper of this text, about an officer or a round; the same text on the same day is the same paper.

    The caller has checked who may give it out. Raises Refused for a text that no code holds.
    """
    kept, today = rule.check_text(text), now().date()
    with guard.unscoped("a paper with a signed code is given out"):
        if standing := _standing(kind, kept, officer, today):
            return standing
        cti = rules.make_cti(free_slot(rules.PAPER_SLOTS), secrets.token_bytes(rules.CTI_LENGTH - 3))
        made = SignedPaper(
            number=rules.make_number(secrets.randbelow, rules.PAPER_PREFIX), kind=kind, text=kept, cti=cti, slot=rules.slot_of(cti),
            agency_id=officer.home_agency_id if officer else round.agency_id, officer=officer, round=round,
            key_id=keys.current_key(keys.PAPER), issued_at=now(), issued_by=by.name[:200],
            expires_on=rule.last_day(kind.value, today),
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
    return made


def _standing(kind: SignedPaperKind, text: str, officer: Officer | None, today: dt.date) -> SignedPaper | None:
    midnight = dt.datetime.combine(today, dt.time(), dt.UTC)
    same = (SignedPaper.kind == kind, SignedPaper.text == text, SignedPaper.officer_id == (officer.id if officer else None))
    asked = select(SignedPaper).where(*same, SignedPaper.issued_at >= midnight, SignedPaper.ended_at.is_(None))
    return db.session.scalar(asked.limit(1))


def address_of_paper(paper: SignedPaper) -> str:
    """What the code of a paper holds: the public page, and the token in the part no server ever sees."""
    claims = token.Claims(
        paper.key_id, paper.number, paper.cti, rules.expiry_moment(paper.expires_on), rule.KINDS[paper.kind.value], paper.text
    )
    return f"{current_app.config['VERIFY_URL']}#{rules.to_digits(token.make(claims, keys.sign))}"


def expire_papers(today: dt.date) -> int:
    """The slots of papers whose last day is over are free again: their tokens say themselves that they are over."""
    with guard.unscoped("papers whose time is over"):
        over = select(SignedPaper).where(SignedPaper.expires_on < today, SignedPaper.slot.is_not(None)).order_by(SignedPaper.id).limit(_AT_A_TIME)
        found = db.session.scalars(over.with_for_update(of=SignedPaper)).all()
        for paper in found:
            paper.slot = None
        db.session.flush()
    return len(found)


def end_paper(paper: SignedPaper, reason: str, *, by: Actor) -> None:
    """The paper is called genuine no more."""
    if paper.ended_at is not None:
        raise Refused(N_("This paper has ended already."))
    if not reason.strip():
        raise Refused(N_("Say why: the reason is kept with the paper."))
    paper.ended_at, paper.reason = now(), reason.strip()[: rules.LONGEST_REASON]
    db.session.flush()
