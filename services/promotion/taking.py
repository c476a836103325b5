"""The archive of a round taken away: of many people only after a second person has agreed, and of very many in the background."""

from __future__ import annotations

from typing import BinaryIO

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from models import PromotionCandidate, PromotionRound, Proposal, ProposalState, db
from rules.access import Actor
from rules.refused import N_, Refused
from services import approval, export, guard, listing

from . import archive, entitled

KIND = "promotion.archive"
AT_ONCE = 2000  # candidates whose archive is written while one waits
MAY = "promotion.approve"


def check(round_: PromotionRound, *, by: Actor) -> int:
    """How many candidates the archive holds. Forbidden for whom it is not, Refused before the round is final."""
    entitled.require(by, MAY, round_)
    return archive.count(round_)


def needs_second(rows: int, *, by: Actor) -> bool:
    """Whether so many people are taken away only with a second person's word, as with every list."""
    return export.needs_second(export.Wanted(PromotionCandidate, listing.Asked(), (), "zip"), rows, by=by)


def content(round_: PromotionRound, rows: int) -> dict:
    """What an approval is bound to: this list and no other."""
    return {"round": round_.id, "name": round_.name, "digest": round_.digest, "rows": rows}


def described(told: dict) -> list[tuple[object, object]]:
    """What would be taken away, in words."""
    return [(_l("Promotion round"), told["name"]), (_l("Candidates"), told["rows"]), (_l("Digest"), told["digest"])]


approval.declare(
    approval.Sensitive(kind=KIND, label=_l("Download of the archive of a promotion round"), permission=MAY, describe=described)
)


def propose(round_: PromotionRound, rows: int, *, reason: str, by: Actor, page: str) -> Proposal:
    """Ask for the second person. `page` is where the archive is then fetched; the digest is added to it."""
    told = content(round_, rows)
    return approval.propose(KIND, told, reason=reason, by=by, url=f"{page}?digest={approval.digest_of(KIND, told)}", title=round_.name)


def approved(digest: str, *, by: Actor) -> Proposal | None:
    """The proposal of this digest that was approved for this person and not used yet."""
    mine = (Proposal.kind == KIND, Proposal.digest == digest, Proposal.proposer_id == by.user_id)
    found = select(Proposal).where(*mine, Proposal.state == ProposalState.APPROVED)
    with guard.unscoped("what was approved for the person who asks"):
        return db.session.scalar(found.order_by(Proposal.id.desc()).limit(1))


def take(
    round_: PromotionRound, file: BinaryIO, *, by: Actor, proposal: Proposal | None = None, tell: archive.Tell = archive.unheard
) -> int:  # fmt: skip
    """Write the archive for somebody entitled; with a proposal, which is used up by it."""
    rows = check(round_, by=by)
    noted = {"proposal": proposal.id} if proposal is not None else {}
    archive.write(round_, file, by=by, tell=tell, **noted)
    if proposal is not None:
        approval.use(proposal, content(round_, rows), by=by)
    return rows


def in_background(arguments: dict, tell: archive.Tell) -> dict:
    """The job: {"round": number, "proposal": number or None}. The file is kept for a day, as every prepared file."""
    round_ = db.session.scalar(select(PromotionRound).where(PromotionRound.id == arguments["round"]))
    if round_ is None:
        raise Refused(N_("This round is no longer there."))
    proposal = db.session.get(Proposal, arguments["proposal"]) if arguments.get("proposal") else None
    with export.kept("zip") as (name, file):
        rows = take(round_, file, by=guard.actor(), proposal=proposal, tell=tell)
    return {"candidates": rows, "file": name, "name": archive.file_name(round_)}
