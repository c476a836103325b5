"""What tells people with equal points apart, and at the end a draw made in public."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from decimal import Decimal

from .dossier import Dossier

# A date that is not known comes last.
UNKNOWN = dt.date.max


def time_in_rank(dossier: Dossier) -> dt.date:
    """Longer in the rank comes first."""
    return dossier.rank_since or UNKNOWN


def service(dossier: Dossier) -> dt.date:
    """Longer in the service comes first."""
    return dossier.entered_on


def exam(dossier: Dossier) -> Decimal:
    """The better mark at the examination comes first, who has none last."""
    return Decimal(1) if dossier.exam is None else -dossier.exam


def age(dossier: Dossier) -> dt.date:
    """The older comes first."""
    return dossier.counts_as_born_on or UNKNOWN


# Of each: the smaller value comes first.
BY_NAME: dict[str, Callable[[Dossier], object]] = {"time_in_rank": time_in_rank, "service": service, "exam": exam, "age": age}


def drawn(seed: str, officer_id: int) -> str:
    """The lot of somebody: SHA-256 of the number drawn in public, a colon, and the file number; the smallest comes first."""
    return hashlib.sha256(f"{seed}:{officer_id}".encode()).hexdigest()


def order_key(dossier: Dossier, score: Decimal, breakers: Iterable[Callable[[Dossier], object]], seed: str | None) -> tuple:
    """What the list goes by, the smaller first: the points, the tie-breakers, the lot.

    Without a `seed` drawn in public the lot is the file number, which says nothing of merit and only keeps the list the same.
    """
    lot = dossier.officer_id if seed is None else drawn(seed, dossier.officer_id)
    return (-score, *[breaker(dossier) for breaker in breakers], lot)
