"""What an account may do is never changed by one person: another role, and access for those who approve.

Whoever could alone make himself a second account that approves would be both of the two people.
"""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import Agency, Officer, Proposal, Unit, User, db
from rules import access
from rules.access import Actor
from rules.account import check_grant

from . import account, activation, approval, audit, guard, notices

LINKS = {"agency_id": ("agency", Agency), "unit_id": ("unit", Unit), "officer_id": ("officer", Officer)}
STANDING_OF = ("role", "agency_id", "unit_id", "officer_id", "active")
LABELS = {name: getattr(User, name).property.columns[0].info["label"] for name in STANDING_OF}


def takes_two(role: str, officer_id: int | None, by: Actor) -> bool:
    """Whether access to such an account is never given by one person: it approves, or opens a file closed to the giver."""
    return approves(role) or (officer_id is not None and not access.may(by, "personnel.view"))


def approves(role: str) -> bool:
    """Whether somebody of this role may be the second person anywhere."""
    return any("approve" in verbs.split() for verbs, _scope in access.TABLE[role].values())


def hold_back(user: User, *, by: Actor, reason: str) -> Proposal | None:
    """Propose the change of standing that an account is about to get, and leave it as it was; None where one may do it.

    To be called before the changes are flushed. Forbidden when the account allows more than one's own.
    """
    with db.session.no_autoflush:
        before, after = _stored(user), _wished(user)
        changes = {name: [before[name], after[name]] for name in LABELS if before[name] != after[name]}
        if user.id == by.user_id or not needs_two(before, after, by):
            return None
        check_grant(by.role, before["role"], after["role"])
        for name in changes:
            _put(user, name, before[name])
    account.edit(user, by=by)  # flushes what one may change alone
    return _propose(user, changes, by, reason)


def open_with_two(user: User, *, by: Actor, reason: str) -> Proposal | None:
    """A new account that takes two people is closed until the second one opens it; None for every other."""
    with db.session.no_autoflush:
        if not (user.active and takes_two(user.role, _wished(user)["officer_id"], by)):
            return None
    user.active = False
    db.session.flush()
    return _propose(user, {"active": [False, True]}, by, reason)


def needs_two(before: dict, after: dict, by: Actor) -> bool:
    """Another role always; where access takes two people also access, agency and the officer behind the account."""
    if before["role"] != after["role"]:
        return True
    opened = after["active"] and not before["active"]
    moved = any(before[name] != after[name] for name in ("agency_id", "officer_id"))
    return takes_two(after["role"], after["officer_id"], by) and (opened or moved)


def _stored(user: User) -> dict:
    row = db.session.execute(select(*(getattr(User, name) for name in LABELS)).where(User.id == user.id)).one()
    return dict(zip(LABELS, row, strict=True))


def _wished(user: User) -> dict:
    """The standing as the form left it: links are objects until the flush."""
    links = {name: getattr(user, link) for name, (link, _model) in LINKS.items()}
    return {"role": user.role, "active": user.active} | {name: one.id if one else None for name, one in links.items()}


def _put(user: User, name: str, value: object) -> None:
    if name not in LINKS:
        return setattr(user, name, value)
    link, model = LINKS[name]
    with guard.unscoped("the standing of an account"):
        setattr(user, link, db.session.get(model, value) if value else None)


def _propose(user: User, changes: dict, by: Actor, reason: str) -> Proposal:
    content = {"account": user.username, "role": user.role, "person": user.officer_id, "changes": changes}
    return approval.propose(STANDING.kind, content, subject=user, reason=reason, by=by, title=user.name)


def _change(proposal: Proposal, _by: Actor) -> dict:
    user = db.session.get_one(User, proposal.subject_id)
    # A letter opens no more than one's own file. With more rights comes a first password that no clerk had in hand.
    if "role" in proposal.content["changes"] and activation.opened_by_letter(user):
        account.forget_password(user)
    for name, (_before, after) in proposal.content["changes"].items():
        _put(user, name, after)
    db.session.flush()
    notices.tell([user.id], "account.changed")
    return {"account": user.username}


def _in_words(content: dict) -> list[tuple]:
    changes = [(LABELS[name], tuple(_word(name, one) for one in pair)) for name, pair in content["changes"].items()]
    role = [] if "role" in content["changes"] else [(LABELS["role"], _word("role", content["role"]))]
    return [(_l("User name"), content["account"]), *role, *changes]


def _word(name: str, value: object) -> str | None:
    """A value of the standing as people say it."""
    if name == "role":
        return _(access.ROLES[value])
    if name == "active":
        return _("yes") if value else _("no")
    with guard.unscoped("the names in a proposal"):
        return str(db.session.get(LINKS[name][1], value)) if value else None


STANDING = approval.declare(
    approval.Sensitive(
        "account.standing", _l("Change what an account may do"), "account.approve", _in_words,
        perform=_change, concerns=lambda content: content["person"],
    )
)  # fmt: skip


# --- passwords -----------------------------------------------------------------------------------


def renew_password(user: User, *, by: Actor, reason: str) -> str | None:
    """A new first password, or None when a second person is asked first, as for every account that takes two."""
    if not takes_two(user.role, user.officer_id, by) or user.id == by.user_id:
        return _renew(user, by)
    check_grant(by.role, user.role, user.role)
    content = {"account": user.username, "person": user.officer_id}
    standing = approval.latest_on(PASSWORD.kind, user)
    if standing is not None and approval.is_approved_for(standing, by):
        approval.use(standing, content, by=by)
        return _renew(user, by)
    approval.propose(PASSWORD.kind, content, subject=user, reason=reason, by=by, title=user.name, url=page_of(user))
    return None


def _renew(user: User, by: Actor) -> str:
    was_waiting = user.must_change_password
    first = account.renew_password(user, by=by)
    if was_waiting:  # then nothing changes by which the trail would tell who gave the last one
        audit.note("edit", record=user, changes={"must_change_password": [True, True]})
    notices.tell([user.id], "account.password", by=by.name)
    return first


def page_of(user: User) -> str:
    """Where the account is kept."""
    return f"/admin/account/details/?id={user.id}"


PASSWORD = approval.declare(
    approval.Sensitive(
        "account.password", _l("Give a new first password to somebody who approves"), "account.approve",
        lambda content: [(_l("User name"), content["account"])],
        lifetime=dt.timedelta(hours=24), concerns=lambda content: content["person"],
    )
)  # fmt: skip
