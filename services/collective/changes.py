"""What a collective act would do to one person, and the whole of it as the preview shows it and approval binds it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from models import CareerLine, CollectiveAct
from rules.access import Actor
from rules.refused import N_, Refused
from services import approval

from .histories import Person, Place

OWN_FILE = N_("This is your own file: a colleague prepares and applies the act that concerns you.")
KEPT_ELSEWHERE = N_("This file is kept by another agency: only that one records acts in it.")


@dataclass(frozen=True)
class Change:
    """One person: what holds before and after in words, the new line (columns), or why there is none."""

    person: Person
    before: str
    after: str
    group: tuple[str, str]
    line: dict | None = None
    place: Place | None = None
    base: int | None = None  # the line that holds before
    refused: Refused | None = None

    @property
    def told(self) -> list:
        """What approval is bound to: the person, the line that holds, the day, and the values of the new one."""
        values = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in self.line.items()}
        return [self.person.id, self.base, self.place.starts_on.isoformat(), values]


@dataclass(frozen=True)
class Preview:
    """What an act would do, and the digest that stands for exactly that."""

    model: type[CareerLine]
    changes: list[Change]
    content: dict

    @property
    def able(self) -> list[Change]:
        """Those whom the act will concern."""
        return [one for one in self.changes if one.refused is None]

    @property
    def left_out(self) -> list[Change]:
        """Those whom it will leave as they are, each with the reason."""
        return [one for one in self.changes if one.refused is not None]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many go from what to what."""
        return counted(self.able)

    @property
    def digest(self) -> str:
        """SHA-256 over all that the act would do."""
        return approval.digest_of("collective", self.content)


def counted(changes: list[Change]) -> list[tuple[str, str, int]]:
    """How many go from what to what, in the order in which they were found."""
    return [(*group, count) for group, count in Counter(one.group for one in changes).items()]


def check_person(person: Person, act: CollectiveAct, who: Actor) -> None:
    """Raise Refused for one's own file, and for one that another agency keeps."""
    if who.officer_id is not None and person.id == who.officer_id:
        raise Refused(OWN_FILE)
    if person.home_agency_id != act.agency_id:
        raise Refused(KEPT_ELSEWHERE)


def content_of(act: CollectiveAct, changes: list[Change], table: list) -> dict:
    """All that a second person says yes to, as JSON. Names are the French ones, whoever reads."""
    able = [one for one in changes if one.refused is None]
    return {
        "act": act.id,
        "title": act.title,
        "purpose": act.purpose.value,
        "agency": act.agency.name,
        "starts_on": act.starts_on.isoformat(),
        "paper": [act.act_kind, act.act_reference, act.act_authority, _day(act.act_signed_on), act.act_scan],
        "legal_text": act.legal_text,
        "is_assumed": act.is_assumed,
        "table": table,
        "counts": [list(one) for one in counted(able)],
        "left_out": len(changes) - len(able),
        "people": [one.told for one in able],
    }


def _day(day) -> str | None:
    return day.isoformat() if day else None
