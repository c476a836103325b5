"""Diplomas and languages."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

from models import Language, LanguageLevel, LanguageSkill, Officer, db

from ..base import RecordView
from ..record.lookup import as_number
from .file import FileView, Wrong, not_ahead, value


class EducationView(FileView):
    list_fields = ("officer", "level", "title", "school", "obtained_on")
    filter_fields = ("level", "officer", "officer.unit", "officer.rank")
    none_words = _l("No diploma")
    form_args = {"level": {"is_unchosen": True}}
    form_sections = ((_l("Diploma"), ("officer", "level", "title", "school", "obtained_on")),)

    def wrong(self, form) -> Wrong:
        yield from not_ahead(form, "obtained_on")
        officer, obtained_on = value(form, "officer"), value(form, "obtained_on")
        if officer and obtained_on and officer.birth_on and obtained_on <= officer.birth_on:
            yield "obtained_on", _("This lies before the birth of the officer: check the year.")


class LanguageView(RecordView):
    list_fields = ("code", "name", "is_assumed")


class LanguageSkillView(FileView):
    list_fields = ("officer", "language", "spoken", "written")
    filter_fields = ("language.name", "spoken", "officer", "officer.unit")
    none_words = _l("No language")
    form_args = {"spoken": {"is_unchosen": True}}
    form_sections = ((_l("Language"), ("officer", "language", "spoken", "written")),)

    def wrong(self, form) -> Wrong:
        if value(form, "spoken") is LanguageLevel.NONE and value(form, "written") is LanguageLevel.NONE:
            yield "spoken", _("Neither spoken nor written: leave this language out.")
        officer, language = value(form, "officer"), value(form, "language")
        if officer and language and any(one.id != as_number(request.args.get("id")) for one in _known(officer, language)):
            yield "language", _("This language is recorded for the officer already: change that record.")


def _known(officer: Officer, language: Language) -> list[LanguageSkill]:
    return db.session.query(LanguageSkill).filter_by(officer_id=officer.id, language_id=language.id).all()
