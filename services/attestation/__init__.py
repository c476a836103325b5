"""The attestation of service: an official paper, always in French, that says who serves or served, where, as what and since when.

facts.py reads the file and refuses where it says too little; paper.py draws the sheet.
"""

from __future__ import annotations

import secrets
from typing import BinaryIO

from flask_babel import force_locale

from models import Officer, now
from services import audit

from .facts import Facts, facts


def write(officer: Officer, out: BinaryIO) -> str:
    """Write the attestation as PDF, note it in the audit trail under its number, and return that number.

    Raises Refused, naming what is missing, where the file does not say enough.
    """
    from . import paper  # what draws is loaded with the first paper

    told = facts(officer)
    number = f"AS-{now().year}-{secrets.token_hex(4).upper()}"
    with force_locale("fr"):
        paper.draw(told, number, out)
    audit.note("export", record=officer, changes={"file": "attestation", "rows": 1, "number": number})
    return number


__all__ = ["Facts", "facts", "write"]
