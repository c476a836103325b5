"""From a file to its outcome in one call: what the command does, and the job of a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rules.access import Actor
from rules.refused import N_, Refused
from services import guard

from .loading import Progress, load, note, obstacle
from .mapping import GOOD_ROWS, Mapping, from_file, from_json, guessed, remember, remembered
from .parsed import Problem
from .planning import Plan, plan
from .reading import Table, read
from .records import record_type
from .references import Unknown
from .rows import REFUSED


@dataclass
class Outcome:
    """What came of a file: counts over all its rows, the refusals, and what was asked or noticed.

    `findings` are the first of what the histories show, such as holes; `found` is how many there are.

    `is_loaded` is False after a dry run, and where nothing was written; `refusal` then says why.
    """

    table: Table
    mapping: Mapping
    counts: dict[str, int]
    problems: list[Problem] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    warnings: list[Refused] = field(default_factory=list)
    questions: list[Refused] = field(default_factory=list)
    findings: list[Refused] = field(default_factory=list)
    found: int = 0
    is_loaded: bool = False
    refusal: Refused | None = None

    @property
    def refused(self) -> int:
        """How many rows are refused."""
        return self.counts[REFUSED]


def run_file(
    path: Path | str,
    record: str = "officer",
    mapping: dict | Path | str | None = None,
    sheet: str | None = None,
    *,
    by: Actor,
    dry_run: bool = False,
    good_rows_only: bool = False,
    progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
    file_name: str | None = None,
) -> Outcome:
    """Read, plan and, unless `dry_run`, load a file. Never commits: the caller does when `is_loaded`.

    `mapping` is a JSON file or its content; without one the mapping remembered for this header is taken,
    else the one that the headings suggest; `load` in it may ask for the good rows as `good_rows_only`
    does. Raises Refused when the file or the mapping cannot be used at all.
    """
    told = _told(mapping)
    table = read(path, sheet or (told.sheet if told else None), told.header_row if told else None)
    table.name = file_name or table.name
    made = plan(table, chosen_mapping(told, table, record))
    if dry_run:
        return outcome_of(made)
    good = good_rows_only or made.mapping.load == GOOD_ROWS
    return carry_out(made, table.name, by=by, good_rows_only=good, progress=progress, cancelled=cancelled)


def carry_out(made: Plan, file_name: str, *, by: Actor, good_rows_only: bool, **watched: Callable) -> Outcome:
    """Load a plan if nothing stands in its way, note it in the trail and remember how its columns were read.

    `watched` are `progress` and `cancelled` of `load`. Never commits.
    """
    outcome = outcome_of(made)
    outcome.refusal = obstacle(made, good_rows_only)
    if outcome.refusal is None:
        load(made, by=by, good_rows_only=good_rows_only, **watched)
        note(made, file_name)
        with guard.unscoped("how columns are read is remembered for everybody"):
            remember(made.mapping, made.table)
        outcome.is_loaded = True
    return outcome


def _told(mapping: dict | Path | str | None) -> Mapping | None:
    if mapping is None:
        return None
    return from_json(mapping) if isinstance(mapping, dict) else from_file(mapping)


def chosen_mapping(told: Mapping | dict | None, table: Table, record: str) -> Mapping:
    """The mapping that was given, else the one remembered for this header, else the guessed one."""
    kind = record_type(record)
    told = from_json(told) if isinstance(told, dict) else told
    chosen = told or remembered(table, kind) or guessed(table, kind)
    if record_type(chosen.record).name != kind.name:
        raise Refused(
            N_("The mapping is for records of the type %(told)s, not %(asked)s."), asked=kind.name, told=chosen.record
        )
    return chosen


def outcome_of(made: Plan) -> Outcome:
    """What a plan that is not carried out has to say."""
    return Outcome(
        made.table, made.mapping, made.counts, made.problems, made.unknown, made.warnings, made.questions,
        made.findings, made.found,
    )  # fmt: skip
