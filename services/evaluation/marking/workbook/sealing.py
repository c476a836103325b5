"""By what a workbook is known again: whose it is, of which campaign, which people stand in it, and what was typed before.

The seal is signed with the key of the installation and kept in a hidden sheet. Of what had been typed it holds only prints:
a field whose print is still the same was not touched, in the file or here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from models import now
from rules.refused import N_, Refused

from .layout import canonical

SALT = "workbook of an evaluator"
FOREIGN = N_("This file was not downloaded from here, or its hidden sheet was changed. Download your sheet again and fill that one.")
PIECE = 30_000  # signs: a cell of a spreadsheet holds 32,767


@dataclass(frozen=True)
class Seal:
    """`prints` are, by the number of the part, those of the fields that were not empty."""

    cycle_id: int
    evaluator_id: int
    made_at: dt.datetime
    prints: Mapping[int, Mapping[str, str]]

    def knows(self, part: str) -> bool:
        """Whether the person of this number stood in the file, as its first column writes it."""
        return part in map(str, self.prints)

    def is_untouched(self, part_id: int, field: str, text: str) -> bool:
        """Whether this is what stood in the field when the file was made."""
        return self.prints[part_id].get(field, "") == fingerprint(field, text)


def fingerprint(field: str, text: str) -> str:
    """A short print of a text; of an empty one, nothing."""
    plain = canonical(field, text)
    return hashlib.sha256(f"{field}\0{plain}".encode()).hexdigest()[:16] if plain else ""


def pieces(cycle_id: int, evaluator_id: int, typed: Mapping[int, Mapping[str, str]]) -> list[str]:
    """The seal of a file with these parts, as they are typed now, in pieces that a cell holds."""
    prints = {part: {field: mark for field, text in fields.items() if (mark := fingerprint(field, text))} for part, fields in typed.items()}
    text = _signer().dumps([cycle_id, evaluator_id, int(now().timestamp()), prints])
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]


def opened(text: str) -> Seal:
    """The seal of these pieces, joined. Raises Refused for one that was not made here."""
    try:
        cycle_id, evaluator_id, made, prints = _signer().loads(text)
    except BadData:
        raise Refused(FOREIGN) from None
    made_at = dt.datetime.fromtimestamp(made, dt.UTC)
    return Seal(cycle_id, evaluator_id, made_at, {int(part): fields for part, fields in prints.items()})


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt=SALT)
