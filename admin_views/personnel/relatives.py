"""The family from whom an entitlement follows, and whom to call."""

from __future__ import annotations

import datetime as dt
import re

from flask_babel import gettext as _, lazy_gettext as _l

from models import Kinship, Officer
from rules.career import day

from .file import FileView, Wrong, in_order, not_ahead, value

PHONE = re.compile(r"\+?[0-9][0-9 ().-]{6,20}")
YOUNGEST_PARENT = 12  # years; less is a mistyped date


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
        yield "birth_on", _("The officer was born on %(day)s: a child cannot be that old.", day=day(officer.birth_on))
    if kinship is Kinship.PARENT and years > -YOUNGEST_PARENT:
        yield "birth_on", _("The officer was born on %(day)s: a parent cannot be that young.", day=day(officer.birth_on))


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
