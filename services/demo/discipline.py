"""The disciplinary cases of the demo force, in every state, and what came of them; some suspended officers have none.

Each officer has one more source of chance for them, so that the people of a seed stay what they are.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from itertools import count

from models import CaseState, Degree, DisciplinaryCase, HearingBody, Sanction, SanctionKind, db
from rules import discipline as rules

from . import store
from .lists import REFERENCE_ON
from .people import Person

SHARE = 0.015
SUSPENDED = "SUS"
# Of the suspended every third has no case, which the alerts then tell.
WITHOUT_CASE = 3
FACTS = (
    "Absence non justifiée au poste pendant plusieurs jours",
    "Abandon de poste pendant une garde de nuit",
    "Refus d'exécuter un ordre de service",
    "Perte de matériel de dotation",
    "Retards répétés malgré des rappels écrits",
    "Manque de respect envers un supérieur",
    "Usage d'un véhicule de service à des fins privées",
    "Comportement contraire à la déontologie lors d'un contrôle routier",
)
WITHOUT = "Les faits ne sont pas établis : aucune sanction."
ANSWER = "Recours examiné : la sanction est maintenue."
FIRST, SECOND = ("AVT", "BLM", "ARS", "ARR"), ("RTA", "ABE", "DPO")
# How far a case has come, one after the other, so that a small force shows every state.
WAYS = ("punished", "open", "punished", "heard", "dismissed", "appealed", "decided", "punished", "told", "council", "erased", "upheld")
AUTHORITY = "Directeur général de la Police nationale"


class Cases:
    """Writes them, block by block."""

    def __init__(self, seed: int, first_officer: int):
        self._seed, self._first = seed, first_officer
        self._kinds = {kind.code: kind for kind in db.session.query(SanctionKind)}
        self._number, self._suspended = count(), count()

    def write(self, people: Iterable[Person]) -> None:
        """The cases against these people, and the sanctions that they gave."""
        made = [case for person in people for case in self._of(person)]
        if not made:
            return
        ids = store.insert(DisciplinaryCase, (case for case, _sanction in made))
        given = [sanction | {"case_id": key} for key, (_case, sanction) in zip(ids, made, strict=True) if sanction]
        if given:
            store.insert(Sanction, given)

    def _of(self, person: Person) -> list[tuple[dict, dict | None]]:
        rng = random.Random(f"{self._seed}/{person.number}/discipline")
        position = person.positions[-1]
        if position.position == SUSPENDED:
            is_without = next(self._suspended) % WITHOUT_CASE == 0
            return [] if is_without else [self._case(person, "heard", position.starts_on + dt.timedelta(days=2), rng)]
        if rng.random() >= SHARE or position.ends_on is not None or position.position != "ACT":
            return []
        way = WAYS[next(self._number) % len(WAYS)]
        days = rng.randint(5 * 365, 9 * 365) if way == "erased" else rng.randint(120, 500)
        return [self._case(person, way, max(REFERENCE_ON - dt.timedelta(days=days), person.career.graduated_on), rng)]

    def _case(self, person: Person, way: str, opened_on: dt.date, rng: random.Random) -> tuple[dict, dict | None]:
        day = lambda after: opened_on + dt.timedelta(days=after)  # noqa: E731
        case = {
            "officer_id": self._first + person.number,
            "reference": f"DD-{opened_on.year}-{rng.randint(1, 999):03d}",
            "state": CaseState.OPEN,
            "opened_on": opened_on,
            "opened_by": AUTHORITY,
            "facts": rng.choice(FACTS),
            **dict.fromkeys(("notified_on", "heard_on", "hearing_body", "decided_on", "decision", "appealed_on", "appeal_decision", "closed_on")),
        }
        if way == "open":
            return case, None
        case["notified_on"] = day(3)
        if way == "told":
            return case, None
        body = HearingBody.COUNCIL if way == "council" else HearingBody.HEAD
        case |= {"heard_on": day(20), "hearing_body": body, "state": CaseState.HEARD}
        return (case, None) if way == "heard" else self._decided(case, way, day, rng)

    def _decided(self, case: dict, way: str, day, rng: random.Random) -> tuple[dict, dict | None]:
        case |= {"decided_on": day(40), "state": CaseState.DECIDED, "decision": f"{case['facts']}."}
        if way == "dismissed":
            return case | {"decision": WITHOUT, "closed_on": day(40), "state": CaseState.CLOSED}, None
        if way in ("appealed", "upheld"):
            case |= {"appealed_on": day(60), "state": CaseState.APPEALED}
        if way == "upheld":
            case["appeal_decision"] = ANSWER
        if way not in ("appealed", "decided"):
            case |= {"closed_on": day(100), "state": CaseState.CLOSED}
        return case, self._sanction(case, rng)

    def _sanction(self, case: dict, rng: random.Random) -> dict:
        codes = SECOND if case["hearing_body"] is HearingBody.COUNCIL else FIRST
        kind = self._kinds[rng.choice(codes)]
        starts_on = case["decided_on"] + dt.timedelta(days=1)
        ends_on = rules.ends_on(starts_on, rng.randint(1, kind.most_days) if kind.most_days else None)
        plain = rules.Kind(kind.degree is Degree.SECOND, kind.most_days, kind.erased_after_years)
        return {
            "officer_id": case["officer_id"],
            "kind_id": kind.id,
            "grounds": case["decision"],
            "starts_on": starts_on,
            "ends_on": ends_on,
            "erased_on": rules.erased_on(plain, starts_on, ends_on),
            "act_kind": "Décision",
            "act_reference": f"Décision n° {starts_on.year}-{rng.randint(1, 2999):04d}/DGPN-DPFM",
            "act_authority": AUTHORITY,
            "act_signed_on": case["decided_on"],
        }
