"""Access to the own file by a letter: what a code is made of, what somebody is called, and who may be given one."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .refused import N_, Refused

# Without 0 and O, 1, I and L: nobody can take one for the other, on paper or on the telephone.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
GROUPS, IN_A_GROUP = 4, 4  # 16 of 31 signs: 79 bits
VALID_DAYS = 30
MOST_LETTERS = 2000  # in one file, which a printer takes in a morning
BACKGROUND_ABOVE = 50
ROLE = "officer"  # the only role that a letter opens
DECEASED = "DCD"
LAST_SIGNS, MOST_LAST_SIGNS = 2, 6
LONGEST_NAME = 60


class Access(enum.Enum):
    """How somebody stands towards his or her own file."""

    NEVER = "never"  # no account, or no letter that could open it
    WAITING = "waiting"  # holds a letter that still opens
    LAPSED = "lapsed"  # let the letter lapse without using it
    OPEN = "open"  # has a password
    CLOSED = "closed"  # the account is disabled
    ABOVE = "above"  # the account may do more than read the own file
    OWN = "own"  # is the one who asks
    DECEASED = "deceased"


USUALLY = frozenset({Access.NEVER, Access.LAPSED})


@dataclass(frozen=True)
class Known:
    """What is known of somebody's account. `role` is None without one; `letter` says whether an unused letter still opens."""

    position: str | None = None
    is_oneself: bool = False
    role: str | None = None
    is_enabled: bool = True
    has_password: bool = False
    letter: bool | None = None


def access_of(known: Known) -> Access:
    """How somebody stands; what forbids a letter comes first."""
    if known.is_oneself:
        return Access.OWN
    if known.position == DECEASED:
        return Access.DECEASED
    if known.role is None:
        return Access.NEVER
    if known.role != ROLE:
        return Access.ABOVE
    if not known.is_enabled:
        return Access.CLOSED
    if known.has_password:
        return Access.OPEN
    return {True: Access.WAITING, False: Access.LAPSED, None: Access.NEVER}[known.letter]


def check_letter(access: Access, may_enable: bool) -> None:
    """Refused for whoever gets no letter; a disabled account stays so unless its keeper prints the letter."""
    if access is Access.OWN:
        raise Refused(N_("Nobody prints a letter for his or her own account: ask a colleague."))
    if access is Access.DECEASED:
        raise Refused(N_("This officer is recorded as deceased: no access is given."))
    if access is Access.ABOVE:
        raise Refused(N_("This account may do more than read its own file, so no letter opens it. An administrator gives it a new first password."))
    if access is Access.CLOSED and not may_enable:
        raise Refused(N_("This account is disabled. An administrator says whether it may be opened again."))


def identity(kind: str, last_signs: str, is_required: bool) -> str | None:
    """The paper by which somebody was known, as it is kept: its kind and its last signs, never the whole number."""
    signs = re.sub(r"[\W_]", "", last_signs).upper()
    if not kind and not signs and not is_required:
        return None
    if not kind:
        raise Refused(N_("Say which identity paper you saw: this account had been opened before."))
    if not LAST_SIGNS <= len(signs) <= MOST_LAST_SIGNS:
        raise Refused(N_("Type the last signs of the paper’s number: %(least)s to %(most)s of them."), least=LAST_SIGNS, most=MOST_LAST_SIGNS)
    return f"{kind} …{signs}"


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """A code by chance; `choose` takes one sign of many, as secrets.choice does."""
    return "".join(choose(ALPHABET) for _sign in range(GROUPS * IN_A_GROUP))


def grouped(code: str) -> str:
    """ABCDEFGH -> ABCD EFGH, as it is printed and read aloud."""
    return " ".join(code[start : start + IN_A_GROUP] for start in range(0, len(code), IN_A_GROUP))


def read_code(typed: str) -> str:
    """What was meant: capitals, without spaces, hyphens and dots."""
    return re.sub(r"[\W_]", "", typed).upper()


def usernames(service_number: str | None, first_names: str, last_name: str) -> Iterator[str]:
    """What an account may be called, the best first: the service number, else first and last name; then with a number."""
    named = _plain(service_number or "") or ".".join(filter(None, (_plain(first_names.split(" ")[0]), _plain(last_name)))) or "officer"
    named = named[: LONGEST_NAME - 6]
    yield named
    for number in range(2, 10_000):
        yield f"{named}-{number}"


def _plain(text: str) -> str:
    """Small letters that every keyboard has: "N'Diaye 12/B" -> "ndiaye-12-b"."""
    letters = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.casefold()).strip("-")
