"""How an import run is told in the list."""

from __future__ import annotations

from flask_babel import gettext as _

from models import ImportRun
from services.imports import record_type
from web import decimal

DASH = "–"


def record_words(_view, _context, run: ImportRun, _name: str) -> str:
    """The record type by its label."""
    return str(record_type(run.record_type).model.__label_plural__)


def counts_in_words(_view, _context, run: ImportRun, _name: str) -> str:
    """How many rows of each outcome, without those that are none."""
    words = {
        "created": _("created"),
        "changed": _("changed"),
        "unchanged": _("unchanged"),
        "refused": _("refused"),
    }
    told = [f"{decimal(run.counts[outcome], 0)} {word}" for outcome, word in words.items() if run.counts.get(outcome)]
    return ", ".join(told) or DASH
