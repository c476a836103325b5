"""Adding, changing and retiring a custom field. Nothing that is kept is ever lost: what goes out of use is retired."""

from __future__ import annotations

from sqlalchemy import func, inspect

from models import CustomField, CustomKind, ExtraValue, Record, db, model_of
from rules import access, custom as rules
from rules.access import Actor, Scope
from rules.refused import N_, Forbidden, Refused
from services import bulk, guard

from . import known

# What may be changed of a definition that stands; the rest is what its values were written under.
FIXED = ("record_type", "key", "kind")
OPTIONAL = ("label_en", "help", "help_en", "mask")
# Tables of more rows than this are worked through in the background: preparing.py.
AT_ONCE = 20_000
WHY = "values of a custom field are counted in all scopes"


def record_types(by: Actor) -> list[type[Record]]:
    """The record types to which somebody may add fields, by their names."""
    every = [mapper.class_ for mapper in db.Model.registry.mappers if getattr(mapper.class_, "__is_extensible__", False)]
    return sorted((model for model in every if _may_configure(model, by)), key=lambda model: str(model.__label_plural__))


def may_define(by: Actor) -> bool:
    """Whether somebody may add fields at all: they are the same for every agency, so it takes a scope of all."""
    own = CustomField.__area__
    return access.scope(by, own) == Scope.ALL and access.may(by, f"{own}.configure") and bool(record_types(by))


def _may_configure(model: type[Record], by: Actor) -> bool:
    return access.may(by, f"{model.__area__}.configure") and access.scope(by, model.__area__) == Scope.ALL


def extensible(record_type: str) -> type[Record]:
    """The model of a table that may have custom fields; Refused when there is none."""
    model = model_of(record_type)
    if not getattr(model, "__is_extensible__", False):
        raise Refused(N_("Records of the type %(name)s cannot have additional fields."), name=record_type)
    return model


def settle(field: CustomField, *, by: Actor) -> None:
    """Make a new or changed definition whole before it is written: its key, its choices, its index. Never commits.

    Raises Forbidden for a record type that is not one's to configure, Refused for what cannot be.
    """
    model = extensible(field.record_type)
    if not _may_configure(model, by):
        raise Forbidden(N_("You may not add fields to these records."))
    with db.session.no_autoflush:
        if inspect(field).persistent:
            _check_fixed(field)
        else:
            _give_key(field)
        _settle_parts(field)
        had, dropped, has_work = _had_index(field), _dropped(field), _has_work(field)
        field.is_preparing = has_work and bulk.indexes.rows_of(model) > AT_ONCE
    db.session.add(field)
    db.session.flush()  # before the index: SQLite takes that back only in a transaction that has begun to write
    for choice in dropped:
        _check_unused(field, model, choice)
    if had and not _wants_index(field):
        bulk.indexes.drop(model, field.key)
    known.forget()
    if has_work and not field.is_preparing:
        make_index(field, model)
        bulk.indexes.renew_words(model, ExtraValue(model.extra, field.key, field.kind))


def _has_work(field: CustomField) -> bool:
    """Whether the records are to be gone through. What was being prepared is so again, in case that was given up."""
    is_new_index = _wants_index(field) and not _had_index(field)
    return bool(field.is_preparing) or is_new_index or _is_searched_anew(field)


def _wants_index(field: CustomField) -> bool:
    return bool(field.is_indexed) and not field.is_retired


def make_index(field: CustomField, model: type[Record]) -> None:
    """Make the index, where the definition asks for one that is not there."""
    if _wants_index(field) and bulk.indexes.missing(model, [field.key]):
        bulk.indexes.make(model, ExtraValue(model.extra, field.key, field.kind))


def _is_searched_anew(field: CustomField) -> bool:
    """Whether records are found by this field from now on, or no longer, or by other words of it."""
    parts = inspect(field).attrs
    is_other = any(parts[name].history.has_changes() for name in ("is_searchable", "is_retired", "choices"))
    return inspect(field).persistent and is_other


def _check_fixed(field: CustomField) -> None:
    for name in FIXED:
        if any(old is not None for old in inspect(field).attrs[name].history.deleted or ()):
            raise Refused(N_("The kind and the record type of a field never change. Retire it and add another."))


def _give_key(field: CustomField) -> None:
    """A key once given is never given again, so that no value appears under another name."""
    taken = [key for (key,) in db.session.query(CustomField.key).filter_by(record_type=field.record_type)]
    if len(taken) >= rules.MOST_FIELDS:
        raise Refused(N_("A record type has at most %(most)s additional fields."), most=rules.MOST_FIELDS)
    field.key = field.key or rules.key_of(field.label, taken)


def _settle_parts(field: CustomField) -> None:
    rules.check_label(field.label)
    for name in OPTIONAL:
        if getattr(field, name) == "":
            setattr(field, name, None)
    if field.kind is not CustomKind.CHOICE:
        field.choices = field.choices or []
    if field.kind in (CustomKind.YES_NO, CustomKind.DATE):
        field.is_searchable = False
    if field.mask:
        field.is_searchable = field.is_indexed = False  # the order, or being found, would tell what the mask hides
    rules.check_choices(field.choices or [], field.kind is CustomKind.CHOICE)


def _dropped(field: CustomField) -> list[dict]:
    """The choices that stood in the definition and no longer do."""
    before = next(iter(inspect(field).attrs.choices.history.deleted or ()), None) or []
    left = {choice["value"] for choice in field.choices}
    return [choice for choice in before if choice["value"] not in left]


def _check_unused(field: CustomField, model: type[Record], choice: dict) -> None:
    """A choice that records hold may be retired, not removed."""
    if count := used(field, model, choice["value"]):
        raise Refused(
            N_("“%(name)s” is chosen in %(count)s records, so it cannot be removed. Retire it instead."),
            name=choice["label"], count=count,
        )  # fmt: skip


def used(field: CustomField, model: type[Record], value: str) -> int:
    """How many records hold a choice, whoever may see them; deleted ones too, because they may be restored."""
    with guard.unscoped(WHY):
        held = ExtraValue(model.extra, field.key, field.kind) == value
        return db.session.query(func.count(model.id)).filter(held).execution_options(with_deleted=True).scalar()


def _had_index(field: CustomField) -> bool:
    """Whether the definition asked for an index before this change."""

    def stood(name: str) -> bool:
        history = inspect(field).attrs[name].history
        return bool(next(iter(history.deleted or history.unchanged or ()), False))

    return inspect(field).persistent and stood("is_indexed") and not stood("is_retired")


def to_prepare() -> bool:
    """Whether a definition waits for work that is too much for a request: then the door asks for a job."""
    db.session.flush()
    return bool(db.session.query(CustomField.id).filter(CustomField.is_preparing).first())


def renew_indexes() -> int:
    """Make the indexes that are missing, as after a migration that rebuilt a table; return how many."""
    made = 0
    for record_type, fields in known.known().active.items():
        model = extensible(record_type)
        by_key = {field.key: field for field in fields if field.is_indexed}
        for key in bulk.indexes.missing(model, list(by_key)):
            bulk.indexes.make(model, ExtraValue(model.extra, key, by_key[key].kind))
            made += 1
    return made
