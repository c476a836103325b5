"""A refusal in the reader's words: the one place where message and values are put together."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

DAY = "%d/%m/%Y"


def said(refusal) -> str:
    """The message of a Refused (or anything with `message` and `values`) in the reader's language, dates as 21/11/2026."""
    values = {name: value.strftime(DAY) if isinstance(value, dt.date) else value for name, value in refusal.values.items()}
    return _(refusal.message, **values)
