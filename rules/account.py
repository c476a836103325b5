"""How long a guesser waits, what a password must be, and who may keep whose account."""

from __future__ import annotations

from .access import TABLE
from .refused import N_, Forbidden, Refused

MEMORY_SECONDS = 15 * 60
FREE_TRIES_ACCOUNT = 5
FREE_TRIES_ADDRESS = 40
LONGEST_PAUSE_SECONDS = 300

# Given by those who do not hold it: whoever keeps the accounts of those who decide does not decide himself.
HANDED_ON = {"approve"}

# NIST SP 800-63B-4: no rules of composition, a list of what is guessed first instead.
COMMON = {"motdepasse", "password", "azerty", "qwerty", "123456", "policenationale", "bamako", "sirhp", "mali"}


def pause_seconds(tries: int, free_tries: int) -> int:
    """How long to wait after the last of so many wrong tries: nothing at first, then doubling, never for ever."""
    return 0 if tries < free_tries else min(2 ** (tries - free_tries + 1), LONGEST_PAUSE_SECONDS)


def check_password(wished: str, about_the_person: list[str], least: int) -> None:
    """Refused unless the password is long enough and is not built from what everybody would try first."""
    if len(wished) < least:
        raise Refused(N_("Choose a password of at least %(least)s characters: four or five words do well."), least=least)
    rest = wished.casefold()
    for word in sorted({*COMMON, *(part.casefold() for part in about_the_person if len(part) > 2)}, key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(set(rest)) < 5:
        raise Refused(N_("This password is too easy to guess. Choose words that say nothing about you."))


def may_grant(granter_role: str, role: str) -> bool:
    """Whether a role allows nothing, and nobody further away, that the role of the granter does not allow."""
    held = TABLE.get(granter_role, {})
    for area, (verbs, scope) in TABLE.get(role, {}).items():
        held_verbs, held_scope = held.get(area, ("", 0))
        if set(verbs.split()) - HANDED_ON - set(held_verbs.split()) or scope > held_scope:
            return False
    return True


def check_grant(granter_role: str, role_before: str | None, role_after: str) -> None:
    """Forbidden when an account allows, before or after, more than its keeper's own.

    A technician thus keeps the accounts of technicians and officers, an administrator all. `role_before` is None
    for a new account.
    """
    if not all(may_grant(granter_role, role) for role in {role_before or role_after, role_after}):
        raise Forbidden(N_("This account may do more than your own: ask the administrator."))
