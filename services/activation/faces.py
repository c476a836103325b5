"""What one letter says, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from models import Officer, User


@dataclass(frozen=True)
class LetterFace:
    """Everything that is printed for one person."""

    agency: str
    name: str
    rank: str
    unit: str
    username: str
    code: str
    expires_at: dt.datetime

    @classmethod
    def of(cls, officer: Officer, account: User, code: str, expires_at: dt.datetime) -> LetterFace:
        """The letter of an officer; who has left has no unit."""
        rank, unit = (str(one) if one else "" for one in (officer.rank, officer.unit))
        return cls(str(officer.home_agency), str(officer), rank, unit, account.username, code, expires_at)
