"""My family, as far as an entitlement follows from it, and whom to call for me in an emergency."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import func, select

from models import EmergencyContact, FamilyMember, Officer, db

from .door import own_record, pages, show
from .lines import Kept, part

MEMBERS = Kept(FamilyMember, ("kinship", "birth_on", "is_entitled", "starts_on", "ends_on", "proof"))
CONTACTS = Kept(EmergencyContact, ("kinship", "phone", "is_first"), "is_first")


@pages.get("/family/")
def family():
    """Those behind me."""
    officer = own_record()
    return show(
        "lists",
        officer,
        title=_("Family and emergency contacts"),
        intro=_("Your family gives rights to allowances and care; emergency contacts are only called when something happens to you."),
        parts=(
            part(_l("My family"), MEMBERS, officer, _l("Nobody of your family is recorded. If you have a spouse or children, report it with the certificate.")),
            part(_l("To be called in an emergency"), CONTACTS, officer, _l("Nobody is recorded: nobody could be told if something happened to you. Give a name and a telephone number.")),
        ),
        terms=[(_l("Gives an entitlement"), _l("the force counts this person for your allowances and your care"))],
    )  # fmt: skip


def finding(officer: Officer) -> str:
    """How many of the family, and whether somebody can be called."""
    members = select(func.count(FamilyMember.id)).where(FamilyMember.officer_id == officer.id)
    contacts = select(func.count(EmergencyContact.id)).where(EmergencyContact.officer_id == officer.id)
    count, called = db.session.execute(select(members.scalar_subquery(), contacts.scalar_subquery())).one()
    known = ngettext("%(num)s member of the family", "%(num)s members of the family", count) if count else _("nobody of the family")
    return known if called else _("%(family)s; nobody to be called in an emergency", family=known)
