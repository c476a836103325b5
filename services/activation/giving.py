"""Giving access: the account is made where there is none, a code drawn, the older letter withdrawn, the page printed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable
from io import BytesIO

from flask import current_app
from sqlalchemy import select

from models import Activation, Officer, User, db, now
from rules import access, activation as rule
from rules.access import Actor
from rules.activation import Access
from rules.refused import N_, Forbidden, Refused
from services import account, bulk, guard, notices

from . import choosing, keeping
from .choosing import Wanted
from .faces import LetterFace

AT_A_TIME = 100
PURPOSE = "access to the own file"

Tell = Callable[[int, int], None]


def print_letters(wanted: Wanted, *, by: Actor, tell: Tell = lambda done, total: None) -> tuple[str, int]:
    """Print the letters of a unit: the name of the kept file, and how many there are.

    Who has access keeps the password until the new letter is used. Refused when nobody is left to get a letter.
    """
    found = choosing.preview(wanted, by=by)
    officers, again = found.officers, found.counts[Access.WAITING] + found.counts[Access.OPEN]
    if not officers and again and not (wanted.with_waiting or wanted.with_open):
        raise Refused(N_("Nothing is ticked. Nobody here needs a first letter: tick for whom one is printed again, then print."))
    _check_number(len(officers))
    if wanted.with_open and not wanted.identity:
        raise Refused(N_("Say how those who had access before are known when they are handed their letter."))
    faces: list[LetterFace] = []
    for start in range(0, len(officers), AT_A_TIME):
        faces += _print_block(officers[start : start + AT_A_TIME], wanted, by)
        tell(len(faces), 2 * len(officers))
    return _put(faces, by, lambda drawn: tell(len(faces) + drawn, 2 * len(faces))), len(faces)


def print_in_background(arguments: dict, tell: Tell) -> dict:
    """The job: the letters of `arguments["wanted"]`, as the person who asked for them."""
    name, letters = print_letters(Wanted(**arguments["wanted"]), by=guard.actor(), tell=tell)
    return {"letters": letters, "file": name}


def renew(officer: Officer, *, kind: str, last_signs: str, by: Actor) -> str:
    """Print a new letter for one officer and end what the old password opened; returns the name of the kept file.

    `kind` and `last_signs` say by which paper the officer was known: required where the account was opened before.
    """
    _hold([officer.id])
    stands = choosing.access_of(officer, by=by)
    if stands is None:
        raise Forbidden(N_("The agency that keeps this officer’s file gives the access."))
    rule.check_letter(stands, may_enable=access.may(by, "account.edit"))
    seen = rule.identity(kind, last_signs, choosing.had_access(officer))
    with guard.unscoped(PURPOSE):
        user = _accounts_of([officer])[officer.id]
        user.active = True
        _withdraw([user])
        face = _give(officer, user, seen, by)
        _shut(user)
    return _put([face], by)


def _check_number(letters: int) -> None:
    if not letters:
        raise Refused(N_("Nobody in this choice needs a letter."))
    if letters > rule.MOST_LETTERS:
        raise Refused(N_("These would be %(count)s letters: at most %(most)s are printed at once. Choose a smaller unit."), count=letters, most=rule.MOST_LETTERS)


def _print_block(numbers: list[int], wanted: Wanted, by: Actor) -> list[LetterFace]:
    """Some of the letters. How each officer stands is asked again, now that nobody else can change it."""
    _hold(numbers)
    stand = choosing.standings(Officer.id.in_(numbers), by)
    with guard.unscoped(PURPOSE):
        found = {officer.id: officer for officer in db.session.scalars(select(Officer).where(Officer.id.in_(numbers)))}
        able = [found[number] for number in numbers if number in stand and wanted.takes(stand[number])]
        with db.session.no_autoflush:  # written at once at the end of the block
            accounts = _accounts_of(able)
            _withdraw(accounts.values())
            seen = {officer.id: wanted.identity if stand[officer.id] is Access.OPEN else None for officer in able}
            return [_give(officer, accounts[officer.id], seen[officer.id], by) for officer in able]


def _hold(numbers: list[int]) -> None:
    """Of two who print at once, the second sees what the first did; and nobody uses a letter meanwhile."""
    bulk.lock(Officer, Officer.id.in_(numbers))
    bulk.lock(User, User.officer_id.in_(numbers))


def _accounts_of(officers: list[Officer]) -> dict[int, User]:
    """Their accounts, read again as they now stand; made where there is none, without a password."""
    asked = select(User).where(User.officer_id.in_([officer.id for officer in officers]))
    found = {user.officer_id: user for user in db.session.scalars(asked.execution_options(populate_existing=True))}
    given: set[str] = set()
    for officer in officers:
        if officer.id not in found:
            found[officer.id] = _new_account(officer, given)
    return found


def _new_account(officer: Officer, given: set[str]) -> User:
    """An account that may read its own file and is closed until the letter is used; `given` are the names of this block."""
    wished = rule.usernames(officer.service_number, officer.first_names, officer.last_name)
    name = next(each for each in wished if each not in given and _is_free(each))
    given.add(name)
    made = User(
        username=name, name=str(officer)[:200], role=rule.ROLE, officer=officer, agency=officer.home_agency,
        unit=officer.unit, active=True, must_change_password=True, fs_uniquifier=secrets.token_hex(32),
    )  # fmt: skip
    db.session.add(made)
    return made


def _is_free(username: str) -> bool:
    return db.session.scalar(select(User.id).where(User.username == username)) is None


def _withdraw(users: Iterable[User]) -> None:
    """The letters that were not used open nothing any more."""
    unused = (Activation.used_at.is_(None), Activation.withdrawn_at.is_(None))
    for older in db.session.scalars(select(Activation).where(Activation.user_id.in_([user.id for user in users if user.id]), *unused)):
        older.withdrawn_at = now()


def _give(officer: Officer, user: User, seen: str | None, by: Actor) -> LetterFace:
    """A new letter; who had access is told that somebody printed one."""
    if user.password:
        notices.tell([user.id], "account.letter", by=by.name)
    code, expires_at = rule.new_code(secrets.choice), now() + dt.timedelta(days=rule.VALID_DAYS)
    db.session.add(
        Activation(user=user, code_digest=account.digest(code), made_by_id=by.user_id, expires_at=expires_at, identity_seen=seen)
    )
    return LetterFace.of(officer, user, code, expires_at)


def _shut(user: User) -> None:
    """What the old password opened is closed, and it opens nothing any more."""
    account.sign_out_everywhere(user)
    user.password, user.must_change_password = None, True


def _put(faces: list[LetterFace], by: Actor, tell: Callable[[int], None] = lambda drawn: None) -> str:
    """Draw the pages and keep them until they are fetched."""
    from . import letter  # what draws (ReportLab, 8 MB) is loaded with the first letter, not with every process

    out = BytesIO()
    letter.write(faces, current_app.config["SITE_ADDRESS"], out, tell)
    return keeping.put(out.getvalue(), by=by)
