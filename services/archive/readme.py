"""README.txt, called so in the language of the reader: what lies in the archive, for whoever opens it in ten years."""

from __future__ import annotations

from flask_babel import gettext as _

from models import Officer, now
from rules import career

from .kinds import KINDS, file_name


def readme(officer: Officer, documents: int, missing: list[str]) -> str:
    """The text, with the lines that every system can show."""
    found = [
        _("File of %(name)s", name=officer),
        _("Taken away on %(day)s by the person concerned, from the system of the HR office.", day=career.day(now().date())),
        "",
        _("dossier.json: the whole file for a machine, in UTF-8. Days are written 2026-11-22, moments in UTC, and each linked record by its number, its code and its name."),
        *(f"{file_name(model)}{_(':')} {model.__label_plural__}" for model in KINDS),
        _("documents: the papers of the file, %(count)s in all; dossier.json says to which record each belongs.", count=documents),
        "",
        _("What is yours to read is in it, as it stood on that day: also acts that were annulled, your correction requests with their story, and who looked at your file."),
        _("If something is wrong, ask for a correction in “My file”."),
        _("These are your personal data: keep them where nobody else can open them."),
    ]
    if missing:
        found += ["", _("These papers are named in your file but could not be found. Tell the HR office of your unit:"), *missing]
    return "\r\n".join(found) + "\r\n"
