"""What somebody does not find because it is about himself: an inquiry into his own file, what is proposed about it, and the
looks that a standing inquiry hides. Whoever reads the audit trail is no exception.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, false, func, or_, select, union_all

from models import AuditEvent, Decision, Inquiry, Officer, Proposal, User, db, now
from rules.access import Actor
from rules.search import line
from rules.viewing import HIDDEN, INQUIRY

MOST_WORDS = 8  # of a name; beyond them nobody is told apart by it


def is_own(column, who: Actor) -> ColumnElement[bool]:
    """The SQL condition that this column of officers' numbers names somebody himself, of whom two accounts are one person.

    An account that no officer is linked to is known by its name or e-mail, as services/approval/persons.py knows it.
    """
    if who.officer_id is not None:
        return func.coalesce(column == who.officer_id, false())
    if who.user_id is None:
        return false()
    return func.coalesce(column.in_(_namesakes(who)), false())


def _namesakes(who: Actor, *, has_email: bool = True) -> CompoundSelect:
    """The numbers of the officers whom an account without a file names by its name or its e-mail, where it has one."""
    account, officer, me = User.__table__.alias("linked"), Officer.__table__.alias("namesake"), User.__table__.alias("myself")
    my_email = select(func.lower(me.c.email)).where(me.c.id == who.user_id, me.c.email != "").scalar_subquery() if has_email else None
    linked = and_(account.c.officer_id.is_not(None), _is_called(account, who.name, my_email))
    return select(account.c.officer_id).where(linked).union(select(officer.c.id).where(_is_called(officer, who.name, my_email)))


def himself(who: Actor) -> set[int]:
    """The officers that somebody is, whichever account he acts with: none for who has no file, or for the system."""
    known = {who.officer_id} - {None}
    if who.user_id is None:
        return known
    connection, accounts = db.session.connection(), User.__table__.c
    linked, email = connection.execute(select(accounts.officer_id, accounts.email).where(accounts.id == who.user_id)).first() or (None, None)
    if who.officer_id is None:
        known |= set(connection.execute(_namesakes(who, has_email=bool(email))).scalars())
    return (known | {linked}) - {None}


def is_himself(who: Actor, *officer_ids: int) -> bool:
    """Whether somebody is one of these officers, whichever account he acts with; only an account without an officer is looked up."""
    return who.officer_id in officer_ids if who.officer_id is not None else not himself(who).isdisjoint(officer_ids)


def _is_called(table, name: str, email) -> ColumnElement[bool]:
    """Whether a row has this name, wherever the family name stands, or this e-mail; both are found by an index or are few."""
    words = line([name]).split()[:MOST_WORDS]
    turned = [" ".join([*words[place:], *words[:place]]) for place in range(len(words))]
    named = [and_(table.c.search_text >= f" {one} ", table.c.search_text < f" {one}!") for one in turned]  # what begins so, by the index
    return or_(*named) if email is None else or_(func.lower(table.c.email) == email, *named)


def is_inquired(who: Actor) -> bool:
    """Whether there is or was an inquiry into somebody's own file, or one is proposed: else nothing is kept from him."""
    if who.user_id is None:
        return False
    own = select(Inquiry.__table__.c.id).where(is_own(Inquiry.__table__.c.officer_id, who))
    return db.session.connection().execute(union_all(own, _asked(who)).limit(1)).first() is not None


def _asked(who: Actor) -> Select:
    """The proposals of inquiries into somebody's own file."""
    proposal = Proposal.__table__.c
    return select(proposal.id).where(proposal.kind == INQUIRY, is_own(proposal.concerned_id, who))


def hidden_events(who: Actor) -> ColumnElement[bool]:
    """The events that would tell somebody of an inquiry into his own file: its own, its proposal's, and the looks it hides."""
    told, inquiry, decision = AuditEvent.__table__.alias("told"), Inquiry.__table__, Decision.__table__
    own = select(inquiry.c.id).where(is_own(inquiry.c.officer_id, who))
    lasting = and_(inquiry.c.ended_at.is_(None), inquiry.c.hidden_until_on > now().date(), is_own(inquiry.c.officer_id, who))
    same = and_(inquiry.c.officer_id == told.c.officer_id, inquiry.c.inquirer_id == told.c.user_id, told.c.at >= inquiry.c.starts_on)
    looks = select(told.c.id).join(inquiry, same).where(lasting, told.c.action.in_(HIDDEN))
    said = select(decision.c.id).where(decision.c.proposal_id.in_(_asked(who)))
    records = ((Inquiry, own), (Proposal, _asked(who)), (Decision, said))
    about = [and_(told.c.record_type == model.__tablename__, told.c.record_id.in_(numbers)) for model, numbers in records]
    return AuditEvent.id.in_(looks.union(select(told.c.id).where(or_(*about))))
