"""Who may decide: persons, not accounts, and by whose right."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from models import Delegation, Proposal, User, db
from rules import access
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden

from .. import account, guard
from .kinds import kind_of
from .known import Known


@dataclass(frozen=True)
class Person:
    """Somebody as persons are told apart: by the account, the officer behind it, else by what the account says of him."""

    user_id: int
    officer_id: int | None
    name: str
    email: str

    def is_same(self, other: Person) -> bool:
        """Whether two accounts are one person. Where either has no officer, one name or one e-mail is one person."""
        if self.user_id == other.user_id:
            return True
        if self.officer_id is not None and other.officer_id is not None:
            return self.officer_id == other.officer_id
        return self.name == other.name or (self.email != "" and self.email == other.email)


def person(user: User, officer_id: int | None) -> Person:
    """The person of an account, with the officer that was or is behind it."""
    return Person(user.id, officer_id, " ".join(user.name.casefold().split()), (user.email or "").strip().casefold())


def right_to_decide(proposal: Proposal, by: Actor, known: Known | None = None) -> Delegation | None:
    """By whose right somebody decides: None for his own, else the delegation. Raises Forbidden where there is none.

    To be asked without the guard: it looks at accounts that the approver need not see. Who asks of many proposals
    or accounts gives what is `known` of them all.
    """
    if by.user_id is None:
        raise Forbidden(N_("Sign in with an account of your own to decide."))
    known = known or Known([proposal], [by])
    here = person(known.user(by.user_id), by.officer_id)
    if _is_among(here, _proposers(proposal, known)):
        raise Forbidden(N_("You proposed this act: another person must approve it."))
    if known.gave_password(by.user_id, proposal.proposer_id):
        raise Forbidden(N_("You gave the person who proposed this a password lately: somebody else must approve it."))
    if _concerns(proposal, here):
        raise Forbidden(N_("This act concerns yourself: nobody decides in his or her own cause."))
    if _is_among(here, _spent(proposal, known)):
        raise Forbidden(N_("You have decided on this act already."))
    if known.sees_subject(by, proposal):
        if _reaches(by, proposal):
            return None
        for delegation in known.delegations(proposal.permission, by.user_id):
            if _is_good(delegation, proposal, known):
                return delegation
    raise Forbidden(N_("You are not entitled to do this."))


def _proposers(proposal: Proposal, known: Known) -> list[Person]:
    """The person who proposed, by the account as it was then and as it is now."""
    proposer = known.user(proposal.proposer_id)
    return [person(proposer, proposal.proposer_officer_id), person(proposer, proposer.officer_id)]


def _spent(proposal: Proposal, known: Known) -> list[Person]:
    """Everybody whose right stands behind a decision already: who decided, and who had delegated it to him."""
    decisions = known.decisions(proposal)
    givers = [one.delegation.giver for one in decisions if one.delegation]
    return [person(one.user, one.approver_officer_id) for one in decisions] + [person(each, each.officer_id) for each in givers]


def _concerns(proposal: Proposal, who: Person) -> bool:
    """Whether the act is about this person, or about his own account."""
    own_account = (proposal.subject_type, proposal.subject_id) == (User.__tablename__, who.user_id)
    if who.officer_id is None:
        return own_account
    is_one_of_many = kind_of(proposal).includes(proposal.content, who.officer_id)
    return own_account or who.officer_id == proposal.concerned_id or is_one_of_many


def _is_among(who: Person, others: list[Person]) -> bool:
    return any(who.is_same(other) for other in others)


def _reaches(who: Actor, proposal: Proposal) -> bool:
    """Whether the role gives the right over the agency of the act."""
    reach = access.reach(who, proposal.permission)
    return reach == Scope.ALL or (reach > Scope.NONE and proposal.agency_id is not None and proposal.agency_id == who.agency_id)


def _is_good(delegation: Delegation, proposal: Proposal, known: Known) -> bool:
    """Whether the giver could decide himself today: he is no proposer, not concerned, has not spoken, still holds it."""
    giver = delegation.giver
    who = person(giver, giver.officer_id)
    if not (giver.active and delegation.delegate.active) or delegation.delegate.agency_id != proposal.agency_id:
        return False
    if _is_among(who, _proposers(proposal, known) + _spent(proposal, known)):
        return False
    return not _concerns(proposal, who) and _reaches(account.actor_of(giver), proposal)


def possible_approvers(proposal: Proposal) -> list[User]:
    """Every account that could decide today, in the order of names; however many there are."""
    roles = [role for role in access.TABLE if access.may(Actor("", role), proposal.permission)]
    everywhere = [role for role in roles if access.reach(Actor("", role), proposal.permission) == Scope.ALL]
    with guard.unscoped("who may approve an act"):
        delegates = select(Delegation.delegate_id).where(Delegation.permission == proposal.permission)
        here = and_(User.role.in_(roles), User.agency_id == proposal.agency_id)
        asked = select(User).where(User.active, or_(User.role.in_(everywhere), here, User.id.in_(delegates)))
        found = db.session.scalars(asked.options(joinedload(User.unit)).order_by(User.name)).all()
        actors = [account.actor_of(user) for user in found]
        known = Known([proposal], actors)
        return [user for user, who in zip(found, actors, strict=True) if is_entitled(proposal, who, known)]


def unlinked_approvers() -> list[User]:
    """Accounts that decide and have no officer: only their name and e-mail tell whether two of them are one person."""
    deciding = [role for role, areas in access.TABLE.items() if any("approve" in verbs.split() for verbs, _scope in areas.values())]
    with guard.unscoped("accounts without an officer"):
        asked = select(User).where(User.active, User.role.in_(deciding), User.officer_id.is_(None))
        return list(db.session.scalars(asked.order_by(User.username)))


def is_entitled(proposal: Proposal, who: Actor, known: Known | None = None) -> bool:
    """Whether somebody could decide; to be asked without the guard."""
    try:
        right_to_decide(proposal, who, known)
    except Forbidden:
        return False
    return True
