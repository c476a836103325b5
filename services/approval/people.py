"""Who may decide: persons, not accounts, and by whose right."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from models import Delegation, Proposal, User, db
from rules import access
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden

from .. import account, guard
from .kinds import kind_of
from .known import Known
from .persons import Person, person


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
    if _concerns(proposal, here, known):
        raise Forbidden(N_("This act concerns yourself: nobody decides in his or her own cause."))
    if why := known.bar(by.user_id, proposal):
        raise Forbidden(why)
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


def _concerns(proposal: Proposal, who: Person, known: Known) -> bool:
    """Whether the act is about this person, whichever account he has, or about an account of his."""
    if _is_among(who, known.concerned(proposal)):
        return True
    kind = kind_of(proposal)
    return kind.includes is not None and any(kind.includes(proposal.content, officer_id) for officer_id in known.himself(who))


def _is_among(who: Person, others: list[Person]) -> bool:
    return any(who.is_same(other) for other in others)


def _reaches(who: Actor, proposal: Proposal) -> bool:
    """Whether the role gives the right over the agency of the act."""
    reach = access.reach(who, proposal.permission)
    return reach == Scope.ALL or (reach > Scope.NONE and proposal.agency_id is not None and proposal.agency_id == who.agency_id)


def _is_good(delegation: Delegation, proposal: Proposal, known: Known) -> bool:
    """Whether the giver could decide himself today: nothing comes by him that he may not do, and he still holds it."""
    giver, delegate = delegation.giver, delegation.delegate
    who, by = person(giver, giver.officer_id), account.actor_of(giver)
    if not (giver.active and delegate.active) or delegate.agency_id != proposal.agency_id:
        return False
    if _is_among(who, _proposers(proposal, known) + _spent(proposal, known)) or _concerns(proposal, who, known):
        return False
    if known.gave_password(giver.id, proposal.proposer_id) or known.bar(giver.id, proposal):
        return False
    return known.sees_subject(by, proposal) and _reaches(by, proposal)


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
