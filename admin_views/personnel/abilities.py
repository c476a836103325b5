"""Diplomas and languages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..base import RecordView
from .file import FileView


class EducationView(FileView):
    list_fields = ("officer", "level", "title", "school", "obtained_on")
    filter_fields = ("level", "officer", "officer.unit", "officer.rank")
    none_words = _l("No diploma")
    form_args = {"level": {"is_unchosen": True}}
    form_sections = ((_l("Diploma"), ("officer", "level", "title", "school", "obtained_on")),)


class LanguageView(RecordView):
    list_fields = ("code", "name", "is_assumed")


class LanguageSkillView(FileView):
    list_fields = ("officer", "language", "spoken", "written")
    filter_fields = ("language.name", "spoken", "officer", "officer.unit")
    none_words = _l("No language")
    form_args = {"spoken": {"is_unchosen": True}}
    form_sections = ((_l("Language"), ("officer", "language", "spoken", "written")),)
