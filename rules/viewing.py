"""Whose files somebody opens in the daily work: beyond it he or she says first why.

To see a file and to have business in it are two things. Whoever keeps the files of an agency opens them all day; whoever
only may read them, as an auditor or a board does, names the purpose, and the officer reads it.
"""

from __future__ import annotations

import datetime as dt

from .access import Scope

# How far the daily work of a role goes; what stands not here is nobody's daily work.
DAILY: dict[str, Scope] = {
    "administrator": Scope.AGENCY,
    "hr_manager": Scope.AGENCY,
    "hr_clerk": Scope.AGENCY,
    "badge_officer": Scope.AGENCY,
    "supervisor": Scope.SUBTREE,
    "board_member": Scope.SUBTREE,
    "training_officer": Scope.SUBTREE,
    "recruitment_officer": Scope.SUBTREE,
    "deployment_officer": Scope.SUBTREE,
}
# A purpose holds for one file for so long; looks within so short a time are one look.
PURPOSE_HOLDS = dt.timedelta(hours=12)
ONE_LOOK = dt.timedelta(minutes=30)
# A purpose is a sentence, not a letter.
SHORTEST_PURPOSE = 10
# An inquiry hides looks for a year at most; then two people look at it again.
LONGEST_INQUIRY = dt.timedelta(days=366)


def daily(role: str) -> Scope:
    """How far the daily work of this role goes."""
    return DAILY.get(role, Scope.NONE)
