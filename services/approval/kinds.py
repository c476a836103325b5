"""Which acts are sensitive: each area declares its own, with the right that the second person needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from models import Proposal
from rules.access import Actor

from .. import notices
from .persons import Person

Line = tuple[object, object]
Perform = Callable[[Proposal, Actor], dict | None]
# (number of the proposal, number of the account): why this one does not decide on that one.
Bars = dict[tuple[int, int], str]


@dataclass(frozen=True)
class Sensitive:
    """An act that nobody does alone.

    `permission` is the "area.verb" that an approver must hold, or a function that gives it for a content.
    `perform` carries the act out in the transaction of the last approval; without it the proposer does so once,
    by `use`. `describe` says the content in words, as (label, value) or (label, (before, after)): what it leaves
    out, no approver can have approved. `concerns` gives the officer in whose own cause nobody decides; `includes` says
    whether an officer is one of the many whom the act concerns, who do not decide either; `bars` says of proposals of the
    kind, all asked at once, who else does not decide, nor anybody by a right that he delegated, and why. `holds`
    says whether what it is about is still as it was, besides the version of the record: where not, the proposal is void. `ended` is called when it
    came to its end and was not carried out.
    """

    kind: str
    label: object
    permission: str | Callable[[dict], str]
    describe: Callable[[dict], list[Line]]
    perform: Perform | None = None
    approvals: int = 1
    lifetime: dt.timedelta = dt.timedelta(hours=72)
    concerns: Callable[[dict], int | None] = lambda _content: None
    includes: Callable[[dict, int], bool] | None = None
    bars: Callable[[Sequence[Proposal], Mapping[Actor, Person]], Bars] = lambda _proposals, _people: {}
    holds: Callable[[Proposal], bool] = lambda _proposal: True
    ended: Callable[[Proposal], None] = lambda _proposal: None


@dataclass(frozen=True)
class Pictured:
    """A value of the content that has a face: its words, and the address of the picture, or nothing."""

    words: str
    picture: str

    def __str__(self) -> str:
        return self.words


_declared: dict[str, Sensitive] = {}


def declare(sensitive: Sensitive) -> Sensitive:
    """Make an act known under its kind; a kind is declared once."""
    if sensitive.kind in _declared and _declared[sensitive.kind] != sensitive:
        raise ValueError(f"the act {sensitive.kind} is declared twice")
    return _declared.setdefault(sensitive.kind, sensitive)


def kind_of(proposal: Proposal) -> Sensitive:
    """What was declared of the act that a proposal is about."""
    return _declared[proposal.kind]


def named(kind: str) -> Sensitive:
    """The act of this name; KeyError when no area declared it."""
    return _declared[kind]


def label_of(kind: str) -> str:
    """What people call the act, in the reader's language."""
    return str(_declared[kind].label) if kind in _declared else kind


def described(proposal: Proposal) -> list[Line]:
    """The content in words, as the approver reads it."""
    return kind_of(proposal).describe(proposal.content)


notices.names("act", label_of)
