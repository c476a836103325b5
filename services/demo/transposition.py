"""The corps of officers that disappeared on 30 March 2023: members who still wait for their new rank, and the act that gives it.

Most of the former officers of the demo force went back to school that day; a third of those who head nothing did
not, and the transposition that concerns them is prepared, not applied: its reader may do so. The real table of
concordance is not public; this one is invented and says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from models import Agency, CollectiveAct, CollectivePurpose, Corps, Rank, db
from rules.transposition import Row
from services import collective

from .people import Person

ON = dt.date(2023, 3, 30)
FORMER = "INS"
# What they became in 2018 and after; a rank of the abolished corps is the last.
WAITING = (
    (("LTN", dt.date(2018, 3, 15)), ("CNE", dt.date(2021, 1, 1))),
    (("LTN", dt.date(2018, 3, 15)),),
    (("CNE", dt.date(2018, 3, 15)), ("CDT", dt.date(2021, 1, 1))),
    (("SLT", dt.date(2018, 3, 15)), ("LTN", dt.date(2020, 1, 1))),
    (("CDT", dt.date(2018, 3, 15)), ("CDM", dt.date(2021, 1, 1))),
    (("SLT", dt.date(2018, 3, 15)),),
)
# (rank of before, new rank, keeps the step, keeps the seniority): invented.
TABLE = (
    ("LTN", "CST", False, False),
    ("CNE", "COM", True, True),
    ("CDT", "COM", True, True),
    ("CDM", "CPR", True, False),
)  # the second lieutenants are left without a row, for the preview to say so


def as_member(made: Person) -> Person:
    """The same person as one who waits, for a third of the former officers; the others as they are."""
    is_former = made.career.ranks[0][0] == FORMER and not any(stay.is_head for stay in made.postings)
    if not is_former or made.number % 3:
        return made
    ranks = [made.career.ranks[0], *WAITING[made.number // 3 % len(WAITING)]]
    return replace(made, career=replace(made.career, ranks=ranks))


def prepare() -> CollectiveAct:
    """The act of 30 March 2023, to be looked at, proposed, approved and applied by the reader."""
    act = CollectiveAct(
        title="Transposition du corps des officiers de police (concordance supposée)",
        agency=_of_code(Agency, "PN"),
        corps=_of_code(Corps, "OFF"),
        purpose=CollectivePurpose.TRANSPOSITION,
        starts_on=ON,
        act_kind="Arrêté",
        act_reference="Arrêtés n° 2023-0411 et 2023-0412/MSPC-SG",
        act_authority="Ministre de la Sécurité et de la Protection civile",
        act_signed_on=ON,
        legal_text="Ordonnance n° 2023-015/PT-RM du 21 mars 2023, annexes 1 à 3 (non publiques)",
        is_assumed=True,
    )
    db.session.add(act)
    db.session.flush()
    ranks = {code: _of_code(Rank, code).id for row in TABLE for code in row[:2]}
    collective.transposing.set_table(act, {ranks[before]: Row(ranks[after], *kept) for before, after, *kept in TABLE})
    return act


def _of_code(model: type, code: str):
    return db.session.query(model).filter_by(code=code).one()
