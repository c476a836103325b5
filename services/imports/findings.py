"""What loaded histories show that is no reason to refuse a row, but must be seen: holes, and lines left open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from models import CareerLine, Officer, db
from rules.refused import N_, Refused

# More than anybody reads in one go; the others are counted.
MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the history of one officer: a hole from one day to another, or two open lines by their rows.

    `officer` is None where a row creates the person, who is then called by `name`.
    """

    model: type[CareerLine]
    officer: int | None
    starts_on: dt.date
    ends_on: dt.date
    rows: tuple[int, int] | None = None
    name: str = ""


def told(findings: list[Finding]) -> list[Refused]:
    """The first findings in words, with the officer, and from when to when."""
    first = findings[:MOST_TOLD]
    officers = {finding.officer for finding in first if finding.officer is not None}
    people = {officer.id: officer for officer in db.session.query(Officer).filter(Officer.id.in_(officers))}
    return [_in_words(finding, people.get(finding.officer)) for finding in first]


def _in_words(finding: Finding, officer: Officer | None) -> Refused:
    name = f"{officer} ({officer.service_number})" if officer and officer.service_number else str(officer or finding.name)
    values = {"officer": name, "history": finding.model.__label_plural__}
    if finding.rows is None:
        return Refused(
            N_("%(officer)s, %(history)s: nothing from %(start)s to %(end)s."),
            **values, start=finding.starts_on, end=finding.ends_on,
        )  # fmt: skip
    return Refused(
        N_(
            "%(officer)s, %(history)s: the lines of the rows %(row)s and %(other)s are both open; "
            "the first ends on %(end)s, when the other begins."
        ),
        **values, row=finding.rows[0], other=finding.rows[1], end=finding.ends_on,
    )  # fmt: skip
