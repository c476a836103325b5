"""Keys made, rotated, retired and erased; each of it is noted in the audit trail.

A key that follows another is published for as long as a list is believed before it signs: by then every inspector who may
still say “valid” knows it, also without a network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app

from models import Badge, now
from rules.badge import LIST_DAYS
from rules.refused import N_, Refused
from services import audit

from . import files
from .files import CARD, USES, PublicKey


def new_key(use: str = CARD, *, signs_now: bool = False) -> int:
    """Make a signing key and return its number. The first of its use signs at once, and so does any other that must.

    The first call makes one for each use.
    """
    known = files.public_keys()
    is_first = all(key.use != use for key in known.values())
    kid = files.take_number()
    signs_from = now() if is_first or signs_now else now() + dt.timedelta(days=LIST_DAYS)
    files.write_pair(use, kid, ec.generate_private_key(ec.SECP256R1()), signs_from)
    for other in USES if not known else ():
        if other != use:
            new_key(other)
    return kid


def current_key(use: str = CARD) -> int:
    """The number of the key that signs for this use here and now. Refused where there is none."""
    found = signing([key for key in files.public_keys().values() if key.use == use and files.can_sign(key)])
    if found is None:
        raise Refused(N_("There is no signing key yet. A technician makes one with: flask badge key new --use %(use)s"), use=use)
    return found.kid


def signing(keys: Iterable[PublicKey]) -> PublicKey | None:
    """Of keys of one use the newest whose time has come; where it has come for none, the one that waits the least."""
    at, known = now(), sorted(keys, key=lambda key: key.kid)
    due = [key for key in known if key.signs_from <= at]
    return due[-1] if due else min(known, key=lambda key: key.signs_from, default=None)


def make_key(use: str = CARD, *, signs_now: bool = False) -> int:
    """Make a signing key, and say so in the audit trail. Returns its number."""
    kid = new_key(use, signs_now=signs_now)
    note("badge key made", use, kid)
    return kid


def rotate(use: str = CARD, *, signs_now: bool = False) -> tuple[int, int]:
    """A key that follows the one that signs, once it is known everywhere. Returns the number of the one before, and its own.

    The one before keeps its private part until it is retired, so that a print run can be repeated. With `signs_now` an
    inspector without a network calls what it signs “not valid” until his page has read the keys again.
    """
    before = current_key(use)
    return before, make_key(use, signs_now=signs_now)


def retire(kid: int) -> None:
    """Erase the private part of a key. Refused for the one that signs; the public part goes on verifying."""
    use = use_of(kid)
    if kid == current_key(use):
        raise Refused(N_("Key %(kid)s signs now: rotate the keys first, then retire it."), kid=kid)
    files.path(use, kid).unlink(missing_ok=True)
    _forget(kid)
    note("badge key retired", use, kid)


def erase(kid: int) -> None:
    """Both parts of a key go, and nothing that it signed is genuine any more; the successor of one that signs does so at once."""
    use = use_of(kid)
    if kid == current_key(use):
        make_key(use, signs_now=True)
    for public in (False, True):  # the public part last: by it a second try finds what the first one left
        files.path(use, kid, public).unlink(missing_ok=True)
    _forget(kid)
    note("badge key revoked", use, kid)


def use_of(kid: int) -> str:
    """What a key signs. Refused for a number that no key has."""
    known = files.public_keys().get(kid)
    if known is None:
        raise Refused(N_("There is no signing key %(kid)s."), kid=kid)
    return known.use


def note(action: str, use: str, kid: int) -> None:
    """An act on a key, in the audit trail."""
    audit.note(action, record_type=Badge.__tablename__, record_name=f"{use}-{kid:03d}")


def _forget(kid: int) -> None:
    current_app.extensions.get("badge_keys", {}).pop(kid, None)
