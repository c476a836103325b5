"""The page of the alerts: each kind with its number of people and its rule, then the people with what is to be done."""

from __future__ import annotations

import datetime as dt

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from models import Officer, Unit, db, now
from rules import access
from rules.access import Actor
from rules.refused import N_
from services import alerts, audit, bulk, export, guard, sheet, situation
from services.alerts import Alert, Found

from .deskpage import DeskPage, asked_number, file_kind, send
from .record.lookup import Lookup

PAGE = 50
UNITS = Lookup("unit", Unit)
HEADS = (_l("Service number"), _l("Officer"), _l("Rank"), _l("Unit"), _l("What"), _l("Day"))
# What is done about an alert: (the right that it asks for, its words, the screen and its arguments); {officer} and {record} are filled.
ACTS = {
    "position": (("personnel.edit", N_("New position"), "admin-officer.act", {"id": "{officer}", "kind": "position"}),),
    "rank": (("personnel.edit", N_("New rank or step"), "admin-officer.act", {"id": "{officer}", "kind": "rank"}),),
    "paper": (("private.view", N_("See the paper"), "admin-identity-paper.details_view", {"id": "{record}"}),),
    "fitness": (("medical.view", N_("See the decision"), "admin-medical-fitness.details_view", {"id": "{record}"}),),
    "documents": (("private.view", N_("See the documents"), "admin-officer.details_view", {"id": "{officer}", "tab": "document"}),),
    "photo": tuple(
        (permission, N_("Take a photo"), "admin-photo.take", {"officer": "{officer}"}) for permission in ("personnel.edit", "badge.create")
    ),
    "case": (
        ("discipline.create", N_("Open a case"), "admin-disciplinary-case.create_view", {"officer": "{officer}"}),
        ("personnel.view", N_("See the suspension"), "admin-position-line.details_view", {"id": "{record}"}),
    ),
}


class AlertsView(DeskPage):
    """What human resources must see coming, in kinds; each row leads to the file and to the act."""

    verbs = {"export": "personnel.export", "units": "personnel.view"}
    export_types = tuple(export.KINDS)

    def is_accessible(self) -> bool:
        """Whoever is shown one of the alerts may open the page."""
        return bool(alerts.of(guard.actor()))

    @expose("/")
    def index_view(self):
        """All kinds with their numbers; or the people of one kind, a page at a time."""
        if request.args.get("kind"):
            return self._people(self._asked())
        counted = alerts.counts(guard.actor(), now().date())
        shown = [(alert, number, self.get_url(".index_view", kind=alert.key)) for alert, number in counted]
        return self.render("admin/alerts/index.html", shown=shown, words=words, rule=rule)

    def _people(self, alert: Alert):
        today, unit = now().date(), self._unit()
        total = alert.count(today, unit)
        last = max(-(-total // PAGE), 1)
        number = min(max(asked_number("page") or 1, 1), last)
        narrowed = {"kind": alert.key} | ({"unit": unit.id} if unit else {})
        return self.render(
            "admin/alerts/people.html",
            alert=alert, unit=unit, total=total, today=today, pages=(number, last), kinds=alerts.of(guard.actor()), words=words, rule=rule,
            found=[(row, said(row.what), act(alert, row)) for row in alert.rows(today, unit, (number - 1) * PAGE, PAGE)],
            address=lambda **changes: self.get_url(".index_view", **narrowed | changes),
            download=lambda kind: self.get_url(".export", export_type=kind, **narrowed),
        )  # fmt: skip

    def _asked(self) -> Alert:
        """The kind in the address; 404 for one that there is not, or not for this person."""
        return next((alert for alert in alerts.of(guard.actor()) if alert.key == request.args.get("kind")), None) or abort(404)

    def _unit(self) -> Unit | None:
        number = asked_number("unit")
        return None if number is None else db.session.scalar(select(Unit).where(Unit.id == number)) or abort(404)

    @expose("/units/")
    def units(self):
        """Units by a part of their name, for the box of the page."""
        return [(one.id, str(one)) for one in UNITS.get_list(request.args.get("query", ""))]

    @expose("/export/<export_type>/")
    def export(self, export_type: str):
        """The people of one kind as a file. It counts with the lists: many rows of personal data need a second person there."""
        alert, unit, kind, today = self._asked(), self._unit(), file_kind(export_type), now().date()
        rows = alert.count(today, unit)
        if situation.needs_second(kind, rows, by=guard.actor()):
            db.session.rollback()
            text = _("More than %(most)s people a day leave only with a second person: choose a unit here, or take the list of the officers.")
            flash(text % {"most": export.MOST_ROWS_ALONE}, "error")
            return redirect(self.get_url(".index_view", **request.args))
        return send(f"alert-{alert.key}", kind, lambda file: write(alert, unit, kind, file))


def write(alert: Alert, unit: Unit | None, kind: str, file) -> int:
    """Write the people of an alert into a file, and note it in the audit trail."""
    found = list(alert.rows(now().date(), unit))
    lines = ((row.service_number, row.name, row.rank, row.unit, said(row.what), row.day) for row in found)
    rows = sheet.write(kind, file, (words(alert), [str(head) for head in HEADS]), lines)
    told = {"rows": rows, "list": words(alert)} | ({"unit": str(unit)} if unit else {})
    event_id = audit.note("export", record_type=Officer.__tablename__, changes=told)
    bulk.note_exported(event_id, (row.officer_id for row in found))
    return rows


def words(alert: Alert) -> str:
    """The title of an alert in the reader's language."""
    return _(alert.title, **dict(alert.values))


def rule(alert: Alert) -> str:
    """Why somebody stands in it."""
    return _(alert.rule, **dict(alert.values))


def said(what: object) -> str:
    """What a row says: a msgid with its values, or words already."""
    if isinstance(what, tuple):
        return _(what[0], **what[1])
    return "" if what is None else str(what)


def act(alert: Alert, row: Found) -> tuple[str, str] | None:
    """What this person may do about a row: (words, address); None where it is only read."""
    for permission, label, endpoint, arguments in ACTS.get(alert.act, ()):
        if access.may(guard.actor(), permission):
            filled = {name: value.format(officer=row.officer_id, record=row.record_id) for name, value in arguments.items()}
            return _(label), url_for(endpoint, **filled)
    return None


def at_home(who: Actor, today: dt.date) -> list[tuple[str, int, str]]:
    """What the home page of those who keep the files says of the alerts: (words, people, address), empty ones left out."""
    if not access.may(who, "personnel.edit"):
        return []
    counted = alerts.counts(who, today)
    return [(words(alert), number, url_for("admin-alerts.index_view", kind=alert.key)) for alert, number in counted if number]


def views() -> list[DeskPage]:
    """The page, for the menu."""
    return [AlertsView(name=_l("Alerts"), endpoint="admin-alerts", url="alerts")]
