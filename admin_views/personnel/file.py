"""What a file holds beside the career: papers and documents, the family, abilities, absences, fitness."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from flask import flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from wtforms import ValidationError

from models import Fitness, Kinship, Language, LanguageLevel, LanguageSkill, Officer, PaperKind, db, now
from services.personnel import absences

from ..base import RecordView
from ..record.lookup import as_number
from .act_kind import ActKindField
from .officer import valid_nina

PHONE = re.compile(r"\+?[0-9][0-9 ().-]{6,20}")
YOUNGEST_PARENT = 12  # years; less is a mistyped date
Wrong = Iterator[tuple[str, str]]


class FileView(RecordView):
    """A record of an officer's file: added from the officer's page with `new/?officer=…`, and back there when saved.

    None is changed for many people at once: each says something of one of them.
    """

    bulk_fields = ()

    def wrong(self, form) -> Wrong:
        """What cannot be, beside the field that says it: (field, words)."""
        yield from ()

    def validate_form(self, form):
        """What no single field can tell."""
        if not super().validate_form(form):
            return False
        for name, words in self.wrong(form) if "officer" in form else ():
            if name in form:
                form[name].errors = [*form[name].errors, words]
        return not form.errors

    def get_save_return_url(self, model=None, is_created=False):
        """Who came from an officer's page goes back to it."""
        if model is None or not is_created or "officer" not in request.args:
            return super().get_save_return_url(model, is_created)
        tab = self.model.__tablename__.replace("_", "-")
        return url_for("admin-officer.details_view", id=model.officer_id, tab=tab)


def value(form, name: str):
    """What was typed; None where the field is not there for this person."""
    return form[name].data if name in form else None


def not_ahead(form, name: str) -> Wrong:
    """A day that cannot lie in the future."""
    day = value(form, name)
    if day and day > now().date():
        yield name, _("This day lies in the future: check it.")


def in_order(form, first: str, second: str, words: str) -> Wrong:
    """Two days of which the second must come after the first."""
    before, after = value(form, first), value(form, second)
    if before and after and after <= before:
        yield second, words


class IdentityPaperView(FileView):
    list_fields = ("officer", "officer.unit", "kind", "number", "issued_on", "expires_on")
    filter_fields = ("expires_on", "kind", "officer", "officer.unit", "officer.rank")
    column_default_sort = "expires_on"
    none_words = _l("No identity paper")
    typed_unseen = ("number",)
    form_sections = (
        (_l("Paper"), ("officer", "kind", "number")),
        (_l("Validity"), ("issued_on", "issued_by", "expires_on")),
        (_l("Scan"), ("scan",), _l("Both sides on one page, or a PDF of two pages. It opens only for those who may see private papers.")),
    )

    def wrong(self, form) -> Wrong:
        yield from not_ahead(form, "issued_on")
        yield from in_order(form, "issued_on", "expires_on", _("A paper expires after it was issued: one of the two dates is wrong."))
        if value(form, "kind") is PaperKind.NINA_SHEET and "number" in form:
            try:
                valid_nina(form, form["number"])
            except ValidationError as bad:
                yield "number", str(bad)

    def on_model_change(self, form, model, is_created):
        if model.expires_on and model.expires_on < now().date():
            flash(_("This paper has expired: ask the officer for the new one."), "warning")


class DocumentView(FileView):
    list_fields = ("officer", "kind", "title", "dated_on")
    filter_fields = ("kind.name", "dated_on", "officer", "officer.unit")
    none_words = _l("No document")
    form_sections = (
        (_l("Document"), ("officer", "kind", "title", "dated_on")),
        (
            _l("File"),
            ("file",),
            _l("At most 15 MB for a PDF and 12 MB for an image. What a photo says of its place and camera is taken out. Opening a document is noted in the audit trail."),
        ),
    )  # fmt: skip

    def wrong(self, form) -> Wrong:
        yield from not_ahead(form, "dated_on")


class DocumentKindView(RecordView):
    list_fields = ("code", "name", "is_assumed")


class RequiredPieceView(RecordView):
    list_fields = ("kind", "corps", "function", "is_assumed")
    is_deletable = True


class FamilyMemberView(FileView):
    list_fields = ("officer", "kinship", "last_name", "first_names", "birth_on", "is_entitled")
    filter_fields = ("kinship", "birth_on", "officer", "officer.unit")
    none_words = _l("No member of a family")
    form_sections = (
        (_l("Person"), ("officer", "kinship", "last_name", "first_names", "birth_on")),
        (
            _l("Entitlement"),
            ("is_entitled", "starts_on", "ends_on", "proof"),
            _l("Only those from whom an entitlement follows (family allowance, health cover) are recorded, with the certificate that proves it."),
        ),
    )  # fmt: skip

    def wrong(self, form) -> Wrong:
        yield from not_ahead(form, "birth_on")
        yield from in_order(form, "starts_on", "ends_on", _("“Until” must lie after “From”: nothing ends before it begins."))
        yield from in_order(form, "birth_on", "starts_on", _("This lies before the birth of the person: one of the two dates is wrong."))
        yield from _generation(value(form, "kinship"), value(form, "birth_on"), value(form, "officer"))


def _generation(kinship: Kinship | None, birth_on: dt.date | None, officer: Officer | None) -> Wrong:
    """A child is born after its parent."""
    if not (birth_on and officer and officer.birth_on):
        return
    years = (birth_on - officer.birth_on).days / 365.25
    if kinship is Kinship.CHILD and years < YOUNGEST_PARENT:
        yield "birth_on", _("The officer was born on %(day)s: a child cannot be that old.", day=f"{officer.birth_on:%d/%m/%Y}")
    if kinship is Kinship.PARENT and years > -YOUNGEST_PARENT:
        yield "birth_on", _("The officer was born on %(day)s: a parent cannot be that young.", day=f"{officer.birth_on:%d/%m/%Y}")


class EmergencyContactView(FileView):
    list_fields = ("officer", "name", "kinship", "phone", "is_first")
    filter_fields = ("officer", "officer.unit")
    none_words = _l("No emergency contact")
    typed_unseen = ("phone",)
    form_sections = ((_l("Whom to call"), ("officer", "name", "kinship", "phone", "is_first")),)

    def wrong(self, form) -> Wrong:
        phone = value(form, "phone")
        if phone and not PHONE.fullmatch(phone.strip()):
            yield "phone", _("Write the number as one dials it, for example 76 12 34 56 or +223 76 12 34 56.")


class EducationView(FileView):
    list_fields = ("officer", "level", "title", "school", "obtained_on")
    filter_fields = ("level", "officer", "officer.unit", "officer.rank")
    none_words = _l("No diploma")
    form_args = {"level": {"is_unchosen": True}}
    form_sections = ((_l("Diploma"), ("officer", "level", "title", "school", "obtained_on")),)

    def wrong(self, form) -> Wrong:
        yield from not_ahead(form, "obtained_on")
        officer, obtained_on = value(form, "officer"), value(form, "obtained_on")
        if officer and obtained_on and officer.birth_on and obtained_on <= officer.birth_on:
            yield "obtained_on", _("This lies before the birth of the officer: check the year.")


class LanguageView(RecordView):
    list_fields = ("code", "name", "is_assumed")


class LanguageSkillView(FileView):
    list_fields = ("officer", "language", "spoken", "written")
    filter_fields = ("language.name", "spoken", "officer", "officer.unit")
    none_words = _l("No language")
    form_args = {"spoken": {"is_unchosen": True}}
    form_sections = ((_l("Language"), ("officer", "language", "spoken", "written")),)

    def wrong(self, form) -> Wrong:
        if value(form, "spoken") is LanguageLevel.NONE and value(form, "written") is LanguageLevel.NONE:
            yield "spoken", _("Neither spoken nor written: leave this language out.")
        officer, language = value(form, "officer"), value(form, "language")
        if officer and language and any(one.id != as_number(request.args.get("id")) for one in _known(officer, language)):
            yield "language", _("This language is recorded for the officer already: change that record.")


def _known(officer: Officer, language: Language) -> list[LanguageSkill]:
    return db.session.query(LanguageSkill).filter_by(officer_id=officer.id, language_id=language.id).all()


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

    def wrong(self, form) -> Wrong:
        first, last, officer = value(form, "starts_on"), value(form, "last_day_on"), value(form, "officer")
        if last and last < first:
            yield "last_day_on", _("“Last day” must not lie before “First day”: correct one of the two.")
        if officer and first < officer.entered_on:
            yield "starts_on", _("The officer entered the service on %(day)s only.", day=f"{officer.entered_on:%d/%m/%Y}")

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

    def wrong(self, form) -> Wrong:
        yield from not_ahead(form, "examined_on")
        yield from in_order(form, "examined_on", "valid_until_on", _("“Valid until” must lie after “Date of the visit”: correct one of the two."))
        if value(form, "outcome") is not Fitness.RESTRICTED and value(form, "restriction"):
            yield "restriction", _("A restriction goes with “Fit with restrictions” only.")
