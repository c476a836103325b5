"""Carries a plan out: everything in the transaction of the door, which commits it or leaves nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.exc import DataError, IntegrityError

from models import Rank, Record, Unit
from rules import access
from rules.access import Actor
from rules.importing import normalised
from rules.refused import N_, Forbidden, Refused
from services import audit, bulk, guard
from services.custom import values
from services.custom.known import Definition

from . import departures, trees
from .pausing import collector_paused
from .planning import Plan
from .references import InFile, New, rows_to_create
from .rows import CHANGED, CREATED, REFUSED, Amendment, RowPlan

BLOCK = 2000
Progress = Callable[[int, int], None]


class Cancelled(Refused):
    """The person who started the import stopped it; the door rolls back."""


@collector_paused()
def load(
    plan: Plan,
    *,
    by: Actor,
    good_rows_only: bool = False,
    progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, int]:
    """Write what the plan says and return its counts. Never commits.

    Raises Refused when a question is open, when rows are refused and `good_rows_only` was not chosen,
    or when the records changed since the plan was made; Cancelled when `cancelled()` becomes true.
    """
    if not access.may(by, guard.permission(plan.record.model, "import")):
        raise Forbidden(N_("You are not entitled to load files."))
    if refusal := obstacle(plan, good_rows_only):
        raise refusal
    todo = [row for row in plan.rows if row.outcome in (CREATED, CHANGED) and row.does_something]
    try:
        known = _create_references(plan, todo)
        if plan.record.is_line:
            # Of one career, whatever is closed is closed before the first line is opened, in whichever block they stand.
            for block in _blocks(todo):
                _change(plan, block, known)
        done = 0
        for block in _blocks(_in_writing_order(plan, todo)):
            if cancelled():
                raise Cancelled(N_("The import was cancelled. Nothing was loaded."))
            _write(plan, block, known)
            done += len(block)
            progress(done, len(todo))
        if plan.record.model is Unit:
            trees.renew_unit_paths()
        if plan.record.is_officer or plan.record.is_line:
            departures.keep_in_step({row.id if plan.record.is_officer else row.values["officer_id"] for row in todo})
    except (IntegrityError, DataError):
        raise Refused(N_("The rows contradict records already kept. Nothing was loaded: start again.")) from None
    return plan.counts


def obstacle(plan: Plan, good_rows_only: bool) -> Refused | None:
    """Why the plan cannot be loaded as it is, if it cannot."""
    if plan.questions:
        return plan.questions[0]
    refused = plan.counts[REFUSED]
    if refused and not good_rows_only:
        return Refused(
            N_("%(count)s rows are refused, so nothing was loaded. Correct them, or choose to load the good rows."),
            count=refused,
        )
    return None


def _blocks(rows: list[RowPlan]) -> Iterator[list[RowPlan]]:
    for start in range(0, len(rows), BLOCK):
        yield rows[start : start + BLOCK]


def _in_writing_order(plan: Plan, rows: list[RowPlan]) -> list[RowPlan]:
    return rows if plan.record.is_officer or plan.record.is_line else trees.in_order(rows)


def _create_references(plan: Plan, rows: Iterable[RowPlan]) -> dict[object, int]:
    """Create the unknown ranks, units and positions that the rows need; return the id of each."""
    wanted = dict.fromkeys(value for row in rows for value in _all_values(row) if isinstance(value, New))
    known: dict[object, int] = {}
    for model, new in rows_to_create(wanted, plan.mapping).items():
        ids = bulk.insert(model, list(new.values()), [str(row["name"]) for row in new.values()])
        known.update(zip(new, ids, strict=True))
        if model is Unit:
            trees.renew_unit_paths()
    for row in plan.rows:
        if row.id is not None and not plan.record.is_officer and row.values.get("code"):
            known[InFile(normalised(row.values["code"]))] = row.id
    return known


def _all_values(row: RowPlan) -> Iterator[object]:
    yield from row.values.values()
    for opening in row.openings:
        yield from opening.values.values()


def _write(plan: Plan, rows: list[RowPlan], known: dict[object, int]) -> None:
    """One block of rows; what is closed is closed before what follows it is opened."""
    _create(plan, rows, known)
    if not plan.record.is_line:
        _change(plan, rows, known)
    _open_lines(plan, rows, known)


def _create(plan: Plan, rows: list[RowPlan], known: dict[object, int]) -> None:
    model = plan.record.model
    created = [row for row in rows if row.id is None]
    for row, key in zip(created, bulk.new_ids(model, len(created)) if created else (), strict=True):
        row.values["id"] = row.id = key
        if row.values.get("code") and model in (Unit, Rank):
            known[InFile(normalised(row.values["code"]))] = key
    added = _added(plan)
    bulk.insert(model, [_kept(_known(row.values, known), added) for row in created], [_name(plan, row) for row in created])


def _change(plan: Plan, rows: list[RowPlan], known: dict[object, int]) -> None:
    changed, added = {row.id: row for row in rows if row.changes}, _added(plan)
    bulk.update(
        plan.record.model,
        {key: _kept_changes(_known_changes(row.changes, known), row.known, added) for key, row in changed.items()},
        [_name(plan, row) for row in changed.values()],
    )
    _amend((amendment for row in rows for amendment in row.amendments), known)


def _added(plan: Plan) -> dict[str, Definition]:
    """The fields of the file that an administrator added."""
    return {field.key: field.definition for field in plan.record.fields.values() if field.definition}


def _known(values: dict, known: dict[object, int]) -> dict:
    """The values with the ids of what was created on the way."""
    return {
        name: known[value] if isinstance(value, (New, InFile)) else value for name, value in values.items()
    }


def _known_changes(changes: dict[str, tuple], known: dict[object, int]) -> dict[str, tuple]:
    return {name: (old, known[new] if isinstance(new, (New, InFile)) else new) for name, (old, new) in changes.items()}


def _kept(row: dict, added: dict[str, Definition]) -> dict:
    """The row with its custom fields in the column where they are kept."""
    if not added:
        return row
    extra: dict = {}
    for key, definition in added.items():
        extra = values.with_value(extra, definition, row.get(key))
    return {name: value for name, value in row.items() if name not in added} | {"extra": extra}


def _kept_changes(changes: dict[str, tuple], stood: dict, added: dict[str, Definition]) -> dict[str, tuple]:
    """The changes with those of custom fields as one of the column where they are kept."""
    extra = stood.get("extra")
    for key in added.keys() & changes.keys():
        extra = values.with_value(extra, added[key], changes[key][1])
    own = {name: change for name, change in changes.items() if name not in added}
    return own if extra == stood.get("extra") else own | {"extra": (stood["extra"], extra)}


def _amend(amendments: Iterable[Amendment], known: dict[object, int]) -> None:
    by_model: dict[type[Record], dict[int, dict]] = defaultdict(dict)
    for amendment in amendments:
        by_model[amendment.model].setdefault(amendment.id, {}).update(_known_changes(amendment.changes, known))
    for model, changes in by_model.items():
        bulk.update(model, changes)


def _open_lines(plan: Plan, rows: list[RowPlan], known: dict[object, int]) -> None:
    by_model: dict[type[Record], list[tuple[dict, str]]] = defaultdict(list)
    for row in rows:
        name = _name(plan, row)
        for opening in row.openings:
            values = _known(opening.values, known) | {"officer_id": row.id}
            by_model[opening.model].append((values, name))
    for model, lines in by_model.items():
        bulk.insert(model, [values for values, _ in lines], [name for _, name in lines])


def _name(plan: Plan, row: RowPlan) -> str:
    """What the audit trail calls the record of a row."""
    values = row.known | row.values
    if plan.record.is_officer:
        return f"{str(values.get('last_name', '')).upper()} {values.get('first_names', '')}".strip()
    return str(values.get("name") or values.get("code") or values.get("title") or values.get("officer_id") or "")


def note(plan: Plan, file_name: str) -> None:
    """One event for the whole import beside those of its records."""
    audit.note("import", record_type=plan.record.name, record_name=file_name, changes=plan.counts)
