"""A refusal in the reader's words: the one place where message and values are put together."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _, to_user_timezone

DAY = "%d/%m/%Y"


def said(refusal) -> str:
    """The message of a Refused (or anything with `message` and `values`) in the reader's language, dates as 21/11/2026."""
    return _(refusal.message, **{name: _spelled(value) for name, value in refusal.values.items()})


def _spelled(value: object) -> object:
    """A moment is told as the day that it was here."""
    if isinstance(value, dt.datetime):
        value = to_user_timezone(value)
    return value.strftime(DAY) if isinstance(value, dt.date) else value


def in_sentence(label: str) -> str:
    """A label within a sentence: “date of birth”; what begins with capitals, such as NINA, keeps them."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
