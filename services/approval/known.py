"""What the question who may decide looks at, loaded once for all the proposals and accounts that it is asked of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import AuditEvent, Decision, Delegation, FileRecord, Officer, Proposal, User, db, model_of, now
from rules import access
from rules.access import Actor

from .. import account, guard
from .kinds import Bars, kind_of
from .persons import Person, person, persons_of

# Whether so many people see a record is asked in one statement: a column for each of them.
AT_ONCE = 50
# Whoever gave a password may have kept it: so long he is not the second person for what that account proposes.
PASSWORD_KNOWN = dt.timedelta(days=30)


class Known:
    """Decisions, proposers, delegations of today, who is barred, and who of these people sees which of the records.

    Whoever delegated a right to one of them is asked about like them. To be made and asked without the guard, within one
    transaction that writes none of it in between.
    """

    def __init__(self, proposals: Sequence[Proposal], people: Sequence[Actor]):
        self._decisions = _decisions(proposals)
        self._delegations = _delegations(proposals, people)
        self._people = everybody = _with_givers(people, self._delegations)
        accounts = {one.subject_id for one in proposals if one.subject_type == User.__tablename__}
        self._users = _users({one.proposer_id for one in proposals} | set(everybody) | accounts)
        self._passwords = _passwords(proposals, set(everybody))
        self._concerned = persons_of({one.concerned_id for one in proposals} - {None})
        self._bars = _bars(proposals, {who: person(self._users[number], who.officer_id) for number, who in everybody.items()})
        self._himself: dict[int, set[int]] = {}
        self._seen = {seen for who_sees in _subjects(proposals, list(everybody.values())) for seen in who_sees}

    def decisions(self, proposal: Proposal) -> list[Decision]:
        """What was said of a proposal so far, oldest first."""
        return self._decisions.get(proposal.id, [])

    def delegations(self, permission: str, user_id: int) -> list[Delegation]:
        """Those of this right to this account that hold today."""
        return self._delegations.get((permission, user_id), [])

    def user(self, number: int) -> User:
        """The account of this number."""
        return self._users[number]

    def gave_password(self, user_id: int, proposer_id: int) -> bool:
        """Whether somebody knows a password of the proposer, because he made the account or renewed it."""
        return (user_id, proposer_id) in self._passwords

    def concerned(self, proposal: Proposal) -> list[Person]:
        """In whose own cause it would be decided: the officer concerned by all his accounts, and whose account is changed."""
        own = [self._users[proposal.subject_id]] if proposal.subject_type == User.__tablename__ else []
        return [person(user, user.officer_id) for user in own] + self._concerned.get(proposal.concerned_id, [])

    def himself(self, who: Person) -> set[int]:
        """The officers that somebody is; only of an account without an officer it is looked up, once."""
        if who.officer_id is not None:
            return {who.officer_id}
        if who.user_id not in self._himself:
            self._himself[who.user_id] = guard.himself(self._people[who.user_id])
        return self._himself[who.user_id]

    def bar(self, user_id: int, proposal: Proposal) -> str | None:
        """Why the act itself keeps somebody from deciding, or nothing."""
        return self._bars.get((proposal.id, user_id))

    def sees_subject(self, who: Actor, proposal: Proposal) -> bool:
        """Whether the record is within the scope of the role. Of what stands in no file a role that sees none reads the content."""
        table = proposal.subject_type
        if table is None or not (_is_of_file(table) or _may_see(who, table)):
            return True
        return (who.user_id, table, proposal.subject_id) in self._seen


def _is_of_file(table: str) -> bool:
    """Whether records of this table stand in somebody's file, so that nobody decides on one that he may not see."""
    return issubclass(model_of(table), (Officer, FileRecord))


def _with_givers(people: Sequence[Actor], delegations: dict[tuple[str, int], list[Delegation]]) -> dict[int, Actor]:
    """By account these people and those in whose place one of them may decide."""
    givers = {one.giver_id: one.giver for given in delegations.values() for one in given}
    found = {number: account.actor_of(giver) for number, giver in givers.items()}
    return found | {who.user_id: who for who in people}


def _bars(proposals: Sequence[Proposal], people: dict[Actor, Person]) -> Bars:
    found: Bars = {}
    for kind in {one.kind: kind_of(one) for one in proposals}.values():
        found |= kind.bars([one for one in proposals if one.kind == kind.kind], people)
    return found


def _decisions(proposals: Sequence[Proposal]) -> dict[int, list[Decision]]:
    asked = select(Decision).where(Decision.proposal_id.in_([one.id for one in proposals])).order_by(Decision.proposal_id, Decision.id)
    with_people = asked.options(joinedload(Decision.user), joinedload(Decision.delegation).joinedload(Delegation.giver))
    return {number: list(said) for number, said in groupby(db.session.scalars(with_people).all(), lambda one: one.proposal_id)}


def _delegations(proposals: Sequence[Proposal], people: Sequence[Actor]) -> dict[tuple[str, int], list[Delegation]]:
    today, rights = now().date(), {one.permission for one in proposals}
    lasting = (Delegation.revoked_at.is_(None), Delegation.starts_on <= today, Delegation.ends_on >= today)
    given = (Delegation.permission.in_(rights), Delegation.delegate_id.in_([who.user_id for who in people]))
    giver = joinedload(Delegation.giver)
    loaded = (giver.joinedload(User.unit), joinedload(Delegation.delegate))
    found: dict[tuple[str, int], list[Delegation]] = {}
    for one in db.session.scalars(select(Delegation).where(*lasting, *given).order_by(Delegation.id).options(*loaded)):
        found.setdefault((one.permission, one.delegate_id), []).append(one)
    return found


def _passwords(proposals: Sequence[Proposal], people: set[int]) -> set[tuple[int, int]]:
    """(who gave it, the account): first passwords of the proposers given by these people within a month."""
    about = (AuditEvent.record_type == User.__tablename__, AuditEvent.record_id.in_({one.proposer_id for one in proposals}))
    by = (AuditEvent.user_id.in_(people), AuditEvent.at > now() - PASSWORD_KNOWN)
    asked = select(AuditEvent.user_id, AuditEvent.record_id, AuditEvent.changes).where(*about, *by)
    events = db.session.execute(asked).all()  # a new account's first event says so too
    return {(giver, account) for giver, account, changes in events if giver != account and "must_change_password" in changes}


def _users(numbers: set[int]) -> dict[int, User]:
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(numbers)))}


def _may_see(who: Actor, table: str) -> bool:
    return access.may(who, f"{model_of(table).__area__}.view")


def _subjects(proposals: Sequence[Proposal], people: Sequence[Actor]) -> Iterator[set[tuple]]:
    """(account, kind, number) of each record that one of these people sees; a statement for a kind and AT_ONCE people."""
    wanted: dict[str, set[int]] = {}
    for one in proposals:
        if one.subject_type is not None:
            wanted.setdefault(one.subject_type, set()).add(one.subject_id)
    for table, numbers in wanted.items():
        able = [who for who in people if _may_see(who, table)]
        for start in range(0, len(able), AT_ONCE):
            yield _seen(table, numbers, able[start : start + AT_ONCE])


def _seen(table: str, numbers: set[int], people: Sequence[Actor]) -> set[tuple]:
    model = model_of(table)
    sees = [guard.visible(model, who).label(f"sees_{place}") for place, who in enumerate(people)]
    rows = db.session.execute(select(model.id, *sees).where(model.id.in_(numbers)))
    return {(who.user_id, table, row[0]) for row in rows for who, does in zip(people, row[1:], strict=True) if does}
