"""The screen on which an administrator adds fields to record types, and takes them to another installation."""

from __future__ import annotations

from flask import Response, flash, g, redirect, render_template, request
from flask_admin import expose
from flask_admin.form import BaseForm
from flask_admin.model.fields import InlineFieldList, InlineFormField
from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

import jobs
from models import CustomField, Job, db
from rules import access, custom as rules
from rules.refused import N_, Refused
from services import guard
from services.custom import defining, exchanging, known
from services.wording import said

from . import looked_at
from .base import RecordView
from .record import formatting

MASKS = ("personnel.contact", "personnel.identify")


class ChoiceLine(BaseForm):
    """One choice of a list. The value is given once, so that a label can be corrected later."""

    value = HiddenField()
    label = StringField(_l("Label"), [Optional(), Length(max=80)])
    label_en = StringField(_l("Label in English"), [Optional(), Length(max=80)])
    retired = BooleanField(_l("No longer offered"))


class ChoiceLines(InlineFieldList):
    """The choices as lines of the form; a line without a label is none."""

    def __init__(self, label=None, validators=None, **options):
        super().__init__(InlineFormField(ChoiceLine), label, validators, min_entries=3, **options)
        self.type = "InlineFieldList"

    def __call__(self, **_options) -> Markup:
        blank = self.unbound_field.bind(form=None, name="", _meta=self.meta)
        blank.separator = ""
        blank.process(None)
        return Markup(render_template("admin/custom/choices.html", field=self, template=blank))

    @property
    def data(self) -> list[dict]:
        return [entry.data for entry in self.entries]

    @data.setter
    def data(self, _nothing) -> None:
        """A field of another kind has no choices (forms/conditions.py)."""
        self.entries = []

    def populate_obj(self, obj, name):
        told = [entry.data for entry in self.entries if (entry.data["label"] or "").strip()]
        lines: list[dict] = []
        taken = {line["value"] for line in told if line["value"]}
        for line in told:
            value = line["value"] or rules.key_of(line["label"], taken)
            taken.add(value)
            lines.append(plain_choice(line | {"value": value}))
        if lines != (getattr(obj, name) or []):
            setattr(obj, name, lines)


def plain_choice(line: dict) -> dict:
    """A choice as it is kept, without what says nothing."""
    texts = {part: line[part].strip() for part in ("value", "label", "label_en") if (line[part] or "").strip()}
    return texts | ({"retired": True} if line["retired"] else {})


def in_words(value: object) -> str:
    """A part of a definition for a reader."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(f"({one['label']})" if one.get("retired") else one["label"] for one in value) or formatting.DASH
    return str(value) if value not in (None, "") else formatting.DASH


def type_words(_view, _context, field: CustomField, _name: str) -> str:
    """The record type by the name that people use."""
    return str(defining.extensible(field.record_type).__label_plural__)


def choice_words(_view, _context, field: CustomField, _name: str) -> str:
    """The choices in a line, retired ones in brackets."""
    return in_words(field.choices)


def mask_words(_view, _context, field: CustomField, _name: str) -> str:
    """The right without which the value is not shown, as a person says it."""
    return mask_label(field.mask) if field.mask else ""


def mask_label(permission: str) -> str:
    area, _dot, verb = permission.partition(".")
    return f"{_(access.AREAS[area])}{_(':')} {_(access.VERBS[verb])}"


class CustomFieldView(RecordView):
    """Only who sets the rules for all agencies adds fields, which are the same for each of them."""

    list_fields = ("label", "record_type", "kind", "is_required", "is_indexed", "is_searchable", "is_preparing", "is_retired", "key")
    column_default_sort = ("id", False)
    formatters = {"record_type": type_words, "choices": choice_words, "mask": mask_words}
    form_overrides = {"record_type": SelectField, "mask": SelectField, "choices": ChoiceLines}
    form_sections = (
        (_l("The field"), ("record_type", "kind", "label", "label_en", "help", "help_en", "choices")),
        (_l("Where it counts"), ("is_required", "is_indexed", "is_searchable", "mask", "sort_order", "is_retired")),
    )
    form_conditions = {"choices": ("kind", ("CHOICE",))}
    verbs = {"definitions": "view", "load": "edit", "bring_in": "edit"}
    empty_text = _l("Add a field to the officers, the units or another record type: it is in the form, the list and the files at once.")

    def may(self, verb: str) -> bool:
        return verb in ("view", "create", "edit") and defining.may_define(guard.actor())

    @property
    def list_links(self) -> list[tuple[str, str, str]]:
        return [
            (_("Download the definitions"), self.get_url(".definitions"), "download"),
            (_("Load definitions"), self.get_url(".load"), "upload"),
        ]

    # --- the form --------------------------------------------------------------------------------

    def create_form(self, obj=None):
        return self._with_choices(super().create_form(obj))

    def edit_form(self, obj=None):
        """What the values were written under is not in the form of a field that stands."""
        form = self._with_choices(super().edit_form(obj))
        for name in ("record_type", "kind"):
            delattr(form, name)
        return form

    def stored_form(self, record):
        return self._with_choices(super().stored_form(record))

    def _with_choices(self, form):
        types = [(model.__tablename__, model.__label_plural__) for model in defining.record_types(guard.actor())]
        form.record_type.choices = [("", "–"), *types]
        form.record_type.validators = [InputRequired()]
        form.mask.choices = [("", "–"), *[(permission, mask_label(permission)) for permission in MASKS]]
        return form

    def on_model_change(self, form, model, is_created):
        """The key, the choices and the index follow."""
        defining.settle(model, by=guard.actor())
        g.preparation = _ask_for_preparation() if model.is_preparing else None

    def after_model_change(self, form, model, is_created):
        """A job is sent once it is committed."""
        if g.preparation:
            _send(g.preparation)

    # --- definitions as a file -------------------------------------------------------------------

    def type_label(self, record_type: str) -> str:
        """A record type by the name that people use, or as the file has it."""
        names = {model.__tablename__: str(model.__label_plural__) for model in defining.record_types(guard.actor())}
        return names.get(record_type, record_type)

    def told(self, difference: exchanging.Difference) -> list[tuple[object, str, str]]:
        """What differs, in words: (label, before, after)."""
        return [(self.fields[part].label, *map(in_words, pair)) for part, pair in difference.changes.items()]

    @expose("/definitions/")
    def definitions(self):
        """Every definition as one file."""
        headers = {"Content-Disposition": 'attachment; filename="fields.json"'}
        return Response(exchanging.exported(), mimetype="application/json", headers=headers)

    @expose("/load/", methods=("GET", "POST"))
    def load(self):
        """Look at what a file of definitions would change."""
        if request.method == "GET":
            return self.render("admin/custom/load.html", differences=None, text="", error="")
        file, text = request.files.get("file"), ""
        try:
            text = file.read(exchanging.MOST_BYTES + 1).decode("utf-8-sig") if file else ""
            differences = exchanging.compared(text, guard.actor())
        except UnicodeDecodeError:
            return self.render("admin/custom/load.html", differences=None, text="", error=_(exchanging.NOT_OURS))
        except Refused as refused:
            return self.render("admin/custom/load.html", differences=None, text="", error=said(refused))
        return self.render("admin/custom/load.html", differences=differences, text=text, seen=looked_at.seal(text, known.state() or ()), error="")

    @expose("/bring-in/", methods=("POST",))
    def bring_in(self):
        """Do what was looked at."""
        text = request.form.get("text", "")
        try:
            if not looked_at.is_sealed(text, known.state() or (), request.form.get("seen", "")):
                raise Refused(N_("These definitions are not those that were looked at, or others changed meanwhile. Choose the file again."))
            done = exchanging.bring_in(text, by=guard.actor())
            job = _ask_for_preparation() if defining.to_prepare() else None
            db.session.commit()
            if job:
                _send(job)
            changed = sum(each.outcome in (exchanging.ADDED, exchanging.CHANGED, exchanging.RETIRED) for each in done)
            flash(_("%(count)s fields were added, changed or retired.", count=changed), "success")
        except Refused as refused:
            db.session.rollback()
            flash(said(refused), "error")
        return redirect(self.get_url(".index_view"))


def _ask_for_preparation() -> Job:
    """A large table is gone through in the background; whoever defined the field is told when it is ready."""
    return jobs.ask("fields", N_("Preparation of additional fields"))


def _send(job: Job) -> None:
    jobs.send(job)
    text = _("There are many records, so the field is being prepared: lists are not filtered or sorted by it yet, and not "
             "all records are found by it. You will be told when it is ready.")  # fmt: skip
    flash(text, "info")


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [CustomFieldView(CustomField)]
