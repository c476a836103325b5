"""What the system says no to, and why. Doors turn it into a message the user understands."""

from __future__ import annotations


def N_(text: str) -> str:
    """Mark a message for translation where none can happen yet."""
    return text


class Refused(Exception):
    """An act that a rule forbids. `message` is an English msgid, `values` fills its %(names)s."""

    def __init__(self, message: str, **values: object):
        super().__init__(message % values if values else message)
        self.message, self.values = message, values


class Forbidden(Refused):
    """An act that this person may not do at all."""
