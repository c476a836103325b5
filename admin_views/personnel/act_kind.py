"""The kind of an act, chosen from the reference data; what a file had before stays offered."""

from __future__ import annotations

from flask_babel import get_locale, gettext as _
from wtforms import SelectField, ValidationError

from services import reference

USUAL = "Décision"


class ActKindField(SelectField):
    """Kept as its French name, as every act; a decision is the usual one."""

    def __init__(self, label=None, validators=None, **options):
        options |= {"filters": (), "coerce": str, "choices": self.offered, "default": USUAL, "validate_choice": False}
        super().__init__(label, [], **options)
        self.flags.required = True

    @staticmethod
    def offered() -> list[tuple[str, str]]:
        name = "name_en" if str(get_locale()) == "en" else "name"
        return [(one["name"], one[name]) for one in reference.act_kinds()]

    def iter_choices(self):
        known = list(super().iter_choices())
        if self.data and self.data not in [each[0] for each in known]:
            known.append((self.data, self.data, True, {}))
        return iter(known)

    def pre_validate(self, form):
        if self.data not in [each[0] for each in self.offered()] + [self.object_data]:
            raise ValidationError(_("Choose one of the list."))
