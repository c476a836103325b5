"""A file brought to the screen, step by step: received, its columns mapped, previewed, loaded.

What a preview says is kept in a file beside the upload, not in the database: it repeats personal values,
which have no place in the audit trail.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from models import Agency, ImportRun, ImportState, db
from rules import access
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused
from services import guard, storage

from .loading import Progress, load as carry_out, note, obstacle
from .mapping import Mapping, fitted, from_json, guessed, remember, remembered
from .planning import Plan, plan
from .previewing import describe
from .reading import Table, read
from .records import RecordType, record_type
from .reporting import write_report
from .running import Outcome

# What a screen offers to load; the command takes every record type of these areas.
OFFERED = ("officer", "posting", "rank_line", "position_line", "unit", "post", "rank")
# A longer file is previewed in the background.
LONGEST_AT_ONCE = 2000


def record_types(by: Actor) -> list[RecordType]:
    """The record types that somebody may load from a file."""
    return [kind for kind in map(record_type, OFFERED) if _may_load(kind, by)]


def _may_load(kind: RecordType, by: Actor) -> bool:
    return access.may(by, f"{kind.model.__area__}.import")


def check(run: ImportRun, by: Actor) -> RecordType:
    """The record type of a run; raises Forbidden when it may not be loaded by this person, or no longer."""
    kind = record_type(run.record_type)
    if not _may_load(kind, by):
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
        run.mapping = proposal(_read(run), kind, by).to_json()
    except Refused:
        storage.path("imports", stored).unlink()
        raise
    db.session.add(run)
    db.session.flush()
    return run


def read_again(run: ImportRun, sheet: str | None, header_row: int | None, by: Actor) -> None:
    """Look at another sheet, or take another row for the header; the columns are guessed anew."""
    found = _read(run, sheet, header_row)
    proposed = proposal(found, check(run, by), by)
    map_columns(run, replace(proposed, sheet=found.sheet, header_row=header_row))


def proposal(found: Table, kind: RecordType, by: Actor) -> Mapping:
    """The remembered mapping of this header, or a guess that puts everybody into one's own agency."""
    proposed = remembered(found, kind) or guessed(found, kind)
    own = db.session.query(Agency.code).filter_by(id=by.agency_id).scalar() if by.agency_id else None
    if own and "home_agency" in proposed.defaults:
        proposed = replace(proposed, defaults=proposed.defaults | {"home_agency": own})
    return replace(proposed, sheet=found.sheet)


def is_remembered(found: Table, mapping: Mapping) -> bool:
    """Whether a file with this header was loaded before, its columns mapped as here."""
    kept = remembered(found, record_type(mapping.record))
    return kept is not None and kept.columns == mapping.columns


def last_loaded_at(mapping: Mapping, by: Actor) -> dt.datetime | None:
    """When this person last loaded a file whose columns were mapped like this."""
    told = mapping.to_json()["columns"]
    mine = ImportRun.owner_id == by.user_id
    query = db.session.query(ImportRun).filter(mine, ImportRun.state == ImportState.LOADED, ImportRun.record_type == mapping.record)
    return next((run.at for run in query.order_by(ImportRun.id.desc()).limit(50) if run.mapping.get("columns") == told), None)


def table_of(run: ImportRun) -> Table:
    """The rows of the file, as its mapping says where they are."""
    told = from_json(run.mapping)
    return _read(run, told.sheet, told.header_row)


def _read(run: ImportRun, sheet: str | None = None, header_row: int | None = None) -> Table:
    """Read the stored file; a refusal names it as its owner does."""
    path = storage.path("imports", run.stored_as)
    if not path.exists():
        raise Refused(N_("The file is no longer kept. Load it again."))
    try:
        return read(path, sheet, header_row)
    except Refused as refused:
        told = {"name": run.file_name} if "name" in refused.values else {}
        raise type(refused)(refused.message, **refused.values | told) from None


def map_columns(run: ImportRun, mapping: Mapping) -> None:
    """Say how the columns are read; what was previewed before no longer holds. A loaded run stays as it is."""
    if run.state is ImportState.LOADED:
        raise Refused(N_("This file is loaded already. Load it again as a new import."))
    run.mapping, run.state, run.counts, run.job = mapping.to_json(), ImportState.RECEIVED, {}, None
    _forget_preview(run)


def preview(run: ImportRun, by: Actor, progress: Progress = lambda done, total: None) -> dict:
    """Plan what the file would do, write nothing of it, and keep what is to be shown. Returns the counts."""
    made = _planned(run, by, progress)
    _keep(run, made, describe(made))
    run.state = ImportState.PREVIEWED
    return made.counts


def _planned(run: ImportRun, by: Actor, progress: Progress) -> Plan:
    kind = check(run, by)
    found = table_of(run)
    progress(0, len(found.rows))
    return plan(found, fitted(from_json(run.mapping), found, kind))


def load(run: ImportRun, by: Actor, good_rows_only: bool, progress: Progress = lambda done, total: None) -> dict:
    """Carry the file out, in the transaction of the door. Returns the counts.

    Raises Refused when rows are refused and only all or nothing was asked for; a loaded run is not loaded twice.
    """
    if run.state is ImportState.LOADED:
        return run.counts
    made = _planned(run, by, progress)
    if refusal := obstacle(made, good_rows_only):
        raise refusal
    said = describe(made)
    carry_out(made, by=by, good_rows_only=good_rows_only, progress=progress)
    note(made, run.file_name)
    with guard.unscoped("how columns are read is remembered for everybody"):
        remember(made.mapping, made.table)
    _keep(run, made, said)
    run.state = ImportState.LOADED
    return made.counts


def discard(run: ImportRun) -> None:
    """Forget a run and the files that belong to it. What it loaded stays."""
    _forget_preview(run)
    storage.path("imports", run.stored_as).unlink(missing_ok=True)
    db.session.delete(run)


# --- what a preview leaves behind ----------------------------------------------------------------


def kept_preview(run: ImportRun) -> dict:
    """What the last preview or load had to say; empty when its file is gone."""
    path = _beside(run, ".json")
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def refused_rows(run: ImportRun) -> Path:
    """The file of the refused rows."""
    if not run.report:
        raise Refused(N_("No row of this file is refused."))
    return storage.path("imports", run.report)


def _keep(run: ImportRun, made: Plan, said: dict) -> None:
    run.counts = made.counts
    _beside(run, ".json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    report = _beside(run, ".refused.csv")
    run.report = report.name if made.problems else None
    if made.problems:
        write_report(Outcome(made.table, made.mapping, made.counts, made.problems), report)


def _forget_preview(run: ImportRun) -> None:
    for ending in (".json", ".refused.csv"):
        _beside(run, ending).unlink(missing_ok=True)
    run.report = None


def _beside(run: ImportRun, ending: str) -> Path:
    return storage.path("imports", Path(run.stored_as).stem + ending)


# --- in the background ---------------------------------------------------------------------------


def preview_run(arguments: dict, progress: Progress) -> dict:
    """The preview of a long file: {"run": number}."""
    return preview(_run(arguments), guard.actor(), progress)


def load_run(arguments: dict, progress: Progress) -> dict:
    """The loading of a file: {"run": number, "good_rows": bool}."""
    return load(_run(arguments), guard.actor(), arguments.get("good_rows", False), progress)


def _run(arguments: dict) -> ImportRun:
    run = db.session.query(ImportRun).filter_by(id=arguments["run"]).one_or_none()
    if run is None:
        raise Refused(N_("The file is no longer kept. Load it again."))
    return run

