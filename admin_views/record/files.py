"""The documents of a record: opened through the guard only, sent as web/documents.py does, and noted."""

from __future__ import annotations

from flask import abort, request
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup

from models import db
from services import audit, storage
from web import documents

from .formatting import DASH


class FileScreen:
    """The door to the documents of RecordView: /file/?id=…&field=…"""

    @property
    def documents(self) -> list[str]:
        """The fields that hold a document."""
        return [name for name, field in self.fields.items() if _is_document(field)]

    @expose("/file/")
    def file(self):
        """A document, for those who may see its record."""
        record, name = self.get_one(request.args.get("id")), request.args.get("field", "")
        stored = getattr(record, name) if name in self.documents else None
        if getattr(record, "collective_act_id", None) and not (self.may("edit") or self.may("approve")):
            abort(403)  # the paper of an act for many names all of them
        return opened(record, stored, documents.file_name(record, ""), is_noted=self.model.__area__ in documents.NOTED_AREAS)


def opened(record: db.Model, stored: str | None, name: str, *, is_noted: bool = True):
    """The answer with a stored document under this name, 404 where there is none; the trail says who opened which record's."""
    place = documents.place_of(stored) or abort(404)
    if is_noted:
        audit.note("open", record=record)
        db.session.commit()
    return documents.sent(place, f"{name}{place.suffix}")


def link_of(view, _context, record, name: str):
    """What stands for a document on a page: a link that says what opens."""
    place = documents.place_of(getattr(record, name))
    if place is None:
        return DASH
    words = _("Open the image") if place.suffix == ".jpg" else _("Download the PDF")
    address = view.get_url(".file", id=record.id, field=name)
    return Markup('<a href="{}">{}</a> ({})').format(address, words, documents.size(place))


def _is_document(field) -> bool:
    return field.column is not None and field.column.info.get("file") == storage.DOCUMENTS
