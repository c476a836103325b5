"""Invented rounds with everything in them: files, rules and terms from a seed, and their archive without a database."""

from __future__ import annotations

import datetime as dt
import random
import zipfile
from decimal import Decimal
from io import BytesIO

from rules import promotion as rules
from rules.promotion import Diploma, Dossier, Headed, Honour, Mark, Place, Punished, Visit
from services.promotion import digesting
from services.promotion.encoding import row_of

ON = dt.date(2026, 1, 1)
_BREAKERS = ("time_in_rank", "service", "exam", "age")


def _day(chance: random.Random, first: int, last: int) -> dt.date:
    """Few different days, so that ties are frequent; one of them a 29 February."""
    usual = [dt.date(chance.randint(first, last), *monthday) for monthday in ((1, 1), (10, 1), (12, 31))]
    return chance.choice([*usual, dt.date(2016, 2, 29)])


def dossier(number: int, chance: random.Random) -> Dossier:
    """A file with something of everything, or nothing of it."""
    some = lambda most: range(chance.randint(0, most))  # noqa: E731
    maybe = lambda value: chance.choice([value, value, None])  # noqa: E731
    exam = maybe(Decimal(chance.randint(0, 80)) / 4)
    return Dossier(
        officer_id=number, service_number=maybe(f"P{number:05}"), name=f"TRAORÉ Agent {number}", entered_on=_day(chance, 2005, 2016),
        born_on=maybe(_day(chance, 1970, 1995)), birth_year=maybe(chance.randint(1970, 1995)),
        rank_since=_day(chance, 2012, 2021) if chance.random() < 0.95 else None,
        rank_line=maybe(number + 1), corps_since=maybe(_day(chance, 2008, 2016)), position=maybe("Activité"),
        position_line=maybe(number + 2), is_promotable=chance.random() < 0.95, unit=maybe("Commissariat"),
        marks=tuple(
            Mark(dt.date(2025 - year, 12, 31), Decimal(chance.randint(40, 80)) / 4, Decimal(chance.choice([20, 100])), 100 * number + year)
            for year in some(5)
        ),
        position_code=chance.choice(["ACT", "ACT", "DET", None]), retires_on=maybe(_day(chance, 2026, 2040)), exam=exam,
        exam_line=None if exam is None else number + 3,
        diplomas=tuple(Diploma(chance.choice(["Bac", "CIA"]), chance.choice(rules.LEVELS), 10 * number + one) for one in some(3)),
        headed=tuple(Headed(_day(chance, 2017, 2020), maybe(_day(chance, 2021, 2027)), 10 * number + one) for one in some(2)),
        awards=tuple(Honour(_day(chance, 2017, 2026), 10 * number + one) for one in some(4)),
        sanctions=tuple(
            Punished(chance.choice(["first", "second"]), _day(chance, 2018, 2026), maybe(_day(chance, 2024, 2028)), 10 * number + one)
            for one in some(2)
        ),
        fitness=maybe(Visit(chance.choice(["fit", "fit", "restricted", "unfit"]), maybe(_day(chance, 2025, 2027)), number)),
    )  # fmt: skip


def twin(of: Dossier, number: int, chance: random.Random) -> Dossier:
    """Somebody with the same points, whom a tie-breaker or nothing but the draw tells apart."""
    other = {"entered_on": _day(chance, 2005, 2008), "born_on": dt.date(1970, 1, 1)}
    return of._replace(officer_id=number, **{name: other[name] for name in chance.choice([(), (), ("entered_on",), ("born_on",)])})


def conditions(chance: random.Random) -> dict[str, object]:
    """A rule that asks for some of what there is."""
    asked = {
        "min_years_in_rank": 5, "min_years_in_corps": 8, "min_years_of_service": 10, "evaluations_required": 2, "least_mark": 12,
        "years_barred_first_degree": 2, "years_barred_second_degree": 5, "needs_fitness": True, "positions": ["ACT", "DET"],
        "least_education": "lower", "trainings": [" cia"], "months_before_retirement": 24, "most_percent": 40,
    }  # fmt: skip
    return {"positions": "promotable"} | {name: value for name, value in asked.items() if chance.random() < 0.2}


def terms(chance: random.Random) -> dict[str, object]:
    """Weights, caps, a share of seniority and tie-breakers."""
    cuts = sorted(chance.sample(range(1, 100), 5))
    weights = [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]
    plain = rules.default_terms(dict(zip(rules.PARTS, weights, strict=True)), chance.choice([0, 25, 33, 50]))
    return plain | {
        "marks_counted": chance.randint(1, 4), "most_for_seniority": chance.choice([5, 20]), "sanction_floor": chance.choice([0, 3, 10]),
        "tie_breakers": chance.sample(_BREAKERS, chance.randint(0, 4)), "posts_full_at_years": chance.randint(1, 6),
    }  # fmt: skip


class Invented:
    """A round as the archive has it: `inputs` are what round.json says, `places` the list."""

    def __init__(self, seed: int, candidates: int = 40):
        chance = random.Random(seed)
        self.dossiers = [dossier(number, chance) for number in range(1, candidates // 2 + 1)]
        self.dossiers += [twin(chance.choice(self.dossiers), number, chance) for number in range(candidates // 2 + 1, candidates + 1)]
        self.decisions = {number: chance.choice(["admit", "leave_out"]) for number in chance.sample(range(1, candidates + 1), 4)}
        self.inputs = {
            "round": {"reference_on": ON.isoformat(), "places": chance.randint(0, candidates // 2)},
            "rule": {"conditions": conditions(chance)},
            "terms": terms(chance),
            "draw": {"seed": chance.choice([None, "31415"])},
            "decisions": [{"officer_id": officer, "kind": kind, "holds": True} for officer, kind in sorted(self.decisions.items())],
        }

    def places(self) -> list[Place]:
        """As the rules of the project rank them."""
        given = self.inputs
        rule, weighed = rules.rule_from(given["rule"]["conditions"]), rules.terms_from(given["terms"])
        return rules.rank(self.dossiers, rule, weighed, given["round"]["places"], ON, given["draw"]["seed"], self.decisions)

    def packed(self) -> bytes:
        """round.json and the candidates, without a seal."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("round.json", digesting.as_json(self.inputs))
            archive.writestr("candidates.jsonl", b"".join(digesting.canonical(row_of(1, place)) + b"\n" for place in self.places()))
        return out.getvalue()

    def archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(BytesIO(self.packed()))
