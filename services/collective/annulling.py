"""A collective act annulled as a whole: two people, a paper, a reason; both the act and its annulment remain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from models import (
    SHOWN_EVALUATIONS,
    CareerLine,
    CollectiveAct,
    CollectivePurpose,
    CollectiveState,
    Evaluation,
    EvaluationCycle,
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

from . import following
from .preparing import ANNUL, standing

Progress = Callable[[int, int], None]
AT_A_TIME = 100


@dataclass(frozen=True)
class Consequences:
    """What the annulment touches: lines taken back, careers that went on since, rounds and marks that relied on them.

    `resting` are later lines of the same rank, as steps are, which stay though the rank is taken back. `digest` stands
    for all of it: which lines, in which state each round is.
    """

    people: int
    gone_on: int
    rounds: int
    resting: int
    marks: int
    digest: str


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
    lines = [line.id for line in lines_of(act)]
    joined = and_(later.officer_id == model.officer_id, later.starts_on > model.starts_on, later.annulment_id.is_(None))
    asked = select(model.officer_id, later.id).join(later, joined).where(*own).order_by(later.id)
    with guard.unscoped("what relied on a collective act"):
        gone_on = [list(row) for row in db.session.execute(asked)]
        marks = list(db.session.scalars(_marks(model, own)))
    rounds, resting = (_rounds(act), _resting(act)) if model is RankLine else ([], 0)
    digest = approval.digest_of("relied", {"lines": lines, "gone_on": gone_on, "rounds": rounds, "marks": marks})
    return Consequences(len(lines), len({officer for officer, _line in gone_on}), len(rounds), resting, len(marks), digest)


def _marks(model: type[CareerLine], own: tuple) -> Select:
    """The marks of these people for cycles of the time in which the lines held."""
    joined = Evaluation.officer_id == model.officer_id
    lasted = (EvaluationCycle.ends_on >= model.starts_on, or_(model.ends_on.is_(None), EvaluationCycle.starts_on < model.ends_on))
    asked = select(Evaluation.id).distinct().join(model, joined).join(EvaluationCycle, EvaluationCycle.id == Evaluation.cycle_id)
    return asked.where(*own, *lasted, Evaluation.state.in_(SHOWN_EVALUATIONS)).order_by(Evaluation.id)


def follows(line: CareerLine) -> list[personnel.Told]:
    """What taking back one line of the act means in that file, in sentences. Refused where it cannot be taken back."""
    return [told for told in personnel.consequences([line]).told() if told.message != personnel.OF_MANY]


def _resting(act: CollectiveAct) -> int:
    """The later lines of the rank that the act gave, up to the next other rank, that are not the act's own."""
    later, other = aliased(RankLine), aliased(RankLine)
    between = select(other.id).where(other.officer_id == RankLine.officer_id, personnel.valid(other), other.rank_id != RankLine.rank_id)
    is_broken = between.where(other.starts_on > RankLine.starts_on, other.starts_on < later.starts_on).exists()
    same = and_(later.officer_id == RankLine.officer_id, later.rank_id == RankLine.rank_id, later.starts_on > RankLine.starts_on)
    asked = select(func.count(later.id.distinct())).select_from(RankLine).join(later, same)
    own = (RankLine.collective_act_id == act.id, personnel.valid(RankLine), later.collective_act_id.is_distinct_from(act.id))
    return db.session.scalar(asked.where(*own, personnel.valid(later), ~is_broken))


def _rounds(act: CollectiveAct) -> list[list]:
    """[number, state] of the ranked or sealed rounds in which people of the act stand, of a date of reference after its effect."""
    concerned = select(RankLine.officer_id).where(RankLine.collective_act_id == act.id, personnel.valid(RankLine))
    stood = select(PromotionCandidate.round_id).where(PromotionCandidate.officer_id.in_(concerned))
    asked = select(PromotionRound.id, PromotionRound.state).where(PromotionRound.id.in_(stood)).order_by(PromotionRound.id)
    with guard.unscoped("the rounds that relied on a collective act"):
        ranked = asked.where(PromotionRound.state != RoundState.PREPARED, PromotionRound.reference_on >= act.starts_on)
        return [[number, state.value] for number, state in db.session.execute(ranked)]


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
    if any(found[name] != told.get(name) for name in ("people", "consequences", "relied", "resting")):
        raise Refused(N_("Since the annulment was proposed, what follows from it has changed. Withdraw the proposal, look at it and propose it again."))
    approval.use(proposal, told, by=by)
    lines = lines_of(act)
    if not guard.himself(by).isdisjoint(line.officer_id for line in lines):
        raise Refused(N_("You are one of those whom this act concerns: a colleague annuls it."))
    _check_writable(act)
    _annul(lines, _paper(told["paper"]), told["reason"], progress)
    act.state = CollectiveState.ANNULLED
    db.session.flush()
    following.annulled(act)
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
        "consequences": [touched.people, touched.gone_on, touched.rounds, touched.marks],
        "relied": touched.digest,
        "resting": touched.resting,
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
    people, gone_on, rounds, marks = [*content["consequences"], 0][:4]
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
        (_l("Later lines that rest on it and stay"), content.get("resting", 0)),
        (_l("Promotion rounds that relied on it"), rounds),
        (_l("Evaluations of that time"), marks),
    ]


approval.declare(
    approval.Sensitive(
        ANNUL, _l("Annul a collective act"), "personnel.approve", _in_words,
        includes=lambda content, officer_id: any(one[0] == officer_id for one in content["people"]),
    )
)  # fmt: skip
