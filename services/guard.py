"""The guard: what one may see is added to every query, and what one writes is checked at every flush.

No view has to remember it. The one door around it is `unscoped(purpose)`, for work that must see
everybody (ranking a round, a nightly job); it leaves its purpose in the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, has_app_context
from sqlalchemy import ColumnElement, and_, event, false, inspect, or_, select, true
from sqlalchemy.orm import MANYTOONE, Session, with_loader_criteria

from models import (
    Agency,
    Evaluation,
    EvaluationState,
    Officer,
    PromotionCandidate,
    PromotionRound,
    RoundState,
    Unit,
    db,
)
from rules import access
from rules.access import NOBODY, Actor, Scope
from rules.refused import N_, Forbidden

_rounds, _candidates = PromotionRound.__table__.c, PromotionCandidate.__table__.c
# What the person concerned sees of his or her own file: signed and sealed papers, not drafts.
SHOWN_TO_SUBJECT = {
    Evaluation: Evaluation.state == EvaluationState.SUBMITTED,
    PromotionCandidate: PromotionCandidate.round_id.in_(select(_rounds.id).where(_rounds.state == RoundState.SEALED)),
}


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


# --- reading -------------------------------------------------------------------------------------


def visible(model: type, who: Actor | None = None) -> ColumnElement[bool]:
    """The SQL condition for the rows of this model that somebody may see."""
    who = who or actor()
    if model.__scope__ is None:
        return true()
    if model.__scope__ == "@area":
        return true() if access.may(who, f"{model.__area__}.view") else false()
    if model.__scope__ == "@owner":
        return _owned(model, who)
    if model.__scope__ == "@agency":
        return _of_agency(model, who)
    if model is Officer:
        return _officers(Officer, who, "personnel")
    return _of_visible_parent(model, who)


def _owned(model: type, who: Actor) -> ColumnElement[bool]:
    if access.may(who, "account.view"):
        return true()
    return getattr(model, model.__owner__) == who.user_id if who.user_id else false()


def _of_agency(model: type, who: Actor) -> ColumnElement[bool]:
    """Records of the actor's agency; and the sealed rounds in which the actor stands, whoever held them."""
    widest = access.scope(who, model.__area__)
    if widest in (Scope.NONE, Scope.ALL):
        return true() if widest == Scope.ALL else false()
    own = select(_candidates.round_id).where(_candidates.officer_id == who.officer_id)
    stands_in = and_(model.id.in_(own), model.state == RoundState.SEALED) if model is PromotionRound else false()
    return stands_in if widest == Scope.OWN else or_(model.agency_id == who.agency_id, stands_in)


def _officers(officer, who: Actor, area: str) -> ColumnElement[bool]:
    """Officers within the actor's scope in an area.

    `officer` is the model where the condition may be applied to an alias, else the bare columns of its
    table: the guard must not guard itself.
    """
    unit = Unit.__table__
    match access.scope(who, area):
        case Scope.ALL:
            return true()
        case Scope.AGENCY:
            serving_here = officer.unit_id.in_(select(unit.c.id).where(unit.c.agency_id == who.agency_id))
            return or_(officer.home_agency_id == who.agency_id, serving_here, officer.id == who.officer_id)
        case Scope.SUBTREE if who.unit_path:
            below = select(unit.c.id).where(unit.c.path.startswith(who.unit_path, autoescape=True))
            return or_(officer.unit_id.in_(below), officer.id == who.officer_id)
        case Scope.OWN | Scope.SUBTREE:
            return officer.id == who.officer_id
        case _:
            return false()


def _of_visible_parent(model: type, who: Actor) -> ColumnElement[bool]:
    """Rows whose parent (the officer, or the record they belong to) is visible in the model's own area.

    Of the own file one sees what is shown to the person concerned, and nothing more by any other right.
    """
    link = inspect(model).relationships[model.__scope__]
    key, parent = getattr(model, next(iter(link.local_columns)).key), link.mapper.class_
    widest, subject = access.scope(who, model.__area__), getattr(model, "officer_id", None)
    if parent is Officer:
        officers = Officer.__table__.c
        within = key.in_(select(officers.id).where(_officers(officers, who, model.__area__)))
        within = true() if widest == Scope.ALL else and_(within, _signed(model, who, widest))
    else:
        within = key.in_(select(parent.__table__.c.id).where(visible(parent, who)))
    if subject is None or who.officer_id is None or widest == Scope.NONE:
        return within if widest > Scope.OWN or subject is None else false()
    own = and_(subject == who.officer_id, SHOWN_TO_SUBJECT.get(model, true()))
    return own if widest == Scope.OWN else or_(own, and_(within, subject != who.officer_id))


def _signed(model: type, who: Actor, widest: Scope) -> ColumnElement[bool]:
    """A draft of an evaluation is its evaluator's and the superiors'; others see it once it is submitted."""
    if model is not Evaluation or widest == Scope.SUBTREE:
        return true()
    return or_(Evaluation.state == EvaluationState.SUBMITTED, Evaluation.evaluator_id == who.officer_id)


def scoped_models() -> list[type]:
    """Every model whose rows are not shared by all."""
    classes = [mapper.class_ for mapper in db.Model.registry.mappers]
    return [model for model in classes if model.__scope__ is not None]


@event.listens_for(Session, "do_orm_execute")
def _guard_reading(state) -> None:
    if not has_app_context() or not state.is_orm_statement:
        return
    if not state.is_select:
        raise RuntimeError("bulk statements belong to services/bulk.py")
    if state.is_column_load or purpose():
        return
    if "scope_options" not in g:
        g.scope_options = [
            with_loader_criteria(model, visible(model), include_aliases=True, propagate_to_loaders=False)
            for model in scoped_models()
        ]
    state.statement = state.statement.options(*g.scope_options)


# --- writing -------------------------------------------------------------------------------------


@event.listens_for(Session, "before_flush")
def _guard_writing(session, _context, _instances) -> None:
    if not has_app_context() or purpose():
        return
    with session.no_autoflush:
        for verb, records in (("create", session.new), ("edit", session.dirty), ("delete", session.deleted)):
            for record in records:
                if verb != "edit" or session.is_modified(record):
                    check_write(record, verb)


def permission(model: type[db.Model], verb: str) -> str:
    """The permission that an act on this kind of record asks for."""
    writes = verb in ("create", "edit", "delete", "import")
    return f"{model.__area__}.{'configure' if writes and model.__is_rule__ else verb}"


def writable(model: type[db.Model], who: Actor) -> ColumnElement[bool]:
    """The SQL condition for the rows that somebody with the right verb may change.

    What is shared by all to read still belongs to somebody: to an agency, or to all of them together.
    """
    if model is Officer and access.scope(who, model.__area__) == Scope.AGENCY:
        return Officer.home_agency_id == who.agency_id  # a lent officer's file is kept by those who lent him
    if model.__scope__ is not None:
        return visible(model, who)
    if access.scope(who, model.__area__) == Scope.ALL:
        return true()
    if hasattr(model, "agency_id"):
        return model.agency_id == who.agency_id
    if model.__anchor__ is None:
        return false()
    link = inspect(model).relationships[model.__anchor__]
    key, parent = getattr(model, next(iter(link.local_columns)).key), link.mapper.class_
    return key.in_(select(parent.__table__.c.id).where(writable(parent, who)))


def may_add(model: type[db.Model], who: Actor) -> bool:
    """Whether somebody with the right verb may add to this table: what belongs to no agency needs a scope of all."""
    belongs = model.__scope__ is not None or model.__anchor__ is not None or hasattr(model, "agency_id")
    return belongs or access.scope(who, model.__area__) == Scope.ALL


def pointable(model: type[db.Model], link, who: Actor) -> ColumnElement[bool]:
    """The SQL condition for the records to which a record of this model may be made to point.

    Within an agency's scope one writes only towards that agency's own units and rounds.
    """
    target = link.mapper.class_
    if access.scope(who, model.__area__) == Scope.AGENCY:
        if target is Agency:
            return Agency.id == who.agency_id
        if hasattr(target, "agency_id"):
            return target.agency_id == who.agency_id
    return writable(target, who) if link.key == model.__anchor__ else visible(target, who)


def check_write(record: db.Model, verb: str) -> None:
    """Raise Forbidden unless the actor may do this to this record and to all it points to."""
    who, model = actor(), type(record)
    if not _is_own(record, who) and not access.may(who, permission(model, verb)):
        raise Forbidden(N_("You are not entitled to do this."))
    if not _within(record, who):
        raise Forbidden(N_("This record is outside what you are entitled to change."))
    for link in inspect(model).relationships if verb != "delete" else ():
        if link.direction is MANYTOONE and not _may_point_to(record, link, who):
            raise Forbidden(N_("You chose a record that is outside what you are entitled to see."))


def _is_own(record: db.Model, who: Actor) -> bool:
    """One's own jobs and imports need no right. One's own account does: it says what one may."""
    is_kept_by_owner = record.__scope__ == "@owner" and record.__owner__ != "id"
    return is_kept_by_owner and getattr(record, record.__owner__) == who.user_id is not None


def _within(record: db.Model, who: Actor) -> bool:
    """Whether the row, as stored before this change, may be changed. A new row is judged by what it points to."""
    model, state = type(record), inspect(record)
    if state.persistent:
        return _exists(model, state.identity[0], writable(model, who))
    return may_add(model, who)


def _may_point_to(record: db.Model, link, who: Actor) -> bool:
    key = next(iter(link.local_columns)).key
    history = inspect(record).attrs[key].history
    # A relationship set by object has no key until the flush: look at the object itself then.
    target = inspect(record).attrs[link.key].history.added
    value = target[0].id if target and target[0] is not None else getattr(record, key)
    if value is None or not (history.added or target):
        return True
    if link.mapper.class_ is Agency and inspect(record).persistent and access.scope(who, record.__area__) != Scope.ALL:
        return False  # nothing changes agency by the will of one of them
    return _exists(link.mapper.class_, value, pointable(type(record), link, who))


def _exists(model: type, key: int, condition: ColumnElement[bool]) -> bool:
    found = select(model.__table__.c.id).where(model.__table__.c.id == key, condition)
    return db.session.connection().execute(found).first() is not None
