"""Card designs: what is printed, as the installation or an agency wants it, beside a preview of both sides."""

from __future__ import annotations

import base64
import io
from dataclasses import fields

from flask import abort, flash, redirect, request, send_file
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import ColorField, TextAreaField

from models import CardDesign, db
from rules.refused import Refused
from services import badge as service, storage, submissions
from services.badge.printing.looks import Look, WrongDesign, look_of
from services.storage.images import PHOTO_SIDE, as_jpeg
from services.wording import said

from ..acting import carried_out
from ..base import RecordView
from ..record.converting import PhotoField

LONG = ("statement", "finder_note", "legal_note", "statement_second", "finder_note_second", "legal_note_second")
COLOURS = ("ground", "band", "text")
FRONT_AND_BACK = ("front", "back")


class CrestField(PhotoField):
    """A crest: re-encoded, and kept apart from the photos. A drawing may hide anything, so it must be a picture."""

    def populate_obj(self, obj, name):
        if getattr(self.data, "filename", None):
            setattr(obj, name, storage.keep_image(self.data.stream, "crests"))

    def picture(self) -> bytes | None:
        """What was sent, as it would be kept; None where nothing was."""
        if not getattr(self.data, "filename", None):
            return None
        made = as_jpeg(self.data.stream, PHOTO_SIDE)
        self.data.stream.seek(0)
        return made


class DesignView(RecordView):
    """The designs; one that a card was printed with is only read and copied."""

    list_fields = ("name", "kind", "agency", "is_in_force", "language", "second_language", "months")
    form_overrides = {"crest": CrestField} | dict.fromkeys(LONG, TextAreaField) | dict.fromkeys(COLOURS, ColorField)
    form_args = {"crest": {"description": _l("A JPEG or PNG picture. Without one, the crest of this installation is printed.")}}
    form_widget_args = {name: {"rows": 3} for name in LONG}
    form_sections = (
        (_l("Design"), ("name", "kind", "agency", "months", "has_serials")),
        (_l("Colours and crest"), ("band", "stripes", "ground", "text", "crest", "has_guilloche", "has_ghost_photo")),
        (_l("Words of the card"), ("language", "state_name", "title", "authority", "statement", "finder_note", "legal_note")),
        (_l("Second language"), ("second_language", "title_second", "statement_second", "finder_note_second", "legal_note_second")),
    )
    empty_text = _l("Without a design no card is printed: make the first one.")
    create_template, edit_template, details_template = "admin/badge/design_new.html", "admin/badge/design_edit.html", "admin/badge/design.html"
    verbs = {"preview": "edit", "picture": "view", "paper": "view", "copy": "create", "put_in_force": "edit"}

    def may_change(self, record) -> bool:
        return super().may_change(record) and not service.designs.is_frozen(record)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self):
        """A design that cards bear is never changed: they must be printed again exactly."""
        if service.designs.is_frozen(design := self.get_one(request.args.get("id"))):
            flash(_("Cards were printed with this design, so it stays as it is. Make a new version and change that one."), "info")
            return redirect(self.get_url(".details_view", id=design.id))
        return super().edit_view()

    def validate_form(self, form):
        """Beside each field: why a card could not be read."""
        if not super().validate_form(form):
            return False
        if request.method != "POST" or "statement" not in form:
            return True
        try:
            service.designs.check(_look(form, self.stored(form)))
        except Refused as refused:
            form[getattr(refused, "field", "crest")].errors = [said(refused)]
            return False
        return True

    @expose("/preview/", methods=("POST",))
    def preview(self):
        """Both sides as they are typed now, as pictures in the answer; nothing is kept."""
        record = self.get_one(request.args["id"]) if "id" in request.args else None
        form = self.edit_form(record) if record else self.create_form()
        try:
            look = _look(form, record)
            service.designs.check(look)
            pictures = service.designs.pictures(_pdf(look, _agency(form.agency.data, look)))
        except Refused as refused:
            name = getattr(refused, "field", "crest")
            return {"trouble": f"{form[name].label.text}{_(':')} {said(refused)}"}
        return {"pictures": [f"data:image/png;base64,{base64.b64encode(one).decode()}" for one in pictures]}

    @expose("/picture/")
    def picture(self):
        """One side of a card of a design, as a picture."""
        look, agency = self._shown()
        side = FRONT_AND_BACK.index(request.args["side"]) if request.args.get("side") in FRONT_AND_BACK else abort(404)
        return send_file(io.BytesIO(service.designs.pictures(_pdf(look, agency))[side]), mimetype="image/png")

    @expose("/paper/")
    def paper(self):
        """Both sides as the PDF that a printer gets."""
        return send_file(io.BytesIO(_pdf(*self._shown())), mimetype="application/pdf", as_attachment=True, download_name="specimen.pdf")

    def _shown(self) -> tuple[Look, str]:
        design = self.get_one(request.args.get("id"))
        look = look_of(design)
        return look, _agency(design.agency, look)

    @expose("/copy/", methods=("POST",))
    def copy(self):
        """A new version: the same design, which can be changed."""
        made = service.new_version(self.get_one(request.form.get("id")))
        page = self.get_url(".edit_view", id=made.id)
        submissions.led_to(page)
        db.session.commit()
        flash(_("This is the new version. Cards are printed with it once you put it in force."), "success")
        return redirect(page)

    @expose("/put-in-force/", methods=("POST",))
    def put_in_force(self):
        """From now on this design is printed."""
        design = self.get_one(request.form.get("id"))
        page = self.get_url(".details_view", id=design.id)
        return carried_out(lambda: service.designs.put_in_force(design), _("This design is in force: the next cards are printed with it."), page)

    def render(self, template, **values):
        """The page of a design says whether it can still be changed."""
        if template == self.details_template:
            design = values["model"]
            values |= {"is_frozen": service.designs.is_frozen(design), "has_crest": service.designs.has_crest(look_of(design))}
        return super().render(template, **values)


def _look(form, record: CardDesign | None) -> Look:
    """The look of what is typed. Raises Refused for a crest that is no picture, WrongDesign for what is not said."""
    stored = look_of(record) if record else Look()
    typed = {field.name: form[field.name].data for field in fields(Look) if field.name in form and field.name != "crest"}
    for name in ("kind", "language"):
        if typed.get(name) is None:
            raise WrongDesign(name, _("Choose one of the list."))
    nothing = {name: "" for name, value in typed.items() if value is None and name != "second_language"}
    return Look(**typed | nothing, crest=form.crest.picture() or stored.crest)


def _agency(agency, look: Look) -> str:
    """The name in the band of a specimen: the design's agency, else the longest one."""
    if agency is not None:
        return agency.name
    return service.designs.longest_agency() or look.authority


def _pdf(look: Look, agency: str) -> bytes:
    out = io.BytesIO()
    service.preview(look, agency, out)
    return out.getvalue()
