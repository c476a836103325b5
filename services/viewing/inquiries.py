"""Marked inquiries: two people decide that until a day an officer does not read what one account opened of his file.

Looks, documents and exports are hidden, never a change. Nothing that the officer may have read already disappears:
where the inquirer has opened the file today, hiding begins tomorrow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, or_, select

from models import AuditEvent, ExportedFile, Inquiry, Officer, Proposal, User, db, now
from rules import access, viewing
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden, Refused

from .. import approval, guard, listing
from ..wording import DAY

LEADS_IT = N_("You lead this inquiry: somebody else decides that your looks are hidden.")


@dataclass(frozen=True)
class Asked:
    """What two people decide: which paper orders it, why, and from when until when looks are hidden."""

    reference: str
    reason: str
    starts_on: dt.date
    hidden_until_on: dt.date


def propose(officer: Officer, inquirer: User, asked: Asked, *, by: Actor) -> Proposal:
    """Ask a second person to approve an inquiry. Forbidden beyond one's right and scope, Refused for days that cannot be.

    Nobody proposes or leads one into his own file, whichever account he has.
    """
    guard.check_write(Inquiry(officer_id=officer.id), "edit")
    _check_people(officer, inquirer, by)
    _check_days(asked)
    content = {
        "officer": officer.id,
        "name": str(officer),
        "inquirer": inquirer.id,
        "inquirer_officer": inquirer.officer_id,
        "led_by": inquirer.name,
        "reference": asked.reference.strip(),
        "reason": asked.reason.strip(),
        "starts_on": asked.starts_on.isoformat(),
        "hidden_until_on": asked.hidden_until_on.isoformat(),
    }
    return approval.propose(viewing.INQUIRY, content, reason=asked.reason, by=by)


def _check_people(officer: Officer, inquirer: User, by: Actor) -> None:
    with guard.unscoped("whose file an inquiry is about"):
        proposer = approval.person(db.session.get_one(User, by.user_id), by.officer_id)
        own = approval.persons_of({officer.id})[officer.id]
    if any(approval.person(inquirer, inquirer.officer_id).is_same(one) for one in own):
        raise Refused(N_("Nobody leads an inquiry into his or her own file."))
    if any(proposer.is_same(one) for one in own):
        raise Forbidden(N_("Your own file is kept by a colleague."))


def _check_days(asked: Asked) -> None:
    if asked.starts_on < now().date():
        raise Refused(N_("An inquiry hides nothing that the officer may have read already: let it begin today or later."))
    if asked.hidden_until_on <= asked.starts_on:
        raise Refused(N_("“Hidden until” must lie after the day on which the inquiry begins."))
    if asked.hidden_until_on > asked.starts_on + viewing.LONGEST_INQUIRY:
        raise Refused(N_("An inquiry hides looks for a year at most; then two people decide again."))


def end(inquiry: Inquiry, *, by: Actor) -> None:
    """Show from now on what was hidden; one person does it. Refused when it is shown already."""
    guard.check_write(inquiry, "edit")
    if not is_hiding(inquiry):
        raise Refused(N_("This inquiry hides nothing any more."))
    inquiry.ended_at = now()
    db.session.flush()


def is_hiding(inquiry: Inquiry) -> bool:
    """Whether looks are still hidden by it."""
    return inquiry.ended_at is None and inquiry.hidden_until_on > now().date()


def hiding(officer_id: int) -> list[Inquiry]:
    """The inquiries that hide something from this officer today; to be asked without the guard."""
    lasting = (Inquiry.ended_at.is_(None), Inquiry.hidden_until_on > now().date())
    return list(db.session.scalars(select(Inquiry).where(Inquiry.officer_id == officer_id, *lasting)))


def is_hidden(event: AuditEvent, inquiries: list[Inquiry]) -> bool:
    """Whether one of these inquiries hides an event: looks, documents and exports of the inquirer, from its first day on."""
    if event.action not in viewing.HIDDEN:
        return False
    return any(one.inquirer_id == event.user_id and event.at.date() >= one.starts_on for one in inquiries)


# --- who may lead one ----------------------------------------------------------------------------


def inquirers(by: Actor, words: str = "", most: int = 20) -> list[User]:
    """The first accounts by name that may lead an inquiry and in which all the words are found."""
    found = _may_lead(by).order_by(User.name, User.id).limit(most)
    with guard.unscoped("who may lead an inquiry"):
        return list(db.session.scalars(found.where(listing.matching(User, words)) if words.strip() else found))


def inquirer_numbered(number: int, by: Actor) -> User | None:
    """The account of this number, if it may lead an inquiry."""
    with guard.unscoped("who may lead an inquiry"):
        return db.session.scalar(_may_lead(by).where(User.id == number))


def _may_lead(by: Actor) -> Select:
    """Enabled accounts that may open files: of one's agency or of none, such as an auditor's."""
    roles = [role for role in access.TABLE if access.may(Actor("", role), "personnel.view")]
    found = select(User).where(User.active, User.role.in_(roles))
    if access.reach(by, "discipline.edit") == Scope.ALL:
        return found
    return found.where(or_(User.agency_id == by.agency_id, User.agency_id.is_(None)))


# --- two people ----------------------------------------------------------------------------------


def _perform(proposal: Proposal, _by: Actor) -> dict:
    content = proposal.content
    starts_on = max(dt.date.fromisoformat(content["starts_on"]), _first_day(content["officer"], content["inquirer"]))
    until = dt.date.fromisoformat(content["hidden_until_on"])
    if until <= starts_on:
        raise Refused(N_("The days of this inquiry are over. Propose it again with others."))
    made = Inquiry(
        officer_id=content["officer"], inquirer_id=content["inquirer"], reference=content["reference"], reason=content["reason"],
        starts_on=starts_on, hidden_until_on=until,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return {"inquiry": made.id}


def _first_day(officer_id: int, inquirer_id: int) -> dt.date:
    """Today; tomorrow where the officer may have read today that this account opened the file."""
    today = now().date()
    begin = dt.datetime.combine(today, dt.time(), dt.UTC)
    listed = select(ExportedFile.event_id).where(ExportedFile.officer_id == officer_id)
    about = or_(AuditEvent.officer_id == officer_id, AuditEvent.id.in_(listed))
    seen = select(AuditEvent.id).where(AuditEvent.user_id == inquirer_id, AuditEvent.action.in_(viewing.HIDDEN), AuditEvent.at >= begin, about)
    return today if db.session.scalar(seen.limit(1)) is None else today + dt.timedelta(days=1)


def _bars(proposals: Sequence[Proposal], people: Mapping[Actor, approval.Person]) -> approval.Bars:
    """Who leads an inquiry does not approve that his own looks are hidden."""
    numbers = {one.content["inquirer"] for one in proposals}
    accounts = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(numbers)))}
    leaders = [(one, accounts[one.content["inquirer"]]) for one in proposals]
    return {
        (one.id, who.user_id): LEADS_IT
        for one, leader in leaders
        for who, here in people.items()
        if here.is_same(approval.person(leader, leader.officer_id)) or here.is_same(approval.person(leader, one.content["inquirer_officer"]))
    }


def _in_words(content: dict) -> list[tuple[object, object]]:
    days = [dt.date.fromisoformat(content[name]).strftime(DAY) for name in ("starts_on", "hidden_until_on")]
    return [
        (_l("Officer"), content["name"]),
        (_l("Reference of the inquiry"), content["reference"]),
        (_l("Reason"), content["reason"]),
        (_l("Led by"), content["led_by"]),
        (_l("From"), days[0]),
        (_l("Hidden until"), days[1]),
        (_l("What follows"), _("Until that day the officer does not read that this person opened the file. Then everything is shown.")),
    ]


INQUIRY = approval.declare(
    approval.Sensitive(
        viewing.INQUIRY, _l("Open an inquiry"), "discipline.approve", _in_words, perform=_perform,
        concerns=lambda content: content["officer"], bars=_bars,
    )
)  # fmt: skip
