"""Proposing an act, taking it back, and doing it once when it was approved."""

from __future__ import annotations

from flask_babel import force_locale
from sqlalchemy import select

from models import Decision, FileRecord, Proposal, ProposalState, Record, User, db, now
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused

from .. import guard, notices
from .content import digest_of, hold, is_unchanged, plain
from .kinds import Sensitive, kind_of, named
from .people import possible_approvers

OPEN = (ProposalState.WAITING, ProposalState.APPROVED)
NO_LONGER = N_("This proposal no longer waits: somebody decided or withdrew it in the meantime.")


def propose(
    kind: str, content: dict, *, subject: Record | None = None, reason: str, by: Actor, url: str = "", title: object = ""
) -> Proposal:
    """Ask for a second person, and tell everybody who could be that one.

    `content` is JSON; `url` is the page where the proposer goes on; `title` says what it is about where no record does. What is proposed twice while it waits is one
    proposal. Refused without a reason, and for commands, which have no person.
    """
    sensitive, content = named(kind), plain(content)
    if by.user_id is None:
        raise Refused(N_("Sign in with an account of your own to propose this."))
    if not reason.strip():
        raise Refused(N_("Say why: whoever approves reads it."))
    db.session.flush()  # under the guard, and so that the version is that of the record as it now stands
    with guard.unscoped("an act is proposed"):
        about = (subject.__tablename__, subject.id, subject.version) if subject is not None else None
        digest = digest_of(kind, content, about)
        if standing := _standing(digest, by):
            return standing
        made = _made(sensitive, content, by)
        made.digest, made.reason, made.url = digest, reason.strip(), url
        made.subject_type, made.subject_id, made.subject_version = about or (None, None, None)
        made.title = _title(title, subject, sensitive)
        # What is done to the file of an officer is decided where the file is kept.
        made.agency_id = subject.officer.home_agency_id if isinstance(subject, FileRecord) else getattr(subject, "agency_id", None) or made.agency_id
        db.session.add(made)
        db.session.flush()
        tell_approvers(made)
    return made


def _title(title: object, subject: Record | None, sensitive: Sensitive) -> str:
    """What it is about: the name of a record, else a word of ours in English, which each reader finds in his language."""
    if subject is not None:
        return str(title or subject)[:300]
    with force_locale("en"):
        return str(title or sensitive.label)[:300]


def _made(sensitive: Sensitive, content: dict, by: Actor) -> Proposal:
    asked = sensitive.permission
    return Proposal(
        kind=sensitive.kind,
        content=content,
        permission=asked(content) if callable(asked) else asked,
        agency_id=by.agency_id,
        concerned_id=sensitive.concerns(content),
        proposer_id=by.user_id,
        proposer_officer_id=by.officer_id,
        approvals_needed=sensitive.approvals,
        expires_at=now() + sensitive.lifetime,
    )


def _standing(digest: str, by: Actor) -> Proposal | None:
    """The same thing that this person proposed already and that still waits."""
    same = (Proposal.digest == digest, Proposal.proposer_id == by.user_id, Proposal.state == ProposalState.WAITING)
    return db.session.scalar(select(Proposal).where(*same, Proposal.expires_at > now()))


def tell_approvers(proposal: Proposal) -> None:
    """Ask everybody who may decide."""
    readers = [user.id for user in possible_approvers(proposal)]
    told = {"act": proposal.kind, "by": proposal.proposer.name, "deadline": proposal.expires_at.isoformat()}
    notices.tell(readers, "approval.asked", page_of(proposal), about=matter_of(proposal), **told)


def latest_on(kind: str, subject: Record) -> Proposal | None:
    """The newest proposal of this act on a record as it now stands, whoever made it and whatever became of it."""
    about = (Proposal.subject_type == subject.__tablename__, Proposal.subject_id == subject.id)
    same = (Proposal.kind == kind, Proposal.subject_version == subject.version, *about)
    with guard.unscoped("whether an act was proposed"):
        return db.session.scalar(select(Proposal).where(*same).order_by(Proposal.id.desc()).limit(1))


def is_open(proposal: Proposal) -> bool:
    """Whether it still waits, or waits to be carried out."""
    return proposal.state in OPEN and proposal.expires_at > now()


def is_approved_for(proposal: Proposal, who: Actor) -> bool:
    """Whether this person may now carry out what he proposed."""
    return proposal.state is ProposalState.APPROVED and proposal.proposer_id == who.user_id and is_open(proposal)


def withdraw(proposal: Proposal, *, by: Actor) -> None:
    """Take back what one proposed oneself, as long as it was not carried out."""
    with guard.unscoped("an act is withdrawn"):
        hold(proposal)
        if proposal.proposer_id != by.user_id:
            raise Forbidden(N_("Only the person who proposed this can withdraw it."))
        if proposal.state not in OPEN:
            raise Refused(NO_LONGER)
        end(proposal, ProposalState.WITHDRAWN)


def use(proposal: Proposal, content: dict, *, by: Actor) -> None:
    """Let the proposer do once what was approved, with exactly this content. Refused in every other case.

    Call it in the transaction of the act itself, which the door commits.
    """
    with guard.unscoped("an approved act is carried out"):
        hold(proposal)
        if proposal.proposer_id != by.user_id:
            raise Forbidden(N_("Only the person who proposed this can carry it out."))
        if proposal.state is not ProposalState.APPROVED or kind_of(proposal).perform is not None:
            raise Refused(N_("This act is not approved, or it was carried out already. Propose it again."))
        if proposal.expires_at <= now():
            raise Refused(N_("The approval has expired. Propose the act again."))
        if not is_unchanged(proposal) or plain(content) != proposal.content:
            raise Refused(N_("What was approved is not what is about to be done. Propose the act again."))
        if not _still_approved(proposal):
            raise Refused(N_("The approval does not hold. Propose the act again."))
        end(proposal, ProposalState.DONE)


def _still_approved(proposal: Proposal) -> bool:
    """Whether the decisions that the state stands on are there, for this digest."""
    same = (Decision.proposal_id == proposal.id, Decision.digest == proposal.digest)
    return len(db.session.scalars(select(Decision.id).where(*same)).all()) >= proposal.approvals_needed


def end(proposal: Proposal, state: ProposalState) -> None:
    """Close a proposal; nobody is asked or reminded any more."""
    proposal.state, proposal.ended_at = state, now()
    notices.settle(matter_of(proposal))
    db.session.flush()
    if state not in (ProposalState.APPROVED, ProposalState.DONE):
        kind_of(proposal).ended(proposal)


def void(proposal: Proposal) -> None:
    """What it was about has changed: its approvals are worth nothing, and the proposer is told."""
    end(proposal, ProposalState.VOID)
    tell_proposer(proposal, "approval.void")


def tell_proposer(proposal: Proposal, event: str, **values: object) -> None:
    """What became of the proposal."""
    user = db.session.get(User, proposal.proposer_id)
    notices.tell([user.id], event, proposal.url or page_of(proposal), act=proposal.kind, **values)


def page_of(proposal: Proposal) -> str:
    """Where the proposal is read."""
    return f"/admin/proposal/details/?id={proposal.id}"


def matter_of(proposal: Proposal) -> str:
    """The name under which its notices are settled."""
    return f"proposal:{proposal.id}"
