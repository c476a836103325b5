"""Every officer of a cycle with those who mark him: worked out from the files, shown before the cycle opens, then written.

Evaluated is whoever served in a unit for a day of the period and is still in the service when the cycle opens. Who served for
less than the least time is listed as not evaluated; human resources can take that up again. Who was at school, seconded or
away all year has no unit to be marked in, and is not listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select

from models import Aside, EvaluationCycle, Officer, Position, Rank, Unit, User, db, now
from rules import evaluation as rules
from rules.evaluation import assigning
from rules.evaluation.assigning import Share

from ..conflicts import Conflicts
from . import forms
from .commanding import Command, Stay


@dataclass(frozen=True)
class PlannedPart:
    """A part of the year, and why its head does not mark it, if he does not."""

    share: Share
    aside: Aside | None


@dataclass(frozen=True)
class Planned:
    """One officer: `served` days in the period, fewer than `least_days` where `is_excused`; form None where none fits."""

    officer: int
    form: int | None
    parts: tuple[PlannedPart, ...]
    reviewer: int | None
    served: int
    is_excused: bool

    @property
    def main(self) -> PlannedPart:
        return self.parts[0]

    @property
    def evaluator(self) -> int | None:
        """Who has the longest part, where he may mark it."""
        return None if self.main.aside else self.main.share.evaluator


class Marking(NamedTuple):
    """Who would mark one officer, by name, for how many days, or why nobody would yet; `reviewer` None: no second level."""

    officer_id: int
    officer: str
    unit: str | None
    parts: tuple[tuple[str | None, int, Aside | None], ...]
    reviewer: str | None

    @property
    def is_aside(self) -> bool:
        """Whether human resources would have to name somebody."""
        return any(aside for _name, _days, aside in self.parts)


@dataclass(frozen=True)
class Preview:
    """What opening the cycle would do, in numbers; the names of evaluators without an account, who could mark nobody.

    `markings` has a line for each officer evaluated, in the order of the units.
    """

    evaluated: int
    excused: int
    evaluators: int
    reviewers: int
    several: int
    without_reviewer: int
    aside: dict[Aside, int]
    by_form: dict[int, int]
    without_form: int
    without_account: tuple[tuple[int, str], ...]
    markings: tuple[Marking, ...]


class Assigning:
    """The files of the force as the assignment needs them; to be used with the guard lifted."""

    def __init__(self, cycle: EvaluationCycle, command: Command | None = None):
        self.cycle = cycle
        self.command = command or Command(cycle.starts_on, cycle.ends_on)
        self._forms = forms.as_rules(cycle) if cycle.forms else forms.in_use_as_rules()
        self._corps: dict[int, int | None] = dict(_in_service())
        self._conflicts = Conflicts(cycle.starts_on)
        self._today = min(max(now().date(), cycle.starts_on), cycle.ends_on)

    def plan(self) -> list[Planned]:
        """All who are evaluated or excused, by their numbers."""
        return [found for officer in sorted(self._corps) if (found := self.of(officer)) is not None]

    def of(self, officer: int) -> Planned | None:
        """One officer; None for who is not in service, or served nowhere in the period."""
        stays = self.command.stays.get(officer)
        if not stays or officer not in self._corps:
            return None
        shares = self.command.shares(officer, self.cycle.least_days)
        parts = tuple(PlannedPart(share, self._aside(share, officer)) for share in shares)
        served = sum(stay.days for stay in stays)
        return Planned(officer, self._form(officer, shares[0], stays), parts, self._reviewer(officer, shares), served, served < self.cycle.least_days)

    def _aside(self, share: Share, officer: int) -> Aside | None:
        """At the very top the officer himself is the only head there is; elsewhere a missing head is nobody."""
        if share.evaluator is not None:
            return self._conflicts.of(share.evaluator, officer)
        return Aside.SELF if officer in self.command.heads_of(share.unit, share.ends_on) else Aside.NOBODY

    def _reviewer(self, officer: int, shares: Sequence[Share]) -> int | None:
        """The nearest above the main evaluator, as the units are led now, who marks no part of it and stands in no conflict."""
        main = shares[0]
        if main.led is None:
            return None
        above = self.command.above(main.led, self._today)
        marking = {officer} | {share.evaluator for share in shares}
        return assigning.reviewer(above, marking | {one for one in above if self._conflicts.of(one, officer)})

    def _form(self, officer: int, main: Share, stays: Sequence[Stay]) -> int | None:
        """By the last posting under the main evaluator, and the corps of today."""
        stay = next((stay for stay in reversed(stays) if stay.unit == main.unit), stays[-1])
        found = rules.narrowest(self._forms, corps=self._corps[officer], is_head=stay.is_head, function=stay.function)
        return found.key if found else None


def _in_service() -> list[tuple[int, int | None]]:
    """The officers who have not left the service, each with the corps of the rank."""
    asked = select(Officer.id, Rank.corps_id).outerjoin(Officer.rank).outerjoin(Officer.position)
    still = asked.where(Officer.deleted_at.is_(None), or_(Officer.position_id.is_(None), Position.ends_service.is_(False)))
    return [(officer, corps) for officer, corps in db.session.execute(still)]


def preview(planned: Sequence[Planned]) -> Preview:
    """The plan in numbers."""
    asked = [one for one in planned if not one.is_excused]
    marking = {part.share.evaluator for one in asked for part in one.parts if not part.aside}
    return Preview(
        evaluated=len(asked), excused=len(planned) - len(asked), evaluators=len(marking),
        reviewers=len({one.reviewer for one in asked if one.reviewer}), several=sum(len(one.parts) > 1 for one in asked),
        without_reviewer=sum(one.reviewer is None for one in asked),
        aside=dict(Counter(part.aside for one in asked for part in one.parts if part.aside).most_common()),
        by_form=dict(Counter(one.form for one in asked if one.form)), without_form=sum(one.form is None for one in planned),
        without_account=_without_account(marking), markings=_markings(asked),
    )  # fmt: skip


def _markings(asked: Sequence[Planned]) -> tuple[Marking, ...]:
    called, places = names(), {key: (path, name) for key, path, name in db.session.execute(select(Unit.id, Unit.path, Unit.name))}
    lines = sorted(asked, key=lambda one: (places.get(one.main.share.unit, ("", ""))[0], called[one.officer]))
    return tuple(
        Marking(
            one.officer, called[one.officer], places.get(one.main.share.unit, ("", None))[1],
            tuple((called.get(part.share.evaluator), part.share.days, part.aside) for part in one.parts), called.get(one.reviewer),
        )
        for one in lines
    )  # fmt: skip


def _without_account(marking: set[int | None]) -> tuple[tuple[int, str], ...]:
    has = set(db.session.scalars(select(User.officer_id).where(User.officer_id.is_not(None), User.active)))
    missing = marking - has
    return tuple(sorted(((key, name) for key, name in names().items() if key in missing), key=lambda pair: pair[1]))


def names() -> dict[int, str]:
    """NAME First names of everybody, as a paper has it."""
    asked = select(Officer.id, Officer.last_name, Officer.first_names)
    return {key: f"{last.upper()} {first}" for key, last, first in db.session.execute(asked)}
