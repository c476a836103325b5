"""Who acts, and the one door around the guard, which leaves its purpose in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, has_app_context

from models import db
from rules.access import NOBODY, Actor

# Commands and the worker's own housekeeping.
SYSTEM = Actor(name="SIRHP", role="administrator", door="command")


def actor() -> Actor:
    """Who is acting now; nobody until a door said so."""
    return g.get("actor", NOBODY) if has_app_context() else NOBODY


def act_as(who: Actor) -> None:
    """Called by a door once it knows who is there."""
    g.actor = who
    g.pop("scope_options", None)


@contextmanager
def unscoped(purpose: str) -> Iterator[None]:
    """Work that must see and write beyond the actor's scope; the events written inside bear the purpose.

    What was pending before is written, and judged, before the guard is lifted.
    """
    db.session.flush()
    g.purposes = [*g.get("purposes", []), purpose]
    try:
        yield
        db.session.flush()
    finally:
        g.purposes = g.purposes[:-1]


def purpose() -> str | None:
    """Why the guard is lifted just now, if it is."""
    return g.purposes[-1] if has_app_context() and g.get("purposes") else None
