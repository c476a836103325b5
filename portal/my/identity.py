"""Who I am in the files, and how I am reached."""

from __future__ import annotations

from flask_babel import gettext as _

from models import Officer
from services.fields import fields_of

from .door import own_record, pages, show
from .lines import value_of

IDENTITY = (
    "last_name", "first_names", "sex", "birth_on", "birth_year", "birth_place", "nina", "service_number", "entered_on", "home_agency",
)  # fmt: skip
CONTACT = ("phone", "email", "address")


@pages.get("/identity/")
def identity():
    """Each value with the way to report it as wrong."""
    officer, fields = own_record(), fields_of(Officer)
    added = [name for name, field in fields.items() if field.is_custom and not field.is_hidden]
    shown = [name for name in IDENTITY if name != "birth_year" or (officer.birth_year and not officer.birth_on)]
    return show(
        "identity",
        officer,
        who=[value_of(fields[name], officer) for name in (*shown, *added)],
        reached=[value_of(fields[name], officer) for name in CONTACT],
    )


def finding(officer: Officer) -> str:
    """What the file lacks of it, else the telephone."""
    fields = fields_of(Officer)
    born = officer.birth_on or officer.birth_year
    empty = [str(fields[name].label) for name in ("birth_place", "nina", "phone", "address") if not getattr(officer, name)]
    lacking = [*([] if born else [str(fields["birth_on"].label)]), *empty]
    if lacking:
        return _("Not recorded: %(what)s", what=", ".join(lacking))
    return _("Telephone: %(phone)s", phone=officer.phone)
