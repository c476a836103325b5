"""Whose files somebody opens in the daily work: beyond it he or she says first why.

To see a file and to have business in it are two things. Whoever keeps the files of an agency opens them all day; whoever
only may read them, as an auditor or a board does, names the purpose, and the officer reads it.
"""

from __future__ import annotations

import datetime as dt

from .access import Actor, Scope, may, reach

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
# What a role reads of others as its very task, by area: nobody asks why, and it opens no more of the file.
TASKS: dict[str, frozenset[str]] = {"board_member": frozenset({"promotion"})}
# What besides masked values and long texts is read in the file and not in a list, by whoever states a purpose and keeps no files.
NOT_IN_LISTS = frozenset({"birth_on", "birth_year", "birth_place", "email"})
# A purpose holds for one file for so long; looks within so short a time are one look.
PURPOSE_HOLDS = dt.timedelta(hours=12)
ONE_LOOK = dt.timedelta(minutes=30)
# A purpose is a sentence, not a letter.
SHORTEST_PURPOSE = 10
# What an inquiry hides: looks, documents, exports; never a change.
HIDDEN = ("view", "open", "export")
# The act by which two people open an inquiry.
INQUIRY = "viewing.inquiry"
# An inquiry hides looks for a year at most; then two people look at it again.
LONGEST_INQUIRY = dt.timedelta(days=366)


def daily(role: str) -> Scope:
    """How far the daily work of this role goes."""
    return DAILY.get(role, Scope.NONE)


def is_task(role: str, area: str) -> bool:
    """Whether to read such records of anybody is what the role is for: a board reads the candidates of its rounds."""
    return area in TASKS.get(role, ())


def states_purpose(who: Actor) -> bool:
    """Whether there are files that somebody sees by the role, and opens only with a purpose."""
    return reach(who, "personnel.view") > daily(who.role)


def reads_in_file_only(who: Actor) -> bool:
    """Whether lists keep back from somebody what is read in a file: who opens files with a purpose and keeps none of them."""
    return states_purpose(who) and not may(who, "personnel.edit")
