"""A simulation as it is read: what was changed, who would enter and leave, and the fairness figures of both lists side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models import Officer, PromotionRound, Simulation, db
from rules.access import Actor
from rules.promotion import terms_from

from . import fairness, own_cause
from .sentences import Change, changes
from .terms_in_words import sentences_of_terms

MEASURE = "measure"


@dataclass(frozen=True)
class Moved:
    """Somebody who would enter or leave, with the place now and then; None where he could not be promoted."""

    officer_id: int
    name: str
    now: int | None
    then: int | None


@dataclass(frozen=True)
class Side:
    """A group in one of the two lists: its figures, and the sentence that says what they mean."""

    eligible: int
    selected: int
    rate: float
    words: str


@dataclass(frozen=True)
class Group:
    """A group in both lists; None where one of them has nobody of it."""

    name: str
    now: Side | None
    then: Side | None

    @property
    def is_same(self) -> bool:
        """Whether the figures and what they mean are alike in both."""
        return self.now == self.then


@dataclass(frozen=True)
class Comparison:
    """One of the comparisons of the report, and how many groups are too small for the reader."""

    label: str
    groups: Sequence[Group]
    hidden: int


def changed(simulation: Simulation) -> list[Change]:
    """The sentences of the terms that differ."""
    now, then = (terms_from(simulation.result[side]["terms"]) for side in ("now", "then"))
    return changes(sentences_of_terms(now), sentences_of_terms(then))


def may_read_names(round_: PromotionRound, by: Actor) -> bool:
    """Whether somebody reads who would enter or leave; whoever stands in the round reads the figures alone."""
    return not own_cause.stands_in(round_, by)


def named(lines: Sequence[Sequence]) -> list[Moved]:
    """The lines of people whom the reader may see."""
    asked = select(Officer).where(Officer.id.in_([officer for officer, *_places in lines]))
    known = {one.id: str(one) for one in db.session.scalars(asked)}
    return [Moved(officer, known[officer], now, then) for officer, now, then in lines if officer in known]


def compared(simulation: Simulation, round_: PromotionRound, by: Actor) -> list[Comparison]:
    """The fairness figures side by side, with the small groups only for who may read of them."""
    with_small = fairness.sees_small_groups(round_, by)
    now, then = ({one["dimension"]: one for one in _tables(simulation, side, with_small)} for side in ("now", "then"))
    return [_comparison(key, now.get(key), then.get(key)) for key in [*now, *(key for key in then if key not in now)]]


def _tables(simulation: Simulation, side: str, with_small: bool) -> list[dict]:
    return fairness.tables(simulation.result[side]["fairness"], with_small=with_small)


def _comparison(dimension: str, now: Mapping | None, then: Mapping | None) -> Comparison:
    before, after = _sides(dimension, now), _sides(dimension, then)
    names = [*before, *(name for name in after if name not in before)]
    hidden = max(one["hidden"] for one in (now, then) if one)
    return Comparison(fairness.label(dimension), [Group(name, before.get(name), after.get(name)) for name in names], hidden)


def _sides(dimension: str, table: Mapping | None) -> dict[str, Side]:
    rows = table["rows"] if table else []
    measure = next((row for row in rows if row["finding"] == MEASURE), None)
    return {fairness.name_of(dimension, row): _side(dimension, row, measure) for row in rows}


def _side(dimension: str, row: Mapping, measure: Mapping | None) -> Side:
    return Side(row["eligible"], row["selected"], row["rate"], fairness.in_words(dimension, row, measure))
