"""Removing a file with the transaction that no longer names it: after its commit, since no rollback brings a file back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from models import db

from .places import path

WITH_COMMIT, WITH_ROLLBACK = "files to remove", "files to remove if undone"


def remove_with_commit(kind: str, name: str) -> None:
    """Remove a stored file once the running transaction is committed; what is rolled back keeps it."""
    _noted(WITH_COMMIT).append(path(kind, name))


def remove_if_undone(kind: str, name: str) -> None:
    """Remove a file that was just stored if the running transaction is rolled back."""
    _noted(WITH_ROLLBACK).append(path(kind, name))


def _noted(when: str) -> list[Path]:
    return db.session.info.setdefault(when, [])


@event.listens_for(Session, "after_commit")
def _committed(session) -> None:
    """A savepoint commits nothing yet."""
    if not session.in_nested_transaction():
        session.info.pop(WITH_ROLLBACK, None)
        _remove(session.info.pop(WITH_COMMIT, ()))


@event.listens_for(Session, "after_rollback")
def _undone(session) -> None:
    """After a savepoint, too, no file goes: which record was undone with it is not known here (leftovers.py clears up)."""
    session.info.pop(WITH_COMMIT, None)
    if not session.in_nested_transaction():
        _remove(session.info.pop(WITH_ROLLBACK, ()))


def _remove(places: list[Path] | tuple[()]) -> None:
    for place in places:
        place.unlink(missing_ok=True)
