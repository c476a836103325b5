"""Access of officers to their own files: letters for a unit or for one officer, and the list of all that were printed."""

from __future__ import annotations

import io
from dataclasses import asdict
from urllib.parse import urlsplit

from flask import abort, current_app, flash, redirect, request, send_file
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

import jobs
from models import Activation, Officer, PaperKind, Unit, db
from rules import access, activation as rule
from rules.activation import Access
from rules.refused import N_, Refused
from services import activation as service
from services import guard, submissions
from services.activation import Wanted
from services.wording import said
from web import language

from .base import RecordView
from .deskpage import DeskPage, asked_number
from .record import looking
from .record.lookup import as_number

LONGEST_IDENTITY = 120
# How officers stand, in the order of the figures: their label, and why or why not they get a letter.
STANDS = (
    (Access.NEVER, _l("No access yet"), _l("get a letter")),
    (Access.LAPSED, _l("Letter not used in time"), _l("get a new letter")),
    (Access.WAITING, _l("Letter not used yet"), _l("it still opens: left out unless ticked")),
    (Access.OPEN, _l("Have access"), _l("left out unless ticked")),
    (Access.ABOVE, _l("Account with more rights"), _l("through an administrator, never by a letter")),
    (Access.CLOSED, _l("Disabled account"), _l("stays disabled: left out")),
    (Access.OWN, _l("Your own account"), _l("a colleague prints your letter")),
    (Access.DECEASED, _l("Deceased"), _l("left out")),
)


class LettersView(DeskPage):
    """First access for a unit, and new access for one officer."""

    area = "account"
    permissions = ("account.activate",)
    verbs = dict.fromkeys(('print_unit', 'officer', 'ready', 'fetch'), "account.activate")

    @expose("/")
    def index_view(self):
        """Choose the unit; then how its officers stand, and how many letters that makes."""
        wanted = asked_for(request.args)
        unit = db.session.get(Unit, wanted.unit_id) if wanted else None
        found = service.preview(wanted, by=guard.actor()) if unit else None
        return self.render(
            "admin/activation/index.html", wanted=wanted, unit=unit, found=found, stands=STANDS, Access=Access,
            in_background=rule.BACKGROUND_ABOVE, days=rule.VALID_DAYS, is_local=has_local_address(), may_list=access.may(guard.actor(), "account.view"),
        )  # fmt: skip

    @expose("/print/", methods=("POST",))
    def print_unit(self):
        """Print the letters of a unit; many in the background."""
        wanted = asked_for(request.form) or abort(404)
        unit = db.session.get(Unit, wanted.unit_id) or abort(404)
        try:
            if len(service.preview(wanted, by=guard.actor()).officers) > rule.BACKGROUND_ABOVE:
                return self._in_background(wanted, unit)
            return self._printed(service.print_letters(wanted, by=guard.actor())[0])
        except Refused as refused:
            return self._refused(refused, self.get_url(".index_view", **{name: value for name, value in request.form.items() if name in OF_A_CHOICE}))

    def _in_background(self, wanted: Wanted, unit: Unit):
        title = N_("Activation letters: %(unit)s")
        job = jobs.ask("letters", title, {"unit": str(unit)}, wanted=asdict(wanted), language=language())
        page = self.get_url("admin-job.details_view", id=job.id)
        submissions.led_to(page)
        db.session.commit()
        jobs.send(job)
        return redirect(page)

    @expose("/officer/", methods=("GET", "POST"))
    def officer(self):
        """New access for one officer, by the paper by which he or she was known."""
        officer = self._officer()
        stands = service.access_of(officer, by=guard.actor()) or abort(403)
        looking.open_file(officer)
        typed = {name: request.form.get(name, "")[:LONGEST_IDENTITY] for name in ("kind", "last_signs")}
        error = ""
        if request.method == "POST":
            try:
                kind = str(PaperKind(typed["kind"]).label) if typed["kind"] in {one.value for one in PaperKind} else ""
                return self._printed(service.renew(officer, kind=kind, last_signs=typed["last_signs"], by=guard.actor()))
            except Refused as refused:
                db.session.rollback()
                error = said(refused)
        return self.render(
            "admin/activation/officer.html", officer=officer, stands=stands, why_not=why_not(stands), error=error, typed=typed,
            had_access=service.had_access(officer), kinds=list(PaperKind), days=rule.VALID_DAYS, most=rule.MOST_LAST_SIGNS,
            label=_("Has access") if stands is Access.OPEN else next(label for one, label, _note in STANDS if one is stands),
            Access=Access, is_local=has_local_address(),
        )  # fmt: skip

    def _officer(self) -> Officer:
        number = asked_number("id")
        return (db.session.scalar(select(Officer).where(Officer.id == number)) if number else None) or abort(404)

    def _printed(self, name: str):
        page = self.get_url(".ready", file=name)
        submissions.led_to(page)
        db.session.commit()
        return redirect(page)

    def _refused(self, refused: Refused, page: str):
        db.session.rollback()
        flash(said(refused), "error")
        return redirect(page)

    @expose("/ready/")
    def ready(self):
        """The letters are printed into a file that waits to be fetched, once."""
        name = request.args.get("file", "")
        return self.render("admin/activation/ready.html", name=name, is_kept=service.is_kept(name, by=guard.actor()))

    @expose("/fetch/", methods=("POST",))
    def fetch(self):
        """The file, once; then it is gone."""
        name = request.form.get("file", "")
        pdf = service.fetch(name, by=guard.actor())
        db.session.commit()
        if pdf is None:
            return redirect(self.get_url(".ready", file=name))
        return send_file(io.BytesIO(pdf), mimetype="application/pdf", as_attachment=True, download_name=_("access-letters") + ".pdf")


def has_local_address() -> bool:
    """Whether the address that a letter prints opens on this computer alone."""
    host = urlsplit(current_app.config["SITE_ADDRESS"]).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"


OF_A_CHOICE = ("unit", "below", "waiting", "open", "identity")


def asked_for(given) -> Wanted | None:
    """The choice in an address or a form; None without a unit."""
    unit = as_number(given.get("unit", ""))
    if unit is None:
        return None
    ticked = {"is_below": "below" in given, "with_waiting": "waiting" in given, "with_open": "open" in given}
    return Wanted(unit, **ticked, identity=" ".join(given.get("identity", "").split())[:LONGEST_IDENTITY])


def why_not(stands: Access) -> str:
    """Why somebody gets no letter from whoever asks, in words; empty where he does."""
    try:
        rule.check_letter(stands, may_enable=access.may(guard.actor(), "account.edit"))
    except Refused as refused:
        return said(refused)
    return ""


class ActivationView(RecordView):
    """Every letter that was printed: for whom, by whom, until when, and what became of it. Never its code."""

    list_fields = ("user", "made_by", "made_at", "expires_at", "used_at", "withdrawn_at", "identity_seen")
    search_fields = ("user.username", "user.name")
    filter_fields = ("made_at", "expires_at", "used_at", "withdrawn_at")
    is_creatable = is_editable = False
    column_default_sort = ("expires_at", True)
    empty_text = _l("Letters that human resources print for officers stand here, without their codes.")


def views() -> list:
    """The screens of this area, in the order of the menu."""
    return [LettersView(name=_l("First access"), endpoint="admin-letters", url="letters"), ActivationView(Activation)]
