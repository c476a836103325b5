"""What an attestation says, taken from the file as it stands today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import force_locale, gettext as _
from sqlalchemy import select

from models import CareerLine, Officer, Posting, db, now
from rules import career
from rules.badge.papers import LONGEST_TEXT, shortened
from rules.refused import N_, Refused
from services.personnel import page, valid


@dataclass(frozen=True)
class Facts:
    """Plain values, as they are printed. `last_day_on` is the last day of service, of those who left."""

    agency: str
    name: str
    service_number: str
    born_on: dt.date | None
    birth_year: int | None
    birth_place: str
    rank: str
    rank_since: dt.date | None
    unit: str
    unit_since: dt.date | None  # None of the last unit, of those who stand in none
    position: str
    is_serving: bool  # in this position
    position_since: dt.date | None
    entered_on: dt.date
    last_day_on: dt.date | None

    @property
    def is_over(self) -> bool:
        """Whether the service has ended: the paper then speaks of the past."""
        return self.last_day_on is not None

    @property
    def in_short(self) -> str:
        """What the code of the paper says: who, and since when or until when; a name that is too long for it is shortened."""
        with force_locale("fr"):
            told = _in_short(self)
        return f"{shortened(self.name, LONGEST_TEXT - len(told.encode()) - 2)}, {told}"


def facts(officer: Officer) -> Facts:
    """What can be attested today. Refused where rank, unit, position or entry is not recorded."""
    held = page.present(officer)
    posting = _last_posting(officer) if _is_away(officer) else held.get("posting")
    _check(officer, held, posting)
    since = held["position"].starts_on
    left = officer.position.ends_service
    with force_locale("fr"):  # names of ranks, units and positions, too
        return Facts(
            agency=str(officer.home_agency), name=str(officer), service_number=officer.service_number or "–",
            born_on=officer.birth_on, birth_year=officer.birth_year, birth_place=officer.birth_place or "",
            rank=str(officer.rank), rank_since=held["rank"].starts_on if "rank" in held else None,
            unit=str(posting.unit), unit_since=None if _is_away(officer) else posting.starts_on,
            position=str(officer.position), is_serving=officer.position.is_serving, position_since=since,
            entered_on=officer.entered_on, last_day_on=since - dt.timedelta(days=1) if left else None,
        )  # fmt: skip


def _in_short(told: Facts) -> str:
    number, entered = told.service_number, career.day(told.entered_on)
    if told.is_over:
        return _("no. %(number)s, served from %(first)s to %(last)s", number=number, first=entered, last=career.day(told.last_day_on))
    if told.is_serving:
        return _("no. %(number)s, in service since %(day)s", number=number, day=entered)
    return _("no. %(number)s, not in active service since %(day)s", number=number, day=career.day(told.position_since))


def _is_away(officer: Officer) -> bool:
    """Whether the position took the officer out of every unit: the last one is then told."""
    return officer.position is not None and (officer.position.leaves_unit or officer.position.ends_service)


def _last_posting(officer: Officer) -> Posting | None:
    own = select(Posting).where(Posting.officer_id == officer.id, valid(Posting), Posting.starts_on <= now().date())
    return db.session.scalar(own.order_by(Posting.starts_on.desc()).limit(1))


def _check(officer: Officer, held: dict[str, CareerLine], posting: Posting | None) -> None:
    """All that is missing is told at once, so that it is asked for once."""
    asked = (
        (officer.entered_on, _("the day on which you entered service")),
        (officer.rank, _("your rank")),
        (posting, _("your unit")),
        (officer.position is not None and "position" in held, _("your administrative position")),
    )
    missing = [words for value, words in asked if not value]
    if missing:
        raise Refused(
            N_("The attestation cannot be made, because your file does not say: %(what)s. Ask for the correction of your file, or see the HR office of your unit."),
            what=", ".join(missing),
        )  # fmt: skip
