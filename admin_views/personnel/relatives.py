"""The family from whom an entitlement follows, and whom to call."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .file import FileView


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


class EmergencyContactView(FileView):
    list_fields = ("officer", "name", "kinship", "phone", "is_first")
    filter_fields = ("officer", "officer.unit")
    none_words = _l("No emergency contact")
    typed_unseen = ("phone",)
    form_sections = ((_l("Whom to call"), ("officer", "name", "kinship", "phone", "is_first")),)
