"""The worker publishes where what lies in the folder is no longer what the records say, or is ten minutes old."""

from __future__ import annotations

import datetime as dt

from models import now

from .. import keys, status
from ..token import BadToken
from . import listed, site
from .files import KEYS, MEDIA_TYPES, ROUND_KEYS, STATUS, folder


def publish_if_due() -> bool:
    """Publish where it is due; whether it was. Nothing is kept between two calls: what is published is read back."""
    if not _can_sign() or _stands():
        return False
    site.write(folder())
    return True


def published() -> status.StatusList | None:
    """The list in the folder; None where there is none, or none that our keys signed."""
    try:
        return status.read((folder() / STATUS).read_bytes(), keys.public_keys())
    except (FileNotFoundError, BadToken):
        return None


def age() -> dt.timedelta | None:
    """How old the published list is; None where there is none."""
    found = published()
    return now() - dt.datetime.fromtimestamp(found.issued_at, dt.UTC) if found else None


def _can_sign() -> bool:
    """Whether this machine has a key for lists: one without may have been made from a copy of the records."""
    return any(key.use == keys.LIST and keys.files.can_sign(key) for key in keys.public_keys().values())


def _stands() -> bool:
    """Whether all files are there, the keys are ours of now, and the list is young and says what the records say."""
    place, at, found = folder(), now(), published()
    if found is None or any(not (place / name).is_file() for name in MEDIA_TYPES):
        return False
    if (place / KEYS).read_bytes() != site.public_keys() or (place / ROUND_KEYS).read_bytes() != site.round_keys():
        return False
    is_young = 0 <= at.timestamp() - found.issued_at < status.REFRESH.total_seconds()
    return is_young and found.bits == status.bits_of(listed.not_valid_slots(at.date()))
