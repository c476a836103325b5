"""Ranking a round as a job, beside the same list made in bare SQL without any reason. By hand:

    python bench/promotion.py --on sqlite --candidates 100000
    python bench/promotion.py --on postgresql --candidates 8000

It makes an installation of its own in a temporary folder, and for PostgreSQL a server as the tests do, but one that survives a power
cut. Each candidate has two ranks, a position, a posting, a medical visit, five evaluations in closed cycles, and some have diplomas,
awards, sanctions and years at the head of a unit. All that the reference rule weighs counts, an examination included.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import pstats
import random
import resource
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench.installed import database, installation  # noqa: E402

ON, YEARS = dt.date(2026, 1, 1), (2021, 2022, 2023, 2024, 2025)
WEIGHTS = {"evaluation": 40, "exam": 20, "seniority": 15, "training": 15, "posts": 5, "distinctions": 5}
CONDITIONS = {
    "min_years_in_rank": 5, "min_years_of_service": 6, "evaluations_required": 3, "years_barred_second_degree": 2,
    "needs_fitness": True, "months_before_retirement": 6,
}  # fmt: skip
# What is counted beside it: the mean of the last three marks and the time in the rank, ordered and kept, and nothing said of why.
BARE = """
CREATE TABLE bare_list AS
SELECT officer.id AS officer_id, 2 * marks.mean + least(10, {days} / 365.25) AS score,
       row_number() OVER (ORDER BY 2 * marks.mean + least(10, {days} / 365.25) DESC, rank_line.starts_on, officer.entered_on, officer.id) AS place
FROM officer
JOIN rank_line ON rank_line.officer_id = officer.id AND rank_line.ends_on IS NULL AND rank_line.rank_id = {rank}
JOIN (SELECT officer_id, avg(score) AS mean FROM (
        SELECT evaluation.officer_id, score, row_number() OVER (PARTITION BY evaluation.officer_id ORDER BY ends_on DESC) AS newest
        FROM evaluation JOIN evaluation_cycle ON evaluation_cycle.id = evaluation.cycle_id
        WHERE evaluation.state = 'CLOSED' AND score IS NOT NULL) AS each_mark
      WHERE newest <= 3 GROUP BY officer_id HAVING count(*) = 3) AS marks ON marks.officer_id = officer.id
"""


def main() -> None:
    """Fill, rank as often as asked, print one line each."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="promotion-") as name, database(asked.on) as address:
        app = installation(name, address)
        with app.app_context():
            round_id = _fill(asked.candidates, asked.seed)
            print(f"{asked.on}: {asked.candidates:,} candidates", flush=True)
            for _again in range(asked.times):
                print(f"bare SQL, no reasons: {_timed(_bare)}", flush=True)
                print(f"ranked as a job, every reason kept: {_timed(lambda: _rank(round_id))}", flush=True)
            if asked.profile:
                _profiled(round_id)
        print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB of memory")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--candidates", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="also say where the time goes")
    return parser.parse_args()


def _timed(work) -> str:
    began, used = time.perf_counter(), time.process_time()
    work()
    return f"{time.perf_counter() - began:.2f} s, of which this process computes {time.process_time() - used:.2f} s"


def _rank(round_id: int) -> None:
    """As the worker does it, with the commit at the end."""
    from models import db
    from services import guard, promotion

    guard.act_as(guard.SYSTEM)
    promotion.rank_in_background({"round": round_id}, lambda _done, _total: None)
    db.session.commit()


def _bare() -> None:
    from models import Rank, db

    rank = db.session.query(Rank.id).filter_by(code="SGT").scalar()
    connection = db.session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    days = f"(julianday('{ON}') - julianday(rank_line.starts_on))" if is_sqlite else f"(DATE '{ON}' - rank_line.starts_on)"
    connection.exec_driver_sql("DROP TABLE IF EXISTS bare_list")
    question = BARE.format(days=days, rank=rank)
    connection.exec_driver_sql(question.replace("least(", "min(") if is_sqlite else question)
    db.session.commit()


def _profiled(round_id: int) -> None:
    profile = cProfile.Profile()
    profile.runcall(_rank, round_id)
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)


# --- the installation ----------------------------------------------------------------------------


# --- the candidates ------------------------------------------------------------------------------


def _fill(candidates: int, seed: int) -> int:
    """The force and its round, ready to be ranked; the number of the round."""
    from models import db
    from services import guard, reference

    guard.act_as(guard.SYSTEM)
    reference.load()
    with guard.unscoped("a force for the benchmark"):
        _people(candidates, random.Random(seed))
        round_id = _round(candidates)
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return round_id


def _codes(model: type) -> dict[str, int]:
    from models import db

    return dict(db.session.query(model.code, model.id).all())


def _write(model: type, rows: list[dict]) -> None:
    """Straight into the table: nothing of this is somebody's act."""
    from models import search
    from services.bulk import statements

    blank = statements.blank(model)
    filled = search.with_words(model, [{**blank, **row, "id": number} for number, row in enumerate(rows, 1)])
    statements.write(model.__table__, list(filled[0]), statements.driver_rows(model.__table__, filled))


def _people(candidates: int, chance: random.Random) -> None:
    import models as m

    rank, position, agency = _codes(m.Rank), _codes(m.Position)["ACT"], _codes(m.Agency)["PN"]
    units = [{"code": f"U{number}", "name": f"Commissariat du {number}e arrondissement", "agency_id": agency, "path": f"/{number}/"} for number in range(1, 301)]
    _write(m.Unit, units)
    since = [dt.date(2011, 1, 1) + dt.timedelta(days=chance.randrange(4600)) for _ in range(candidates)]
    numbers = range(1, candidates + 1)
    officers = [
        {
            "service_number": f"P{number:06}", "last_name": f"Traoré {number}", "first_names": "Awa Fatoumata", "entered_on": day - dt.timedelta(days=1500),
            "birth_on": day - dt.timedelta(days=9000 + chance.randrange(2000)), "home_agency_id": agency, "unit_id": number % 300 + 1,
            "rank_id": rank["SGT"], "step": 1, "position_id": position,
        }
        for number, day in zip(numbers, since, strict=True)
    ]  # fmt: skip
    _write(m.Officer, officers)
    act = {"act_kind": "ARRETE"}
    before = [{"officer_id": number, "rank_id": rank["GPX"], "starts_on": day - dt.timedelta(days=1500), "ends_on": day} | act for number, day in zip(numbers, since, strict=True)]
    _write(m.RankLine, before + [{"officer_id": number, "rank_id": rank["SGT"], "starts_on": day} | act for number, day in zip(numbers, since, strict=True)])
    begun = [{"officer_id": number, "starts_on": day - dt.timedelta(days=1500)} | act for number, day in zip(numbers, since, strict=True)]
    _write(m.PositionLine, [line | {"position_id": position} for line in begun])
    _write(m.Posting, [line | {"unit_id": number % 300 + 1, "is_head": number % 20 == 0} for number, line in enumerate(begun, 1)])
    _abilities(numbers, chance)
    _evaluations(candidates, chance)


def _abilities(numbers: range, chance: random.Random) -> None:
    """A visit of everybody; a diploma of two thirds, an award of a fifth, a sanction of a twentieth."""
    import models as m

    visited = {"outcome": m.Fitness.FIT, "examined_on": dt.date(2025, 3, 1), "valid_until_on": dt.date(2027, 3, 1)}
    _write(m.MedicalFitness, [visited | {"officer_id": number} for number in numbers])
    levels = list(m.EducationLevel)
    _write(m.Education, [{"officer_id": number, "level": chance.choice(levels), "title": "Diplôme"} for number in numbers if number % 3])
    lines = {"act_kind": "ARRETE", "starts_on": dt.date(2024, 5, 1)}
    _write(m.Award, [lines | {"officer_id": number, "kind_id": 1} for number in numbers if number % 5 == 0])
    _write(m.Sanction, [lines | {"officer_id": number, "kind_id": 1, "grounds": "Retard"} for number in numbers if number % 20 == 1])


def _evaluations(candidates: int, chance: random.Random) -> None:
    import models as m

    closed = {"state": m.CycleState.CLOSED, "scale_max": Decimal(20)}
    _write(m.EvaluationCycle, [closed | {"name": f"Notation {year}", "starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 12, 31)} for year in YEARS])
    _write(m.CycleForm, [{"cycle_id": number, "name": "Fiche"} for number in range(1, len(YEARS) + 1)])
    marks = [Decimal(number) / 8 for number in range(64, 160)]
    for_all = {"state": m.EvaluationState.CLOSED}
    _write(m.Evaluation, [
        for_all | {"officer_id": officer, "cycle_id": cycle, "form_id": cycle, "score": chance.choice(marks)}
        for cycle in range(1, len(YEARS) + 1) for officer in range(1, candidates + 1)
    ])  # fmt: skip


def _round(candidates: int) -> int:
    """A round whose eligible list is published, with a mark of the examination for everybody."""
    import models as m
    from models import db
    from rules.promotion import default_terms

    rank = _codes(m.Rank)
    rule = m.PromotionRule(
        from_rank_id=rank["SGT"], to_rank_id=rank["SGC"], route=m.Route.CHOICE, starts_on=dt.date(2025, 1, 1), legal_text="–",
        conditions=CONDITIONS, weights=WEIGHTS, seniority_percent=30,
    )  # fmt: skip
    made = m.PromotionRound(
        name="Tableau", agency_id=_codes(m.Agency)["PN"], rule=rule, reference_on=ON, places=candidates // 20,
        terms=default_terms(WEIGHTS, 30), state=m.RoundState.LISTED,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _write(m.ExamMark, [{"round_id": made.id, "officer_id": number, "mark": Decimal(80 + number * 7 % 121) / 10} for number in range(1, candidates + 1)])
    return made.id


if __name__ == "__main__":
    main()
