"""Signing in and out. Flask-Security keeps passwords and the signed-in user; here are the sessions that one
can list and end, and the counters that slow down a guesser. It is the only module that knows the library.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

import flask_security
from flask import Flask, current_app
from flask_security import Security, SQLAlchemyUserDatastore
from sqlalchemy import select

from models import FailedTry, SignIn, User, db, now
from rules import account as rule
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused

from . import audit, guard

security = Security()
# Where somebody stands: what nobody changes in his own account.
STANDING = (User.role, User.agency_id, User.unit_id, User.officer_id, User.active)
OLD_TRIES_AFTER = dt.timedelta(days=1)
LONGEST_BROWSER = 200


def init_app(app: Flask) -> None:
    """Attach the library; its own pages stay off, ours are in portal/account.py."""
    security.init_app(app, SQLAlchemyUserDatastore(db, User, None), register_blueprint=False)


def hash_password(password: str) -> str:
    """Argon2id, as configured by SECURITY_PASSWORD_HASH."""
    return flask_security.hash_password(password)


def sign_in(username: str, password: str, *, address: str, browser: str) -> tuple[User, str] | None:
    """Check the password and open a session: the account and the session's token, or None when it is wrong.

    Refused while too many wrong tries make this account or this address wait. An unknown or disabled
    account costs the same time and gives the same answer as a wrong password.
    """
    username = tidy(username)
    subjects = check_pauses(username, address)
    with guard.unscoped("sign-in"):
        user = db.session.scalar(select(User).where(User.username == username))
        known = user if user is not None and user.active and user.password else None
        if _matches(password, known):
            return known, _open_session(known, address, browser)
        count_wrong_try(*subjects)
        audit.note("sign-in refused", record_type="account", record_name=username[:60])
    return None


def _open_session(user: User, address: str, browser: str) -> str:
    token = secrets.token_urlsafe(32)
    db.session.add(SignIn(token_digest=digest(token), user=user, address=address, browser=browser[:LONGEST_BROWSER]))
    guard.act_as(actor_of(user, address=address))
    audit.note("sign-in", record=user)
    return token


def _subject(username: str) -> str:
    return f"account:{username[:100]}"


def check_pauses(username: str, address: str, door: str = "") -> list[str]:
    """Refused while too many wrong tries make this account or this address wait; else what a wrong try counts for.

    Another `door` than the sign-in ("activation:") counts for itself: whoever fails at one keeps nobody from the other.
    """
    subjects = [f"{door}{username[:100]}" if door else _subject(username), f"address:{door}{address}"]
    for subject in subjects:
        _check_pause(subject)
    return subjects


def _check_pause(subject: str) -> None:
    since = now() - dt.timedelta(seconds=rule.MEMORY_SECONDS)
    with guard.unscoped("sign-in"):
        recent = select(FailedTry.at).where(FailedTry.subject == subject, FailedTry.at > since)
        tries = db.session.scalars(recent.order_by(FailedTry.at.desc()).limit(100)).all()
    free_tries = rule.FREE_TRIES_ADDRESS if subject.startswith("address:") else rule.FREE_TRIES_ACCOUNT
    pause = rule.pause_seconds(len(tries), free_tries)
    waited = (now() - tries[0]).total_seconds() if tries else 0
    if waited < pause:
        raise Refused(N_("Too many wrong tries. Try again in %(seconds)s seconds."), seconds=int(pause - waited) + 1)


def count_wrong_try(*subjects: str) -> None:
    """Remember a wrong try, and forget some of those that no longer count."""
    db.session.add_all([FailedTry(subject=subject) for subject in subjects])
    for old in db.session.scalars(select(FailedTry).where(FailedTry.at < now() - OLD_TRIES_AFTER).limit(100)):
        db.session.delete(old)


def _matches(password: str, known: User | None) -> bool:
    """Whether this is the password of the account; where there is none, the same time goes by.

    A hash nobody has the password of is checked instead. Making it takes as long as checking it, so the first
    unknown account does that.
    """
    if known:
        return flask_security.verify_password(password, known.password)
    if decoy := current_app.extensions.get("decoy_hash"):
        flask_security.verify_password(password, decoy)
    else:
        current_app.extensions["decoy_hash"] = hash_password(secrets.token_urlsafe(24))
    return False


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_out(token: str) -> None:
    """End one session."""
    with guard.unscoped("sign-in"):
        found = db.session.scalar(select(SignIn).where(SignIn.token_digest == digest(token)))
        if found and found.ended_at is None:
            found.ended_at = now()
            audit.note("sign-out", record=found.user)


def sign_out_everywhere(user: User) -> int:
    """End all open sessions of an account and say how many there were."""
    with guard.unscoped("sign-in"):
        still_open = db.session.scalars(select(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))).all()
        for found in still_open:
            found.ended_at = now()
        user.fs_uniquifier = secrets.token_hex(32)
        audit.note("sign-out everywhere", record=user)
    return len(still_open)


def change_password(user: User, present: str, wished: str) -> bool:
    """Set a password of one's own choice and end every session; False when the present one is wrong.

    A wrong one counts like a wrong try at signing in. Refused after too many, when the new one is the present one,
    or when it does not satisfy rules/account.py.
    """
    subject = _subject(user.username)
    _check_pause(subject)
    with guard.unscoped("change of one's own password"):
        if not flask_security.verify_password(present, user.password):
            count_wrong_try(subject)
            audit.note("sign-in refused", record=user)
            return False
        if wished == present:
            raise Refused(N_("This is the present password: choose another one."))
        rule.check_password(wished, [user.username, *user.name.split()], current_app.config["SECURITY_PASSWORD_LENGTH_MIN"])
        user.password, user.must_change_password = hash_password(wished), False
        sign_out_everywhere(user)
    return True


# --- keeping accounts ----------------------------------------------------------------------------


def create(user: User, *, by: Actor) -> str:
    """Add a new account and return its first password, which must be changed. Forbidden beyond one's own rights."""
    rule.check_grant(by.role, None, user.role)
    user.username = tidy(user.username)
    first = give_first_password(user)
    db.session.add(user)
    return first


def edit(user: User, *, by: Actor) -> None:
    """Take over the changes of an account.

    Forbidden when it allows more than one's own, before or after, and when one changes one's own standing.
    """
    with db.session.no_autoflush:
        before = db.session.execute(select(*STANDING).where(User.id == user.id)).one()
    user.username = tidy(user.username)
    db.session.flush()  # now the keys say what the links say
    if user.id != by.user_id:
        rule.check_grant(by.role, before.role, user.role)
    elif tuple(before) != tuple(getattr(user, column.key) for column in STANDING):
        raise Forbidden(N_("Nobody changes the role, agency, unit, officer or access of his own account."))


def renew_password(user: User, *, by: Actor) -> str:
    """A new first password for somebody who lost his; all his sessions end."""
    if user.id == by.user_id:
        raise Refused(N_("You change your own password on the page for it, by the present one."))
    rule.check_grant(by.role, user.role, user.role)
    first = give_first_password(user)
    sign_out_everywhere(user)
    return first


def forget_password(user: User) -> None:
    """No password opens the account any more, until a new first one is given; its sessions end."""
    user.password = None
    sign_out_everywhere(user)


def tidy(username: str) -> str:
    """A user name as it is kept and looked for."""
    return username.strip().casefold()


def give_first_password(user: User) -> str:
    """Set a random password that must be changed at the next sign-in, and return it to be handed over."""
    first = "-".join(secrets.token_hex(3) for _ in range(4))
    user.password, user.must_change_password = hash_password(first), True
    user.fs_uniquifier = user.fs_uniquifier or secrets.token_hex(32)
    return first


def actor_of(user: User, door: str = "admin", address: str | None = None, request_id: str | None = None) -> Actor:
    """The plain values that rules and the guard reason about."""
    with guard.unscoped("sign-in"):
        unit_path = user.unit.path if user.unit else None
    return Actor(
        name=user.name,
        role=user.role,
        user_id=user.id,
        officer_id=user.officer_id,
        agency_id=user.agency_id,
        unit_path=unit_path,
        door=door,
        address=address,
        request_id=request_id,
    )
