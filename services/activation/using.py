"""A code becomes a password: once, in time, the newest letter only, and with one answer for whatever is wrong."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from models import Activation, User, db, now
from rules import account as password_rule, activation as rule
from services import account, audit, bulk, guard

PURPOSE = "first access by a letter"
# Wrong tries here keep nobody from signing in, nor the other way round.
DOOR = "activation:"


def use(username: str, code: str, wished: str, *, address: str) -> User | None:
    """Set the password of the account that the letter opens; None when name and code open nothing, whatever the reason.

    Refused while too many wrong tries make this account or this address wait, and for a password that is too weak:
    a good code then serves again. An unknown account, a wrong, used, withdrawn and lapsed code take the same way
    through the same one question to the database.
    """
    username, code = account.tidy(username), rule.read_code(code)
    subjects = account.check_pauses(username, address, DOOR)
    _check_password(wished, [username])
    bulk.lock(User, User.username == username)  # of two who use it at once, the second finds it used
    with guard.unscoped(PURPOSE):
        letter = db.session.scalar(_opening(username, code))
        if letter is None:
            account.count_wrong_try(*subjects)
            audit.note("sign-in refused", record_type="activation", record_name=username[:60])
            return None
        user = letter.user
        _check_password(wished, [username, *user.name.split()])
        guard.act_as(account.actor_of(user, door="public", address=address))
        user.password, user.must_change_password = account.hash_password(wished), False
        letter.used_at = now()
        account.sign_out_everywhere(user)
    return user


def opened_by_letter(user: User) -> bool:
    """Whether a letter once set a password: whoever printed or handed over the letter might have used it himself."""
    with guard.unscoped(PURPOSE):
        used = select(Activation.id).where(Activation.user_id == user.id, Activation.used_at.is_not(None))
        return db.session.scalar(used.limit(1)) is not None


def _opening(username: str, code: str):
    """The letter that this name and this code open now: of an account that is enabled and reads its own file, no more."""
    return (
        select(Activation)
        .join(User, User.id == Activation.user_id)
        .where(User.username == username, User.active, User.role == rule.ROLE)
        .where(Activation.code_digest == account.digest(code), Activation.expires_at > now())
        .where(Activation.used_at.is_(None), Activation.withdrawn_at.is_(None))
        .execution_options(populate_existing=True)
    )


def _check_password(wished: str, about: list[str]) -> None:
    password_rule.check_password(wished, about, current_app.config["SECURITY_PASSWORD_LENGTH_MIN"])
