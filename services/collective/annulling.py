"""A collective act annulled as a whole: two people, a paper, a reason; both the act and its annulment remain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from models import (
    CareerLine,
    CollectiveAct,
    CollectivePurpose,
    CollectiveState,
    Officer,
    Posting,
    PromotionCandidate,
    PromotionRound,
    Proposal,
    RankLine,
    RoundState,
    db,
)
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import approval, bulk, guard, personnel
from services.wording import DAY

from .preparing import ANNUL, standing

Progress = Callable[[int, int], None]
AT_A_TIME = 100


@dataclass(frozen=True)
class Consequences:
    """What the annulment touches: lines taken back, careers that went on since, rounds that relied on them."""

    people: int
    gone_on: int
    rounds: int


def model_of(act: CollectiveAct) -> type[CareerLine]:
    """The kind of line that the act wrote."""
    return Posting if act.purpose is CollectivePurpose.POSTING else RankLine


def lines_of(act: CollectiveAct) -> list[CareerLine]:
    """The lines that the act wrote and that were not annulled one by one since."""
    model = model_of(act)
    return list(db.session.scalars(select(model).where(model.collective_act_id == act.id, personnel.valid(model)).order_by(model.id)))


def consequences(act: CollectiveAct) -> Consequences:
    """What stands on the lines of the act today."""
    model = model_of(act)
    later = aliased(model)
    own = (model.collective_act_id == act.id, personnel.valid(model))
    people = db.session.scalar(select(func.count()).select_from(model).where(*own))
    joined = and_(later.officer_id == model.officer_id, later.starts_on > model.starts_on, later.annulment_id.is_(None))
    gone_on = db.session.scalar(select(func.count(model.officer_id.distinct())).select_from(model).join(later, joined).where(*own))
    return Consequences(people, gone_on, _rounds(act) if model is RankLine else 0)


def _rounds(act: CollectiveAct) -> int:
    """The ranked or sealed rounds in which people of the act stand, of a date of reference after its effect."""
    concerned = select(RankLine.officer_id).where(RankLine.collective_act_id == act.id, personnel.valid(RankLine))
    stood = select(PromotionCandidate.round_id).where(PromotionCandidate.officer_id.in_(concerned))
    asked = select(func.count()).select_from(PromotionRound).where(PromotionRound.id.in_(stood))
    with guard.unscoped("the rounds that relied on a collective act"):
        return db.session.scalar(asked.where(PromotionRound.state != RoundState.PREPARED, PromotionRound.reference_on >= act.starts_on))


def propose(act: CollectiveAct, paper: dict, *, reason: str, by: Actor, url: str) -> Proposal:
    """Ask for the second person. `paper` are the columns of the act that annuls; `reason` stands in the file of each."""
    _check_applied(act)
    if not paper["act_reference"]:
        raise Refused(N_("Write the reference of the act that annuls: it stands in every file."))
    content = _content(act, paper, reason)
    return approval.propose(ANNUL, content, subject=act, reason=reason, by=by, url=url, title=act.title)


def carry_out_in_background(arguments: dict, progress: Progress) -> dict:
    """The job: {"act": number}, as the person who proposed it."""
    act = db.session.scalar(select(CollectiveAct).where(CollectiveAct.id == arguments["act"]))
    if act is None:
        raise Refused(N_("This act is no longer there."))
    return {"people": carry_out(act, by=guard.actor(), progress=progress)}


def carry_out(act: CollectiveAct, *, by: Actor, progress: Progress) -> int:
    """Annul the whole act as it was approved, in the transaction of the door. Returns how many lines that were."""
    bulk.lock(CollectiveAct, CollectiveAct.id == act.id)
    db.session.refresh(act)
    _check_applied(act)
    proposal = standing(act, ANNUL)
    if proposal is None or not approval.is_approved_for(proposal, by):
        raise Refused(N_("The annulment is not approved, or another person proposed it. Whoever proposed it carries it out."))
    told = proposal.content
    found = _content(act, told["paper"], told["reason"])
    if found["people"] != told["people"]:
        raise Refused(N_("Since the annulment was proposed, lines of this act were changed. Withdraw the proposal and propose it again."))
    approval.use(proposal, told, by=by)
    lines = lines_of(act)
    if by.officer_id is not None and any(line.officer_id == by.officer_id for line in lines):
        raise Refused(N_("You are one of those whom this act concerns: a colleague annuls it."))
    _check_writable(act)
    _annul(lines, _paper(told["paper"]), told["reason"], progress)
    act.state = CollectiveState.ANNULLED
    db.session.flush()
    return len(lines)


def _check_applied(act: CollectiveAct) -> None:
    if act.state is not CollectiveState.APPLIED:
        raise Refused(N_("Only an act that was applied is annulled."))


def _content(act: CollectiveAct, paper: dict, reason: str) -> dict:
    touched = consequences(act)
    return {
        "act": act.id,
        "title": act.title,
        "starts_on": act.starts_on.isoformat(),
        "agency": act.agency.name,
        "paper": paper,
        "reason": reason.strip(),
        "consequences": [touched.people, touched.gone_on, touched.rounds],
        "people": [[line.officer_id, line.id] for line in lines_of(act)],
    }


def _annul(lines: list[CareerLine], paper: personnel.Paper, reason: str, progress: Progress) -> None:
    """File by file in blocks, so that who waits sees how far it is; one transaction all the same."""
    for start in range(0, len(lines), AT_A_TIME):
        with guard.unscoped("a collective act is annulled as a whole"):
            personnel.annul(lines[start : start + AT_A_TIME], paper, reason)
        progress(min(start + AT_A_TIME, len(lines)), len(lines))


def _check_writable(act: CollectiveAct) -> None:
    """Who may write the act may write the files that its agency keeps; whoever left the agency since is another's."""
    guard.check_write(act, "edit")
    model = model_of(act)
    moved = select(func.count()).select_from(model).join(model.officer).where(Officer.home_agency_id != act.agency_id)
    with guard.unscoped("whether all files of a collective act are kept by its agency"):
        if db.session.scalar(moved.where(model.collective_act_id == act.id, personnel.valid(model))):
            raise Forbidden(N_("This record is outside what you are entitled to change."))


def _paper(paper: dict) -> personnel.Paper:
    signed_on = dt.date.fromisoformat(paper["act_signed_on"]) if paper["act_signed_on"] else None
    return personnel.Paper(paper["act_kind"], paper["act_reference"], paper["act_authority"], signed_on, paper["act_scan"])


def _in_words(content: dict) -> list[tuple]:
    people, gone_on, rounds = content["consequences"]
    paper = content["paper"]
    signed_on = dt.date.fromisoformat(paper["act_signed_on"]).strftime(DAY) if paper["act_signed_on"] else None
    said = " · ".join(part for part in (paper["act_kind"], paper["act_reference"], paper["act_authority"], signed_on) if part)
    return [
        (_l("Collective act"), content["title"]),
        (_l("Agency"), content["agency"]),
        (_l("Date of effect"), dt.date.fromisoformat(content["starts_on"]).strftime(DAY)),
        (_l("The act that annuls"), said),
        (_l("Reason"), content["reason"]),
        (_l("Lines taken back"), people),
        (_l("Careers that went on since"), gone_on),
        (_l("Promotion rounds that relied on it"), rounds),
    ]


approval.declare(
    approval.Sensitive(
        ANNUL, _l("Annul a collective act"), "personnel.approve", _in_words,
        includes=lambda content, officer_id: any(one[0] == officer_id for one in content["people"]),
    )
)  # fmt: skip
