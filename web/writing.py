"""How values are written for a reader: days and moments of the country, decimal numbers, a dash for nothing.

Babel writes the same from a pattern, at twenty times the price: a list asks two hundred times.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask import g, has_request_context, session
from flask_babel import get_locale, to_user_timezone

LANGUAGES = ["fr", "en"]
FRENCH = str.maketrans({",": "\u202f", ".": ","})  # between thousands, and before the fraction


def language() -> str:
    """The reader's language: as chosen in this browser, else as in the account, else French."""
    if not has_request_context():
        return "fr"
    chosen = session.get("language") or g.get("own_language")
    return chosen if chosen in LANGUAGES else "fr"


def day(value: dt.date | None) -> str:
    """21/11/2026, or a dash."""
    if not value:
        return "–"
    at = to_user_timezone(value) if isinstance(value, dt.datetime) else value
    return f"{at.day:02}/{at.month:02}/{at.year:04}"


def moment(value: dt.datetime | None) -> str:
    """21/11/2026 14 h 05 in French, 21/11/2026 14:05 in English, in the time of the installation."""
    if not value:
        return "–"
    at = to_user_timezone(value)
    return f"{day(at.date())} {at.hour:02}{':' if _is_english() else ' h '}{at.minute:02}"


def decimal(value: Decimal | float | None, digits: int = 2) -> str:
    """14,25 in French, 14.25 in English, or a dash."""
    if value is None:
        return "–"
    text = f"{Decimal(str(value)):,.{digits}f}"
    return text if _is_english() else text.translate(FRENCH)


def signed(value: Decimal | float | None, digits: int = 1) -> str:
    """+0,6 or −0,6 (a minus, not a hyphen); what rounds to nothing has no sign; or a dash."""
    if value is None:
        return "–"
    text, is_nothing = decimal(abs(value), digits), not round(Decimal(str(value)), digits)
    return text if is_nothing else f"{'+' if value > 0 else '−'}{text}"


def _is_english() -> bool:
    return get_locale().language == "en"
