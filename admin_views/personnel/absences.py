"""Absences with the balance of leave, and what the medical service decided."""

from __future__ import annotations

from flask import flash, request
from flask_babel import lazy_gettext as _l, ngettext

from models import Officer, db
from services.personnel import absences

from ..base import RecordView
from ..record.lookup import as_number
from .act_kind import ActKindField
from .file import FileView


class AbsenceKindView(RecordView):
    list_fields = ("code", "name", "is_leave", "days_a_year", "is_assumed")


class AbsenceView(FileView):
    list_fields = ("officer", "officer.unit", "kind", "starts_on", "last_day_on", "act_reference")
    filter_fields = ("kind.name", "starts_on", "last_day_on", "officer", "officer.unit")
    column_default_sort = ("starts_on", True)
    none_words = _l("No absence")
    details_template = "admin/personnel/absence.html"
    form_overrides = {"act_kind": ActKindField}
    form_sections = (
        (_l("Absence"), ("officer", "kind", "starts_on", "last_day_on")),
        (_l("Act"), ("act_kind", "act_reference", "act_authority", "act_signed_on", "act_scan")),
    )

    def on_model_change(self, form, model, is_created):
        """Nobody is away twice on one day; who takes more than the year gives is recorded, and said."""
        absences.check(model)
        if left := absences.exceeded(model):
            over = -left.balance.left
            words = ngettext(
                "%(kind)s: %(num)s day more than the year %(year)s gives.", "%(kind)s: %(num)s days more than the year %(year)s gives.", over,
                kind=left.kind, year=left.year,
            )  # fmt: skip
            flash(words, "warning")

    def sections(self) -> list:
        """The balance of the year stands over the days that one types."""
        (title, names), *rest = super().sections()
        return [(title, names, self._balance()), *rest]

    def _balance(self) -> str:
        number = as_number(request.args.get("officer"))
        if "id" in request.args:
            officer = self.get_one(request.args["id"]).officer
        else:
            officer = db.session.query(Officer).filter(Officer.id == number).one_or_none() if number else None
        return " ".join(map(told, absences.balances(officer))) if officer else ""

    def balances_of(self, absence) -> list[absences.Left]:
        """The leave of the officer in the year of an absence."""
        return absences.balances(absence.officer, absence.starts_on.year)


def told(left: absences.Left) -> str:
    """The balance of one kind of leave in words."""
    numbers = {"kind": left.kind, "year": left.year, "granted": left.balance.granted, "taken": left.balance.taken}
    return ngettext(
        "%(kind)s in %(year)s: %(taken)s of %(granted)s days taken, %(num)s day left.",
        "%(kind)s in %(year)s: %(taken)s of %(granted)s days taken, %(num)s days left.",
        left.balance.left, **numbers,
    )  # fmt: skip


class MedicalFitnessView(FileView):
    list_fields = ("officer", "outcome", "restriction", "examined_on", "valid_until_on")
    filter_fields = ("valid_until_on", "outcome", "officer", "officer.unit")
    column_default_sort = "valid_until_on"
    none_words = _l("No medical decision")
    form_args = {"outcome": {"is_unchosen": True}}
    form_sections = (
        (
            _l("Decision"),
            ("officer", "outcome", "restriction"),
            _l("Only what the medical service decided. Never write an illness, a treatment or a diagnosis, neither here nor in an added field."),
        ),
        (_l("Visit"), ("examined_on", "valid_until_on", "examined_by")),
    )  # fmt: skip
