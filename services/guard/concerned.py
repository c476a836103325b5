"""What somebody does not find because it is about himself: an inquiry into his own file, what is proposed about it, and the
looks that a standing inquiry hides. Whoever reads the audit trail is no exception.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, union_all

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
    account, officer, me = User.__table__.alias("linked"), Officer.__table__.alias("namesake"), User.__table__.alias("myself")
    my_email = select(func.lower(me.c.email)).where(me.c.id == who.user_id, me.c.email != "").scalar_subquery()
    linked = and_(account.c.officer_id.is_not(None), _is_called(account, who.name, my_email))
    numbers = select(account.c.officer_id).where(linked).union(select(officer.c.id).where(_is_called(officer, who.name, my_email)))
    return func.coalesce(column.in_(numbers), false())


def himself(who: Actor) -> set[int]:
    """The officers that somebody is, whichever account he acts with: none for who has no file, or for the system."""
    if who.user_id is None:
        return {who.officer_id} - {None}
    officers, accounts = Officer.__table__.c, User.__table__.c
    asked = select(officers.id).where(is_own(officers.id, who)).union(select(accounts.officer_id).where(accounts.id == who.user_id))
    return set(db.session.connection().execute(asked).scalars()) - {None}


def is_himself(who: Actor, *officer_ids: int) -> bool:
    """Whether somebody is one of these officers, whichever account he acts with; only an account without an officer is looked up."""
    return who.officer_id in officer_ids if who.officer_id is not None else not himself(who).isdisjoint(officer_ids)


def _is_called(table, name: str, email) -> ColumnElement[bool]:
    """Whether a row has this name, wherever the family name stands, or this e-mail; both are found by an index or are few."""
    words = line([name]).split()[:MOST_WORDS]
    turned = [" ".join([*words[place:], *words[:place]]) for place in range(len(words))]
    named = [table.c.search_text.startswith(f" {one} ", autoescape=True) for one in turned]
    return or_(func.lower(table.c.email) == email, *named)


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
