"""What a second person reads of a collective act before he says yes, and what changed since somebody said so."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import select

from models import CollectivePurpose, Officer, db
from services.wording import DAY

from .changes import Preview

# So many people are named on the page of the proposal; all of them stand in the preview of the act.
NAMED = 50
FEW = 5


def in_words(content: dict) -> list[tuple]:
    """A collective act as (label, value): its paper, its table, how many go from what to what, and who."""
    kind, reference, authority, signed_on, _scan = content["paper"]
    paper = " · ".join(part for part in (kind, reference, authority, _day(signed_on)) if part)
    assumed = [(_l("Assumed"), _("yes: to be confirmed by the force"))] if content["is_assumed"] else []
    return [
        (_l("Title"), content["title"]),
        (_l("Purpose"), CollectivePurpose(content["purpose"]).label),
        (_l("Agency"), content["agency"]),
        (_l("Date of effect"), _day(content["starts_on"])),
        (_l("The act"), paper),
        (_l("Legal text"), content["legal_text"]),
        *assumed,
        *((_l("Table"), row_in_words(*row)) for row in content["table"]),
        *((f"{before or '–'} → {after}", count) for before, after, count in content["counts"]),
        (_l("People concerned"), len(content["people"])),
        (_l("Left as they are"), content["left_out"]),
        (_l("People"), _names([one[0] for one in content["people"]])),
    ]


def row_in_words(before: str, after: str, keeps_step: bool, keeps_seniority: bool) -> str:
    """A row of a table of concordance as one line."""
    step = _("keeps the step") if keeps_step else _("first step")
    seniority = _("keeps the seniority") if keeps_seniority else _("seniority begins anew")
    return f"{before} → {after} ({step}, {seniority})"


def changed_since(approved: dict, found: Preview) -> str:
    """What is no longer as it was approved, in sentences of the reader."""
    then, today = ({one[0]: one for one in content["people"]} for content in (approved, found.content))
    told = []
    if approved["table"] != found.content["table"]:
        told.append(_("The table was changed."))
    if any(approved[name] != found.content[name] for name in ("title", "starts_on", "paper", "legal_text", "is_assumed")):
        told.append(_("The act itself was changed."))
    for label, numbers in (
        (_("No longer concerned:"), [number for number in then if number not in today]),
        (_("Newly concerned:"), [number for number in today if number not in then]),
        (_("Changed meanwhile:"), [number for number in then if number in today and then[number] != today[number]]),
    ):
        if numbers:
            told.append(f"{label} {_names(numbers, FEW)}.")
    if approved["left_out"] != found.content["left_out"] and not told:
        told.append(_("Other people are left out than before."))
    return " ".join(told)


def _names(numbers: list[int], most: int = NAMED) -> str:
    """The first people by name, and how many more there are."""
    asked = select(Officer).where(Officer.id.in_(numbers[:most])).order_by(Officer.last_name, Officer.first_names)
    names = [f"{one} ({one.service_number})" if one.service_number else str(one) for one in db.session.scalars(asked)]
    more = len(numbers) - len(names)
    if more:
        names.append(ngettext("and %(num)s more", "and %(num)s more", more))
    return ", ".join(names)


def _day(text: str | None) -> str | None:
    return dt.date.fromisoformat(text).strftime(DAY) if text else None
