"""The page of an officer for a whole career: its tabs, any day of it, its picture, and all of it as one file."""

from __future__ import annotations

import tempfile

from flask import flash, redirect, request, send_file
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

from models import Award, Officer, Photo, PositionLine, Posting, RankLine, db, now
from rules import access
from rules.refused import Refused
from services import dossier, guard, situation
from services.personnel import page, timeline
from services.wording import said
from web.timeline import svg

from ..deskpage import asked_day

# Which act makes one more line of a kind; the rest is made by the form of its own screen.
ACTS = {Posting: "posting", RankLine: "rank", PositionLine: "position", Award: "award"}


class WholeFile:
    """What the screen of officers shows beyond one record."""

    tab_groups = (
        ("career", _l("Career"), ("rank_line", "posting", "position_line", "annulment", "collective_row")),
        ("papers", _l("Papers and family"), ("document", "identity_paper", "family_member", "emergency_contact", "correction_request")),
        ("cards", _l("Photos and cards"), ("photo", "badge")),
        ("training", _l("Training and languages"), ("education", "language_skill")),
        ("absences", _l("Absences and fitness"), ("absence", "medical_fitness")),
        ("merits", _l("Merits and discipline"), ("evaluation", "promotion_candidate", "award", "sanction", "disciplinary_case", "inquiry")),
    )

    def address_to_add(self, model, record: Officer) -> str | None:
        """Lines of the career come by an act, photos from their page, never by a form of their own."""
        if model is Photo and (access.may(who := guard.actor(), "personnel.edit") or access.may(who, "badge.create")) and record.id != who.officer_id:
            return self.get_url("admin-photo.take", officer=record.id)
        kind = ACTS.get(model)
        return self.get_url(".act", id=record.id, kind=kind) if kind and self.may_change(record) else None

    def top_of(self, officer: Officer) -> dict:
        """What the top of the page says besides the file itself: since when, until when, and what somebody should look at."""
        return {
            "present": page.present(officer),
            "ahead": page.ahead(officer),
            "warnings": [said(each) for each in page.warnings(officer)],
            "retirement": timeline.expected_retirement(officer),
            "retirement_notes": timeline.retirement_notes(officer),
            "missing": page.missing_pieces(officer),
            "act_words": page.act_words,
        } | self._day_of(officer)

    def _day_of(self, officer: Officer) -> dict:
        """The day that the address asks for, and what held on it."""
        on, is_understood = asked_day()
        if not is_understood or on == now().date():
            return {"on": None, "state": None, "unreadable": None if is_understood else request.args.get("on", "")[:40]}
        return {"on": on, "state": situation.of(officer, on), "is_ahead": on > now().date()}

    def pictured(self, officer: Officer) -> dict:
        """The line of the career, and its picture."""
        line = timeline.of(officer)
        return {"line": line, "drawn": svg(line.picture())}

    @expose("/timeline/")
    def timeline(self):
        """The whole career on one sheet."""
        officer = self.get_one(request.args.get("id"))
        return self.render("admin/personnel/timeline.html", officer=officer, **self.pictured(officer))

    @expose("/dossier/")
    def dossier(self):
        """All that the reader may see of the file, as one PDF to keep; noted in the trail as an export."""
        officer = self.get_one(request.args.get("id"))
        file = tempfile.TemporaryFile()  # the answer closes it
        try:
            dossier.write(officer, file)
        except Refused as refused:
            flash(said(refused), "error")
            return redirect(self.get_url(".details_view", id=officer.id))
        db.session.commit()
        file.seek(0)
        name = _("file-%(number)s.pdf", number="".join(sign for sign in officer.service_number or str(officer.id) if sign.isalnum()))
        return send_file(file, mimetype="application/pdf", as_attachment=True, download_name=name)
