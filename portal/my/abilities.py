"""What I have learned: diplomas and languages. Courses join them with the step that records courses."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import func, select

from models import Education, LanguageSkill, Officer, db

from .door import own_record, pages, show
from .lines import Kept, part

DIPLOMAS = Kept(Education, ("level", "school", "obtained_on"))
LANGUAGES = Kept(LanguageSkill, ("spoken", "written"))


@pages.get("/training/")
def training():
    """Diplomas and languages."""
    officer = own_record()
    return show(
        "lists",
        officer,
        title=_("Training, diplomas and languages"),
        intro="",
        parts=(
            part(_l("My diplomas"), DIPLOMAS, officer, _l("No diploma is recorded. If you have one, report it with a photo of it.")),
            part(_l("My languages"), LANGUAGES, officer, _l("No language is recorded. Say which ones you speak and write.")),
        ),
        terms=(),
    )


def finding(officer: Officer) -> str:
    """How many of each."""
    diplomas = select(func.count(Education.id)).where(Education.officer_id == officer.id)
    languages = select(func.count(LanguageSkill.id)).where(LanguageSkill.officer_id == officer.id)
    learned, spoken = db.session.execute(select(diplomas.scalar_subquery(), languages.scalar_subquery())).one()
    words = [ngettext("%(num)s diploma", "%(num)s diplomas", learned)] if learned else []
    words += [ngettext("%(num)s language", "%(num)s languages", spoken)] if spoken else []
    return ", ".join(words) or _("No diploma and no language is recorded.")
