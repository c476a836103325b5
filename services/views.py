"""Saved views of lists, and the columns that each person has chosen for them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from models import ChosenColumns, Record, SavedView, Sharing, db
from rules import access
from rules.access import Actor
from rules.refused import N_, Forbidden, Refused

LONGEST_NAME = 80
LONGEST_ADDRESS = 4000
MOST_VIEWS = 30
MOST_COLUMNS = 30
# Every list asks for both, so they are put together once.
CHOSEN = select(ChosenColumns.paths).where(
    ChosenColumns.owner_id == bindparam("owner"), ChosenColumns.record_type == bindparam("kind")
)
VIEWS = select(SavedView).where(SavedView.record_type == bindparam("kind")).order_by(SavedView.name, SavedView.id)


def may_share(model: type[Record], who: Actor) -> bool:
    """Whether somebody may lay a list before others: who may take it away as a file, or sets the rules of the area."""
    return any(access.may(who, f"{model.__area__}.{verb}") for verb in ("export", "configure"))


def views_of(model: type[Record]) -> list[SavedView]:
    """One's own views of these lists and those shared with one, by name: the guard leaves out the private ones of others."""
    return list(db.session.scalars(VIEWS, {"kind": model.__tablename__}))


def view(model: type[Record], number: int) -> SavedView | None:
    """The view of this number, if it is of such lists and within one's scope."""
    found = select(SavedView).where(SavedView.id == number, SavedView.record_type == model.__tablename__)
    return db.session.scalar(found)


def save(model: type[Record], name: str, arguments: str, sharing: Sharing, *, by: Actor) -> SavedView:
    """Keep a list as its address says it, in place of one's own view of the same name.

    Raises Refused without a name, with too long an address or too many views; Forbidden when one may not share.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(N_("Give the view a name of at most %(most)s letters."), most=LONGEST_NAME)
    if len(arguments) > LONGEST_ADDRESS:
        raise Refused(N_("This list has too many filters to be saved. Remove some of them."))
    if sharing is not Sharing.OWN and not may_share(model, by):
        raise Forbidden(N_("You may save views for yourself, not share them."))
    kept = _own(model, name, by) or _new(model, name, by)
    kept.arguments, kept.sharing = arguments, sharing
    db.session.flush()
    return kept


def _own(model: type[Record], name: str, by: Actor) -> SavedView | None:
    own = select(SavedView).where(SavedView.owner_id == by.user_id, SavedView.record_type == model.__tablename__)
    return db.session.scalar(own.where(SavedView.name == name))


def _new(model: type[Record], name: str, by: Actor) -> SavedView:
    own = select(func.count(SavedView.id)).where(SavedView.owner_id == by.user_id)
    if db.session.scalar(own.where(SavedView.record_type == model.__tablename__)) >= MOST_VIEWS:
        raise Refused(N_("You already keep %(most)s views of this list. Delete one of them first."), most=MOST_VIEWS)
    made = SavedView(owner_id=by.user_id, record_type=model.__tablename__, name=name, role=by.role, agency_id=by.agency_id)
    db.session.add(made)
    return made


def chosen_columns(model: type[Record], who: Actor) -> list[str]:
    """The columns that somebody chose for these lists, in order; none when nothing was chosen."""
    return list(db.session.scalar(CHOSEN, {"kind": model.__tablename__, "owner": who.user_id}) or ())


def choose_columns(model: type[Record], paths: Sequence[str], *, by: Actor) -> None:
    """Remember the columns; an empty choice goes back to those of the screen."""
    kept = _choice(model, by)
    if not paths:
        if kept:
            db.session.delete(kept)
    elif kept:
        kept.paths = list(paths)[:MOST_COLUMNS]
    else:
        db.session.add(ChosenColumns(owner_id=by.user_id, record_type=model.__tablename__, paths=list(paths)[:MOST_COLUMNS]))
    db.session.flush()


def _choice(model: type[Record], who: Actor) -> ChosenColumns | None:
    own = select(ChosenColumns).where(ChosenColumns.owner_id == who.user_id)
    return db.session.scalar(own.where(ChosenColumns.record_type == model.__tablename__))
