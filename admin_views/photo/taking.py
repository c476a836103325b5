"""Taking the photo of one officer: with the camera, a phone or from a file; the server says what to change, and keeps what is good."""

from __future__ import annotations

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import Officer, Unit, db
from rules import access
from rules.photo import OLDEST_YEARS
from rules.refused import Refused
from services import guard, photo
from services.wording import said
from web import keeping

from ..acting import on_top, tried
from ..deskpage import asked_number
from .forms import PhotoForm

ROUTES = ("take", "check", "enrol", "units")
# What photo.js says.
WORDS = {
    "denied": _l("The browser may not use the camera: allow it beside the address of this page, then open the camera again. Or choose a file."),
    "none": _l("No camera was found: plug one in, then open the camera again. Or choose a file."),
    "busy": _l("The camera does not answer: another program may be using it. Close that one, then open the camera again. Or choose a file."),
    "insecure": _l("This browser gives no camera to this page: it must be opened by https. Choose a file, or take the photo with a phone."),
    "unreadable": _l("This file is not a JPEG or PNG image."),
    "missing": _l("There is no picture yet: take one with the camera, or choose a file."),
    "looking": _l("The photo is being looked at …"),
    "good": _l("The photo is good: save it."),
    "hard": _l("The photo cannot be kept like this:"),
    "soft": _l("The photo could be better. Take it again, or say why it is kept all the same:"),
    "cut": _l("The line is down: the photo could not be looked at. Save it when the line is back; it is looked at then."),
    "ended": _l("Your session has expired. Open this page anew and sign in again."),
}


def may_take() -> bool:
    """Whether the role takes photos at all."""
    return access.may(guard.actor(), "personnel.edit") or access.may(guard.actor(), "badge.create")


class Taking:
    """Beside RecordView: the page of a photo, and the look at one before it is sent."""

    def _handle_view(self, name, **kwargs):
        """Photos are taken by who keeps the files or makes the cards."""
        super()._handle_view(name, **kwargs)
        if name in ROUTES and not may_take():
            abort(403)

    @expose("/take/", methods=("GET", "POST"))
    def take(self):
        """The page of one officer's photo; from the row of a unit it leads to the next."""
        officer, unit = self._officer(), self._unit(may_lack=True)
        photo.check_right(officer, guard.actor())
        form = PhotoForm(**keeping.typed_again())
        if request.method == "POST":
            return self._sent(officer, unit, form)
        return self.taking_page(officer, unit, form)

    @expose("/check/", methods=("POST",))
    def check(self):
        """What to change in a picture, and where the frame lies, for the page that shows it."""
        form = PhotoForm()
        try:
            checked = photo.check(form.sent(), form.frame(), form.angle())
        except Refused as refused:
            return {"text": said(refused)}, 422
        advice = [{"words": _(one.words), "hard": one.is_hard} for one in checked.advice]
        frame = checked.frame
        return {"advice": advice, "frame": [frame.left, frame.top, frame.width], "size": checked.size}

    def taking_page(self, officer: Officer, unit: Unit | None, form: PhotoForm, advice=()):
        """The page, alone or within the row of a unit."""
        return self.render(
            "admin/photo/take.html",
            officer=officer, unit=unit, form=form, advice=advice, words={name: str(text) for name, text in WORDS.items()},
            newest=photo.in_use(officer), oldest_years=OLDEST_YEARS,
            progress=photo.progress(unit, by=guard.actor()) if unit else None,
            target=self.get_url(".take", officer=officer.id, **({"unit": unit.id} if unit else {})),
            start=request.args.get("start", ""),
        )  # fmt: skip

    def _sent(self, officer: Officer, unit: Unit | None, form: PhotoForm):
        """Looked at anew and kept; else the page says what to change, with the picture."""
        checked = None
        try:
            checked = photo.check(form.sent(), form.frame(), form.angle())
        except Refused as refused:
            form.validate()
            form.picture.errors = [*form.picture.errors, said(refused)]
        if checked and form.validate() and self._kept(officer, unit, form, checked):
            return redirect(self._after(officer, unit, form))
        officer, unit = self._officer(), self._unit(may_lack=True)  # a refusal took back what had been read
        if checked:
            form.give_back(checked.jpeg)
        return self.taking_page(officer, unit, form, checked.advice if checked else ())

    def _kept(self, officer: Officer, unit: Unit | None, form: PhotoForm, checked: photo.Checked) -> bool:
        shot = photo.Shot(form.means(), form.day(), form.in_spite.data or "")
        name, page = str(officer), self._after(officer, unit, form)
        is_kept = tried(lambda: photo.take(officer, checked, shot, by=guard.actor()), page, lambda refused: _refuse(form, checked, refused))
        if is_kept:
            flash(_("The photo of %(name)s is kept.", name=name), "success")
        return is_kept

    def _after(self, officer: Officer, unit: Unit | None, form: PhotoForm) -> str:
        """The next one of the unit, with the same camera; else the page of the officer."""
        if unit is None:
            return self.get_url("admin-officer.details_view", id=officer.id)
        return self.get_url(".enrol", unit=unit.id, after=officer.id, start=form.means().name.lower())

    def _officer(self) -> Officer:
        """The officer in the address; 404 for one whom one does not see."""
        return _seen(Officer, asked_number("officer")) or abort(404)

    def _unit(self, may_lack: bool = False) -> Unit | None:
        """The unit in the address; 404 for one that there is not."""
        if may_lack and not request.args.get("unit"):
            return None
        return _seen(Unit, asked_number("unit")) or abort(404)


def _refuse(form: PhotoForm, checked: photo.Checked, refused: Refused) -> None:
    """Say why it was not kept: at the reason, where only that is missing."""
    if checked.advice and not any(one.is_hard for one in checked.advice):
        form.in_spite.errors = [said(refused)]
    else:
        on_top(form, refused)


def _seen(model, number: int | None):
    return None if number is None else db.session.scalar(select(model).where(model.id == number))
