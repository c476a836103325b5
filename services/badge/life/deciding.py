"""Two people: that cards are issued, and that a suspended card comes back into force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import Badge, BadgeKind, BadgeState, CardDesign, Proposal, ProposalState, db, now
from rules.access import Actor
from rules.badge import life
from rules.badge.life import Act
from rules.photo import OLDEST_YEARS, is_outdated
from rules.refused import N_, Refused
from services import approval, guard
from services.wording import DAY

from . import following, issuing, moving, telling
from .requesting import card_lines

PICTURE = "/admin/badge/photo/"
CHANGED = N_("The name, rank or photo of %(officer)s has changed meanwhile: request the card again.")


def propose_resume(badge: Badge, reason: str, *, by: Actor) -> Proposal:
    """Ask a second person to put a suspended card back into force."""
    life.step(badge.state, Act.RESUME)
    moving.refuse_oneself(by, badge.officer_id)
    with guard.unscoped("whether an officer may have a card"):
        following.check_entitled(badge)
    content = {"badge": badge.id, "officer": badge.officer_id, "name": str(badge.officer), "kind": badge.kind.value}
    return approval.propose(life.RESUME, content, subject=badge, reason=reason, by=by)


def _issue(proposal: Proposal, by: Actor) -> dict:
    """Each card as it was read. Whoever has changed or left since is left out, and who asked is told; refused where nobody remains."""
    read = {line[0]: line for line in proposal.content["cards"]}
    badges = [badge for badge in moving.hold_all(read) if badge.state is not BadgeState.CANCELLED]
    bars = {badge.id: _bar(badge, line == read[badge.id]) for badge, line in zip(badges, card_lines(badges), strict=True)}
    left_out = [badge for badge in badges if bars[badge.id]]
    if len(left_out) == len(badges):
        raise bars[left_out[0].id]
    issuing.approve([badge for badge in badges if not bars[badge.id]], by=by, design=db.session.get(CardDesign, proposal.content["design"]))
    for badge in left_out:
        refuse(badge, moving.in_words(_l(bars[badge.id].message, **bars[badge.id].values)))
    if left_out:
        telling.not_approved(proposal, left_out[0].agency_id, len(left_out))
    return {"cards": len(badges) - len(left_out), "left_out": len(left_out)}


def _bar(badge: Badge, is_as_read: bool) -> Refused | None:
    """Why a card is not issued: it would show something else than was read, or its officer may have none any more."""
    if not is_as_read:
        return Refused(CHANGED, officer=str(badge.officer))
    try:
        following.check_entitled(badge)
    except Refused as refused:
        return refused
    return None


def _is_requested(proposal: Proposal) -> bool:
    """Whether a card of it still waits: cards can be cancelled meanwhile."""
    numbers = [line[0] for line in proposal.content["cards"]]
    return db.session.scalar(select(Badge.id).where(Badge.id.in_(numbers), Badge.state == BadgeState.REQUESTED).limit(1)) is not None


def _cancel(proposal: Proposal) -> None:
    """It ended without an approval: what is still requested is cancelled, and the badge office is told."""
    open_ = [badge for badge in moving.hold_all(line[0] for line in proposal.content["cards"]) if badge.state is BadgeState.REQUESTED]
    for badge in open_:
        refuse(badge, _why(proposal))
    if open_ and proposal.state is not ProposalState.WITHDRAWN:
        telling.not_approved(proposal, open_[0].agency_id, len(open_))


def _why(proposal: Proposal) -> str:
    """What the second person said, where somebody said no; else what became of the proposal."""
    said = [one.reason for one in proposal.decisions if one.reason]
    return (said[-1] if said else moving.in_words(proposal.state.label))[: moving.LONGEST_REASON]


def refuse(badge: Badge, why: str) -> None:
    """A requested card will not be made; who may say so was seen to with the proposal."""
    moving.end(badge, Act.REFUSE, by=guard.SYSTEM, reason=why)


def _resume(proposal: Proposal, by: Actor) -> dict:
    [badge] = moving.hold_all([proposal.content["badge"]])
    resume(badge, proposal.reason, by=by)
    return {"badge": badge.id}


def resume(badge: Badge, reason: str, *, by: Actor) -> None:
    """Put a card that one holds back into force, as the second person."""
    life.step(badge.state, Act.RESUME)
    following.check_entitled(badge)
    moving.move(badge, Act.RESUME, by=by, reason=reason)
    badge.ended_at = badge.cause = badge.reason = None
    db.session.flush()
    telling.settled(badge)


def _describe_cards(content: dict) -> list[tuple[object, object]]:
    design = db.session.get(CardDesign, content["design"])
    lines = [(_l("Kind of card"), BadgeKind(content["kind"]).label), (_l("Card design"), str(design) if design else "")]
    ended = _cancelled([line[0] for line in content["cards"]])
    return lines + [
        (name, _pictured(badge, photo, (rank, _of_photo(taken_on) if photo else _("without a photo"), ended.get(badge))))
        for badge, _officer, name, rank, photo, taken_on in content["cards"]
    ]  # fmt: skip


def _pictured(badge: int, photo: str, words: tuple[str | None, ...]) -> approval.Pictured:
    """Whom a card will show: the photo, and words beside it."""
    return approval.Pictured(", ".join(filter(None, words)), f"{PICTURE}?id={badge}" if photo else "")


def _cancelled(numbers: Sequence[int]) -> dict[int, str | None]:
    """The cards that are not made after all, with the reason."""
    asked = select(Badge.id, Badge.reason).where(Badge.id.in_(numbers), Badge.state == BadgeState.CANCELLED)
    with guard.unscoped("what became of the cards of a proposal that one may read"):
        return dict(db.session.execute(asked).tuples().all())


def _of_photo(taken_on: str) -> str:
    """What the approver should know of a photo; nothing of one that is recent."""
    if not taken_on:
        return _("the day of the photo is not known")
    taken = dt.date.fromisoformat(taken_on)
    if not is_outdated(taken, now().date()):
        return ""
    return _("photo of %(day)s, older than %(years)s years", day=taken.strftime(DAY), years=OLDEST_YEARS)


def _describe_resume(content: dict) -> list[tuple[object, object]]:
    return [(_l("Officer"), content["name"]), (_l("Kind of card"), BadgeKind(content["kind"]).label)]


ISSUING = approval.declare(
    approval.Sensitive(
        life.ISSUE, _l("Issue cards"), "badge.approve", _describe_cards, perform=_issue, ended=_cancel, holds=_is_requested,
        includes=lambda content, officer_id: any(line[1] == officer_id for line in content["cards"]),
    )
)  # fmt: skip
RESUMING = approval.declare(
    approval.Sensitive(
        life.RESUME, _l("Put a suspended card back into force"), "badge.approve", _describe_resume, perform=_resume,
        concerns=lambda content: content["officer"],
    )
)  # fmt: skip
