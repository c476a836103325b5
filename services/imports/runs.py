"""A file brought to the screen, step by step: received, its columns mapped, previewed, loaded.

What a preview says is kept in a file beside the upload, not in the database: it repeats personal values,
which have no place in the audit trail. These files go when the run is loaded (the refused rows stay to be
corrected), given up, or older than a month (leftovers.py); always after the commit, since no rollback brings
a file back.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from models import Agency, ImportRun, ImportState, db
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import audit, storage

from . import sketches
from .loading import Progress
from .mapping import Mapping, from_json, guessed, remembered
from .own_files import answered
from .planning import Plan, plan
from .previewing import describe
from .reading import Table, read
from .records import RecordType, importable, record_type
from .reporting import write_report
from .running import Outcome, carry_out, chosen_mapping, outcome_of
from .sketches import Sketch

# What stands beside a stored file: what its columns hold, what it would do, the rows that are refused.
SKETCH, PREVIEW, REFUSED_ROWS = ".columns.json", ".json", ".refused.csv"
# A longer file is previewed in the background.
LONGEST_AT_ONCE = 2000
NO_LONGER_KEPT = N_("The file is no longer kept. Load it again.")
LOADED_ALREADY = N_("This file is loaded already. Load it again as a new import.")


def record_types(by: Actor) -> list[RecordType]:
    """The record types that somebody may load from a file."""
    return importable(by)


def check(run: ImportRun, by: Actor) -> RecordType:
    """The record type of a run; raises Forbidden when it may not be loaded by this person, or no longer."""
    kind = record_type(run.record_type)
    if kind.name not in [known.name for known in importable(by)]:
        raise Forbidden(N_("You are not entitled to load files."))
    return kind


def receive(stream: BinaryIO, name: str, record: str, by: Actor) -> ImportRun:
    """Keep a file and propose how its columns are read: as last time, else as the headings suggest.

    Raises Refused, and keeps nothing, when the file cannot be read as a table.
    """
    stored = storage.keep_table(stream, name)
    run = ImportRun(record_type=record, file_name=Path(name).name[:200], stored_as=stored, owner_id=by.user_id)
    try:
        kind = check(run, by)
        run.mapping = proposal(_look(run), kind, by).to_json()
    except Refused:
        storage.path("imports", stored).unlink()
        raise
    db.session.add(run)
    db.session.flush()
    return run


def read_again(run: ImportRun, sheet: str | None, header_row: int | None, by: Actor) -> None:
    """Look at another sheet, or take another row for the header; the columns are guessed anew."""
    kind = check(run, by)
    if run.state is ImportState.LOADED:
        raise Refused(LOADED_ALREADY)
    found = _look(run, sheet, header_row)
    map_columns(run, replace(proposal(found, kind, by), sheet=found.sheet, header_row=header_row))


def proposal(found: Sketch, kind: RecordType, by: Actor) -> Mapping:
    """The remembered mapping of this header, or a guess that puts everybody into one's own agency."""
    proposed = remembered(found, kind) or guessed(found, kind)
    own = db.session.query(Agency.code).filter_by(id=by.agency_id).scalar() if by.agency_id else None
    if own and "home_agency" in proposed.defaults:
        proposed = replace(proposed, defaults=proposed.defaults | {"home_agency": own})
    return answered(replace(proposed, sheet=found.sheet), found, kind)


def is_remembered(found: Sketch, mapping: Mapping) -> bool:
    """Whether a file with this header was loaded before, its columns mapped as here."""
    kept = remembered(found, record_type(mapping.record))
    return kept is not None and kept.columns == mapping.columns


def last_loaded_at(mapping: Mapping, by: Actor) -> dt.datetime | None:
    """When this person last loaded a file whose columns were mapped like this."""
    told = mapping.to_json()["columns"]
    mine = ImportRun.owner_id == by.user_id
    query = db.session.query(ImportRun).filter(mine, ImportRun.state == ImportState.LOADED, ImportRun.record_type == mapping.record)
    return next((run.at for run in query.order_by(ImportRun.id.desc()).limit(50) if run.mapping.get("columns") == told), None)


def sketch_of(run: ImportRun) -> Sketch:
    """The columns of the file, as they were when it was received or read again."""
    path = _beside(run, SKETCH)
    if not path.exists():
        raise Refused(NO_LONGER_KEPT)
    return sketches.read(path)


def _look(run: ImportRun, sheet: str | None = None, header_row: int | None = None) -> Sketch:
    found = sketches.sketch(_read(run, sheet, header_row))
    sketches.write(found, _beside(run, SKETCH))
    return found


def _read(run: ImportRun, sheet: str | None = None, header_row: int | None = None) -> Table:
    """Read the stored file; a refusal names it as its owner does."""
    path = storage.path("imports", run.stored_as)
    if not path.exists():
        raise Refused(NO_LONGER_KEPT)
    try:
        return replace(read(path, sheet, header_row), name=run.file_name)
    except Refused as refused:
        told = {"name": run.file_name} if "name" in refused.values else {}
        raise type(refused)(refused.message, **refused.values | told) from None


def map_columns(run: ImportRun, mapping: Mapping) -> None:
    """Say how the columns are read; what was previewed before no longer holds. A loaded run stays as it is."""
    if run.state is ImportState.LOADED:
        raise Refused(LOADED_ALREADY)
    run.mapping, run.state, run.counts, run.job = mapping.to_json(), ImportState.RECEIVED, {}, None
    _forget_preview(run)


def preview(run: ImportRun, by: Actor, progress: Progress = lambda done, total: None) -> dict:
    """Plan what the file would do, write nothing of it, and keep what is to be shown. Returns the counts."""
    made = _planned(run, by, progress)
    _keep(run, outcome_of(made))
    _beside(run, PREVIEW).write_text(json.dumps(describe(made), ensure_ascii=False), encoding="utf-8")
    run.state = ImportState.PREVIEWED
    return made.counts


def _planned(run: ImportRun, by: Actor, progress: Progress) -> Plan:
    kind, told = check(run, by), from_json(run.mapping)
    found = _read(run, told.sheet, told.header_row)
    progress(0, len(found.rows))
    return plan(found, chosen_mapping(told, found, kind.name))


def load(run: ImportRun, by: Actor, good_rows_only: bool, progress: Progress = lambda done, total: None) -> dict:
    """Carry the file out, in the transaction of the door. Returns the counts.

    Raises Refused when rows are refused and only all or nothing was asked for; a loaded run is not loaded twice.
    """
    if run.state is ImportState.LOADED:
        return run.counts
    made = _planned(run, by, progress)
    outcome = carry_out(made, run.file_name, by=by, good_rows_only=good_rows_only, progress=progress)
    if outcome.refusal:
        raise outcome.refusal
    _keep(run, outcome)
    run.state = ImportState.LOADED
    return outcome.counts


def discard(run: ImportRun) -> list[Path]:
    """Forget a run; what it loaded stays. Returns its files, to be removed once the door has committed."""
    db.session.delete(run)
    return files(run)


def remove(kept: Iterable[Path]) -> None:
    """Remove files that nobody needs any more."""
    for path in kept:
        path.unlink(missing_ok=True)


# --- what a preview leaves behind ----------------------------------------------------------------


def kept_preview(run: ImportRun) -> dict:
    """What the last preview or load had to say; empty when its file is gone."""
    path = _beside(run, PREVIEW)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def refused_rows(run: ImportRun) -> Path:
    """The file of the refused rows, handed out to its owner: an event in the trail says so."""
    if not run.report:
        raise Refused(N_("No row of this file is refused."))
    path = storage.path("imports", run.report)
    if not path.exists():
        raise Refused(NO_LONGER_KEPT)
    audit.note("export", record=run, changes={"rows": run.counts.get("refused", 0)})
    return path


def _keep(run: ImportRun, outcome: Outcome) -> None:
    run.counts = outcome.counts
    report = _beside(run, REFUSED_ROWS)
    run.report = report.name if outcome.problems else None
    if outcome.problems:
        write_report(outcome, report)


def _forget_preview(run: ImportRun) -> None:
    remove([_beside(run, PREVIEW), _beside(run, REFUSED_ROWS)])
    run.report = None


def files(run: ImportRun, is_loaded: bool = False) -> list[Path]:
    """Every file of a run; of a loaded one those that have done their service: all but the refused rows."""
    served = [storage.path("imports", run.stored_as), _beside(run, SKETCH), _beside(run, PREVIEW)]
    return served if is_loaded else [*served, _beside(run, REFUSED_ROWS)]


def _beside(run: ImportRun, ending: str) -> Path:
    return storage.path("imports", Path(run.stored_as).stem + ending)
