"""Photos at the clerks' door: taken singly or a unit one after the other, and the history of each officer.

taking.py is the page on which one photo is taken, enrolling.py leads through a unit; both stand on the screen of the history.
"""

from __future__ import annotations

from flask import abort, request, send_file, url_for
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup

from models import Photo
from services import storage

from ..base import RecordView
from ..record.formatting import DASH
from .enrolling import Enrolling
from .taking import Taking, may_take


# What was found wrong and overridden, by the codes of rules/photo.py.
FOUND = {
    "tilt": _l("head tilted"), "off_centre": _l("face not in the middle"), "dark": _l("too dark"), "bright": _l("too bright"),
    "flat": _l("too little contrast"), "one_sided": _l("light from one side"), "ground": _l("restless ground"),
}  # fmt: skip


def _overridden(_view, _context, photo: Photo, _name: str) -> str:
    """What was found wrong, and why the photo was kept all the same."""
    if not photo.remarks:
        return DASH
    found = ", ".join(str(FOUND.get(code, code)) for code in photo.remarks.get("codes", ()))
    return f"{found} – {photo.remarks.get('reason', '')}"


def _seen(_view, _context, photo: Photo, _name: str) -> str | Markup:
    """The photo, loaded when one opens it."""
    if not photo.file:
        return DASH
    box = Markup('<details class="photo-seen"><summary>{}</summary><img src="{}" alt="{}" width="70" height="90" loading="lazy"></details>')
    return box.format(_("See"), url_for("admin-photo.picture", id=photo.id), photo)


class PhotoView(Taking, Enrolling, RecordView):
    list_fields = ("officer", "taken_on", "source", "file", "taken_by")
    search_fields = ("officer.last_name", "officer.first_names")
    filter_fields = ("taken_on", "source")
    is_creatable = is_editable = False
    empty_text = _l("No photo yet: take one from the page of an officer.")
    verbs = {"take": "view", "check": "view", "enrol": "view", "units": "view", "picture": "view"}
    formatters = {"file": _seen, "remarks": _overridden}
    column_default_sort = ("taken_on", True)

    @property
    def list_links(self) -> list[tuple[str, str, str]]:
        """What stands beside the list: the way through a unit."""
        return [*super().list_links, *([(_("Photos of a unit"), self.get_url(".enrol"), "camera")] if may_take() else [])]

    @expose("/picture/")
    def picture(self):
        """A photo of the history, for those who may see the officer; as in lists it opens no file."""
        photo = self.find_one(request.args.get("id"))
        return send_file(storage.path("photos", photo.file), mimetype="image/jpeg") if photo.file else abort(404)


def views() -> list[RecordView]:
    """The screens of this area, in the order of the menu."""
    return [PhotoView(Photo)]
