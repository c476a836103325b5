"""Documents, fitness, absences and awards of the demo force, as rows. All of it is invented."""

from __future__ import annotations

import datetime as dt
import random

from models import Fitness, WorkRestriction

from .lists import REFERENCE_ON, Weighted, lists
from .papers_rows import Filed
from .rows import DECISION, Acts

# What every file should hold, and what some hold besides: see data/reference/required_pieces.csv.
ASKED = ("NAIS", "NAT", "CASIER", "NINA", "NOMIN", "PV")
BESIDES = {"MARI": 0.4, "RESID": 0.3, "LETTRE": 0.1}
OUTCOMES = Weighted([(Fitness.FIT, 92), (Fitness.RESTRICTED, 6), (Fitness.UNFIT, 2)])
AWAY_NOW = Weighted([("MALA", 5), ("FORM", 6), ("PERM", 3), ("MISS", 4), ("IRRE", 1)])


def documents(filed: Filed) -> list[dict]:
    """The pieces that a file should hold; about one file in six lacks some."""
    rng, entered_on = filed.chance("documents"), filed.person.career.entered_on
    corps = lists().rank_corps[filed.person.rank]
    codes = [*ASKED, *{"COM": ("DIPL", "OPJ"), "SOF": ("ECOLE",)}.get(corps, ())]
    if any(stay.function in ("Instructeur", "Conducteur") for stay in filed.person.postings[-1:]):
        codes += [code for code in ("DIPL", "PERMIS") if code not in codes]
    codes += [code for code, share in BESIDES.items() if rng.random() < share]
    lost = set(rng.sample(codes, rng.randint(1, 3))) if rng.random() < 0.16 else ()
    return [
        {"officer_id": filed.officer_id, "kind_id": code, "dated_on": entered_on - dt.timedelta(days=rng.randint(5, 200))}
        for code in codes
        if code not in lost
    ]


def fitness(filed: Filed) -> list[dict]:
    """The last visit, for three in four of those who serve; valid for two years."""
    rng = filed.chance("fitness")
    if not filed.serves or rng.random() > 0.75:
        return []
    outcome = OUTCOMES.pick(rng)
    examined_on = max(filed.person.career.entered_on, REFERENCE_ON - dt.timedelta(days=rng.randint(10, 760)))
    restriction = rng.choice(list(WorkRestriction)) if outcome is Fitness.RESTRICTED else None
    return [{
        "officer_id": filed.officer_id, "outcome": outcome, "restriction": restriction, "examined_on": examined_on,
        "valid_until_on": examined_on + dt.timedelta(days=730), "examined_by": "Service de santé de la police",
    }]  # fmt: skip


def absences(filed: Filed) -> list[dict]:
    """The leave of this year for half of those who serve; about one in thirty is away on the reference day."""
    rng, last = filed.chance("absences"), filed.person.postings[-1]
    if not filed.serves or filed.person.career.entered_on > dt.date(REFERENCE_ON.year - 1, 1, 1) or last.starts_on > REFERENCE_ON:
        return []
    rows = []
    if rng.random() < 0.5:
        first = dt.date(REFERENCE_ON.year, rng.randint(1, 8), rng.randint(1, 28))
        rows.append(_absence(filed, "ANNU", first, first + dt.timedelta(days=rng.choice((9, 14, 19, 29))), rng))
    if rng.random() < 0.035:
        first = REFERENCE_ON - dt.timedelta(days=rng.randint(0, 20))
        kind = AWAY_NOW.pick(rng)
        rows.append(_absence(filed, kind, first, None if kind == "IRRE" else REFERENCE_ON + dt.timedelta(days=rng.randint(3, 60)), rng))
    return rows


def awards(filed: Filed) -> list[dict]:
    """A letter of congratulation or a testimony for one in twenty."""
    rng, entered_on = filed.chance("awards"), filed.person.career.entered_on
    days = (REFERENCE_ON - entered_on).days
    if days < 900 or rng.random() > 0.05:
        return []
    starts_on = entered_on + dt.timedelta(days=rng.randint(700, days))
    grounds = rng.choice(("Assiduité et sens du service", "Intervention remarquée lors d'une opération", "Sauvetage d'une personne en danger"))
    act = Acts(rng).of(DECISION, starts_on)
    return [{"officer_id": filed.officer_id, "kind_id": rng.choice(("LF", "TOS", "MHP")), "starts_on": starts_on, "grounds": grounds} | act]


def _absence(filed: Filed, kind: str, first: dt.date, last: dt.date | None, rng: random.Random) -> dict:
    days = {"officer_id": filed.officer_id, "kind_id": kind, "starts_on": first, "last_day_on": last}
    return days | Acts(rng).of(DECISION, first)
