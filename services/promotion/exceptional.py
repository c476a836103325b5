"""Exceptional promotion: proposed with its ground and its evidence, signed by two other people, then given by an act.

It stands apart from every round; exceptional_cases.py says what it must be. Nobody proposes, signs or appoints for himself or his family.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import (
    ExceptionalGround,
    ExceptionalPromotion,
    ExceptionalState,
    Officer,
    PromotionRule,
    Proposal,
    RankLine,
    User,
    Verdict,
    db,
    now,
)
from rules import access
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import approval, bulk, guard, notices, personnel, steps
from services.evaluation.conflicts import are_family
from services.wording import DAY

from . import exceptional_cases

OWN = N_("This promotion is your own: a colleague does this.")
FAMILY = N_("You are recorded as close family of this officer: a colleague does this.")
LIFETIME = dt.timedelta(days=60)


# --- proposing -------------------------------------------------------------------------------------


def propose(one: ExceptionalPromotion, *, by: Actor) -> Proposal:
    """Ask two other people to sign what was typed. Refused without evidence, beyond the cap, and where the rank does not follow."""
    why_not_family(one.officer, by)
    bulk.lock(PromotionRule, PromotionRule.id == one.rule.id)
    with guard.unscoped("whether an exceptional promotion can be proposed"), db.session.no_autoflush:
        exceptional_cases.check(one)
    db.session.add(one)
    db.session.flush()
    with guard.unscoped("an exceptional promotion is proposed"):
        content = _content(one)
    return approval.propose(SIGN.kind, content, subject=one, reason=one.facts, by=by)


def why_not_family(officer: Officer, by: Actor) -> None:
    """Raise Forbidden for the officer himself and for his close family, whichever account they act with."""
    with guard.unscoped("who acts on an exceptional promotion"):
        mine = guard.himself(by)
        if officer.id in mine:
            raise Forbidden(OWN)
        if are_family(mine, officer.id):
            raise Forbidden(FAMILY)


# --- two signatures --------------------------------------------------------------------------------


def _content(one: ExceptionalPromotion) -> dict:
    """What two people say yes to."""
    return {
        "promotion": one.id, "officer": one.officer.id, "name": str(one.officer), "from": one.rule.from_rank.name,
        "to": one.rule.to_rank.name, "ground": one.ground.value, "legal_text": one.legal_text, "happened_on": one.happened_on.isoformat(),
        "facts": one.facts, "evidence": one.evidence,
    }  # fmt: skip


def _in_words(content: dict) -> list[tuple]:
    return [
        (_l("Officer"), content["name"]),
        (_l("Rank"), (content["from"], content["to"])),
        (_l("Legal ground"), ExceptionalGround(content["ground"]).label),
        (_l("Legal text"), content["legal_text"]),
        (_l("Day of the deed"), dt.date.fromisoformat(content["happened_on"]).strftime(DAY)),
        (_l("Facts"), content["facts"]),
        (_l("Evidence"), _("A paper on the page of the promotion: read it before you sign.")),
    ]


def _of(proposal: Proposal) -> ExceptionalPromotion:
    return db.session.get_one(ExceptionalPromotion, proposal.content["promotion"])


def _signed(proposal: Proposal, _by: Actor) -> dict:
    one = _of(proposal)
    exceptional_cases.check_rank(one.officer, one.rule, now().date())
    one.state, one.signed_at = ExceptionalState.SIGNED, now()
    db.session.flush()
    return {"promotion": one.id}


def _ended(proposal: Proposal) -> None:
    one = _of(proposal)
    one.state = ExceptionalState.REFUSED
    db.session.flush()


def _bars(proposals: Sequence[Proposal], people: Mapping[Actor, approval.Person]) -> approval.Bars:
    """Close family does not sign; himself nobody does anyway."""
    return {
        (proposal.id, who.user_id): FAMILY
        for proposal in proposals
        for who, person in people.items()
        if person.officer_id is not None and are_family({person.officer_id}, proposal.content["officer"])
    }


SIGN = approval.declare(
    approval.Sensitive(
        "promotion.exceptional", _l("Sign an exceptional promotion"), "promotion.approve", _in_words, approvals=2,
        perform=_signed, ended=_ended, lifetime=LIFETIME, concerns=lambda content: content["officer"], bars=_bars,
    )
)  # fmt: skip


# --- the act ---------------------------------------------------------------------------------------


def why_not_appoint(one: ExceptionalPromotion, by: Actor) -> Refused | None:
    """Why somebody does not record the act now; None where he may."""
    if one.state is not ExceptionalState.SIGNED:
        return Refused(N_("Only a promotion that two people signed is given by an act, and once."))
    if not (access.may(by, "promotion.edit") and access.may(by, "personnel.edit")):
        return Forbidden(N_("You are not entitled to do this."))
    try:
        why_not_family(one.officer, by)
    except Forbidden as refused:
        return refused
    return None


def appoint(one: ExceptionalPromotion, act: personnel.Act, *, by: Actor) -> RankLine:
    """Give the rank by this act, with the step of the new grid that follows from the index held."""
    bulk.lock(ExceptionalPromotion, ExceptionalPromotion.id == one.id)
    db.session.refresh(one)
    if refused := why_not_appoint(one, by):
        raise refused
    if not act.reference:
        raise Refused(N_("Write the reference of the act: it stands in the file."))
    with guard.unscoped("the rule of an exceptional promotion"):
        rule = one.rule
        held = exceptional_cases.check_rank(one.officer, rule, act.starts_on)
        step = steps.OnPromotion({rule.from_rank_id, rule.to_rank_id}, act.starts_on).step(rule.to_rank_id, held)
        rank = rule.to_rank
    line = personnel.promote(one.officer, rank, act, step=step)
    with guard.unscoped("an exceptional promotion is given by an act"):
        one.state, one.rank_line = ExceptionalState.APPOINTED, line
        db.session.flush()
        accounts = select(User.id).where(User.officer_id == one.officer_id, User.active)
        notices.tell(db.session.scalars(accounts), "promotion.appointed", "/my/promotion/")
    return line


# --- what its page says ----------------------------------------------------------------------------


def proposal_of(one: ExceptionalPromotion) -> Proposal | None:
    """The proposal by which it is signed, whoever made it."""
    with guard.unscoped("the signatures of an exceptional promotion"):
        about = (Proposal.subject_type == one.__tablename__, Proposal.subject_id == one.id)
        asked = select(Proposal).where(Proposal.kind == SIGN.kind, *about)
        return db.session.scalar(asked.order_by(Proposal.id.desc()).limit(1))


def signatures(one: ExceptionalPromotion) -> list[tuple[str, dt.datetime]]:
    """(name, moment) of each who signed, the first before the second."""
    with guard.unscoped("the signatures of an exceptional promotion"):
        proposal = proposal_of(one)
        signed = proposal.decisions if proposal is not None else ()
        return [(each.user.name, each.decided_at) for each in signed if each.verdict is Verdict.APPROVED]
