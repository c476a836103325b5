"""The second person: more than a few rows of personal data a day leave only after somebody else has seen what and why."""

from __future__ import annotations

import datetime as dt
from functools import cache

from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect, select
from sqlalchemy.orm import MANYTOONE

from models import AuditEvent, Job, JobState, Officer, Proposal, ProposalState, Record, User, db, model_of, now
from rules.access import Actor
from rules.refused import N_, Refused
from services import approval, bulk, guard

from .wanted import Wanted, described

MOST_ROWS_ALONE = 500  # rows in all, however many files they are taken away in
ALONE_WITHIN = dt.timedelta(hours=24)
KIND = "export"
# Between the question and the answer a list may grow a little, not become another one.
GROWTH = 1.1

approval.declare(
    approval.Sensitive(
        kind=KIND,
        label=_l("Download of personal data"),
        permission=lambda content: f"{model_of(content['table']).__area__}.approve",
        describe=described,
    )
)


@cache
def is_personal(model: type[Record]) -> bool:
    """Whether the records speak of people: they are officers or accounts, lead to one over any links, or say so.

    A column of a list goes over the links of its records, so that it leads nowhere that they do not.
    """
    return bool(_reached(model) & {Officer, User}) or any(getattr(each, "__is_personal__", False) for each in _reached(model))


def _reached(model: type[Record]) -> set[type[Record]]:
    """The kind of record itself, and all to which its links lead, over however many."""
    reached, waiting = set(), [model]
    while waiting:
        here = waiting.pop()
        reached.add(here)
        links = [link for link in inspect(here).relationships if link.direction is MANYTOONE]
        waiting += [link.mapper.class_ for link in links if link.mapper.class_ not in reached]
    return reached


def needs_second(wanted: Wanted, rows: int, *, by: Actor) -> bool:
    """Whether this file needs a second person, whoever asks for it: many rows count alike in one file or in ten.

    Files asked for at the same moment are counted one after the other: the next waits until this one is taken.
    """
    if not is_personal(wanted.model):
        return False
    bulk.lock(User, User.id == by.user_id)
    return rows + taken_alone(by) > MOST_ROWS_ALONE


def taken_alone(by: Actor) -> int:
    """How many rows of personal data somebody took away within a day, but for those to which a second person agreed."""
    with guard.unscoped("how much the person who asks has taken away today"):
        own = (AuditEvent.user_id == by.user_id, AuditEvent.action == "export", AuditEvent.at > now() - ALONE_WITHIN)
        taken = db.session.execute(select(AuditEvent.record_type, AuditEvent.changes).where(*own)).all()
    alone = [(model_of(table), told) for table, told in taken if told.get("proposal") is None]
    return sum(told.get("rows", 0) for model, told in alone if model is not None and is_personal(model))


def propose(wanted: Wanted, rows: int, *, reason: str, by: Actor, page: str) -> Proposal:
    """Ask for the second person. `page` is where the file is then fetched; the digest of the content is added to it."""
    content = wanted.content(rows)
    url = f"{page}?digest={approval.digest_of(KIND, content)}"
    return approval.propose(KIND, content, reason=reason, by=by, url=url, title=wanted.model.__label_plural__)


def approved(digest: str, *, by: Actor) -> Proposal | None:
    """The proposal of this digest that was approved for this person and not used yet."""
    with guard.unscoped("what was approved for the person who asks"):
        mine = (Proposal.kind == KIND, Proposal.digest == digest, Proposal.proposer_id == by.user_id)
        found = select(Proposal).where(*mine, Proposal.state == ProposalState.APPROVED)
        return db.session.scalar(found.order_by(Proposal.id.desc()).limit(1))


def check_growth(proposal: Proposal, rows: int) -> None:
    """Refused when the list has become much longer than what was approved."""
    if rows > proposal.content["rows"] * GROWTH:
        raise Refused(
            N_("The list has grown from %(approved)s to %(rows)s rows since it was approved. Ask again."),
            approved=proposal.content["rows"], rows=rows,
        )  # fmt: skip


def take(proposal: Proposal, wanted: Wanted, rows: int, *, by: Actor) -> None:
    """Use the approval, once, for the list that is asked for now, in the transaction that makes the file.

    Refused when that is another list than the approved one, or one that has grown.
    """
    check_growth(proposal, rows)
    approval.use(proposal, wanted.content(proposal.content["rows"]), by=by)


def in_preparation(proposal: Proposal) -> Job | None:
    """The job that is making the approved file already: it uses the approval when the file is whole."""
    active = (Job.kind == KIND, Job.state.in_((JobState.WAITING, JobState.RUNNING)), Job.owner_id == proposal.proposer_id)
    jobs = db.session.scalars(select(Job).where(*active).order_by(Job.id))
    return next((job for job in jobs if job.arguments.get("proposal") == proposal.id), None)
