"""A roster says where officers stand today: rank, step, unit, position. Each is written as a dated line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from models import DatedLine, PositionLine, Posting, RankLine, db
from rules.importing import BadValue
from rules.importing.values import disagreement
from rules.refused import N_, Refused
from services.wording import DAY

from .blocks import in_blocks
from .cells import Parsed, Problem
from .mapping import Mapping, day
from .reading import Table
from .rows import Amendment, Opening, RowPlan


@dataclass(frozen=True)
class Career:
    """One kind of line: its columns, and the field that says since when."""

    model: type[DatedLine]
    columns: tuple[str, ...]
    since: str


CAREERS = (
    Career(RankLine, ("rank_id", "step"), "rank_since"),
    Career(Posting, ("unit_id",), "unit_since"),
    Career(PositionLine, ("position_id",), "position_since"),
)


def complete(rows: list[RowPlan], parsed: Parsed, mapping: Mapping, table: Table) -> None:
    """Check what goes together in a row, and add the lines that the row opens or closes."""
    _set_source_keys(rows, parsed)
    _check_births(rows, parsed)
    act_day = day(mapping, "effect_on")
    present = _present_lines([row.id for row in rows if row.id is not None])
    for place, row in enumerate(rows):
        if place not in parsed.problems:
            _add_lines(place, row, (present.get(row.id, {}), act_day or day(mapping, "signed_on"), act_day), parsed)
    disagreeing = sum(_nina_disagrees(row.values) for row in rows)
    if disagreeing:
        parsed.warnings.append(
            Refused(N_("In %(count)s rows the NINA does not go with the sex or the year of birth."), count=disagreeing)
        )


def act_values(mapping: Mapping) -> dict:
    """The act by which the file's lines are written, as columns of a line."""
    return {
        "act_kind": mapping.act.get("kind") or str(_("Loaded from a file")),
        "act_reference": mapping.act.get("reference"),
        "act_authority": mapping.act.get("authority"),
        "act_signed_on": day(mapping, "signed_on"),
    }


def _set_source_keys(rows: list[RowPlan], parsed: Parsed) -> None:
    for row, key in zip(rows, parsed.columns.get("source_key", ()), strict=False):
        if key and row.id is None:
            row.values["source_key"] = key


def _check_births(rows: list[RowPlan], parsed: Parsed) -> None:
    for place, row in enumerate(rows):
        values = row.known | row.values
        entered, born = values.get("entered_on"), values.get("birth_on")
        if born is None and values.get("birth_year"):
            born = dt.date(values["birth_year"], 1, 1)
        if entered and born and born >= entered and place not in parsed.problems:
            reason = BadValue(
                N_("The birth is not before the entry into service on %(date)s."),
                N_("Correct one of the two dates."),
                date=entered,
            )
            parsed.refuse(place, Problem(row.number, "", born.strftime(DAY), reason))


def _add_lines(place: int, row: RowPlan, known: tuple[dict, dt.date | None, dt.date | None], parsed: Parsed) -> None:
    present, change_day, act_day = known
    values = row.values
    effect = values.pop("effect_on", None)
    for career in CAREERS:
        since = values.pop(career.since, None)
        told = {name: values.pop(name) for name in career.columns if name in values}
        line = present.get(career.model)
        if not told or (line and all(line[name] == value for name, value in told.items())):
            continue
        starts = since or effect or (change_day if row.id else act_day or values.get("entered_on"))
        reason = _cannot_open(career, (told, line, starts))
        if reason:
            parsed.refuse(place, Problem(row.number, "", "", reason))
            return
        _open(row, career, (told, line, starts))


def _cannot_open(career: Career, opening: tuple[dict, dict | None, dt.date | None]) -> BadValue | None:
    told, line, starts = opening
    if starts is None:
        return BadValue(
            N_("The row changes the rank, the unit or the position without a date of effect."),
            N_("Give the act's date of effect in the mapping, or map a column that holds it."),
        )
    if line and starts <= line["starts_on"]:
        return BadValue(
            N_("The change of %(date)s is not after the present line, which began on %(start)s."),
            N_("Give a later date of effect, or correct the present line in the officer's file."),
            date=starts,
            start=line["starts_on"],
        )
    if career.model is RankLine and "rank_id" not in told and not line:
        return BadValue(N_("A step needs a rank."), N_("Fill in the rank."))
    return None


def _open(row: RowPlan, career: Career, opening: tuple[dict, dict | None, dt.date]) -> None:
    """The step of a new rank is only what the row says; a step alone keeps the rank."""
    told, line, starts = opening
    if line and career.model is RankLine and "rank_id" not in told:
        told["rank_id"] = line["rank_id"]
    columns = {name: told.get(name) for name in career.columns}
    if row.id is None:
        row.values.update(columns)
    else:
        before = line or dict.fromkeys(career.columns)
        row.changes.update({name: (before[name], columns[name]) for name in columns if before[name] != columns[name]})
    row.openings.append(Opening(career.model, columns | {"starts_on": starts}))
    if line:
        row.amendments.append(Amendment(career.model, line["id"], {"ends_on": (None, starts)}))


def _present_lines(officers: list[int]) -> dict[int, dict[type, dict]]:
    """The open line of each kind for each officer."""
    present: dict[int, dict[type, dict]] = {}
    for career in CAREERS:
        names = ("officer_id", "id", "starts_on", *career.columns)
        query = db.session.query(*(getattr(career.model, name) for name in names)).filter(career.model.ends_on.is_(None))
        for line in in_blocks(query, career.model.officer_id, officers):
            present.setdefault(line[0], {})[career.model] = dict(zip(names, line, strict=True))
    return present


def _nina_disagrees(values: dict) -> bool:
    if "nina" not in values:
        return False
    born = values.get("birth_on")
    sex = values["sex"].value if "sex" in values else None
    return bool(disagreement(values["nina"], sex, born.year if born else values.get("birth_year")))
