"""The attestation of service: an official paper, always in French, that says who serves or served, where, as what and since when.

facts.py reads the file and refuses where it says too little; paper.py draws the sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from flask_babel import force_locale

from models import Officer, SignedPaperKind
from rules.access import Actor

from .. import badge
from .facts import Facts, facts


def prepare(officer: Officer, *, by: Actor) -> tuple[dict[str, object], Callable[[BinaryIO], None]]:
    """The attestation, whose code calls it genuine for three months: what the audit trail says of it, and what writes it as PDF.

    Asked for again on the same day, it is the same paper. Raises Refused, naming what is missing, where the file does not say enough.
    """
    from .. import letterhead  # what draws is loaded with the first paper

    told = facts(officer)
    code = letterhead.code_of(badge.issue_paper(SignedPaperKind.ATTESTATION, told.in_short, officer=officer, by=by))
    return {"file": "attestation", "rows": 1, "number": code.number}, partial(_write, told, code)


def _write(told: Facts, code, out: BinaryIO) -> None:
    from . import paper

    with force_locale("fr"):
        paper.draw(told, code, out)


__all__ = ["Facts", "facts", "prepare"]
