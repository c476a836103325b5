"""What an officer can ask to have corrected in his or her own file, and what nobody corrects alone.

Only the fields that stand here can be reached by a request, whatever a form sends. Rank, dates of entry and birth, NINA,
positions, sanctions and marks make careers: a correction of them is decided by two people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

from .refused import N_

Person = TypeVar("Person")

# Assumed, as what follows: no text that we know sets it; a lawyer may say otherwise (docs/decisions.md).
# How many requests somebody may have open at a time: a flood would hide the one that matters.
MOST_OPEN = 5
# Assumed: how long a decision can be appealed, in days. The statute is not public.
APPEAL_WITHIN_DAYS = 60
# Assumed: how many days before the deadline the office is reminded.
WARN_DAYS_BEFORE = 7
# Assumed: pieces to a draft. Each piece that human resources ask for comes on top.
MOST_PIECES = 5
# Assumed: how many files an account adds within an hour, and how many requests are sent in an officer's name within a day,
# those removed and taken back included. Five full requests at once stay within the first.
MOST_UPLOADS, UPLOADS_WITHIN = 40, dt.timedelta(hours=1)
MOST_SENT, SENT_WITHIN = 10, dt.timedelta(days=1)

# Why somebody does not decide on a request.
OWN = N_("Nobody decides on his or her own file.")
WROTE_IT = N_("You wrote this request for the officer: a colleague decides on it.")
GAVE_IT = N_("You gave this mark: a colleague decides on it.")
DECIDED_FIRST = N_("You took part in the first decision: somebody else decides on the appeal.")

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

# What else the file keeps of an officer, and why no request reaches it; a test counts them.
NOT_CORRECTABLE = {
    "account": "says how somebody signs in, not who he or she is",
    "annulment": "an act takes back another; what it took back wrongly is told in words",
    "audit_event": "nothing changes the trail",
    "badge": "the badge office issues another",
    "board_decision": "is what the board decided; an appeal answers it",
    "collective_row": "its acts stand in the careers, and are corrected there",
    "correction_request": "is what asks",
    "disciplinary_case": "is answered within the procedure",
    "document": "shows what is right; what is wrong in the file is corrected by it",
    "evaluation": "its marks are reached one by one",
    "evaluation_fact": "is answered on its own page, and withdrawn by who noted it",
    "exam_mark": "is answered by the examiners",
    "exceptional_promotion": "is signed by two people; another one follows it",
    "exported_file": "what was taken away was taken away",
    "inquiry": "is not shown to its subject",
    "photo": "the badge office takes another",
    "promotion_appeal": "is answered with its reasons",
    "promotion_candidate": "the board answers for its table",
    "signed_paper": "is a copy; the file it was drawn from is corrected, and another is drawn",
}
# What no request empties, though a file may be loaded without it: rights and the retirement hang on it.
NEVER_EMPTIED = frozenset({("officer", "birth_on"), ("officer", "entered_on")})
# Days that have been, of whatever a request tells.
NEVER_AHEAD = frozenset({("officer", "birth_on"), ("officer", "entered_on"), ("award", "starts_on")})
SIGNED = "act_signed_on"  # an act that takes effect later is signed already
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


def is_never_ahead(table: str, field: str) -> bool:
    """Whether the day in this field cannot lie in the future."""
    return field == SIGNED or (table, field) in NEVER_AHEAD


def needs_second(table: str | None, field: str | None) -> bool:
    """Whether a correction of this field, or of a whole record where no field is named, is decided by two people."""
    if table is None:
        return False
    return table in BY_TWO_TABLES or (table == "officer" and field in BY_TWO_FIELDS)


def barred(
    concerned: Person, *, writer: Person | None = None, evaluators: Iterable[Person] = (), first: Iterable[Person] = ()
) -> list[tuple[Person, str]]:
    """Everybody who decides on a request neither first nor second, with the reason; the weightiest reason first.

    `concerned` is the officer, `writer` who wrote the request, `evaluators` who gave the mark that it is about, `first` of
    an appeal everybody behind the first decision, however the caller tells persons apart.
    """
    found = [(concerned, OWN)]
    found += [(writer, WROTE_IT)] if writer is not None else []
    found += [(evaluator, GAVE_IT) for evaluator in evaluators]
    return found + [(person, DECIDED_FIRST) for person in first]


def needs_reason(verdict: str, kind: str) -> bool:
    """Whether a decision gives its reasons: always, but where all that was asked for is accepted and the file itself says so.

    `verdict` is "accepted", "partly" or "refused"; `kind` "change", "missing" or "other": what is told in words changes
    nothing by itself.
    """
    return verdict != "accepted" or kind == "other"


def most_pieces(asked_for: int) -> int:
    """How many pieces a request takes in which human resources asked for a piece so many times."""
    return MOST_PIECES + asked_for


def due_on(sent_on: dt.date, days: int) -> dt.date:
    """The day by which the answer is due: `days` calendar days after the one on which the request was sent."""
    return sent_on + dt.timedelta(days=days)


def may_appeal_until(closed_on: dt.date) -> dt.date:
    """The last day on which a decision can be appealed."""
    return closed_on + dt.timedelta(days=APPEAL_WITHIN_DAYS)
