"""What other areas do when an act is applied, annulled as a whole or thrown away: their owners add themselves, by the purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models import CollectiveAct, CollectivePurpose


@dataclass(frozen=True)
class Follower:
    """What follows in the transaction of the act; `discarded` comes before the act is gone."""

    applied: Callable[[CollectiveAct], None]
    annulled: Callable[[CollectiveAct], None]
    discarded: Callable[[CollectiveAct], None]


_followers: dict[CollectivePurpose, Follower] = {}


def follow(purpose: CollectivePurpose, follower: Follower) -> None:
    """Let an area follow the acts of a purpose."""
    _followers[purpose] = follower


def applied(act: CollectiveAct) -> None:
    """The act stands in the files."""
    if act.purpose in _followers:
        _followers[act.purpose].applied(act)


def annulled(act: CollectiveAct) -> None:
    """The act was taken back as a whole."""
    if act.purpose in _followers:
        _followers[act.purpose].annulled(act)


def discarded(act: CollectiveAct) -> None:
    """The act is thrown away before it was applied."""
    if act.purpose in _followers:
        _followers[act.purpose].discarded(act)
