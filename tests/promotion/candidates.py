"""Invented dossiers for the tests of promotion, and a strategy that invents many."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from rules.promotion import Diploma, Dossier, Headed, Honour, Mark, Punished, Terms, Visit, rule_from

ON = dt.date(2026, 1, 1)
WEIGHTS = {"evaluation": 40, "exam": 20, "seniority": 15, "training": 15, "posts": 5, "distinctions": 5}
RULE = rule_from({"min_years_in_rank": 5, "evaluations_required": 3, "positions": "promotable"})
TERMS = Terms(weights=WEIGHTS)


def marks(*scores: object) -> tuple[Mark, ...]:
    """One mark a year, the last for the year before the date of reference."""
    first = ON.year - len(scores)
    return tuple(
        Mark(dt.date(first + index, 12, 31), Decimal(str(score)), Decimal(20), 100 + index)
        for index, score in enumerate(scores)
    )


def dossier(officer_id: int = 1, **other: object) -> Dossier:
    """A sergeant who may be promoted, unless said otherwise."""
    values = {
        "officer_id": officer_id,
        "service_number": f"P{officer_id:05}",
        "name": f"TRAORÉ Officer {officer_id}",
        "entered_on": dt.date(2015, 10, 1),
        "born_on": dt.date(1992, 3, 5),
        "birth_year": None,
        "rank_since": dt.date(2019, 10, 1),
        "rank_line": 7,
        "corps_since": dt.date(2015, 10, 1),
        "position": "Activité",
        "position_line": 8,
        "is_promotable": True,
        "unit": "Commissariat du 1er arrondissement",
        "marks": marks(14, 14, 14),
    }
    return Dossier(**values | other)


# Few different values, so that ties are frequent.
days = st.sampled_from([dt.date(2012, 1, 1), dt.date(2016, 10, 1), dt.date(2019, 10, 1), dt.date(2024, 10, 1)])
scores = st.sampled_from([10, 12, "12.5", 14, 18, 20])
few = lambda kind: st.lists(kind, max_size=2).map(tuple)  # noqa: E731
diplomas = few(st.builds(Diploma, st.sampled_from(["Licence", "Officier de police judiciaire"]), st.sampled_from(["primary", "bachelor"]), st.integers(1, 9)))
headed = few(st.builds(Headed, days, st.none() | st.just(dt.date(2025, 6, 1)), st.integers(1, 9)))
awards = few(st.builds(Honour, days, st.integers(1, 9)))
sanctions = few(st.builds(Punished, st.sampled_from(["first", "second"]), days, st.none() | st.just(dt.date(2025, 7, 1)), st.integers(1, 9)))
visits = st.none() | st.builds(Visit, st.sampled_from(["fit", "restricted", "unfit"]), st.none() | days, st.integers(1, 9))


@st.composite
def forces(draw: st.DrawFn) -> list[Dossier]:
    """A handful of candidates, many of them equal in something."""
    has_exam = draw(st.booleans())
    return [
        dossier(
            officer_id,
            entered_on=draw(days),
            rank_since=draw(st.none() | days),
            born_on=draw(st.none() | st.sampled_from([dt.date(1985, 1, 1), dt.date(1990, 6, 6)])),
            birth_year=draw(st.sampled_from([None, 1988])),
            is_promotable=draw(st.sampled_from([True, True, True, False])),
            marks=marks(*draw(st.lists(scores, min_size=2, max_size=5))),
            exam=draw(st.none() | st.sampled_from([Decimal("8.50"), Decimal("15.00")])) if has_exam else None,
            exam_line=4 if has_exam else None,
            retires_on=draw(st.none() | st.sampled_from([dt.date(2026, 6, 1), dt.date(2050, 1, 1)])),
            diplomas=draw(diplomas), headed=draw(headed), awards=draw(awards), sanctions=draw(sanctions), fitness=draw(visits),
        )
        for officer_id in range(1, draw(st.integers(1, 9)) + 1)
    ]  # fmt: skip
