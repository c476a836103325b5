"""Persons, not accounts: who somebody is, whichever account he acts with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import load_only

from models import Officer, User, db
from rules.search import parts, plain


@dataclass(frozen=True)
class Person:
    """Somebody as persons are told apart: by the account, the officer behind it, else by what the account says of him."""

    user_id: int
    officer_id: int | None
    name: str
    email: str

    def is_same(self, other: Person) -> bool:
        """Whether two accounts are one person. Where either has no officer, one name or one e-mail is one person."""
        if self.user_id == other.user_id:
            return True
        if self.officer_id is not None and other.officer_id is not None:
            return self.officer_id == other.officer_id
        return self.name == other.name or (self.email != "" and self.email == other.email)


def person(user: User, officer_id: int | None) -> Person:
    """The person of an account, with the officer that was or is behind it."""
    return Person(user.id, officer_id, _folded(user.name), _email(user.email))


def persons_of(officers: Collection[int]) -> dict[int, list[Person]]:
    """By officer all that a second account of his could give away: the accounts linked to him, and his file itself.

    To be asked without the guard; two statements, however many there are.
    """
    if not officers:
        return {}
    names = load_only(Officer.last_name, Officer.first_names, Officer.email)
    files = db.session.scalars(select(Officer).where(Officer.id.in_(officers)).options(names))
    found = {number: [] for number in officers}
    for officer in files:
        found[officer.id].append(Person(-officer.id, officer.id, _folded(str(officer)), _email(officer.email)))
    for user in db.session.scalars(select(User).where(User.officer_id.in_(officers))):
        found[user.officer_id].append(person(user, user.officer_id))
    return found


def _folded(name: str) -> str:
    """A name without accents, case and order: the family name stands first in some places and last in others."""
    return " ".join(sorted(parts(plain(name))))


def _email(address: str | None) -> str:
    return (address or "").strip().casefold()
