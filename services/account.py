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

from models import Agency, FailedTry, Officer, SignIn, Unit, User, db, now
from rules import account as rule
from rules.access import Actor
from rules.refused import N_, Refused

from . import audit, guard

security = Security()


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
    subjects = [f"account:{username.casefold()[:100]}", f"address:{address}"]
    for subject in subjects:
        _check_pause(subject)
    with guard.unscoped("sign-in"):
        user = db.session.scalar(select(User).where(User.username == username.casefold()))
        known = user is not None and user.active
        if flask_security.verify_password(password, user.password if known else _decoy()) and known:
            return user, _open_session(user, address, browser)
        db.session.add_all([FailedTry(subject=subject) for subject in subjects])
        audit.note("sign-in refused", record_type="account", record_name=username[:60])
    return None


def _open_session(user: User, address: str, browser: str) -> str:
    token = secrets.token_urlsafe(32)
    db.session.add(SignIn(token_digest=_digest(token), user=user, address=address, browser=browser[:200]))
    guard.act_as(actor_of(user, address=address))
    audit.note("sign-in", record=user)
    return token


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


def _decoy() -> str:
    """A hash nobody has the password of, made once, so that unknown accounts take as long as known ones."""
    if "decoy_hash" not in current_app.extensions:
        current_app.extensions["decoy_hash"] = hash_password(secrets.token_urlsafe(24))
    return current_app.extensions["decoy_hash"]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def resume(token: str) -> User | None:
    """The account of an open session, or None when it is over: ended, idle too long, too old, disabled."""
    with guard.unscoped("sign-in"):
        found = db.session.scalar(select(SignIn).where(SignIn.token_digest == _digest(token)))
        if found is None or not found.user.active or not _is_open(found):
            return None
        if now() - found.seen_at > dt.timedelta(minutes=1):
            found.seen_at = now()
        return found.user


def _is_open(found: SignIn) -> bool:
    idle, total = current_app.config["IDLE_LIMIT"], current_app.config["SIGN_IN_LIMIT"]
    return found.ended_at is None and now() - found.seen_at < idle and now() - found.started_at < total


def sign_out(token: str) -> None:
    """End one session."""
    with guard.unscoped("sign-in"):
        found = db.session.scalar(select(SignIn).where(SignIn.token_digest == _digest(token)))
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


def change_password(user: User, present: str, wished: str) -> None:
    """Set a password of one's own choice and end every other session; the browser must sign in again.

    Refused when the present one is wrong or the new one does not satisfy rules/account.py.
    """
    if not flask_security.verify_password(present, user.password):
        raise Refused(N_("The present password is not right."))
    rule.check_password(wished, [user.username, *user.name.split()], current_app.config["SECURITY_PASSWORD_LENGTH_MIN"])
    with guard.unscoped("change of one's own password"):
        user.password, user.must_change_password = hash_password(wished), False
        sign_out_everywhere(user)


def create(username: str, name: str, role: str, **anchors: Agency | Unit | Officer | None) -> tuple[User, str]:
    """A new account and its first password, which must be changed. The caller adds the account."""
    user = User(username=username.casefold(), name=name, role=role, active=True, language="fr", **anchors)
    return user, give_first_password(user)


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
