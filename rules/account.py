"""How long a guesser waits, and what a password must be."""

from __future__ import annotations

from .refused import N_, Refused

MEMORY_SECONDS = 15 * 60
FREE_TRIES_ACCOUNT = 5
FREE_TRIES_ADDRESS = 40
LONGEST_PAUSE_SECONDS = 300

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
