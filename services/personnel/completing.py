"""An act whose paper came later: what its line does not say yet is filled in; what stands there never changes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, or_, select, union_all

from models import Award, CareerLine, DatedLine, Officer, PositionLine, Posting, RankLine, db
from rules.refused import N_, Refused

from . import two_people

PAPER = ("act_reference", "act_authority", "act_signed_on", "act_scan")
CLOSED = N_("Nothing can be completed here: the act says everything already, it was annulled or is about to be, or it is part of a collective act.")
STANDS = N_("The act already says this: what stands in the file does not change. Annul the act if it is wrong.")
NOTHING = N_("Fill in at least one of the fields.")


def is_awaited(line: DatedLine) -> bool:
    """Whether the paper of this act has still to come: no reference is known, and no other act stands for it."""
    return not line.act_reference and line.annulment_id is None and getattr(line, "collective_act_id", None) is None


def fillable(line: DatedLine) -> list[str]:
    """What the line does not say of its paper and may still be filled in; nothing where the act is annulled, or one of many."""
    if line.annulment_id is not None or getattr(line, "collective_act_id", None) is not None or two_people.standing(line):
        return []
    return [name for name in PAPER if not getattr(line, name)]


def complete(line: DatedLine, **given: object) -> None:
    """Fill in what the line does not say yet of its paper. Refused for anything else, and where nothing is given."""
    open_ones = fillable(line)
    if not open_ones:
        raise Refused(CLOSED)
    filled = {name: value for name, value in given.items() if value}
    if not filled:
        raise Refused(NOTHING)
    if not filled.keys() <= set(open_ones):
        raise Refused(STANDS)
    for name, value in filled.items():
        setattr(line, name, value)
    db.session.flush()


def awaited(officer: Officer) -> list[dt.date]:
    """The first days of the acts of this file whose paper has still to come, the latest first."""
    days = [select(model.starts_on).where(model.officer_id == officer.id, _awaits(model)) for model in (RankLine, Posting, PositionLine, Award)]
    return sorted(set(db.session.scalars(union_all(*days))), reverse=True)


def _awaits(model: type[DatedLine]) -> ColumnElement[bool]:
    """The condition of `is_awaited` in SQL."""
    found = and_(model.annulment_id.is_(None), or_(model.act_reference.is_(None), model.act_reference == ""))
    return and_(found, model.collective_act_id.is_(None)) if issubclass(model, CareerLine) else found
