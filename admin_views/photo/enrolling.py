"""Enrolling a unit: next person, photo, next; who is skipped comes again at the end."""

from __future__ import annotations

from flask import request
from flask_admin import expose

from models import Unit, db
from services import guard, photo

from ..deskpage import asked_number
from ..record.lookup import Lookup
from .forms import PhotoForm

UNITS = Lookup("photo_unit", Unit)
FIRST = 12  # of those who wait


class Enrolling:
    """Beside RecordView: the way through a unit."""

    @expose("/enrol/")
    def enrol(self):
        """The next person of a unit who needs a photo; without a unit, where photos are missing."""
        who = guard.actor()
        if not request.args.get("unit"):
            return self.render("admin/photo/units.html", missing=photo.units_to_enrol(by=who))
        unit, after = self._unit(), asked_number("after")
        officer = photo.next_after(unit, after, by=who)
        if officer is not None:
            return self.taking_page(officer, unit, PhotoForm(formdata=None))
        done, people = photo.progress(unit, by=who)
        last = db.session.scalars(photo.to_enrol(unit, by=who).limit(FIRST)).all()
        return self.render("admin/photo/enrolled.html", unit=unit, done=done, people=people, last=last)

    @expose("/units/")
    def units(self):
        """Units by a part of their name, for the box of the page."""
        return [(one.id, str(one)) for one in UNITS.get_list(request.args.get("query", ""))]

    def waiting(self, unit: Unit):
        """The first of those who wait, for the page."""
        return db.session.scalars(photo.to_enrol(unit, by=guard.actor()).limit(FIRST)).all()
