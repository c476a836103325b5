"""How values are written for a reader: days and moments of the country, decimal numbers, a dash for nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask import g, has_request_context, session
from flask_babel import format_date, format_datetime, format_decimal

LANGUAGES = ["fr", "en"]


def language() -> str:
    """The reader's language: as chosen in this browser, else as in the account, else French."""
    if not has_request_context():
        return "fr"
    chosen = session.get("language") or g.get("own_language")
    return chosen if chosen in LANGUAGES else "fr"


def day(value: dt.date | None) -> str:
    """21/11/2026, or a dash."""
    return format_date(value, "dd/MM/yyyy") if value else "–"


def moment(value: dt.datetime | None) -> str:
    """21/11/2026 14 h 05 in French, 21/11/2026 14:05 in English, in the time of the installation."""
    pattern = "dd/MM/yyyy HH:mm" if language() == "en" else "dd/MM/yyyy HH 'h' mm"
    return format_datetime(value, pattern) if value else "–"


def decimal(value: Decimal | float | None, digits: int = 2) -> str:
    """14,25 in French, 14.25 in English, or a dash."""
    return "–" if value is None else format_decimal(value, format="#,##0." + "0" * digits if digits else "#,##0")
