"""The index of a custom field, and the words by which records are found, of a table too large for a request."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from models import CustomField, ExtraValue, db
from services import bulk

from . import known
from .defining import extensible, make_index

Progress = Callable[[int, int], None]


def prepare(_arguments: dict, progress: Progress, save: Callable[[], None]) -> dict:
    """A job: make ready every field that is being prepared, and return {"fields": how many}.

    It commits after each block, so that other writers need not wait for the whole: half of it harms nobody, because
    the field is offered nowhere before it is ready, and beginning again finds what is left.
    """
    made = 0
    while field := db.session.scalar(select(CustomField).where(CustomField.is_preparing).order_by(CustomField.id).limit(1)):
        made += _make_ready(field, progress, save)
    return {"fields": made}


def _make_ready(field: CustomField, progress: Progress, save: Callable[[], None]) -> bool:
    """Whether the field is ready; not when somebody changed its definition meanwhile, for then it is done once more."""
    model, stamp = extensible(field.record_type), field.stamp
    value, total = ExtraValue(model.extra, field.key, field.kind), bulk.indexes.rows_of(model)
    known.forget()
    make_index(field, model)
    save()

    def after_block(done: int) -> None:
        save()
        progress(min(done, total), total)

    bulk.indexes.renew_words(model, value, after_block)
    db.session.refresh(field, with_for_update=True)
    if field.stamp == stamp:
        field.is_preparing = False
    save()
    known.forget()
    return not field.is_preparing
