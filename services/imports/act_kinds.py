"""The kinds of act as files write them and as lines keep them: by their French name (data/reference/act_kinds.csv)."""

from __future__ import annotations

from functools import lru_cache

from rules.importing import normalised
from rules.refused import N_, Refused
from services import reference

TAKEN_OVER = "REPRISE"
CORRECTION = "RECTIFICATION"


def kind_name(written: str) -> str:
    """The kind of an act as lines keep it, from its code or its name in French or English; another one stays as it is."""
    return _kinds().get(normalised(written), written)


def known_kind(written: str) -> str:
    """The kind of an act as lines keep it. Refused for one that the reference data has not."""
    if normalised(written) not in _kinds():
        raise Refused(N_("Choose one of the list."))
    return kind_name(written)


def taken_over() -> str:
    """The kind of a line that is known from a file only."""
    return kind_name(TAKEN_OVER)


@lru_cache
def _kinds() -> dict[str, str]:
    kinds = reference.act_kinds()
    return {normalised(kind[part]): kind["name"] for kind in kinds for part in ("code", "name", "name_en")}
