"""The attestation of service: an official paper, always in French, that says who serves or served, where, as what and since when.

facts.py reads the file and refuses where it says too little; paper.py draws the sheet.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from flask_babel import force_locale

from models import Officer, now

from .facts import Facts, facts


def prepare(officer: Officer) -> tuple[dict[str, object], Callable[[BinaryIO], None]]:
    """The attestation with a new number: what the audit trail says of it, and what writes it as PDF.

    Raises Refused, naming what is missing, where the file does not say enough.
    """
    number = f"AS-{now().year}-{secrets.token_hex(4).upper()}"
    return {"file": "attestation", "rows": 1, "number": number}, partial(_write, facts(officer), number)


def _write(told: Facts, number: str, out: BinaryIO) -> None:
    from . import paper  # what draws is loaded with the first paper

    with force_locale("fr"):
        paper.draw(told, number, out)


__all__ = ["Facts", "facts", "prepare"]
