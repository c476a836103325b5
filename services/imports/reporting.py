"""The refused rows as a file in the shape of the input, to be corrected and loaded again."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

from flask_babel import gettext as _

from rules.importing.values import plain
from services.wording import said

from .parsed import Problem
from .rows import CHANGED, CREATED, REFUSED, UNCHANGED
from .running import Outcome

MOST_UNKNOWN_TOLD = 20
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_report(outcome: Outcome, path: Path | str) -> int:
    """Write the refused rows with row, column, value and reason before their own cells; return how many."""
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in outcome.problems:
        by_row[problem.row].append(problem)
    table = outcome.table
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=table.separator or ";")
        writer.writerow([_("Row"), _("Column"), _("Value"), _("Reason"), *table.header])
        for number, problems in sorted(by_row.items()):
            cells = table.rows[number - table.first_row_number]
            writer.writerow([number, *map(neutral, (*_told(problems), *map(plain, cells)))])
    return len(by_row)


def _told(problems: list[Problem]) -> tuple[str, str, str]:
    """All problems of a row in one line, each with how to mend it."""
    return (
        " | ".join(problem.column for problem in problems),
        " | ".join(problem.value for problem in problems),
        " | ".join(reason_text(problem) for problem in problems),
    )


def reason_text(problem: Problem) -> str:
    """The reason and how to mend it, in the language of the reader."""
    reason = said(problem.reason)
    return f"{reason} {_(problem.mend)}" if problem.mend else reason


def summary(outcome: Outcome) -> str:
    """What came of a file in a few lines, for the command and the page: every row is counted."""
    counts = outcome.counts
    lines = [
        _("%(count)s rows read.", count=len(outcome.table.rows)),
        _(
            "%(created)s created, %(changed)s changed, %(unchanged)s unchanged, %(refused)s refused.",
            **{name: counts[name] for name in (CREATED, CHANGED, UNCHANGED, REFUSED)},
        ),
    ]
    reasons = Counter(problem.reason.message for problem in outcome.problems)
    first = {problem.reason.message: problem for problem in reversed(outcome.problems)}
    lines += [
        _("%(count)s × %(reason)s (first in row %(row)s)", count=count, reason=reason_text(first[message]), row=first[message].row)
        for message, count in reasons.most_common()
    ]
    lines += [_("Not known: %(label)s “%(value)s”, %(count)s times.", label=one.label, value=one.value, count=one.count)
              for one in outcome.unknown[:MOST_UNKNOWN_TOLD]]  # fmt: skip
    lines += [said(warning) for warning in (*outcome.questions, *outcome.warnings)]
    lines += [said(finding) for finding in outcome.findings]
    if outcome.found > len(outcome.findings):
        lines.append(_("… and %(count)s more holes and open lines.", count=outcome.found - len(outcome.findings)))
    lines += [said(outcome.refusal)] if outcome.refusal and outcome.refusal not in outcome.questions else []
    return "\n".join([*lines, _("Loaded.") if outcome.is_loaded else _("Nothing was loaded.")])


def neutral(cell: str) -> str:
    """A spreadsheet must not take a cell for a formula; reading takes the apostrophe away again."""
    return "'" + cell if cell.startswith(FORMULA_STARTS) else cell
