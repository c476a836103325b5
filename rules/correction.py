"""What an officer can ask to have corrected in his or her own file, and what nobody corrects alone.

Only the fields that stand here can be reached by a request, whatever a form sends. Rank, dates of entry and birth, NINA,
positions, sanctions and marks make careers: a correction of them is decided by two people.
"""

from __future__ import annotations

import datetime as dt

# How many requests somebody may have open at a time: a flood would hide the one that matters.
MOST_OPEN = 5
# How long a decision can be appealed, in days.
APPEAL_WITHIN_DAYS = 60
# How many days before the deadline the office is reminded.
WARN_DAYS_BEFORE = 7
# Pieces to a request.
MOST_PIECES = 5

ACT = ("act_kind", "act_reference", "act_authority", "act_signed_on")

# table -> the fields that a request can reach, in the order in which they are read.
CORRECTABLE: dict[str, tuple[str, ...]] = {
    "officer": (
        "last_name", "first_names", "sex", "birth_on", "birth_year", "birth_place", "nina", "service_number", "entered_on",
        "phone", "email", "address",
    ),
    "rank_line": ("rank", "step", "starts_on", *ACT),
    "posting": ("unit", "function", "starts_on", *ACT),
    "position_line": ("position", "starts_on", *ACT),
    "award": ("kind", "grounds", "starts_on", *ACT),
    "sanction": ("kind", "grounds", "starts_on", "ends_on", *ACT),
    "evaluation_mark": ("mark",),
    "education": ("level", "title", "school", "obtained_on"),
    "language_skill": ("language", "spoken", "written"),
    "identity_paper": ("kind", "number", "issued_on", "issued_by", "expires_on"),
    "family_member": ("kinship", "last_name", "first_names", "birth_on", "starts_on", "ends_on", "proof"),
    "emergency_contact": ("name", "kinship", "phone", "is_first"),
    "absence": ("kind", "starts_on", "last_day_on", "act_kind", "act_reference"),
    "medical_fitness": ("outcome", "restriction", "examined_on", "valid_until_on", "examined_by"),
}  # fmt: skip

# Of these tables a record that is missing can be asked for; sanctions, marks and fitness are not the officer's to ask for.
CAN_BE_MISSING = (
    "posting", "rank_line", "position_line", "award", "education", "language_skill", "identity_paper", "family_member",
    "emergency_contact", "absence",
)  # fmt: skip

# What two people decide: whole tables, and fields of the officer.
BY_TWO_TABLES = frozenset({"rank_line", "position_line", "sanction", "evaluation_mark"})
BY_TWO_FIELDS = frozenset({"birth_on", "birth_year", "nina", "entered_on"})


def is_correctable(table: str, field: str) -> bool:
    """Whether a request can reach this field."""
    return field in CORRECTABLE.get(table, ())


def needs_second(table: str | None, field: str | None) -> bool:
    """Whether a correction of this field, or of a whole record where no field is named, is decided by two people."""
    if table is None:
        return False
    return table in BY_TWO_TABLES or (table == "officer" and field in BY_TWO_FIELDS)


def due_on(sent_on: dt.date, days: int) -> dt.date:
    """The day by which the answer is due: `days` calendar days after the one on which the request was sent."""
    return sent_on + dt.timedelta(days=days)


def may_appeal_until(closed_on: dt.date) -> dt.date:
    """The last day on which a decision can be appealed."""
    return closed_on + dt.timedelta(days=APPEAL_WITHIN_DAYS)
