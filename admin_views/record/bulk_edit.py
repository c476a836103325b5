"""One field of many records changed at once: chosen, looked at before it is done, then written in one transaction.

The preview does what would be done and takes it back, so that what it refuses is what would be refused. It
carries the version of each record: whatever somebody changed in between is left alone and said.
"""

from __future__ import annotations

from dataclasses import dataclass, field as with_default

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, ngettext
from markupsafe import Markup
from sqlalchemy import Column, UniqueConstraint, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from models import db
from models.search import names_in
from rules.refused import N_, Refused
from services import guard
from services.fields import Field, Kind
from web import trouble_in_words

from .listing import columns, rows
from .listing.selection import MOST, ticked
from .lookup import as_number

SHOWN = 20
# A picture, a structure and what is kept encrypted are one record's own.
ONE_BY_ONE = {Kind.FILE, Kind.STRUCTURE, Kind.SECRET}
OUTSIDE = N_("This record is outside what you are entitled to change.")
TROUBLES = (Refused, DBAPIError, StaleDataError, ValidationError)
# Where saving a record is defined for all screens. A screen that does more when it saves is not changed in bulk,
# unless it says in `bulk_fields` which fields may be.
SAVING = ("on_model_change", "update_model", "edit_view")
OF_ALL_SCREENS = ("admin_views.record.", "admin_views.base", "flask_admin.")


@dataclass
class Preview:
    """What a change would do: the records that change, how many have the value already, those refused and why."""

    new: Markup
    same: int = 0
    changes: list[tuple[str, Markup, str]] = with_default(default_factory=list)  # (name, what stands there, "number:version")
    refused: list[tuple[str, str]] = with_default(default_factory=list)  # (name, why)


class BulkEdit:
    """The change of many records of RecordView."""

    bulk_fields: tuple[str, ...] | None = None
    bulk_template = "admin/model/bulk_edit.html"
    # What a list offers for many besides: (name of the route with dashes, label, question).
    bulk_acts: list[tuple[str, str, str]] = []

    @property
    def can_edit_in_bulk(self) -> bool:
        return self.can_edit and (self.bulk_fields is not None or self._saves_like_all())

    def _saves_like_all(self) -> bool:
        methods = [getattr(type(self), name) for name in SAVING]
        return all(method.__module__.startswith(OF_ALL_SCREENS) for method in methods)

    @expose("/bulk-edit/", methods=("POST",))
    def bulk_edit(self):
        """Choose a field, type its value, look, then do it: `then` says how far one is."""
        if not self.can_edit_in_bulk:
            abort(403)
        then = request.form.get("then", "")
        try:
            return self._apply() if then == "apply" else self._prepare(then)
        except TROUBLES as trouble:
            db.session.rollback()
            flash(trouble_in_words(trouble), "error")
            return redirect(self._back())

    # --- before ----------------------------------------------------------------------------------

    def _prepare(self, then: str):
        """The page on which the change is chosen and looked at."""
        numbers = ticked(self)
        if not numbers:
            raise Refused(N_("Tick the records first: none of them is here any more, or you may not see them."))
        form = self.edit_form(obj=db.session.get(self.model, numbers[0]))
        fields = self._fields_in_bulk(form)
        chosen, preview = fields.get(request.form.get("bulk-field", "")), None
        if chosen and then == "preview":
            if form[chosen.name].validate(form):
                preview = self._preview(form, chosen, numbers)
        elif chosen:
            form[chosen.name].process(MultiDict())
        return self.render(
            self.bulk_template, numbers=numbers, fields=fields, chosen=chosen, preview=preview, shown=SHOWN,
            form=form, return_url=self._back(), posted=_posted_values(chosen),
        )  # fmt: skip

    def _fields_in_bulk(self, form) -> dict[str, Field]:
        """The fields of the form that may be the same for many."""
        names = [name for name in self.fields if name in form and (self.bulk_fields is None or name in self.bulk_fields)]
        return {name: self.fields[name] for name in names if not _is_of_one(self.model, self.fields[name])}

    def _preview(self, form, field: Field, numbers: list[int]) -> Preview:
        records = self._records(numbers)
        write = rows.writer(self, columns.Column(field.name, field, str(field.label)))
        preview, writable = Preview(new=Markup("")), self._writable(numbers)
        held = {record.id: field.value(record) for record in records}
        before = {record.id: (str(record), Markup(write(record)), record.version) for record in records}
        with db.session.no_autoflush:
            for record in records:
                form[field.name].populate_obj(record, field.name)
            if records:
                preview.new = Markup(write(records[0]))
            changing = [record.id for record in records if field.value(record) != held[record.id]]
        db.session.rollback()
        preview.same = len(records) - len(changing)
        refusals = {number: _(OUTSIDE) for number in changing if number not in writable}
        refusals |= self._refusals(form, field, [number for number in changing if number in writable])
        for number in changing:
            name, value, version = before[number]
            if number in refusals:
                preview.refused.append((name, refusals[number]))
            else:
                preview.changes.append((name, value, f"{number}:{version}"))
        return preview

    def _refusals(self, form, field: Field, numbers: list[int]) -> dict[int, str]:
        """Do it and take it back; only when that fails, one by one, to learn which records it was."""
        if not numbers or not self._trouble(form, field, numbers):
            return {}
        troubles = {number: self._trouble(form, field, [number]) for number in numbers}
        return {number: trouble for number, trouble in troubles.items() if trouble}

    def _trouble(self, form, field: Field, numbers: list[int]) -> str:
        """Why the records cannot be changed, or nothing. Nothing is left behind."""
        try:
            self._change(form, field, self._records(numbers))
        except TROUBLES as trouble:
            return trouble_in_words(trouble)
        finally:
            db.session.rollback()
        return ""

    # --- doing it --------------------------------------------------------------------------------

    def _apply(self):
        """Change what the preview showed, as far as it still stands as it was shown."""
        versions = dict(_seen(text) for text in request.form.getlist("seen")[:MOST])
        records = self._records(self.among_mine(list(versions)))
        if not records:
            raise Refused(N_("Nothing was changed: none of these records is here any more."))
        form = self.edit_form(obj=records[0])
        field = self._fields_in_bulk(form).get(request.form.get("bulk-field", "")) or abort(404)
        if not form[field.name].validate(form):
            return self._prepare("preview")
        untouched = [record for record in records if record.version == versions[record.id]]
        self._change(form, field, untouched)
        db.session.commit()
        self._say(form, field, len(untouched), [record for record in records if record not in untouched])
        return redirect(self._back())

    def _change(self, form, field: Field, records: list) -> None:
        """Give the records the value of the form, guarded and noted in the trail like any other change."""
        with db.session.no_autoflush:
            for record in records:
                form[field.name].populate_obj(record, field.name)
                self.on_model_change(form, record, False)
        db.session.flush()

    def _say(self, form, field: Field, done: int, left: list) -> None:
        """How many were changed, and which were left alone. A second click finds everything as it wanted it."""
        if done:
            words = ngettext("%(count)s record was changed.", "%(count)s records were changed.", done, count=done)
            flash(words, "success")
        held = [(record, field.value(record)) for record in left]
        with db.session.no_autoflush:
            for record, _value in held:
                form[field.name].populate_obj(record, field.name)
            others = [str(record) for record, value in held if field.value(record) != value]
        db.session.rollback()
        if others:
            names = ", ".join(others[:SHOWN])
            flash(_("Somebody changed these meanwhile; they were left as they are: %(names)s", names=names), "warning")
        elif not done:
            flash(_("This was done already: all these records have the new value."), "info")

    # --- both ------------------------------------------------------------------------------------

    def _records(self, numbers: list[int]) -> list:
        """The records that one may see, in the order in which they were ticked."""
        found = {record.id: record for record in db.session.scalars(select(self.model).where(self.model.id.in_(numbers)))}
        return [found[number] for number in numbers if number in found]

    def _writable(self, numbers: list[int]) -> set[int]:
        within = guard.writable(self.model, guard.actor())
        return set(db.session.scalars(select(self.model.id).where(self.model.id.in_(numbers), within)))

    def _back(self) -> str:
        """The list from which one came; never another host."""
        path = self.get_url(".index_view")
        return request.form.get("url") if request.form.get("url", "").startswith(f"{path}?") else path


def _is_of_one(model: type[db.Model], field: Field) -> bool:
    """Whether a value is one record's own: by what it is or what its column says, as its name, or as no two may share it."""
    if field.mask or field.is_derived or field.is_hidden or field.kind in ONE_BY_ONE:
        return True
    if field.column is None:
        return False
    return field.column.info.get("of_one", False) or _is_name(model, field.column.key) or _is_unique(field.column)


def _is_name(model: type[db.Model], name: str) -> bool:
    return hasattr(model, "__search__") and name in names_in(model)


def _is_unique(column: Column) -> bool:
    kept_apart = [each.columns for each in column.table.constraints if isinstance(each, UniqueConstraint)]
    return bool(column.unique) or any(column.key in columns for columns in kept_apart)


def _posted_values(field: Field | None) -> list[str]:
    """What was typed, to be posted again when one agrees."""
    return request.form.getlist(field.name) if field else []


def _seen(text: str) -> tuple[int, int]:
    """A record and its version as the preview showed them."""
    number, _colon, version = text.partition(":")
    numbers = as_number(number), as_number(version)
    return (0, 0) if None in numbers else numbers
